import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function Ledger() {
  const { t } = useTranslation();
  return <EmptyState title={t('inspection.ledger.none')} />;
}
