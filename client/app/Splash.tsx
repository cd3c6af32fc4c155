import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function Splash() {
  const { t } = useTranslation();
  return (
    <div className="a-splash" role="status">
      <Loader size="sm" color="gray" />
      <span>{t('app.opening')}</span>
    </div>
  );
}
