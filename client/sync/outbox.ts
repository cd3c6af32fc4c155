import type { Instant } from '../../shared/time.ts';
import type { Entry } from './reconcile.ts';
import type { DeviceStorage, Row } from './storage.ts';

/** A command the server refused, kept until its author has looked at it. */
export interface RefusedEntry {
  readonly entry: Entry;
  readonly code: string;
  readonly message: string;
  readonly at: Instant;
}

const entriesOf = (user: string) => `outbox/${user}/`;
const refusalsOf = (user: string) => `attention/${user}/`;
const blobsOf = (user: string) => `blob/${user}/`;
const GONE = Symbol('gone');

/**
 * The durable side of what is pending: rows per person, in the order of their keys. Another person of the device has
 * other keys, and so neither sends nor sees them.
 *
 * O1. `add` resolves only when the command would survive a crash. O2. Commands that arrive while a transaction is under
 * way share the next one. O3. What ends a command and what that changes in others (a version, a place in the tray) is one
 * transaction. O4. What could not be written for want of room is tried again; nothing is forgotten meanwhile.
 */
export class Outbox {
  readonly #storage: DeviceStorage;
  readonly #retry: (run: () => void) => void;
  readonly user: string;
  #adding: { rows: Row[]; done: (kept: boolean) => void }[] = [];
  #changes = new Map<string, unknown>();
  #running = false;
  #lastKey = '';
  #closed = false;

  constructor(storage: DeviceStorage, user: string, retry: (run: () => void) => void) {
    this.#storage = storage;
    this.user = user;
    this.#retry = retry;
  }

  async load(): Promise<{ entries: Entry[]; refusals: RefusedEntry[] }> {
    const [entries, refusals] = await Promise.all([
      this.#storage.list(entriesOf(this.user)),
      this.#storage.list(refusalsOf(this.user)),
    ]);
    const kept = entries.map((row) => ({ ...(row.value as Entry), state: 'queued' as const }));
    this.#lastKey = kept.at(-1)?.key ?? '';
    return { entries: kept, refusals: refusals.map((row) => row.value as RefusedEntry) };
  }

  /**
   * Keys sort as commands were made: by the device's clock, but never back, should that be set back; then by the tab.
   */
  nextKey(nowMs: number, tag: string): string {
    const last = /^(\d{15})\.(\d{6})\./.exec(this.#lastKey);
    const ms = Math.max(Math.floor(nowMs), last ? Number(last[1]) : 0);
    const count = last && Number(last[1]) === ms ? Number(last[2]) + 1 : 0;
    this.#lastKey = `${String(ms).padStart(15, '0')}.${String(count).padStart(6, '0')}.${tag}`;
    return this.#lastKey;
  }

  /** False: the device has no room, nothing was kept. */
  add(entry: Entry, blob?: Blob): Promise<boolean> {
    const rows: Row[] = [{ key: entriesOf(this.user) + entry.key, value: kept(entry) }];
    if (blob) rows.push({ key: blobsOf(this.user) + entry.key, value: blob });
    return new Promise((done) => {
      this.#adding.push({ rows, done });
      void this.#run();
    });
  }

  end(entries: readonly Entry[], changed: readonly Entry[] = []): void {
    for (const entry of entries) {
      this.#changes.set(entriesOf(this.user) + entry.key, GONE);
      if (entry.upload) this.#changes.set(blobsOf(this.user) + entry.key, GONE);
    }
    for (const entry of changed) this.#changes.set(entriesOf(this.user) + entry.key, kept(entry));
    void this.#run();
  }

  refuse(refusal: RefusedEntry, changed: readonly Entry[] = []): void {
    this.#changes.set(refusalsOf(this.user) + refusal.entry.key, { ...refusal, entry: kept(refusal.entry) });
    this.end([refusal.entry], changed);
  }

  dismiss(refusal: RefusedEntry): void {
    this.#changes.set(refusalsOf(this.user) + refusal.entry.key, GONE);
    void this.#run();
  }

  async blob(entry: Entry): Promise<Blob | undefined> {
    const [row] = await this.#storage.list(blobsOf(this.user) + entry.key);
    return row?.value as Blob | undefined;
  }

  /** Resolves once everything said so far is written, or known not to be. */
  async settled(): Promise<void> {
    while (this.#running) await this.#turn.catch(() => undefined);
  }

  /** Everything of this person, for good. */
  async wipe(): Promise<void> {
    this.#closed = true;
    this.#changes.clear();
    await this.settled();
    await this.#storage.commit({ removePrefix: [entriesOf(this.user), refusalsOf(this.user), blobsOf(this.user)] });
  }

  #turn: Promise<void> = Promise.resolve();
  async #run(): Promise<void> {
    if (this.#running || this.#closed) return;
    this.#running = true;
    try {
      while (this.#adding.length > 0 || this.#changes.size > 0) {
        this.#turn = this.#write();
        await this.#turn;
      }
    } catch {
      this.#retry(() => void this.#run());
    } finally {
      this.#running = false;
    }
  }

  async #write(): Promise<void> {
    const adding = this.#adding.splice(0);
    if (adding.length > 0) {
      const result = await this.#storage
        .commit({ put: adding.flatMap(({ rows }) => rows), durable: true })
        .catch(() => 'no-room' as const);
      for (const { done } of adding) done(result === 'done');
    }
    if (this.#changes.size === 0) return;
    const changes = this.#changes;
    this.#changes = new Map();
    const put: Row[] = [];
    const remove: string[] = [];
    for (const [key, value] of changes) {
      if (value === GONE) remove.push(key);
      else put.push({ key, value });
    }
    const result = await this.#storage.commit({ put, remove }).catch(() => 'no-room' as const);
    if (result === 'done') return;
    for (const [key, value] of changes) if (!this.#changes.has(key)) this.#changes.set(key, value);
    throw new Error('the device has no room');
  }
}

/** How far it has come is this page's affair: after a reload all are queued again, and safe to repeat. */
function kept({ state: _state, covered: _covered, ...rest }: Entry): Omit<Entry, 'state'> {
  return rest;
}
