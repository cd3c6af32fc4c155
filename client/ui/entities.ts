import { useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { normaliseCode } from '../../shared/code.ts';
import type { FaceOf } from '../../shared/domain/records.ts';
import { isId } from '../../shared/ids.ts';

/** What has a drawer of its own. */
export const DRAWER_KINDS = ['incident', 'asset', 'task'] as const;
export type DrawerKind = (typeof DRAWER_KINDS)[number];

/** Screens that stay under an open drawer; `cop` is the map with feed and sectors. */
export const BASES = [
  'cop',
  'incidents',
  'assets',
  'tasks',
  'next',
  'what-if',
  'corridors',
  'ranking',
  'feed',
  'digest',
  'sitrep',
  'sharing',
  'exercise',
  'admin',
] as const;
export type Base = (typeof BASES)[number];
const isBase = (text: unknown): text is Base => (BASES as readonly unknown[]).includes(text);

/** Where the address is: `/op/:op/:noun/:code?on=:base`. */
export interface Here {
  /** The operation as the address names it. */
  readonly op: string;
  /** The screen under the drawer. */
  readonly base: Base;
  readonly drawer?: { readonly kind: DrawerKind | 'report' | 'new-task'; readonly code: string };
}

export function hereOf(pathname: string, on: unknown): Here {
  const [, , op = '', noun = '', code = ''] = pathname.split('/');
  const under = isBase(on) ? on : 'cop';
  if (noun === 'report' || noun === 'new-task') return { op, base: under, drawer: { kind: noun, code } };
  if ((DRAWER_KINDS as readonly string[]).includes(noun)) {
    return { op, base: under, drawer: { kind: noun as DrawerKind, code } };
  }
  return { op, base: isBase(noun) ? noun : 'cop' };
}

export function useHere(): Here {
  const { pathname, search } = useLocation();
  const { on } = search as { on?: unknown };
  return useMemo(() => hereOf(pathname, on), [pathname, on]);
}

/** The path of an entity. Where its code names two of those shown here, its id stands in the code's place. */
export const pathOf = (op: string, kind: DrawerKind, code: string): string => `/op/${op}/${kind}/${code}`;
export const pathOfBase = (op: string, base: Base): string => (base === 'cop' ? `/op/${op}` : `/op/${op}/${base}`);

/** The faces that a code, or an id, stands for: none, one, or those that share it. */
export function facesNamed<K extends DrawerKind>(faces: ReadonlyMap<string, FaceOf[K]>, text: string): FaceOf[K][] {
  if (isId(text)) {
    const face = faces.get(text);
    return face ? [face] : [];
  }
  const code = normaliseCode(text);
  return code === undefined ? [] : [...faces.values()].filter((face) => face.code === code);
}

type Search = Record<string, unknown>;

/** Going about inside of the operation; filters and view in the address stay unless a change says otherwise. */
export function useGo() {
  const navigate = useNavigate();
  const router = useRouter();
  const { op, base } = useHere();
  return useMemo(() => {
    const go = (to: string, change: (search: Search) => Search, replace = false): void =>
      // The address is built from kinds and codes; that it leads somewhere is what the router's own test holds.
      void navigate({ to, search: change, replace } as never);
    return {
      /** Opens an entity's drawer over the present screen, at its first tab or the one that is named. */
      entity: (kind: DrawerKind, code: string, tab?: string) =>
        go(pathOf(op, kind, code), (search) => ({ ...over(search, base), ...(tab && { tab }) })),
      /** Opens the form for a new incident, at a place or on an asset. */
      report: (at?: { lat: number; lon: number }, asset?: string) =>
        go(`/op/${op}/report`, (search) => ({ ...over(search, base), ...at, asset })),
      /** Its title and its due time may follow from a need of the asset; names never stand in an address. */
      newTask: (on?: { incident?: string; asset?: string; need?: string; due?: string }) =>
        go(`/op/${op}/new-task`, (search) => ({
          ...over(search, base),
          incident: on?.incident,
          asset: on?.asset,
          need: on?.need,
          due: on?.due,
        })),
      base: (to: Base) => go(pathOfBase(op, to), (search) => over(search, 'cop')),
      /** Back to the screen under the drawer. */
      close: () => go(pathOfBase(op, base), (search) => over(search, 'cop')),
      /** Changes filters and view in place. */
      search: (change: Search, replace = false): void => {
        const write = (): void => go('.', (search) => ({ ...search, ...change }), replace);
        // What merely follows (the view of the map) must not take back where somebody is just going.
        const follow = (): void => void (router.state.status === 'pending' ? setTimeout(follow, 100) : write());
        if (replace) follow();
        else write();
      },
    };
  }, [navigate, router, op, base]);
}

/** The search without what belonged to the drawer before. */
function over(search: Search, base: Base): Search {
  const {
    lat: _lat,
    lon: _lon,
    asset: _asset,
    incident: _incident,
    tab: _tab,
    need: _need,
    due: _due,
    ...kept
  } = search;
  return { ...kept, on: base === 'cop' ? undefined : base };
}

/** A stable handler for one entity, for lists that draw many. */
export function useOpenEntity() {
  const go = useGo();
  return useCallback((kind: DrawerKind, code: string) => go.entity(kind, code), [go]);
}
