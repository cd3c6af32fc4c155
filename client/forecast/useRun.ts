import { useCallback, useEffect, useRef, useState } from 'react';
import type { Forecast } from '../../shared/cascade/forecast.ts';
import { stepsOf, whatIfsOf, type Act } from './acts.ts';
import { useForecast } from './useForecast.ts';
import { useWhatIf } from './whatIf.ts';
import { useTocsinApi } from '../ui/tocsin.ts';

export interface Run {
  /** Both of one moment, and as far ahead. */
  readonly present: Forecast;
  readonly made: Forecast;
  /** Those whose own state is supposed: what becomes of them is no consequence. */
  readonly chosen: ReadonlySet<string>;
  /** These, and those that are refuelled. */
  readonly touched: ReadonlySet<string>;
  readonly hours: number;
}

/** Somebody who builds a list changes it several times in a row. In milliseconds. */
const PAUSE_MS = 120;

/** What comes of the list, reckoned anew with each change of it and with each live forecast; one run at a time. */
export function useRun(acts: readonly Act[], hours: number): { run: Run | undefined; busy: boolean; failed: boolean } {
  const tocsin = useTocsinApi();
  const ask = useWhatIf();
  const live = useForecast().forecast;
  const [run, setRun] = useState<Run | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const wanted = useRef({ acts, hours });
  const state = useRef({ running: false, again: false, gone: false });

  const start = useCallback(async (): Promise<void> => {
    const at = state.current;
    if (at.running) {
      at.again = true;
      return;
    }
    at.running = true;
    setBusy(true);
    do {
      at.again = false;
      const { acts: list, hours: ahead } = wanted.current;
      const now = tocsin.operationNow();
      const steps = stepsOf(list, tocsin.store.getState().faces.asset, now);
      const options = { now, horizon: ahead * 3600 };
      const [present, made] = await Promise.all([ask([], options), ask(whatIfsOf(steps, now), options)]);
      if (at.gone) return;
      if (at.again) continue;
      const touched = new Set(steps.map(({ assetId }) => assetId));
      const chosen = new Set(steps.flatMap(({ kind, assetId }) => (kind === 'health' ? [assetId] : [])));
      setRun(present && made && { present, made, chosen, touched, hours: ahead });
      setFailed(!present || !made);
    } while (at.again);
    at.running = false;
    setBusy(false);
  }, [ask, tocsin]);

  useEffect(() => {
    const at = state.current;
    at.gone = false;
    at.running = false;
    return () => void (at.gone = true);
  }, [start]);

  const idle = acts.length === 0 || live === undefined;
  useEffect(() => {
    wanted.current = { acts, hours };
    if (idle) {
      // Numbers may rest on what is not shown any more: they go with it, not a moment later.
      setRun(undefined);
      return undefined;
    }
    const timer = setTimeout(() => void start(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [acts, hours, live, idle, start]);

  return { run: idle ? undefined : run, busy, failed };
}
