import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { browserTimers } from '../platform/device.ts';
import type { Tocsin } from '../store/contract.ts';
import { useTocsin, useTocsinApi } from '../ui/tocsin.ts';
import { choice } from './choice.ts';
import { RankingSource, type RankingState, type RankingWorker } from './RankingSource.ts';

const sources = new WeakMap<Tocsin, RankingSource>();

/** One for each picture: a preview has one of its own, made of the preview's faces alone. */
function sourceOf(tocsin: Tocsin): RankingSource {
  const known = sources.get(tocsin);
  if (known) return known;
  const made = new RankingSource({
    tocsin,
    timers: browserTimers,
    choice,
    makeWorker: () =>
      new Worker(new URL('./ranking.worker.ts', import.meta.url), { type: 'module' }) as unknown as RankingWorker,
  });
  sources.set(tocsin, made);
  return made;
}

/** The ranking of what is shown here. Nothing is computed while neither screen nor layer asks, and never for a guest. */
export function useRanking(): RankingState {
  const tocsin = useTocsinApi();
  const source = useMemo(() => sourceOf(tocsin), [tocsin]);
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  useEffect(() => (guest ? undefined : source.watch()), [source, guest]);
  return useStore(source.store);
}

export const useRankingChoice = () => useStore(choice);
