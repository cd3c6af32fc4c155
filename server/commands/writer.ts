import { LIMITS } from '../../shared/limits.ts';

/** Once the first in the queue has waited so long (ms), who comes is told "busy": what is taken is answered in time (P-R6). */
const LONGEST_WAIT_MS = 600;
/** How long (ms) there must have been a queue before its speed is known. */
const RATED_AFTER_MS = 100;
/** So many are taken whatever the rate: one request's worth. */
const ALWAYS_TAKEN = LIMITS.commandsPerRequest;

/** What waits for one operation, each since a moment (ms): worked off by one at a time, and never for too long. */
export class Writer<Waiting extends { readonly since: number }> {
  readonly #queue: Waiting[] = [];
  #working = false;
  #pushed = 0;
  /** When somebody last came to an empty queue, and how many had come before: since then it has been as fast as it can. */
  #busySince = 0;
  #pushedBefore = 0;
  readonly #store: (queue: Waiting[]) => Promise<void>;

  constructor(store: (queue: Waiting[]) => Promise<void>) {
    this.#store = store;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** Whether who comes now would wait too long: by how long the first has waited, and by how fast they have been taken. */
  isOverloaded(now: number): boolean {
    const { length } = this.#queue;
    if (length < ALWAYS_TAKEN) return false;
    if (now - this.#queue[0]!.since > LONGEST_WAIT_MS) return true;
    const busyFor = now - this.#busySince;
    const taken = this.#pushed - length - this.#pushedBefore;
    return busyFor >= RATED_AFTER_MS && length > (taken / busyFor) * LONGEST_WAIT_MS;
  }

  push(waiting: Waiting): void {
    if (this.#queue.length === 0) {
      this.#busySince = waiting.since;
      this.#pushedBefore = this.#pushed;
    }
    this.#queue.push(waiting);
    this.#pushed += 1;
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      // One turn of the event loop, so that commands that arrive together are decided together.
      await new Promise<void>((resume) => setImmediate(resume));
      // Whoever waited for an answer may send again before this turn is over.
      while (this.#queue.length > 0) await this.#store(this.#queue);
    } finally {
      this.#working = false;
    }
  }
}
