import { KINDS, type EntityRef, type Kind } from '../../shared/domain/entity.ts';
import { mapOf, type FaceMaps } from './confirmed.ts';
import type { DeviceStorage, Row } from './storage.ts';

/** What a reload starts from, and how old it is (device time, ms). */
export interface KeptHead {
  readonly cursor: string;
  readonly heardAt: number;
  readonly writtenAt: number;
  readonly stamp: string;
}

const headKey = (user: string, operation: string) => `head/${user}/${operation}`;
const facesOf = (user: string, operation: string) => `faces/${user}/${operation}/`;
/** While another tab wrote this recently, it is the one that keeps the picture. */
const ANOTHERS_TURN_MS = 90_000;

/**
 * The last picture of one operation for one person. Faces lie in rows of about a 256th of their kind (ids are random, so
 * their first two digits spread them evenly): a change rewrites a row, not everything.
 *
 * K1. Faces and their cursor are written in one transaction: what is read back is a picture that once was.
 * K2. Only whoever wrote last adds to it; whoever finds another's stamp writes everything anew, or waits its turn.
 */
export class KeptPicture {
  readonly #storage: DeviceStorage;
  readonly #user: string;
  readonly #operation: string;
  readonly #newStamp: () => string;
  #stamp: string | undefined;
  #everything = false;
  #dirty = new Set<string>();
  #closed = false;

  constructor(storage: DeviceStorage, user: string, operation: string, newStamp: () => string) {
    this.#storage = storage;
    this.#user = user;
    this.#operation = operation;
    this.#newStamp = newStamp;
  }

  /** Fills `faces` and answers the head; undefined when nothing is kept. */
  async load(faces: FaceMaps): Promise<KeptHead | undefined> {
    const head = await this.#head();
    if (!head) return undefined;
    const prefix = facesOf(this.#user, this.#operation);
    const rows = await this.#storage.list(prefix);
    // Another tab may have written in between: then the rows may be newer than the head, and what is newer than its
    // cursor would be applied twice. Read the head again; it must be the same.
    if ((await this.#head())?.stamp !== head.stamp) return this.load(faces);
    for (const row of rows) {
      const kind = row.key.slice(prefix.length).split('/')[0] as Kind;
      if (!Object.hasOwn(faces, kind)) continue;
      for (const face of row.value as { id: string }[]) mapOf(faces, kind).set(face.id, face as never);
    }
    this.#stamp = head.stamp;
    return head;
  }

  touch(changed: readonly EntityRef[]): void {
    for (const { kind, id } of changed) this.#dirty.add(rowOf(kind, id));
  }
  touchEverything(): void {
    this.#everything = true;
  }

  async write(faces: FaceMaps, cursor: string, heardAt: number, now: number): Promise<void> {
    if (this.#closed) return;
    const everything = this.#everything;
    const dirty = this.#dirty;
    const stamp = this.#newStamp();
    const head: Row = { key: headKey(this.#user, this.#operation), value: { cursor, heardAt, writtenAt: now, stamp } };
    const put = [...this.#rows(faces, everything ? undefined : dirty), head];
    this.#everything = false;
    this.#dirty = new Set();
    const onlyIf = { key: head.key, stamp: this.#stamp };
    const result = await this.#storage.commit(
      everything
        ? { removePrefix: [facesOf(this.#user, this.#operation)], put, onlyIf }
        : {
            put: put.filter(({ value }) => !isEmpty(value)),
            remove: put.filter(({ value }) => isEmpty(value)).map((row) => row.key),
            onlyIf,
          },
    );
    if (result === 'done') {
      this.#stamp = stamp;
      return;
    }
    this.#everything = true;
    if (result === 'no-room') return;
    const other = await this.#head();
    // Theirs to keep while they do; afterwards taken over by writing everything.
    if (!other || now - other.writtenAt > ANOTHERS_TURN_MS) this.#stamp = other?.stamp;
  }

  close(): void {
    this.#closed = true;
  }

  async #head(): Promise<KeptHead | undefined> {
    const key = headKey(this.#user, this.#operation);
    const row = (await this.#storage.list(key)).find((one) => one.key === key);
    return row?.value as KeptHead | undefined;
  }

  #rows(faces: FaceMaps, only: ReadonlySet<string> | undefined): Row[] {
    const rows = new Map<string, unknown[]>([...(only ?? [])].map((row) => [row, []]));
    for (const kind of KINDS) {
      for (const [id, face] of mapOf(faces, kind)) {
        const row = rowOf(kind, id);
        if (only && !only.has(row)) continue;
        const members = rows.get(row);
        if (members) members.push(face);
        else rows.set(row, [face]);
      }
    }
    const prefix = facesOf(this.#user, this.#operation);
    return [...rows].map(([row, value]) => ({ key: prefix + row, value }));
  }
}

const rowOf = (kind: string, id: string): string => `${kind}/${id.slice(0, 2)}`;
const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Forgets every picture: of one person, or of all but one. */
export async function forgetPictures(storage: DeviceStorage, which: { of: string } | { butOf: string }): Promise<void> {
  if ('of' in which) {
    await storage.commit({ removePrefix: [`faces/${which.of}/`, `head/${which.of}/`, `left/${which.of}/`] });
    return;
  }
  const heads = await storage.list('head/');
  const others = new Set(heads.map((row) => row.key.split('/')[1]!).filter((user) => user !== which.butOf));
  for (const user of others) await forgetPictures(storage, { of: user });
}

export async function forgetPicture(storage: DeviceStorage, user: string, operation: string): Promise<void> {
  await storage.commit({ removePrefix: [facesOf(user, operation)], remove: [headKey(user, operation)] });
}
