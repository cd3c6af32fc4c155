import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function Pack() {
  const { t } = useTranslation();
  return <EmptyState title={t('inspection.pack.none')} />;
}
