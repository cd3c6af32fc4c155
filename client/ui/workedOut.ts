import { useEffect, useMemo, useState } from 'react';
import { atOnce, type Steps } from '../store/derive/steps.ts';

/** Records below which everything that is made of them is made in no time. */
const MANY = 5000;
/** As long (ms) as the page may be kept from drawing, and as long as it then has for itself. */
const TURN_MS = 4;
const PAUSE_MS = 12;
/** What is made again and again of a stream of changes takes one part in so many of the time there is. */
const SHARE = 150;
/** Drawing what was made takes its time, too; and nothing is ever further behind (ms) than the longest pause. */
const LEAST_MS = 3000;
const LONGEST_MS = 4000;
const QUICK_MS = 1;

/** Whatever is being worked out in the page, one after another. */
const queue: { readonly steps: Steps<unknown>; took: number; done(value: unknown, took: number): void }[] = [];
let working = false;

function work(): void {
  const from = performance.now();
  // Nobody waits for a frame of a page that is not seen, and its timers come once a second.
  const turn = document.hidden ? Infinity : TURN_MS;
  for (let spent = 0; queue.length > 0 && spent < turn; spent = performance.now() - from) {
    const chore = queue[0]!;
    const began = performance.now();
    const step = chore.steps.next();
    chore.took += performance.now() - began;
    if (!step.done) continue;
    queue.shift();
    chore.done(step.value, chore.took);
  }
  working = queue.length > 0;
  if (working) setTimeout(work, PAUSE_MS);
}

/** Makes one thing anew whenever that is wanted, never twice at the same time, and not too often. */
class Maker<D, T> {
  readonly #done: (value: T) => void;
  #busy = false;
  #next: (() => Steps<T>) | undefined;
  #wanted: ((data: D) => Steps<T>) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rested = 0;
  #over = false;

  constructor(done: (value: T) => void) {
    this.#done = done;
  }

  want(steps: (data: D) => Steps<T>, data: D): void {
    this.#over = false;
    this.#next = () => steps(data);
    // Somebody asked for something else, rather than that data moved on.
    if (steps !== this.#wanted) this.#rested = 0;
    this.#wanted = steps;
    this.#soon();
  }

  stop(): void {
    this.#over = true;
    this.#next = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #soon(): void {
    if (this.#busy || !this.#next) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), Math.max(0, this.#rested - performance.now()));
  }

  #begin(): void {
    const steps = this.#next?.();
    this.#next = undefined;
    if (!steps) return;
    this.#busy = true;
    queue.push({
      steps,
      took: 0,
      done: (value, took) => {
        this.#busy = false;
        // What took no time was made of next to nothing: before a picture is here.
        const rest = took < QUICK_MS ? 0 : Math.min(Math.max(took * SHARE, LEAST_MS), LONGEST_MS);
        this.#rested = performance.now() + rest;
        if (!this.#over) this.#done(value as T);
        this.#soon();
      },
    });
    if (working) return;
    working = true;
    setTimeout(work);
  }
}

/**
 * What `steps` makes of the data: at once where there are few records; of many in short turns, so that the page goes on
 * drawing, and a little behind. Undefined until it is there for the first time. What was withdrawn meanwhile may still be in
 * it: whoever shows single records of it looks them up.
 */
export function useWorkedOut<D, T>(data: D, records: number, steps: (data: D) => Steps<T>): T | undefined {
  const few = records < MANY;
  const now = useMemo(() => (few ? atOnce(steps(data)) : undefined), [few, data, steps]);
  const [late, setLate] = useState<{ readonly value: T } | undefined>(undefined);
  const [maker] = useState(() => new Maker<D, T>((value) => setLate({ value })));
  useEffect(() => {
    if (!few) maker.want(steps, data);
  }, [few, data, steps, maker]);
  useEffect(() => () => maker.stop(), [maker]);
  return few ? now : late?.value;
}
