import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Short messages that go away by themselves; what went wrong is an alert to a screen reader too. */
export function useSay(): { done: (message: string) => void; problem: (title: string, message: string) => void } {
  const { t } = useTranslation();
  return useMemo(() => {
    const closeButtonProps = { 'aria-label': t('ui.drawer.close') };
    return {
      done: (message) => notifications.show({ message, closeButtonProps }),
      problem: (title, message) =>
        notifications.show({ color: 'red', title, message, role: 'alert', closeButtonProps }),
    };
  }, [t]);
}
