import { useMemo } from 'react';
import type { Faces } from '../store/contract.ts';
import type { Person } from '../store/derive/alerts.ts';
import { useTick } from '../ui/ticking.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';

/**
 * Something derived from all faces, for this person, at the operation's present time: again on every difference, and
 * every `seconds`, because deadlines pass without one. `derive` must be one and the same function on each call, or pure.
 */
export function useFacesNow<T>(
  derive: (faces: Faces, me: Person, operationNow: string) => T,
  seconds = 5,
): T | undefined {
  const tocsin = useTocsinApi();
  const revision = useTocsin((state) => state.revision);
  const me = useTocsin((state) => state.me);
  const tick = useTick(seconds);
  return useMemo(
    () => (me ? derive(tocsin.store.getState().faces, me, tocsin.operationNow()) : undefined),
    // `derive` is pure, so that only these decide.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [tocsin, revision, me, tick],
  );
}
