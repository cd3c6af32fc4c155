import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function Agreements() {
  const { t } = useTranslation();
  return <EmptyState title={t('sharing.agreements.none')} />;
}
