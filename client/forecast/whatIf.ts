import { useEffect, useMemo } from 'react';
import type { Forecast, WhatIf } from '../../shared/cascade/forecast.ts';
import type { Need } from '../../shared/domain/asset/record.ts';
import type { Instant } from '../../shared/time.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { sourceOf } from './useForecast.ts';

export interface WhatIfOptions {
  /** Seconds; 72 h when absent. */
  readonly horizon?: number;
  /** By asset: needs that stand in the place of its own, for this once. */
  readonly needs?: ReadonlyMap<string, readonly Need[]>;
  /** Operation time; two answers compare where it is the same. The operation's own now when absent. */
  readonly now?: Instant;
}

export type AskWhatIf = (steps: readonly WhatIf[], options?: WhatIfOptions) => Promise<Forecast | undefined>;

/**
 * Asks the worker what would happen to what is shown here, without touching the live forecast. Undefined for guests, when it
 * could not be worked out, and when something was withdrawn meanwhile: ask again with the next live forecast.
 */
export function useWhatIf(): AskWhatIf {
  const tocsin = useTocsinApi();
  const source = useMemo(() => sourceOf(tocsin), [tocsin]);
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  useEffect(() => (guest ? undefined : source.watch()), [source, guest]);
  return useMemo(
    () =>
      (steps, { now, ...options } = {}) =>
        guest ? Promise.resolve(undefined) : source.ask({ steps, ...options }, now),
    [source, guest],
  );
}
