import { useSyncExternalStore } from 'react';
import { normaliseCode } from '../../shared/code.ts';
import { isId } from '../../shared/ids.ts';

/** Where the phone is: `/m#/mine`, `/m#/team/INC-7K3Q`. The part behind `#` never reaches a server, and works offline. */
export const TABS = ['mine', 'team', 'map'] as const;
export type Tab = (typeof TABS)[number];
export interface PhoneRoute {
  readonly tab: Tab;
  /** What lies over the tab: a code or id of a record, or one of the pages. */
  readonly over?: string;
}
export const PAGES = ['report', 'queue', 'me'] as const;
export type PhonePage = (typeof PAGES)[number];
export const isPage = (over: string | undefined): over is PhonePage => (PAGES as readonly unknown[]).includes(over);

export function routeOf(hash: string): PhoneRoute {
  const [first = '', second = ''] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponentSafely);
  const isTab = (TABS as readonly string[]).includes(first);
  const tab = isTab ? (first as Tab) : 'mine';
  const over = overOf(isTab ? second : first);
  return { tab, ...(over !== undefined && { over }) };
}

function overOf(text: string): string | undefined {
  if (isPage(text) || isId(text)) return text;
  return normaliseCode(text);
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export const hashOf = ({ tab, over }: PhoneRoute): string => `#/${tab}${over === undefined ? '' : `/${over}`}`;

/** Going somewhere is a step back away; changing what lies over a tab to another such thing is not. */
export function go(route: PhoneRoute, options: { replace?: boolean } = {}): void {
  const hash = hashOf(route);
  if (location.hash === hash) return;
  const { over } = routeOf(location.hash);
  if (options.replace ?? (over !== undefined && route.over !== undefined))
    history.replaceState(history.state, '', hash);
  else history.pushState({ phone: true }, '', hash);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Closes what lies over the tab: as the phone's own "back" would, when that is where one came from. */
export function goBack(): void {
  const { tab } = routeOf(location.hash);
  if ((history.state as { phone?: true } | null)?.phone) history.back();
  else go({ tab }, { replace: true });
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener('hashchange', listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener('hashchange', listener);
  };
}

let last = { hash: '', route: routeOf('') };
function current(): PhoneRoute {
  if (last.hash !== location.hash) last = { hash: location.hash, route: routeOf(location.hash) };
  return last.route;
}

export const useRoute = (): PhoneRoute => useSyncExternalStore(subscribe, current);
