import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function BreakGlass() {
  const { t } = useTranslation();
  return <EmptyState title={t('inspection.breakGlass.none')} />;
}
