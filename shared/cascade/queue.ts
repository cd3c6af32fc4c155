/** What an event in the queue is. */
export const EVENT = {
  arrival: 0,
  depletion: 1,
  rise: 2,
  health: 3,
  refuel: 4,
  /** An output that is known and stands at most at this level until a supplier comes back. */
  limit: 5,
  /** An output that its owner vouches for until a supplier changes for a new cause. */
  hold: 6,
  release: 7,
  jobDone: 8,
} as const;

/** The last second that there is, in the year 2106. What would happen later is not kept. */
export const LAST_SECOND = 2 ** 32 - 2;
/** A value that stands for Infinity. */
const ENDLESS = 2 ** 32 - 1;

/** Events side by side, four whole numbers each: time, subject and kind, value, cause. */
class Bucket {
  length = 0;
  /** The earliest time in it. */
  least = Infinity;
  items = new Int32Array(4 * 32);

  add(time: number, subject: number, value: number, cause: number): void {
    if (this.length === this.items.length) {
      const more = new Int32Array(this.length * 2);
      more.set(this.items);
      this.items = more;
    }
    const at = this.length;
    this.items[at] = time;
    this.items[at + 1] = subject;
    this.items[at + 2] = value;
    this.items[at + 3] = cause;
    this.length = at + 4;
    if (time < this.least) this.least = time;
  }

  clear(): void {
    this.length = 0;
    this.least = Infinity;
  }
}

/**
 * Events by time, and those of one second in the order in which they were sent: a radix heap, which needs that nothing is
 * sent to a time before the last one taken. Bucket b holds the times that differ from that one in bit b - 1 and in none
 * above it; two equal times thus always lie in one bucket, in order. Events move in long strides through memory, where
 * a binary heap of some hundred thousand jumps. (Ahuja, Mehlhorn, Orlin and Tarjan 1990)
 *
 * `kind`, `subject`, `value` and `cause` are those of the event taken last.
 */
export class Queue {
  /** Time of the next event; Infinity when there is none. */
  next = Infinity;
  kind = 0;
  /** A link, a need, an asset or a job, as the kind says. */
  subject = 0;
  value = 0;
  /** The transition that sent it, or -1. */
  cause = -1;
  #last = 0;
  /** Of bucket 0, what is taken already. */
  #head = 0;
  readonly #now = new Bucket();
  readonly #buckets = [this.#now, ...Array.from({ length: 32 }, () => new Bucket())];

  push(time: number, kind: number, subject: number, value: number, cause: number): void {
    if (time > LAST_SECOND) return;
    this.#put(time, subject * 16 + kind, value === Infinity ? ENDLESS : value, cause);
  }

  /** Takes the next event; its members are then those of this queue. */
  take(): void {
    const now = this.#now;
    if (this.#head === now.length) this.#refill(now);
    const { items } = now;
    const at = this.#head;
    const subject = items[at + 1]!;
    this.kind = subject & 15;
    this.subject = subject >>> 4;
    const value = items[at + 2]! >>> 0;
    this.value = value === ENDLESS ? Infinity : value;
    this.cause = items[at + 3]!;
    this.#head = at + 4;
    if (at + 4 === now.length) this.next = this.#lowest()?.least ?? Infinity;
  }

  clear(): void {
    for (const bucket of this.#buckets) if (bucket.length > 0) bucket.clear();
    this.#head = 0;
    this.#last = 0;
    this.next = Infinity;
  }

  /** All that waits, those of one second in order. */
  saved(): Int32Array {
    const parts = this.#buckets.map((bucket, b) => bucket.items.subarray(b === 0 ? this.#head : 0, bucket.length));
    const out = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  restore(saved: Int32Array): void {
    this.clear();
    for (let at = 0; at < saved.length; at += 4) {
      this.#put(saved[at]! >>> 0, saved[at + 1]!, saved[at + 2]!, saved[at + 3]!);
    }
  }

  #put(time: number, subject: number, value: number, cause: number): void {
    if (time < this.next) this.next = time;
    this.#buckets[32 - Math.clz32(time ^ this.#last)]!.add(time, subject, value, cause);
  }

  #lowest(): Bucket | undefined {
    for (let b = 1; b < 33; b++) if (this.#buckets[b]!.length > 0) return this.#buckets[b]!;
    return undefined;
  }

  /** Brings the next second into bucket 0. What moves, moves to lower buckets only, all of which are empty. */
  #refill(now: Bucket): void {
    now.clear();
    this.#head = 0;
    const from = this.#lowest();
    if (!from) return;
    this.#last = from.least;
    const { items, length } = from;
    for (let at = 0; at < length; at += 4) {
      this.#put(items[at]! >>> 0, items[at + 1]!, items[at + 2]!, items[at + 3]!);
    }
    from.clear();
  }
}
