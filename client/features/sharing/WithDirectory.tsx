import { Alert } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DIRECTORY } from '../../../shared/ids.ts';
import type { Records } from '../../../shared/protocol/down.ts';
import { zulu } from '../../ui/time.ts';
import { useMe, useTocsin } from '../../ui/tocsin.ts';
import { AdminContext, type AdminState } from '../../ui/directory/context.tsx';
import { directoryFrom } from '../../ui/directory/directory.ts';
import { useDirectory } from '../../ui/directory/useDirectory.ts';

const NO_ACCOUNTS: AdminState['accounts'] = new Map();
const KINDS = ['organisation', 'user', 'circle', 'operation', 'agreement'] as const;

/**
 * The directory for whoever speaks for their organisation there: partners of other operations included. Everybody else
 * reads what this operation shows of it.
 */
export function WithDirectory({ children }: { children: (manages: boolean) => ReactNode }) {
  const { t } = useTranslation();
  const me = useMe();
  const administers = me?.roles[DIRECTORY]?.includes('admin') ?? false;
  const { status, directory, platform, at, refresh } = useDirectory(administers);
  const shown = useShownHere();
  const manages = status === 'fresh' || status === 'stale' || status === 'loading';
  const state = useMemo<AdminState | undefined>(() => {
    const held = manages ? directory : shown;
    return me && held && { me, administers, directory: held, accounts: NO_ACCOUNTS, platform, refresh };
  }, [me, administers, manages, directory, shown, platform, refresh]);
  return (
    <>
      {status === 'stale' && (
        <Alert color="yellow" variant="light" mb="md" role="status">
          {state ? t('admin.stale', { time: zulu(at, true) }) : t('admin.unreachable')}
        </Alert>
      )}
      {status === 'loading' && <p role="status">{t('sharing.loading')}</p>}
      {state && status !== 'loading' && <AdminContext value={state}>{children(manages)}</AdminContext>}
    </>
  );
}

function useShownHere() {
  const faces = useTocsin((state) => state.faces);
  return useMemo(() => {
    const records = Object.fromEntries(KINDS.map((kind) => [kind, [...faces[kind].values()]]));
    return directoryFrom(records as unknown as Records);
  }, [faces]);
}
