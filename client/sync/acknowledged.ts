import type { Entry } from './reconcile.ts';
import type { DeviceStorage, Row } from './storage.ts';

const entriesOf = (user: string) => `acknowledged/${user}/`;
const epochOf = (user: string) => `epoch/${user}`;
/** A backup is seldom older than this many milliseconds; what was acknowledged before is not looked after. */
const KEPT_MS = 72 * 3600_000;
const MOST_KEPT = 1000;
/** Questions to the server at a time. */
const AT_ONCE = 4;

/** What the server says of a command: it holds it, it does not, or it cannot be asked now. */
export type Held = 'held' | 'not-held' | 'unknown';

/**
 * What the server acknowledged to this person lately. Nobody needs it, until the server is restored from a backup: then
 * what the backup does not hold is no longer true, and its author is the only one who can know it.
 *
 * A1. What was acknowledged is written down before the outbox forgets it.
 * A2. Another epoch than the one known means: every command kept here is asked for, and those that are not held are told.
 * A3. The new epoch is known only once all have been asked; a connection that is cut in between begins again.
 */
export class Acknowledged {
  readonly #storage: DeviceStorage;
  readonly #user: string;
  #adding: Row[] = [];
  #keys: string[] | undefined;
  #work: Promise<void> = Promise.resolve();
  #checking = false;

  constructor(storage: DeviceStorage, user: string) {
    this.#storage = storage;
    this.#user = user;
  }

  add({ state: _state, covered: _covered, ...kept }: Entry): void {
    this.#adding.push({ key: entriesOf(this.#user) + kept.key, value: kept });
    if (this.#adding.length === 1) this.#then(() => this.#write());
  }

  /** What was acknowledged and is not held, when this is another history than the one known; undefined when it is not. */
  async lostSince(epoch: string, ask: (commandId: string) => Promise<Held>): Promise<readonly Entry[] | undefined> {
    if (this.#checking) return undefined;
    this.#checking = true;
    try {
      await this.settled();
      const key = epochOf(this.#user);
      const known = (await this.#storage.list(key)).find((row) => row.key === key)?.value;
      if (known === epoch) return undefined;
      const rows = known === undefined ? [] : await this.#storage.list(entriesOf(this.#user));
      const entries = rows.map((row) => row.value as Omit<Entry, 'state'>);
      const lost: Omit<Entry, 'state'>[] = [];
      for (let at = 0; at < entries.length; at += AT_ONCE) {
        const some = entries.slice(at, at + AT_ONCE);
        const answers = await Promise.all(some.map(({ commandId }) => ask(commandId)));
        if (answers.includes('unknown')) return undefined;
        some.forEach((entry, index) => answers[index] === 'not-held' && lost.push(entry));
      }
      await this.#storage.commit({ put: [{ key, value: epoch }], removePrefix: [entriesOf(this.#user)] });
      this.#keys = [];
      // The first history this device hears of is no other one.
      if (known === undefined) return undefined;
      return lost.map((entry) => ({ ...entry, state: 'queued' }));
    } finally {
      this.#checking = false;
    }
  }

  async settled(): Promise<void> {
    await this.#work;
  }

  async wipe(): Promise<void> {
    this.#adding = [];
    await this.settled();
    await this.#storage.commit({ removePrefix: [entriesOf(this.#user)], remove: [epochOf(this.#user)] });
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(() => undefined);
  }

  async #write(): Promise<void> {
    const put = this.#adding;
    this.#adding = [];
    this.#keys ??= (await this.#storage.list(entriesOf(this.#user))).map((row) => row.key);
    const keys = [...this.#keys, ...put.map((row) => row.key)].sort();
    const newest = Number(keys.at(-1)?.slice(entriesOf(this.#user).length).split('.')[0]);
    const tooOld = (key: string) => Number(key.slice(entriesOf(this.#user).length).split('.')[0]) < newest - KEPT_MS;
    const remove = keys.filter((key, index) => index < keys.length - MOST_KEPT || tooOld(key));
    this.#keys = keys.filter((key) => !remove.includes(key));
    await this.#storage.commit({ put, remove });
  }
}
