import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { browserTimers } from '../platform/device.ts';
import type { Tocsin } from '../store/contract.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { ForecastSource, type ForecastState, type ForecastWorker } from './ForecastSource.ts';

const sources = new WeakMap<Tocsin, ForecastSource>();

/** One for each picture: a preview has one of its own, made of the preview's faces alone. */
export function sourceOf(tocsin: Tocsin): ForecastSource {
  const known = sources.get(tocsin);
  if (known) return known;
  const made = new ForecastSource({
    tocsin,
    timers: browserTimers,
    makeWorker: () =>
      new Worker(new URL('./forecast.worker.ts', import.meta.url), { type: 'module' }) as unknown as ForecastWorker,
  });
  sources.set(tocsin, made);
  return made;
}

/** What is predicted from what is shown here. Nothing is computed while no screen asks, and never for a guest. */
export function useForecast(): ForecastState {
  const tocsin = useTocsinApi();
  const source = useMemo(() => sourceOf(tocsin), [tocsin]);
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  useEffect(() => (guest ? undefined : source.watch()), [source, guest]);
  return useStore(source.store);
}
