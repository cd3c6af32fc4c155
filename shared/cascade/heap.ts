/** What an event in the queue is. */
export const EVENT = {
  arrival: 0,
  depletion: 1,
  rise: 2,
  health: 3,
  refuel: 4,
  /** An output that is known and stands at most at this level until a supplier comes back. */
  limit: 5,
  /** An output that its owner vouches for until a supplier changes. */
  hold: 6,
  release: 7,
  jobDone: 8,
} as const;

const FIRST_ROOM = 256;

/**
 * Binary heap of events by (time, order of sending). Payloads stay where they were put; only their slots move.
 * `at`, `kind`, `subject`, `value` and `cause` are those of the event taken last.
 */
export class Heap {
  length = 0;
  at = 0;
  kind = 0;
  /** A link, a need, an asset or a job, as the kind says. */
  subject = 0;
  value = 0;
  /** The transition that sent it, or -1. */
  cause = -1;
  #sent = 0;
  #times = new Float64Array(FIRST_ROOM);
  #orders = new Float64Array(FIRST_ROOM);
  #slots = new Int32Array(FIRST_ROOM);
  #kinds = new Uint8Array(FIRST_ROOM);
  #subjects = new Int32Array(FIRST_ROOM);
  #values = new Float64Array(FIRST_ROOM);
  #causes = new Int32Array(FIRST_ROOM);
  #free = new Int32Array(FIRST_ROOM);
  #freeCount = 0;
  #used = 0;

  /** Time of the next event; Infinity when there is none. */
  get next(): number {
    return this.length === 0 ? Infinity : this.#times[0]!;
  }

  push(time: number, kind: number, subject: number, value: number, cause: number): void {
    if (this.length === this.#times.length) this.#grow();
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#used++;
    this.#kinds[slot] = kind;
    this.#subjects[slot] = subject;
    this.#values[slot] = value;
    this.#causes[slot] = cause;
    this.#rise(this.length++, time, this.#sent++, slot);
  }

  /** Takes the next event; its members are then those of this heap. */
  take(): void {
    const slot = this.#slots[0]!;
    this.at = this.#times[0]!;
    this.kind = this.#kinds[slot]!;
    this.subject = this.#subjects[slot]!;
    this.value = this.#values[slot]!;
    this.cause = this.#causes[slot]!;
    this.#free[this.#freeCount++] = slot;
    const last = --this.length;
    if (last > 0) this.#sink(this.#times[last]!, this.#orders[last]!, this.#slots[last]!);
  }

  clear(): void {
    this.length = this.#sent = this.#freeCount = this.#used = 0;
  }

  /** Its events as numbers, in no order but with the order of sending: five of them to an event, then its kind. */
  saved(): Float64Array {
    const out = new Float64Array(this.length * 6);
    for (let i = 0; i < this.length; i++) {
      const slot = this.#slots[i]!;
      out.set(
        [this.#times[i]!, this.#orders[i]!, this.#subjects[slot]!, this.#values[slot]!, this.#causes[slot]!],
        i * 6,
      );
      out[i * 6 + 5] = this.#kinds[slot]!;
    }
    return out;
  }

  restore(saved: Float64Array): void {
    this.clear();
    const count = saved.length / 6;
    // In their order of sending: two arrivals of one link in one second must not change places.
    const order = Array.from({ length: count }, (_none, i) => i).sort((a, b) => saved[a * 6 + 1]! - saved[b * 6 + 1]!);
    for (const i of order) {
      this.push(saved[i * 6]!, saved[i * 6 + 5]!, saved[i * 6 + 2]!, saved[i * 6 + 3]!, saved[i * 6 + 4]!);
    }
  }

  #rise(hole: number, time: number, order: number, slot: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const slots = this.#slots;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const there = times[above]!;
      if (there < time || (there === time && orders[above]! < order)) break;
      times[hole] = there;
      orders[hole] = orders[above]!;
      slots[hole] = slots[above]!;
      hole = above;
    }
    times[hole] = time;
    orders[hole] = order;
    slots[hole] = slot;
  }

  #sink(time: number, order: number, slot: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const slots = this.#slots;
    const { length } = this;
    let hole = 0;
    for (let below = 1; below < length; below = 2 * hole + 1) {
      const right = below + 1;
      if (right < length) {
        const a = times[below]!;
        const b = times[right]!;
        if (b < a || (b === a && orders[right]! < orders[below]!)) below = right;
      }
      const there = times[below]!;
      if (time < there || (time === there && order < orders[below]!)) break;
      times[hole] = there;
      orders[hole] = orders[below]!;
      slots[hole] = slots[below]!;
      hole = below;
    }
    times[hole] = time;
    orders[hole] = order;
    slots[hole] = slot;
  }

  #grow(): void {
    const room = this.#times.length * 2;
    const more = <T extends Float64Array | Int32Array | Uint8Array>(next: T, old: T): T => {
      next.set(old);
      return next;
    };
    this.#times = more(new Float64Array(room), this.#times);
    this.#orders = more(new Float64Array(room), this.#orders);
    this.#slots = more(new Int32Array(room), this.#slots);
    this.#kinds = more(new Uint8Array(room), this.#kinds);
    this.#subjects = more(new Int32Array(room), this.#subjects);
    this.#values = more(new Float64Array(room), this.#values);
    this.#causes = more(new Int32Array(room), this.#causes);
    this.#free = more(new Int32Array(room), this.#free);
  }
}
