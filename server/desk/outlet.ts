import type { Batch } from '../../shared/protocol/down.ts';

/** Listeners that are told in one go before the clock is looked at: less than a millisecond. */
const LISTENERS_AT_ONCE = 50;
/** How long (ms) listeners are told before whatever else waits gets its turn (P-R4). */
const TURN_MS = 4;

/** One open screen, as the desk knows it. */
export interface Listener {
  readonly user: string;
  /** `withdraws`: the frame takes something away, so an older one still queued must not outlive it. */
  deliver(batch: Batch, withdraws: boolean): void;
  /** No longer entitled to the operation. */
  dismissed(): void;
}

/** One batch on its way to some listeners; to some of them in a copy of their own. */
export interface Outgoing {
  readonly listeners: readonly Listener[];
  /** Absent: only those with a copy of their own are told. */
  readonly batch: Batch | undefined;
  readonly own: ReadonlyMap<string, Batch>;
  readonly withdraws: boolean;
  /** Called once the last of them has been told. */
  done?(): void;
}

/**
 * The way out of a desk: one batch to a thousand listeners is told in many short turns, between which commands are stored
 * and answered. Batches go out in the order in which they came.
 */
export class Outlet {
  readonly #later: ((run: () => void) => void) | undefined;
  readonly #queue: Outgoing[] = [];
  /** Listeners of the first in the queue that have been told. */
  #told = 0;
  /** How many batches are out. */
  #sent = 0;
  /** Who has gone since something was queued, and how many batches may still name them: they are told nothing more. */
  readonly #gone = new Map<Listener, number>();

  readonly #onSent: (changes: number, listeners: number) => void;

  readonly #elapsed: () => number;

  /**
   * Without a `later` everything goes out at once. `onSent`: counts batches, once for all who are told. `elapsed`:
   * milliseconds of a clock that never goes back.
   */
  constructor(
    later?: (run: () => void) => void,
    onSent: (changes: number, listeners: number) => void = () => {},
    elapsed: () => number = () => performance.now(),
  ) {
    this.#later = later;
    this.#onSent = onSent;
    this.#elapsed = elapsed;
  }

  send(outgoing: Outgoing): void {
    this.#onSent(outgoing.batch?.changes.length ?? 0, outgoing.listeners.length);
    this.#queue.push(outgoing);
    if (this.#queue.length === 1) this.#turn();
  }

  gone(listener: Listener): void {
    if (this.#queue.length > 0) this.#gone.set(listener, this.#sent + this.#queue.length);
  }

  /** Everything that is queued, now. */
  drain(): void {
    while (this.#queue.length > 0) this.#some(Infinity);
  }

  #turn(): void {
    if (!this.#later) return this.drain();
    try {
      const until = this.#elapsed() + TURN_MS;
      do this.#some(LISTENERS_AT_ONCE);
      while (this.#queue.length > 0 && this.#elapsed() < until);
    } finally {
      if (this.#queue.length > 0) this.#later(() => this.#queue.length > 0 && this.#turn());
    }
  }

  /** Nobody is held for longer than a batch may name them, even where something is always queued. */
  #letGo(): void {
    for (const [listener, upTo] of this.#gone) {
      if (upTo > this.#sent) return;
      this.#gone.delete(listener);
    }
  }

  #some(most: number): void {
    for (let left = most; left > 0 && this.#queue.length > 0;) {
      const { listeners, batch, own, withdraws, done } = this.#queue[0]!;
      const until = Math.min(listeners.length, this.#told + left);
      left -= until - this.#told;
      while (this.#told < until) {
        const listener = listeners[this.#told++]!;
        const theirs = own.size > 0 ? (own.get(listener.user) ?? batch) : batch;
        if (theirs && !(this.#gone.size > 0 && this.#gone.has(listener))) listener.deliver(theirs, withdraws);
      }
      if (until < listeners.length) return;
      this.#queue.shift();
      this.#told = 0;
      this.#sent += 1;
      this.#letGo();
      done?.();
    }
  }
}
