import { deepEqual } from '../../shared/canonical.ts';
import { RECORD_REVEALED, RECORD_WITHDRAWN, type Change } from '../../shared/sharing/change.ts';

/** What is told to several audiences alike, made once for all of them. */
export class Merged {
  #made = new Map<Change, Map<Change, Change | undefined>>();
  readonly #lists = new WeakMap<Change, Change[][]>();

  /** What does the same as one change and then the other; undefined where that cannot be told as one. */
  of(one: Change, other: Change): Change | undefined {
    let known = this.#made.get(one);
    if (!known) this.#made.set(one, (known = new Map()));
    if (!known.has(other)) known.set(other, merge(one, other));
    return known.get(other);
  }

  /** Nothing that gathers now was made of these. */
  clear(): void {
    if (this.#made.size > 0) this.#made = new Map();
  }

  /** One list for all audiences that are shown the same, so that it is encoded and compressed once. */
  same(changes: Change[]): Change[] {
    if (changes.length === 0) return changes;
    const lists = this.#lists.get(changes[0]!) ?? [];
    const known = lists.find((list) => list.length === changes.length && list.every((one, at) => one === changes[at]));
    if (known) return known;
    lists.push(changes);
    this.#lists.set(changes[0]!, lists);
    return changes;
  }
}

/** Only what one author did in one way is told as one: nobody is named for what another did, nor at another's moment. */
function merge(one: Change, other: Change): Change | undefined {
  if (one.type !== other.type || other.set === undefined || other.type === RECORD_REVEALED) return undefined;
  if (!deepEqual(one.by, other.by)) return undefined;
  return { ...other, set: { ...one.set, ...other.set } };
}

/** What is told of one record in this tick. */
interface OfRecord {
  /** Shown before the tick: only then has its reader something to be taken away. */
  readonly held: boolean;
  readonly places: readonly number[];
}

/**
 * The changes of one tick. Of a field the last value is told, of a record that went only that it went, of one that came and
 * went nothing. What is told as one stands where its last change stood and everything else where it was, so that any two
 * readers are told in one order; withdrawals come first.
 */
export class Gathered {
  readonly #merged: Merged;
  /** In order; what a later one stands for is absent. */
  #told: (Change | undefined)[] = [];
  #ofRecords = new Map<string, OfRecord>();
  #withdraws = false;

  constructor(merged: Merged, from?: Gathered) {
    this.#merged = merged;
    if (!from) return;
    this.#told = [...from.#told];
    this.#ofRecords = new Map(from.#ofRecords);
    this.#withdraws = from.#withdraws;
  }

  /**
   * Whether something that its readers hold is taken away: a record, a field, or what a narrower face of a record that went
   * and came again lacks.
   */
  get withdraws(): boolean {
    return this.#withdraws;
  }

  get size(): number {
    return this.#ofRecords.size;
  }

  add(change: Change): void {
    const key = `${change.entity.kind}:${change.entity.id}`;
    const { held, places } = this.#ofRecords.get(key) ?? { held: !isWhole(change), places: [] };
    this.#withdraws ||= held && takesAway(change);
    // Both replace all that was told of the record.
    if (change.type === RECORD_WITHDRAWN || change.type === RECORD_REVEALED) {
      for (const place of places) this.#told[place] = undefined;
      if (change.type === RECORD_WITHDRAWN && !held) return void this.#ofRecords.delete(key);
      return void this.#ofRecords.set(key, { held, places: [this.#put(change)] });
    }
    const last = places.at(-1);
    const merged = last === undefined ? undefined : this.#merged.of(this.#told[last]!, change);
    if (merged) this.#told[last!] = undefined;
    const kept = merged ? places.slice(0, -1) : places;
    this.#ofRecords.set(key, { held, places: [...kept, this.#put(merged ?? change)] });
  }

  #put(change: Change): number {
    return this.#told.push(change) - 1;
  }

  take(): Change[] {
    const withdrawn: Change[] = [];
    const others: Change[] = [];
    for (const change of this.#told) if (change) (change.type === RECORD_WITHDRAWN ? withdrawn : others).push(change);
    this.#told = [];
    this.#ofRecords = new Map();
    this.#withdraws = false;
    return this.#merged.same(withdrawn.length === 0 ? others : [...withdrawn, ...others]);
  }
}

/** From who holds the record. */
function takesAway({ type, set }: Change): boolean {
  if (type === RECORD_WITHDRAWN || type === RECORD_REVEALED) return true;
  for (const name in set) if (set[name] === null) return true;
  return false;
}

/** A whole face is told of what was not shown before. */
const isWhole = ({ type, set }: Change): boolean =>
  type === RECORD_REVEALED || (type !== RECORD_WITHDRAWN && set?.['id'] !== undefined);
