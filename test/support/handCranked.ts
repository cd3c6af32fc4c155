import type { Timers } from '../../client/sync/wire.ts';

/** Time that stands still until it is moved: timers run in order, at their time. */
export class HandCrankedTime implements Timers {
  now: number;
  #timers: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  constructor(now: number) {
    this.now = now;
  }

  after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.now + ms, order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  /** Moves on to the next timer, if one is due within `ms`, and runs it; else by all of `ms`. */
  step(ms: number): boolean {
    const next = this.#timers.reduce<{ at: number; order: number; run: () => void } | undefined>(
      (best, one) => (!best || one.at < best.at || (one.at === best.at && one.order < best.order) ? one : best),
      undefined,
    );
    if (!next || next.at > this.now + ms) {
      this.now += ms;
      return false;
    }
    this.#timers = this.#timers.filter((one) => one !== next);
    this.now = Math.max(this.now, next.at);
    next.run();
    return true;
  }

  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    while (this.step(until - this.now)) await settle();
    await settle();
  }
}

/** Lets everything that waits for nothing but its turn have it. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resume) => setImmediate(resume));
}

/** A small seeded generator (mulberry32): the same seed gives the same run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
