import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function Guests() {
  const { t } = useTranslation();
  return <EmptyState title={t('sharing.guests.none')} />;
}
