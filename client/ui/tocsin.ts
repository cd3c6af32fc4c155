import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Kind } from '../../shared/domain/entity.ts';
import type { FaceOf } from '../../shared/domain/records.ts';
import type { Tocsin, TocsinState } from '../store/contract.ts';

export const TocsinContext = createContext<Tocsin | undefined>(undefined);

/** Everything one can do: send, undo, sign out. It never changes, so it never redraws anything. */
export function useTocsinApi(): Tocsin {
  const tocsin = useContext(TocsinContext);
  if (!tocsin) throw new Error('A screen stands outside of TocsinContext.');
  return tocsin;
}

/** A part of the state. Select values or members, never a new object: whatever is new on each call redraws each time. */
export function useTocsin<T>(selector: (state: TocsinState) => T): T {
  return useStore(useTocsinApi().store, selector);
}

/** All faces of a kind; another map as soon as one of them differs. */
export function useFaces<K extends Kind>(kind: K): ReadonlyMap<string, FaceOf[K]> {
  return useTocsin((state) => state.faces[kind]);
}

export function useFace<K extends Kind>(kind: K, id: string | undefined): FaceOf[K] | undefined {
  return useTocsin((state) => (id === undefined ? undefined : state.faces[kind].get(id)));
}

/** Who is signed in. Screens inside of an operation are only drawn for somebody who is. */
export function useMe() {
  return useTocsin((state) => state.me);
}

/** As one's own face in this operation says, for a change of roles arrives there; before it is here, as at sign-in. */
export function useMyRoles(): readonly string[] {
  return useTocsin((state) => {
    if (!state.me || state.operationId === undefined) return NONE;
    return state.faces.user.get(state.me.id)?.roles ?? state.me.roles[state.operationId] ?? NONE;
  });
}
/** Whether the exercise may be controlled here: the clock asks the same of each command. */
export function useDirects(): boolean {
  const administers = useTocsin((state) => state.me?.roles['directory']?.includes('admin') ?? false);
  const roles = useMyRoles();
  return administers || roles.includes('director') || roles.includes('admin');
}
const NONE: readonly string[] = [];

/** The operation that is open, as its face says; its kind decides on the EXERCISE marking. */
export function useOperation(): FaceOf['operation'] | undefined {
  return useTocsin((state) => (state.operationId ? state.faces.operation.get(state.operationId) : undefined));
}

export function useClock(): FaceOf['clock'] | undefined {
  return useTocsin((state) => (state.operationId ? state.faces.clock.get(state.operationId) : undefined));
}

/** Whether a command on this record is still on its way: the "sending" dot. */
export function useSending(kind: Kind, id: string): boolean {
  return useTocsin((state) => state.pending.some(({ target }) => target?.id === id && target.kind === kind));
}
