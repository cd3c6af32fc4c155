/** So many are held at least before those that have been answered are let go of. */
const ENOUGH = 1024;

/** A command that is being decided or stored, and what will be answered. */
export interface Flying<Answer> {
  readonly digest: string;
  readonly outcome: Promise<Answer>;
}

/**
 * The commands that have no answer yet, by author and id. Nothing is taken out of its map, which is replaced as a whole now
 * and then: each time a map is made smaller its old table points to the new one, and once one of them is old all that was
 * ever in it waits for a full collection.
 */
export class InFlight<Answer> {
  #flying = new Map<string, Flying<Answer> | undefined>();
  #most = ENOUGH;

  get(key: string): Flying<Answer> | undefined {
    return this.#flying.get(key);
  }

  add(key: string, flying: Flying<Answer>): void {
    if (this.#flying.size >= this.#most) this.#letGo();
    this.#flying.set(key, flying);
  }

  landed(key: string): void {
    this.#flying.set(key, undefined);
  }

  #letGo(): void {
    const still = new Map<string, Flying<Answer> | undefined>();
    for (const [key, flying] of this.#flying) if (flying) still.set(key, flying);
    this.#flying = still;
    this.#most = Math.max(ENOUGH, 2 * still.size);
  }
}
