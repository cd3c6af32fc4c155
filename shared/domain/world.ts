import { type Instant, toMs } from '../time.ts';
import type { Asset } from './asset/record.ts';
import { isDirectoryKind, keyOf, keyOfRef, KINDS, refOf, type Key, type Kind, type Marking } from './entity.ts';
import type { TocsinEvent } from './event.ts';
import { evolve, KNOWN_EVENTS } from './evolve.ts';
import { addTo, count, lowerBound } from './indexes.ts';
import { asMarked, type AnyRecord, type RecordOf } from './records.ts';
import { referencesOf, visibilityDiffers } from './references.ts';
import { isSound } from './sound.ts';
import { partOf, PER_PART, versionsOf, type Touch, type Version, type WorldPart } from './worldParts.ts';

/** A stored row as a node reads it. `event` is absent when this build cannot decode it; the envelope still names keys. */
export interface Row {
  readonly position: number;
  readonly touches: readonly Key[];
  readonly event?: TocsinEvent;
  /** The event was found sound when it was decoded: it need not be looked at again. */
  readonly sound?: true;
}

/**
 * The fold of one stream, with each record's earlier versions for the length of the cursor window, so that the face at
 * a cursor is computed and never guessed. It may be folded ahead of what is stored and cut back: see `truncate`.
 *
 * The indexes (referrers, circles, owners, authors, deadlines) only ever grow: they name what must be looked at, and
 * looking at a record that did not change yields no difference.
 */
export class World {
  #versions = new Map<Key, Version[]>();
  #touches: Touch[] = [];
  #forgottenUpTo = 0;
  #referrers = new Map<Key, Set<Key>>();
  #byCircle = new Map<string, Set<Key>>();
  #byOwner = new Map<string, Set<Key>>();
  #naming = new Map<string, Set<Key>>();
  #twins = new Map<Key, Key>();
  #namedPersons = new Map<string, number>();
  #lastNamed = 0;
  #deadlines: { time: number; key: Key }[] = [];
  /** What was not understood, by type, up to where this fold began, and since then row by row. */
  #undecodedBefore: ReadonlyMap<string, number> = new Map();
  #undecoded: { readonly position: number; readonly type: string }[] = [];
  /** The keys of adopted records in their order, while parts name them by number. */
  #adopted: Key[] = [];
  head = 0;
  #cuts = 0;

