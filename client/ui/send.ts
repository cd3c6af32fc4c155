import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandInput, CommandType } from '../../shared/domain/commands.ts';
import { useTocsin, useTocsinApi } from './tocsin.ts';

/**
 * Sends a command and says at once, in words, when it cannot be made. True: it is queued durably and shown. What the
 * server refuses later goes to "needs attention".
 */
export function useSend() {
  const tocsin = useTocsinApi();
  const { t } = useTranslation();
  return useCallback(
    async <T extends CommandType>(
      type: T,
      data: CommandInput<T>,
      options?: { versioned?: boolean; operation?: string },
    ): Promise<boolean> => {
      const answer = await tocsin.send(type, data, options);
      if ('commandId' in answer) return true;
      notifications.show({ color: 'red', title: t('ui.refused'), message: answer.message, role: 'alert' });
      return false;
    },
    [tocsin, t],
  );
}

/** Why not one of several commands can be made now: the reason of the first; undefined when one of them can. */
export function useWhyNone(
  commands: readonly { [T in CommandType]: { type: T; data: CommandInput<T> } }[CommandType][],
) {
  const tocsin = useTocsinApi();
  useTocsin((state) => state.revision);
  let why: string | undefined;
  for (const { type, data } of commands) {
    const answer = tocsin.can(type, data as CommandInput<typeof type>);
    if (answer === true) return undefined;
    why ??= answer.message;
  }
  return why;
}

/** Why a command cannot be made now, in words for a tooltip; undefined when it can. Asked again on every difference. */
export function useWhyNot<T extends CommandType>(type: T, data: CommandInput<T>): string | undefined {
  const tocsin = useTocsinApi();
  useTocsin((state) => state.revision);
  const answer = tocsin.can(type, data);
  return answer === true ? undefined : answer.message;
}
