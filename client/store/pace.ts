import type { DeviceClock, Timers } from '../sync/wire.ts';

/** Records below which everything that is made of them is made in no time. */
export const MANY = 5000;
/** Of the time there is, panels take at most one part in so many. */
const SHARE = 12;
/** Panels are never further behind (ms) than this; nor are they told more often, for most of their work comes later. */
const LONGEST_MS = 5000;
const LEAST_MS = 900;

/**
 * Tells panels of changes no more often than they can take: what counts, sorts or searches all records of a large
 * operation must not do so a hundred times a second. A first change is told at once, what follows is told together, after
 * a pause as long as the last telling deserves. The map does not wait: it follows each difference.
 */
export class Pace {
  readonly #clock: DeviceClock;
  readonly #timers: Timers;
  readonly #tell: () => void;
  #pausing = false;
  #due = false;

  constructor(services: { readonly clock: DeviceClock; readonly timers: Timers }, tell: () => void) {
    this.#clock = services.clock;
    this.#timers = services.timers;
    this.#tell = tell;
  }

  /** Something differs among so many records; `atOnce` where somebody waits for it. */
  changed(records: number, atOnce: boolean): void {
    this.#due = true;
    if (atOnce || !this.#pausing) this.#now(records);
  }

  #now(records: number): void {
    this.#due = false;
    const from = this.#clock();
    this.#tell();
    if (records < MANY || this.#pausing) return;
    this.#pausing = true;
    // Panels are drawn after the telling; by when this comes they have been.
    this.#timers.after(0, () => {
      const took = Math.max(0, this.#clock() - from);
      this.#timers.after(Math.min(Math.max(took * SHARE, LEAST_MS), LONGEST_MS), () => {
        this.#pausing = false;
        if (this.#due) this.#now(records);
      });
    });
  }
}