  /** Folds the next row. Total: no row, known or not, makes it throw. */
  fold(row: Row): void {
    const { event } = row;
    const lastReal = this.#touches.at(-1)?.realAt ?? 0;
    const stated = event ? toMs(event.realAt) : NaN;
    const realAt = Number.isFinite(stated) ? stated : lastReal;
    const understood =
      event !== undefined && KNOWN_EVENTS[event.type] === event.v && (row.sound === true || isSound(event));
    const visibility: Key[] = [];
    const keys = understood ? event.entities.map(keyOfRef) : row.touches;
    keys.forEach((key, index) => {
      const { kind, id } = refOf(key);
      const before = this.at(key, this.head);
      const after = understood
        ? evolve(kind, before, { event, ref: { kind, id }, own: index === 0 })
        : hide(kind, before);
      if (after === before) return;
      if (visibilityDiffers(before, after)) visibility.push(key);
      this.#add(key, { position: row.position, realAt, record: after });
      if (after) this.#index(key, after, before);
    });
    if (understood) for (const key of keys) addTo(this.#naming, event.by.user, key);
    if (!understood) {
      const type = event ? `${event.type} v${event.v}` : 'undecodable';
      this.#undecoded.push({ position: row.position, type });
    }
    const seen = visibility.length > 0 ? visibility : NOBODY;
    this.#touches.push({
      position: row.position,
      realAt,
      keys,
      visibility: seen,
      ...(understood && { event: told(event) }),
    });
    this.head = row.position;
  }

  /** How often something was taken back: what was remembered of a position before may be of another row. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Takes back what was folded after `position`: the rows were decided here but not stored. */
  truncate(position: number): void {
    if (this.head > position) this.#cuts += 1;
    while (this.#touches.length > 0 && this.#touches.at(-1)!.position > position) {
      for (const key of this.#touches.pop()!.keys) {
        const versions = this.#versions.get(key);
        if (!versions) continue;
        while (versions.length > 0 && versions.at(-1)!.position > position) versions.pop();
        if (versions.length > 0) continue;
        this.#versions.delete(key);
      }
    }
    for (const [user, since] of this.#namedPersons) if (since > position) this.#namedPersons.delete(user);
    while (this.#undecoded.length > 0 && this.#undecoded.at(-1)!.position > position) this.#undecoded.pop();
    this.head = position;
  }

  /** Drops versions that no cursor of the window can ask for. Returns the oldest position still computable. */
  forgetBefore(real: Instant): number {
    const cutoff = toMs(real);
    let drop = 0;
    while (drop < this.#touches.length && this.#touches[drop]!.realAt < cutoff) drop++;
    if (drop === 0) return this.oldest;
    const gone = this.#touches.splice(0, drop);
    const upTo = gone.at(-1)!.position;
    for (const key of new Set(gone.flatMap(({ keys }) => keys))) {
      const versions = this.#versions.get(key);
      if (!versions || versions.length < 2) continue;
      let keep = 0;
      while (keep + 1 < versions.length && versions[keep + 1]!.position <= upTo) keep++;
      // A new list of just the right size: one that has grown keeps room for sixteen more.
      if (keep > 0) this.#versions.set(key, versions.slice(keep));
    }
    this.#forgottenUpTo = upTo;
    return this.oldest;
  }

  /** The oldest position at which faces can still be computed. */
  get oldest(): number {
    return this.#forgottenUpTo;
  }

  /**
   * What a fold up to `position` has come to, in small parts of plain JSON. The world may go on between two parts: what
   * comes later than `position` is left out. The indexes by what records say are not among them: `adopt` makes them anew
   * from the versions that are kept, so that they no longer name what no cursor can ask for.
   */
  *parts(position: number): Iterable<WorldPart> {
    const numbers = new Map<Key, number>();
    for (const [key, versions] of this.#versions) {
      const part = partOf(key, versions, position);
      if (!part) continue;
      numbers.set(key, numbers.size);
      yield part;
    }
    for (let at = this.#forgottenUpTo; at < position;) {
      const touches = this.touchesBetween(at, Math.min(at + PER_PART, position));
      // What was forgotten since is not missed.
      at = touches.at(-1)?.position ?? at + PER_PART;
      if (touches.length > 0) yield { is: 'touches', touches };
    }
    for (const [user, keys] of this.#naming) {
      let records: number[] = [];
      for (const key of keys) {
        const number = numbers.get(key);
        if (number !== undefined) records.push(number);
        if (records.length < PER_PART * 10) continue;
        yield { is: 'naming', user, records };
        records = [];
      }
      if (records.length > 0) yield { is: 'naming', user, records };
    }
    yield {
      is: 'rest',
      position,
      forgottenUpTo: this.#forgottenUpTo,
      twins: [...this.#twins].filter(([, exact]) => numbers.has(exact)),
      namedPersons: [...this.#namedPersons].filter(([, since]) => since <= position),
      undecoded: [...this.#undecodedUpTo(position)],
    };
  }

  /** Takes up what `parts` gave, in their order. Only for a world that has folded nothing. */
  adopt(part: WorldPart): void {
    switch (part.is) {
      case 'record': {
        const versions = versionsOf(part);
        let before: AnyRecord | undefined;
        this.#versions.set(part.key, versions);
        this.#adopted.push(part.key);
        for (const { record } of versions) {
          if (record) this.#index(part.key, record, before);
          before = record;
        }
        return;
      }
      case 'touches':
        for (const touch of part.touches) this.#touches.push(touch);
        return;
      case 'naming':
        for (const number of part.records) addTo(this.#naming, part.user, this.#adopted[number]!);
        return;
      case 'rest':
        this.#adopted = [];
        this.head = part.position;
        this.#forgottenUpTo = part.forgottenUpTo;
        this.#touches = this.#touches.filter(({ position }) => position > part.forgottenUpTo);
        this.#namedPersons = new Map(part.namedPersons);
        this.#lastNamed = part.namedPersons.reduce((latest, [, since]) => Math.max(latest, since), 0);
        this.#undecodedBefore = new Map(part.undecoded);
        for (const [twin, exact] of part.twins) this.#twins.set(twin, exact);
    }
  }

  at(key: Key, position: number): AnyRecord | undefined {
    const versions = this.#versions.get(key);
    if (!versions) return undefined;
    // Mostly the latest; of a feed that changes every second there may be many.
    let low = 0;
    let high = versions.length;
    if (high > 0 && versions[high - 1]!.position <= position) return versions[high - 1]!.record;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (versions[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : versions[low - 1]!.record;
  }

  /** The positions at which a record changed, oldest first, within the window. */
  versionsOf(key: Key): readonly { readonly position: number; readonly realAt: number }[] {
    return this.#versions.get(key) ?? [];
  }

  touchesBetween(after: number, upTo: number): readonly Touch[] {
    if (upTo <= after || this.#touches.length === 0) return [];
    const first = this.#touches[0]!.position;
    return this.#touches.slice(Math.max(0, after + 1 - first), Math.max(0, upTo + 1 - first));
  }

  /** Records with a sharing deadline in (after, upTo], in real milliseconds. */
  deadlinesBetween(after: number, upTo: number): Key[] {
    const keys: Key[] = [];
    for (let i = lowerBound(this.#deadlines, after + 1); i < this.#deadlines.length; i++) {
      if (this.#deadlines[i]!.time > upTo) break;
      keys.push(this.#deadlines[i]!.key);
    }
    return keys;
  }

  /** Every key that may have a face: those of the records, and those of coarse twins. */
  *keys(): Iterable<Key> {
    yield* this.#versions.keys();
    yield* this.#twins.keys();
  }
  /** The asset that a coarse twin stands, or once stood, for. */
  exactOf(twin: Key): Key | undefined {
    return this.#twins.get(twin);
  }
  get size(): number {
    return this.#versions.size;
  }
  taken(id: string): boolean {
    return KINDS.some((kind) => this.#versions.has(keyOf(kind, id))) || this.#twins.has(keyOf('asset', id));
  }
  referrersOf(key: Key): Iterable<Key> {
    return this.#referrers.get(key) ?? [];
  }
  markedWithCircle(circle: string): Iterable<Key> {
    return this.#byCircle.get(circle) ?? [];
  }
  ownedBy(organisation: string): Iterable<Key> {
    return this.#byOwner.get(organisation) ?? [];
  }
  /** Records whose faces may name this person: as the author of something in them, or as the one they are assigned to. */
  naming(user: string): Iterable<Key> {
    return this.#naming.get(user) ?? [];
  }
  /** The position from which on a RED marking has named this person; undefined while none has. */
  namedSince(user: string): number | undefined {
    return this.#namedPersons.get(user);
  }
  /** No marking has named anybody for the first time at a later position. What was taken back may have. */
  get lastNamed(): number {
    return this.#lastNamed;
  }
  /** What this build did not understand, by type: administrators see it. */
  get undecoded(): ReadonlyMap<string, number> {
    return this.#undecodedUpTo(this.head);
  }

  /** Rows after it are left out: whoever goes on from there folds them once more. */
  #undecodedUpTo(last: number): ReadonlyMap<string, number> {
    const counts = new Map(this.#undecodedBefore);
    for (const { position, type } of this.#undecoded) {
      if (position > last) break;
      count(counts, type);
    }
    return counts;
  }

  #add(key: Key, version: Version): void {
    const versions = this.#versions.get(key);
    if (versions) versions.push(version);
    else this.#versions.set(key, [version]);
  }

  #index(key: Key, record: AnyRecord, before: AnyRecord | undefined): void {
    const { kind } = refOf(key);
    for (const named of referencesOf(kind, record)) addTo(this.#referrers, named, key);
    const twin = kind === 'asset' ? (record as Asset).twin : undefined;
    if (twin && twin.marking !== (before as Asset | undefined)?.twin?.marking) {
      this.#twins.set(`asset:${twin.id}`, key);
      this.#indexMarking(key, twin.marking);
    }
    const marking = asMarked(kind, record)?.marking;
    const assignee = (record as { assignee?: { user?: string } }).assignee?.user;
    if (assignee) {
      this.#name(assignee);
      addTo(this.#naming, assignee, key);
    }
    if (!marking || marking === asMarked(kind, before)?.marking) return;
    addTo(this.#byOwner, marking.owner, key);
    this.#indexMarking(key, marking);
  }

  #indexMarking(key: Key, marking: Marking): void {
    for (const circle of circlesOf(marking)) addTo(this.#byCircle, circle, key);
    for (const person of [...marking.persons, ...(marking.restricted?.persons ?? [])]) this.#name(person);
    for (const time of [marking.expires, marking.downgrade?.at]) {
      if (time === undefined) continue;
      const due = toMs(time);
      this.#deadlines.splice(lowerBound(this.#deadlines, due), 0, { time: due, key });
    }
  }

  #name(user: string): void {
    if (this.#namedPersons.has(user)) return;
    this.#lastNamed = this.head + 1;
    this.#namedPersons.set(user, this.#lastNamed);
  }
}

const NOBODY: readonly Key[] = [];
const NOTHING = {};
const told = ({ type, v, by, at, realAt, entities, directory }: TocsinEvent): TocsinEvent => ({
  type,
  v,
  by,
  at,
  realAt,
  entities,
  data: NOTHING,
  directory,
});

const circlesOf = (marking: Marking): readonly string[] => [...marking.circles, ...(marking.restricted?.circles ?? [])];

function hide(kind: Kind, record: AnyRecord | undefined): AnyRecord | undefined {
  // What is not understood may have put somebody out: until it is, a circle or a client list reaches nobody.
  if (kind === 'circle' && record) return { ...(record as RecordOf['circle']), members: [] };
  if (kind === 'organisation' && record) return { ...(record as RecordOf['organisation']), clients: [] };
  const marked = asMarked(kind, record);
  return marked && !marked.hidden ? ({ ...marked, hidden: true } as AnyRecord) : record;
}

/** An operation and the directory as they stood together at one moment: what `face` looks at. */
export interface View {
  readonly operationId: string;
  readonly operation: World;
  readonly directory: World;
  readonly position: number;
  readonly directoryPosition: number;
  /** Real time: sharing deadlines run on it. The desk alone advances it. */
  readonly time: Instant;
  /** One record as it stood then, among all others as they stand now: what a history may show of it. */
  readonly past?: { readonly key: Key; readonly position: number };
}

export function get<K extends Kind>(view: View, kind: K, id: string): RecordOf[K] | undefined {
  return getKey(view, `${kind}:${id}`) as RecordOf[K] | undefined;
}

export function getKey(view: View, key: Key): AnyRecord | undefined {
  return isDirectoryKind(key.slice(0, key.indexOf(':')))
    ? view.directory.at(key, view.directoryPosition)
    : view.operation.at(key, view.past?.key === key ? view.past.position : view.position);
}
