import { useCallback, useEffect, useRef, useState } from 'react';
import type { Records } from '../../../shared/protocol/down.ts';
import { request } from './request.ts';
import { directoryFrom, type Account, type Directory, type Platform } from './directory.ts';

/** How often (ms) the directory is asked for changes, and how many of these rounds lie between two looks at the platform. */
const EVERY_MS = 2000;
const PLATFORM_EVERY = 5;

export interface DirectoryState {
  /** `none`: this person has no part in the directory. `stale`: what is shown is as old as `at`. */
  readonly status: 'loading' | 'fresh' | 'stale' | 'none';
  readonly directory: Directory | undefined;
  /** Absent for whoever is no administrator. */
  readonly accounts: ReadonlyMap<string, Account> | undefined;
  readonly platform: Platform | undefined;
  /** Device time (ms) of the last good answer. */
  readonly at: number;
}
const NOTHING: DirectoryState = {
  status: 'loading',
  directory: undefined,
  accounts: undefined,
  platform: undefined,
  at: 0,
};

/** The directory, as fresh as two seconds: a snapshot, and another one as soon as there are changes after it. */
export function useDirectory(administers: boolean): DirectoryState & { refresh: () => Promise<void> } {
  const [state, setState] = useState<DirectoryState>(NOTHING);
  const cursor = useRef<string | undefined>(undefined);

  const load = useCallback(async (): Promise<void> => {
    const [snapshot, accounts, platform] = await Promise.all([
      request<{ cursor: string; records: Records }>('GET', '/operations/directory/snapshot'),
      administers ? request<readonly Account[]>('GET', '/accounts') : undefined,
      administers ? request<Platform>('GET', '/platform') : undefined,
    ]);
    if (!snapshot.ok) {
      setState((now) => ({ ...now, status: snapshot.status === 404 ? 'none' : 'stale' }));
      return;
    }
    cursor.current = snapshot.value.cursor;
    setState((now) => ({
      status: 'fresh',
      directory: directoryFrom(snapshot.value.records),
      accounts: accounts?.ok ? new Map(accounts.value.map((one) => [one.userId, one])) : now.accounts,
      platform: platform?.ok ? platform.value : now.platform,
      at: Date.now(),
    }));
  }, [administers]);

  useEffect(() => {
    let round = 0;
    let asking = false;
    const look = async (): Promise<void> => {
      if (asking || document.visibilityState === 'hidden') return;
      asking = true;
      round += 1;
      if (cursor.current === undefined || (administers && round % PLATFORM_EVERY === 0)) await load();
      else await follow();
      asking = false;
    };
    const follow = async (): Promise<void> => {
      const path = `/operations/directory/changes?after=${encodeURIComponent(cursor.current ?? '')}`;
      const page = await request<{ next: string; changes: readonly unknown[] }>('GET', path);
      if (!page.ok && page.status !== 410)
        setState((now) => ({ ...now, status: page.status === 404 ? 'none' : 'stale' }));
      else if (!page.ok || page.value.changes.length > 0) await load();
      else {
        cursor.current = page.value.next;
        setState((now) => ({ ...now, status: 'fresh', at: Date.now() }));
      }
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => clearInterval(timer);
  }, [administers, load]);

  return { ...state, refresh: load };
}
