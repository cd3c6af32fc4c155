import { LogUnreadable, type EventLog, type FreshEvent } from './eventLog.ts';

/** Calls back once after `ms`; the answer takes it back. */
export type SetTimer = (callback: () => void, ms: number) => () => void;

export interface FollowOptions {
  /** The longest time, in ms, that an event may wait when every doorbell is lost. */
  readonly pollMs?: number;
  readonly pageSize?: number;
  readonly setTimer?: SetTimer;
  /** A failed read, a gap, or an `onEvents` that threw. The same page is tried again, later and later. */
  readonly onTrouble?: (error: unknown) => void;
}

export interface Following {
  stop(): void;
  /** Resolves once everything up to `position` has been handed over; rejects when stopped before. */
  caughtUpTo(position: number): Promise<void>;
  /** Reads now: for a caller that knows better than the doorbell. */
  poke(): void;
}

const longestBackOffMs = 5_000;

const systemTimer: SetTimer = (callback, ms) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/**
 * A tail of one operation: every event after `fromPosition`, strictly in order, one read at a time, a page at a time.
 * The doorbell makes it quick; the poll under it makes it certain.
 */
export function follow(
  log: EventLog,
  operation: string,
  fromPosition: number,
  onEvents: (events: readonly FreshEvent[]) => void | Promise<void>,
  options: FollowOptions = {},
): Following {
  const { pollMs = 500, pageSize = 1_000, setTimer = systemTimer, onTrouble = () => {} } = options;
  let position = fromPosition;
  let stopped = false;
  let reading = false;
  /** Rung while a read was under way: that read may have started too early to see the event. */
  let again = false;
  let failures = 0;
  let cancelTimer = () => {};
  let waiters: { readonly position: number; readonly resolve: () => void; readonly reject: (error: Error) => void }[] =
    [];

  async function takePage(): Promise<boolean> {
    const fresh = log.justStored?.(operation, position, pageSize) ?? [];
    const events = fresh.length > 0 ? fresh : await log.readAfter(operation, position, pageSize);
    if (stopped || events.length === 0) return false;
    for (const [index, event] of events.entries()) {
      if (event.position !== position + index + 1) {
        throw new Error(`Event ${position + index + 1} of operation ${operation} is missing from the log`);
      }
    }
    await onEvents(events);
    position += events.length;
    const reached = waiters.filter((each) => each.position <= position);
    waiters = waiters.filter((each) => each.position > position);
    for (const waiter of reached) waiter.resolve();
    return true;
  }

  async function readOn(): Promise<void> {
    if (stopped) return;
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    cancelTimer();
    let delay = pollMs;
    try {
      do {
        again = false;
        while (!stopped && (await takePage())) failures = 0;
      } while (again && !stopped);
      failures = 0;
    } catch (error) {
      failures += 1;
      delay = Math.min(longestBackOffMs, pollMs * 2 ** Math.min(failures - 1, 10));
      onTrouble(error);
      // Nobody waits for what will not come: a start ends in words, and does not stand there for ever.
      if (error instanceof LogUnreadable) {
        for (const waiter of waiters) waiter.reject(error);
        waiters = [];
      }
    } finally {
      reading = false;
    }
    if (!stopped) cancelTimer = setTimer(() => void readOn(), delay);
  }

  const poke = () => void readOn();
  /** While the store fails, doorbells do not hurry us: the back-off would be worth nothing. */
  const unlisten = log.onDoorbell((rung) => {
    if (failures === 0 && (rung === undefined || rung === operation)) poke();
  });
  poke();

  return {
    stop() {
      stopped = true;
      unlisten();
      cancelTimer();
      for (const waiter of waiters) waiter.reject(new Error(`No longer following operation ${operation}`));
      waiters = [];
    },
    caughtUpTo(target) {
      if (target <= position) return Promise.resolve();
      if (stopped) return Promise.reject(new Error(`No longer following operation ${operation}`));
      return new Promise((resolve, reject) => {
        waiters.push({ position: target, resolve, reject });
        poke();
      });
    },
    poke,
  };
}
