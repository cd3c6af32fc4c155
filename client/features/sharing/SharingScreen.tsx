import { Tabs } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useHere } from '../../ui/entities.ts';
import { useMe, useMyRoles } from '../../ui/tocsin.ts';
import { tabsFor, type TabKey, type Who } from './tabs.ts';
import '../../ui/guests/guests.css';
import './sharing.css';

/** Everything about who sees what: `/op/:op/sharing/:tab`, so that a link shows a colleague the same part. */
export function SharingScreen() {
  const { t } = useTranslation();
  const tabs = tabsFor(useWho());
  const { tab, go } = useTab(tabs.map(({ key }) => key));
  return (
    <section className="a-sheet sh" aria-labelledby="sharing-title">
      <header className="a-sheet-head">
        <div>
          <h1 id="sharing-title">{t('sharing.title')}</h1>
          <p>{t('sharing.about')}</p>
        </div>
      </header>
      {tab === undefined ? (
        <EmptyState title={t('sharing.guestOnly')} />
      ) : (
        <Tabs value={tab} onChange={(to) => to && go(to as TabKey)} keepMounted={false} className="sh-tabs">
          <Tabs.List aria-label={t('sharing.tabs')}>
            {tabs.map(({ key }) => (
              <Tabs.Tab key={key} value={key}>
                {t(`sharing.tab.${key}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ key, Panel }) => (
            <Tabs.Panel key={key} value={key} pt="md">
              <Suspense fallback={<p role="status">{t('sharing.loading')}</p>}>
                <Panel />
              </Suspense>
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </section>
  );
}

function useWho(): Who {
  const roles = useMyRoles();
  const me = useMe();
  return {
    roles,
    administers: me?.roles['directory']?.includes('admin') ?? false,
    guest: roles.length > 0 && roles.every((role) => role === 'guest'),
  };
}

function useTab(shown: readonly TabKey[]) {
  const navigate = useNavigate();
  const { op } = useHere();
  const named = useLocation().pathname.split('/')[4];
  const go = (to: TabKey): void =>
    // Filters of the map stay; what belonged to the tab before goes.
    void navigate({
      to: `/op/${op}/sharing/${to}`,
      search: (all: object) => ({ ...all, tab: undefined, on: undefined }),
    } as never);
  return { tab: shown.find((one) => one === named) ?? shown[0], go };
}
