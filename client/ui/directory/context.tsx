import { Alert } from '@mantine/core';
import { createContext, useCallback, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '../../store/contract.ts';
import { sendCommands, settle, type Answer } from './request.ts';
import type { Account, Directory, Platform } from './directory.ts';

/** What the parts of this screen work on. */
export interface AdminState {
  readonly me: SignedIn;
  readonly administers: boolean;
  readonly directory: Directory;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly platform: Platform | undefined;
  refresh(): Promise<void>;
}
export const AdminContext = createContext<AdminState | undefined>(undefined);

export function useAdmin(): AdminState {
  const state = useContext(AdminContext);
  if (!state) throw new Error('A part of the admin screen stands outside of AdminContext.');
  return state;
}

/** An organisation's short name; in the directory of an administrator none is unknown. */
export function useShortName(): (id: string) => string {
  const { directory } = useAdmin();
  const { t } = useTranslation();
  return (id) => directory.organisations.get(id)?.shortName ?? t('ui.organisation.unknown');
}

/** One act at a time: busy while it runs, and why it was refused, in words, until the next one. */
export function useAct() {
  const { refresh } = useAdmin();
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<string | undefined>(undefined);
  const run = useCallback(
    async (act: () => Promise<Answer<unknown>>): Promise<boolean> => {
      setBusy(true);
      setWhy(undefined);
      const answer = await act();
      if (!answer.ok) setWhy(answer.code === 'unreachable' ? t('admin.unreachable') : answer.message);
      // Also after a refusal: most of them say that the picture here was an old one.
      await refresh();
      setBusy(false);
      return answer.ok;
    },
    [refresh, t],
  );
  const send = useCallback(
    (type: string, data: object, operation = 'directory') =>
      run(async () => settle(await sendCommands(operation, [{ type, data }]))),
    [run],
  );
  return { busy, why, run, send };
}

export function Refusal({ why }: { why: string | undefined }) {
  const { t } = useTranslation();
  if (why === undefined) return null;
  return (
    <Alert color="red" variant="light" mt="sm" role="alert" title={t('ui.refused')}>
      {why}
    </Alert>
  );
}
