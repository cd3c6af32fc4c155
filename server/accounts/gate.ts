/** Who waits. Each lane has a queue of its own, so that strangers cannot fill the place of those who are known. */
export type Lane = 'known' | 'stranger';

export interface Gate {
  /** `busy` when the lane's queue is full: nothing was run. */
  run<T>(lane: Lane, work: () => Promise<T>): Promise<{ ok: true; value: T } | { ok: false; code: 'busy' }>;
}

/**
 * One argon2 verification takes about 40 ms of a core and 19 MiB: at most `atOnce` run, at most `waiting` wait in each lane, and known
 * devices go first.
 */
export function createGate({ atOnce = 2, waiting = 32 }: { atOnce?: number; waiting?: number } = {}): Gate {
  let running = 0;
  const queues: Record<Lane, (() => void)[]> = { known: [], stranger: [] };

  const leave = (): void => {
    const next = queues.known.shift() ?? queues.stranger.shift();
    // The place is handed on, not freed: nobody who arrives now can slip in between.
    if (next) next();
    else running--;
  };

  return {
    async run(lane, work) {
      if (running < atOnce) running++;
      else if (queues[lane].length >= waiting) return { ok: false, code: 'busy' };
      else await new Promise<void>((resolve) => queues[lane].push(resolve));
      try {
        return { ok: true, value: await work() };
      } finally {
        leave();
      }
    },
  };
}
