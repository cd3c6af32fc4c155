import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function Clients() {
  const { t } = useTranslation();
  return <EmptyState title={t('sharing.clients.none')} />;
}
