import type { Listener } from './outlet.ts';

/** The open screens of one chain, and whose they are: that is asked at every event, of a thousand screens. */
export class Screens {
  readonly #all = new Set<Listener>();
  readonly #ofUser = new Map<string, number>();

  add(listener: Listener): void {
    if (this.#all.has(listener)) return;
    this.#all.add(listener);
    this.#ofUser.set(listener.user, (this.#ofUser.get(listener.user) ?? 0) + 1);
  }

  delete(listener: Listener): void {
    if (!this.#all.delete(listener)) return;
    const left = this.#ofUser.get(listener.user)! - 1;
    if (left > 0) this.#ofUser.set(listener.user, left);
    else this.#ofUser.delete(listener.user);
  }

  get size(): number {
    return this.#all.size;
  }

  /** Whether one of them is this person's. */
  isOf(user: string): boolean {
    return this.#ofUser.has(user);
  }

  [Symbol.iterator](): Iterator<Listener> {
    return this.#all.values();
  }
}
