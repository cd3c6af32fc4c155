import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useTocsin } from '../tocsin.ts';

const NOTICE = 'restored';

/** Says, until it is put aside, that the server was restored from a backup: nothing goes on silently (P-D12). */
export function useRestoredNotice(): void {
  const { t } = useTranslation();
  const restored = useTocsin((state) => state.restored);
  useEffect(() => {
    if (!restored) return;
    notifications.show({
      id: NOTICE,
      color: 'orange',
      title: t('attention.restored'),
      message: t('attention.restoredHint'),
      role: 'alert',
      autoClose: false,
      closeButtonProps: { 'aria-label': t('ui.close') },
    });
  }, [restored, t]);
}
