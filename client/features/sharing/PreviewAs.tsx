import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function PreviewAs() {
  const { t } = useTranslation();
  return <EmptyState title={t('inspection.preview.none')} />;
}
