import { Tooltip } from '@mantine/core';
import { Handshake } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFaces, useMe, useTocsinApi } from '../../ui/tocsin.ts';
import { between } from './AgreementsState.ts';

/** Beside a partner's name: that an agreement with it is in force, and what it permits. */
export function AgreementHint({ organisation }: { organisation: string }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const agreements = useFaces('agreement');
  const mine = useMe()?.organisation ?? '';
  const held = organisation === mine ? [] : between(agreements.values(), mine, organisation, tocsin.realNow());
  if (held.length === 0) return null;
  const said = held
    .map(({ name, permits }) => `${name}: ${permits.map((one) => t(`sharing.permit.${one}`)).join(', ')}`)
    .join('; ');
  return (
    <Tooltip label={said} multiline maw={320} withinPortal>
      <span className="sh-hint" role="img" aria-label={t('sharing.agreements.hint', { said })}>
        <Handshake size={14} aria-hidden="true" />
      </span>
    </Tooltip>
  );
}
