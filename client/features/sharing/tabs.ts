import { lazy, type ComponentType } from 'react';

/** Who looks at the screen: a guest reads what it is shown and manages nothing. */
export interface Who {
  /** In this operation. */
  readonly roles: readonly string[];
  /** An administrator of the platform. */
  readonly administers: boolean;
  readonly guest: boolean;
}

interface SharingTab {
  readonly key: string;
  readonly Panel: ComponentType;
  /** Absent: everybody who takes part, guests excepted. */
  readonly shownTo?: (who: Who) => boolean;
}

export const isMember = ({ guest }: Who): boolean => !guest;
const isAdministrator = ({ roles, administers }: Who): boolean => administers || roles.includes('admin');

/** Each is loaded when it is first opened; their order is the order of the list. */
export const TABS = [
  { key: 'inspector', Panel: lazy(async () => ({ default: (await import('./Inspector.tsx')).Inspector })) },
  { key: 'preview', Panel: lazy(async () => ({ default: (await import('./PreviewAs.tsx')).PreviewAs })) },
  { key: 'guests', Panel: lazy(async () => ({ default: (await import('./Guests.tsx')).Guests })) },
  { key: 'circles', Panel: lazy(async () => ({ default: (await import('./Circles.tsx')).Circles })) },
  { key: 'clients', Panel: lazy(async () => ({ default: (await import('./Clients.tsx')).Clients })) },
  { key: 'agreements', Panel: lazy(async () => ({ default: (await import('./Agreements.tsx')).Agreements })) },
  { key: 'ledger', Panel: lazy(async () => ({ default: (await import('./Ledger.tsx')).Ledger })) },
  { key: 'journal', Panel: lazy(async () => ({ default: (await import('./ReadJournal.tsx')).ReadJournal })) },
  { key: 'pack', Panel: lazy(async () => ({ default: (await import('./Pack.tsx')).Pack })) },
  {
    key: 'break-glass',
    Panel: lazy(async () => ({ default: (await import('./BreakGlass.tsx')).BreakGlass })),
    shownTo: isAdministrator,
  },
] as const satisfies readonly SharingTab[];
export type TabKey = (typeof TABS)[number]['key'];

export const tabsFor = (who: Who): readonly (SharingTab & { readonly key: TabKey })[] =>
  TABS.filter((tab: SharingTab) => isMember(who) && (tab.shownTo?.(who) ?? true));
