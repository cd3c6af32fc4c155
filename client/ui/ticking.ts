import { useSyncExternalStore } from 'react';
import { useTocsinApi } from './tocsin.ts';

/** One timer for all ages and clocks on the screen; it stands still while nobody listens. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1000);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Redraws once every `seconds`; the value is device time in seconds, rounded down to a whole step. */
export function useTick(seconds = 1): number {
  return useSyncExternalStore(subscribe, () => Math.floor(second / seconds) * seconds);
}

/** What follows from the operation's time (ms), looked at every second; redraws only when it is another. */
export function useOperationTime<T extends string | number>(follows: (now: number) => T): T {
  const tocsin = useTocsinApi();
  return useSyncExternalStore(subscribe, () => follows(Date.parse(tocsin.operationNow())));
}

/** The operation's own time, ticking, in milliseconds. */
export function useOperationNow(seconds = 1): number {
  const tocsin = useTocsinApi();
  useTick(seconds);
  return Date.parse(tocsin.operationNow());
}
