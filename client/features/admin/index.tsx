import { Alert, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { zulu } from '../../ui/time.ts';
import { useMe, useMyRoles } from '../../ui/tocsin.ts';
import { AdminContext, useAdmin, type AdminState } from '../../ui/directory/context.tsx';
import { Circles } from '../../ui/directory/Circles.tsx';
import { firstSteps } from '../../ui/directory/directory.ts';
import { FirstSteps, type Step } from './FirstSteps.tsx';
import { Health } from './Health.tsx';
import { Import } from './Import.tsx';
import { Operations } from './Operations.tsx';
import { Organisations } from './Organisations.tsx';
import { People } from './People.tsx';
import { Roles } from './Roles.tsx';
import { useDirectory } from '../../ui/directory/useDirectory.ts';
import '@mantine/core/styles/RadioCard.css';
import '@mantine/core/styles/RadioIndicator.css';
import './admin.css';

const TABS = ['operations', 'organisations', 'people', 'roles', 'circles', 'import', 'health'] as const;
type Tab = (typeof TABS)[number];
const NO_ACCOUNTS: AdminState['accounts'] = new Map();

/** Organisations, people, circles and operations: for administrators of the platform; for a liaison their own circles. */
export function Admin() {
  const { t } = useTranslation();
  const me = useMe();
  const administers = me?.roles['directory']?.includes('admin') ?? false;
  const imports = useMyRoles().includes('admin');
  const { status, directory, accounts, platform, at, refresh } = useDirectory(administers);
  const state = useMemo<AdminState | undefined>(
    () =>
      me && directory
        ? { me, administers, directory, accounts: accounts ?? NO_ACCOUNTS, platform, refresh }
        : undefined,
    [me, administers, directory, accounts, platform, refresh],
  );
  // Whoever administers this operation and nothing else has no part in the directory.
  if (!administers && imports && (status === 'none' || directory?.circles.size === 0)) return <OnlyImport />;
  return (
    <section className="a-sheet ad" aria-labelledby="admin-title">
      <header className="a-sheet-head">
        <div>
          <h1 id="admin-title">{t(administers ? 'admin.title' : 'admin.circlesTitle')}</h1>
          <p>{t(administers ? 'admin.about' : 'admin.circlesAbout')}</p>
        </div>
      </header>
      {status === 'none' && <EmptyState title={t('admin.none')} hint={t('admin.noneHint')} />}
      {status === 'stale' && (
        <Alert color="yellow" variant="light" mb="md" role="status">
          {state ? t('admin.stale', { time: zulu(at, true) }) : t('admin.unreachable')}
        </Alert>
      )}
      {status === 'loading' && <p role="status">{t('admin.loading')}</p>}
      {state && status !== 'none' && (
        <AdminContext value={state}>
          {administers ? <Everything /> : <Circles />}
          {!administers && imports && <Import />}
        </AdminContext>
      )}
    </section>
  );
}

function OnlyImport() {
  const { t } = useTranslation();
  return (
    <section className="a-sheet ad" aria-labelledby="admin-title">
      <header className="a-sheet-head">
        <div>
          <h1 id="admin-title">{t('import.title')}</h1>
          <p>{t('import.titleAbout')}</p>
        </div>
      </header>
      <Import />
    </section>
  );
}

/** The tab, and whose roles are shown, stand in the address: a link shows a colleague the same. */
function useWhere() {
  const { tab, of } = useSearch({ strict: false }) as { tab?: string; of?: string };
  const navigate = useNavigate();
  const go = (to: Tab, operation?: string): void =>
    void navigate({
      to: '.',
      search: (all: object) => ({ ...all, tab: to, of: operation ?? of }),
      replace: true,
    } as never);
  return { tab: TABS.find((one) => one === tab) ?? 'operations', of, go };
}

function Everything() {
  const { t } = useTranslation();
  const { tab, of, go } = useWhere();
  const [creating, setCreating] = useState<Tab | undefined>(undefined);
  const { directory } = useAdmin();
  const first = firstSteps(directory);
  const creation = (of: Tab) => ({
    create: creating === of,
    onCreate: (open: boolean) => setCreating(open ? of : undefined),
  });
  const step = (to: Step): void => {
    go(to);
    setCreating(to);
  };
  const roles = (operation: string) => go('roles', operation);
  const panels: Record<Tab, ReactNode> = {
    operations: <Operations {...creation('operations')} onRoles={roles} />,
    organisations: <Organisations {...creation('organisations')} />,
    people: <People {...creation('people')} onRoles={roles} />,
    roles: <Roles operation={of} onOperation={roles} />,
    circles: <Circles />,
    import: <Import />,
    health: <Health />,
  };
  const counts: Partial<Record<Tab, number>> = {
    operations: directory.operations.size,
    organisations: directory.organisations.size,
    people: directory.people.size,
    circles: directory.circles.size,
  };
  return (
    <>
      {first && <FirstSteps done={first} onStep={step} />}
      <Tabs value={tab} onChange={(to) => go((to ?? 'operations') as Tab)} keepMounted={false}>
        <Tabs.List>
          {TABS.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              rightSection={counts[one] === undefined ? undefined : <span className="t-count">{counts[one]}</span>}
            >
              {t(`admin.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((one) => (
          <Tabs.Panel key={one} value={one} pt="md">
            {panels[one]}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
