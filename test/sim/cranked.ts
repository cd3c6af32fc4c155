import type { Dice } from '../support/historiesDice.ts';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  off: boolean;
}

/** Time that moves only when it is told to: a heap of what is due, in order of time, then of being asked for. */
export class CrankedTime {
  now: number;
  #heap: Due[] = [];
  #order = 0;

  constructor(now: number) {
    this.now = now;
  }

  after(ms: number, run: () => void): () => void {
    const due: Due = { at: this.now + Math.max(0, ms), order: this.#order++, run, off: false };
    this.#push(due);
    return () => {
      due.off = true;
    };
  }

  /** Runs what is due next; false when nothing is, or not before `until`. */
  step(until: number): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (!next || next.at > until) return false;
      this.#pop();
      if (next.off) continue;
      this.now = Math.max(this.now, next.at);
      next.run();
      return true;
    }
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at]!, heap[parent]!)) break;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }
}
const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * One direction of a connection: frames arrive late and never out of order, until it is cut; what is under way then is
 * lost. Two pipes know nothing of one another, so frames of different connections overtake each other freely.
 */
export class Pipe {
  readonly #time: CrankedTime;
  readonly #dice: Dice;
  readonly #slowness: number;
  #last = 0;
  #cut = false;

  constructor(time: CrankedTime, dice: Dice, slowness: number) {
    this.#time = time;
    this.#dice = dice;
    this.#slowness = slowness;
  }

  send(arrive: () => void): void {
    const at = Math.max(this.#last, this.#time.now + 2 + this.#dice.fraction() ** 3 * this.#slowness);
    this.#last = at;
    this.#time.after(at - this.#time.now, () => {
      if (!this.#cut) arrive();
    });
  }

  cut(): void {
    this.#cut = true;
  }
}
