import { Button } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useGo } from '../ui/entities.ts';
import { useTocsin } from '../ui/tocsin.ts';
import { useDraftKeeper } from './draft.ts';

interface AskWhatIfProps {
  assetId: string;
  /** As it is called here: said where several such buttons stand below one another. */
  name: string;
  /** In a row of a table: the sign alone. */
  compact?: boolean;
}

/** Leads to "what if", with the failure of this asset in it. Nothing of the operation is touched. */
export function AskWhatIf({ assetId, name, compact = false }: AskWhatIfProps) {
  const { t } = useTranslation();
  const go = useGo();
  const keeper = useDraftKeeper();
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  if (guest) return null;
  const ask = (): void => {
    keeper.fail([assetId]);
    go.base('what-if');
  };
  const icon = <FlaskConical size={compact ? 13 : 14} aria-hidden="true" />;
  return (
    <Button
      size={compact ? 'compact-xs' : 'xs'}
      variant="default"
      {...(!compact && { leftSection: icon })}
      aria-label={t('what-if.askFor', { name })}
      title={t('what-if.askFor', { name })}
      onClick={ask}
    >
      {compact ? icon : t('what-if.ask')}
    </Button>
  );
}
