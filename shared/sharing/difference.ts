import { deepEqual } from '../canonical.ts';
import type { Asset } from '../domain/asset/record.ts';
import { isDirectoryKind, keyOfRef, refOf, type Key, type Kind } from '../domain/entity.ts';
import type { TocsinEvent } from '../domain/event.ts';
import { isMarkedKind, type AnyFace } from '../domain/records.ts';
import { hangsOn } from '../domain/references.ts';
import { get, getKey, type View } from '../domain/world.ts';
import { DIRECTORY } from '../ids.ts';
import { operationTime, toMs } from '../time.ts';
import { showsOrganisation, showsUser, type Audience } from './audience.ts';
import { RECORD_CHANGED, RECORD_REVEALED, RECORD_WITHDRAWN, type Change } from './change.ts';
import { asking, SharingClasses, type Ask } from './classes.ts';
import { faceOfKey, glimpseOfKey, namesQuestion, versionOf, type Glimpse } from './face.ts';

/**
 * The records whose faces may differ between two views of one operation: those with an event of their own, those whose
 * circles or clients changed, those with a sharing deadline passed in between, and whatever names one of these. A
 * superset: what did not change yields nothing.
 */
export function touched(before: View, after: View): Set<Key> {
  return gathered(before, after).keys;
}

/**
 * Those of them that may be shown no longer: an event that leaves a record's marking, its twin, and what it hangs on as
 * they were takes it from nobody.
 */
export function mayBeWithdrawn(before: View, after: View): Set<Key> {
  const { visibility } = gathered(before, after);
  addTwins(visibility, before, after);
  return visibility;
}

interface Found {
  readonly keys: Set<Key>;
  /** Those of them that may look different to anybody; the others only to the people of some organisations. */
  readonly toAnybody: ReadonlySet<Key>;
  readonly concerned: ReadonlySet<string>;
  readonly visibility: Set<Key>;
  /** Whether nothing came between the two that decides who is shown what. */
  readonly steady: boolean;
}

function gathered(before: View, after: View): Found {
  const keys = new Set<Key>();
  const visibility: Key[] = [];
  const mayShowAnew = (found: Iterable<Key>) => {
    for (const key of found) {
      keys.add(key);
      visibility.push(key);
    }
  };
  for (const touch of after.operation.touchesBetween(before.position, after.position)) {
    for (const key of touch.keys) keys.add(key);
    visibility.push(...touch.visibility);
  }
  const concerned = new Set<string>();
  const toThem: Key[] = [];
  for (const touch of after.directory.touchesBetween(before.directoryPosition, after.directoryPosition)) {
    for (const key of touch.keys) {
      mayShowAnew([key]);
      const some = concernedBy(key, before, after);
      if (!some) mayShowAnew(reachedThrough(key, before, after));
      else if (some.size > 0) {
        for (const organisation of some) concerned.add(organisation);
        toThem.push(...reachedThrough(key, before, after));
      }
    }
  }
  mayShowAnew(after.operation.deadlinesBetween(toMs(before.time), toMs(after.time)));
  const steady = visibility.length === 0 && before.directoryPosition === after.directoryPosition;
  const seen = addReferrers(keys, visibility, before, after);
  addTwins(keys, before, after);
  if (toThem.length === 0) return { keys, toAnybody: keys, concerned, visibility: seen, steady };
  const toAnybody = new Set(keys);
  for (const key of toThem) keys.add(key);
  for (const key of addReferrers(keys, toThem, before, after)) seen.add(key);
  addTwins(keys, before, after);
  return { keys, toAnybody, concerned, visibility: seen, steady: false };
}

/**
 * The organisations to whose people a change of a circle or of somebody's clients may show something else of the records
 * that are shared with those; undefined where it may be anybody. What a record looks like follows from what its reader's own
 * organisation is reached by: to the others it stays as it is, and so does whatever names it.
 */
function concernedBy(key: Key, before: View, after: View): ReadonlySet<string> | undefined {
  const { kind, id } = refOf(key);
  if (kind === 'organisation') {
    const clients = [before, after].map((view) => get(view, 'organisation', id)?.clients ?? []);
    return inOneOnly(clients[0]!, clients[1]!);
  }
  if (kind !== 'circle') return undefined;
  const members = [before, after].map((view) => get(view, 'circle', id)?.members ?? []);
  const changed = inOneOnly(members[0]!, members[1]!);
  const concerned = new Set(changed);
  for (const member of changed)
    for (const view of [before, after])
      for (const client of get(view, 'organisation', member)?.clients ?? []) concerned.add(client);
  return concerned;
}

function inOneOnly(one: readonly string[], other: readonly string[]): Set<string> {
  return new Set([...one.filter((id) => !other.includes(id)), ...other.filter((id) => !one.includes(id))]);
}

/** What a change of a directory record may show, hide or name differently in this operation. */
function* reachedThrough(key: Key, before: View, after: View): Iterable<Key> {
  const { kind, id } = refOf(key);
  const world = after.operation;
  if (kind === 'circle') yield* world.markedWithCircle(id);
  if (kind === 'user') {
    yield* world.naming(id);
    yield* linkedBy(id, after);
  }
  if (kind === 'organisation') {
    yield* world.ownedBy(id);
    // Its clients gain or lose what the circles it belongs to share at AMBER.
    for (const circle of after.directory.keys()) {
      if (!circle.startsWith('circle:')) continue;
      const members = [before, after].flatMap((view) => get(view, 'circle', circle.slice(7))?.members ?? []);
      if (members.includes(id)) yield* world.markedWithCircle(circle.slice(7));
    }
  }
  // Organisations, persons and circles are shown by who takes part; in the directory, by who takes part anywhere.
  if (kind === 'operation' && (id === after.operationId || after.operationId === DIRECTORY)) {
    yield* after.directory.keys();
    if (world !== after.directory) yield* namingThoseWhoCameOrWent(id, before, after);
  }
}

/** Of the records of an operation nothing follows from who takes part but who is named in them: so few need a look. */
function* namingThoseWhoCameOrWent(operation: string, before: View, after: View): Iterable<Key> {
  const taking = [before, after].map((view) => get(view, 'operation', operation)?.participants ?? []);
  const moved = inOneOnly(taking[0]!, taking[1]!);
  if (moved.size === 0) return;
  for (const key of after.directory.keys()) {
    if (!key.startsWith('user:')) continue;
    const { id } = refOf(key);
    const isTheirs = [before, after].some((view) => moved.has(get(view, 'user', id)?.organisation ?? ''));
    if (isTheirs) yield* after.operation.naming(id);
  }
}

/** What the links name that this person made: their guests are shown its area as long as the sponsor is shown it. */
function* linkedBy(sponsor: string, view: View): Iterable<Key> {
  for (const key of view.directory.keys()) {
    const guest = key.startsWith('user:') ? get(view, 'user', refOf(key).id)?.guest : undefined;
    if (guest?.sponsor === sponsor) for (const named of guest.records ?? []) yield keyOfRef(named);
  }
}

/** What happens to an asset shows in its coarse twin, to those who are shown that. */
function addTwins(keys: Set<Key>, before: View, after: View): void {
  for (const key of [...keys]) {
    if (!key.startsWith('asset:')) continue;
    for (const view of [before, after]) {
      const twin = (getKey(view, key) as Asset | undefined)?.twin;
      if (twin) keys.add(`asset:${twin.id}`);
    }
  }
}

/** Answers all whose visibility may have changed. */
function addReferrers(keys: Set<Key>, visibility: Key[], before: View, after: View): Set<Key> {
  const world = after.operation;
  const seen = new Set<Key>();
  const elsewhere = after.directory === world ? undefined : after.directory;
  for (let next = visibility.pop(); next !== undefined; next = visibility.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    // The links of guests name records.
    for (const guest of elsewhere?.referrersOf(next) ?? []) keys.add(guest);
    for (const referrer of world.referrersOf(next)) {
      keys.add(referrer);
      // What hangs on it comes and goes with it, and so does what hangs on that. The head may be further on.
      const hangs = [before, after].some(({ position }) => {
        const record = world.at(referrer, position);
        return record !== undefined && hangsOn(refOf(referrer).kind, record).includes(next);
      });
      if (hangs) visibility.push(referrer);
    }
  }
  return seen;
}

const RANK: Readonly<Record<Kind, number>> = {
  operation: 0,
  clock: 1,
  organisation: 2,
  user: 3,
  circle: 4,
  agreement: 5,
  asset: 6,
  incident: 7,
  task: 8,
  note: 9,
  attachment: 10,
  release: 11,
  reading: 12,
  scenario: 13,
};

/**
 * THE ONE DIFFERENCE: live changes, the passing of deadlines and catch-up. Withdrawals first, then by kind and shown id.
 * The event's type, time and author appear only on the event's own record, shown in full, by a visible author.
 */
export function difference(
  audience: Audience,
  before: View,
  after: View,
  event?: TocsinEvent,
  among: Iterable<Key> = touched(before, after),
  audienceBefore: Audience = audience,
): Change[] {
  const step = { before, after, event };
  const changes: Change[] = [];
  for (const key of among) {
    const change = changeOf(step, key, audience, asking(audience), audienceBefore, asking(audienceBefore));
    if (change) changes.push(change);
  }
  return changes.sort(inOrder);
}

/** The same for many audiences of one step: who is shown the same is given the very same changes. */
export class SharedDifference {
  readonly #step: Step;
  readonly #among: readonly Looked[];
  readonly #toAnybody: readonly Looked[];
  readonly #concerned: ReadonlySet<string>;
  /** Whether every question about a reader has one answer before and after. */
  readonly #steady: boolean;

  constructor(before: View, after: View, event?: TocsinEvent) {
    const { keys, toAnybody, concerned, steady } = gathered(before, after);
    this.#step = { before, after, event };
    this.#among = [...keys].map((key) => ({
      key,
      // The directory's own records look different to each organisation: there is little to share.
      classes: isMarkedKind(refOf(key).kind) ? new SharingClasses() : undefined,
    }));
    this.#toAnybody = toAnybody === keys ? this.#among : this.#among.filter(({ key }) => toAnybody.has(key));
    this.#concerned = concerned;
    this.#steady = steady;
  }

  /** Whether there is nothing to look at. */
  get isEmpty(): boolean {
    return this.#among.length === 0;
  }

  for(audience: Audience): Change[] {
    const changes: Change[] = [];
    for (const looked of this.#concerned.has(audience.organisation) ? this.#among : this.#toAnybody) {
      const change = this.#of(looked, audience);
      if (change) changes.push(change);
    }
    return changes.length > 1 ? changes.sort(inOrder) : changes;
  }

  #of({ key, classes }: Looked, audience: Audience): Change | undefined {
    if (!classes) return changeOf(this.#step, key, audience, asking(audience), audience, asking(audience));
    return classes.of(audience, (ask) => {
      const askBefore: Ask = this.#steady ? ask : (label, question) => ask(`before: ${label}`, question);
      return changeOf(this.#step, key, audience, ask, audience, askBefore);
    });
  }
}

/** A record that is looked at for one audience after another. */
interface Looked {
  readonly key: Key;
  readonly classes: SharingClasses<Change | undefined> | undefined;
}

interface Step {
  readonly before: View;
  readonly after: View;
  readonly event: TocsinEvent | undefined;
}

/** What one reader is told of one record: nothing where they are shown the same before and after. */
function changeOf(
  { before, after, event }: Step,
  key: Key,
  audience: Audience,
  ask: Ask,
  audienceBefore: Audience,
  askBefore: Ask,
): Change | undefined {
  const g = glimpseOfKey(audience, key, after, ask);
  const f = glimpseOfKey(audienceBefore, key, before, askBefore);
  if (!g) return f && { type: RECORD_WITHDRAWN, ...momentOf(after), entity: refOf(key) };
  const set = f ? fieldsThatDiffer(f, g) : (g as unknown as Record<string, unknown>);
  if (!set) return undefined;
  set['version'] = versionOf(g);
  const entity = refOf(key);
  const stamp = event && isOwn(event, key) && !hidesWhose(event, g) ? stampFor(ask, event, after) : undefined;
  // A record that did not exist before is shown by its own event; one that did is revealed, whatever the reason.
  if (!f && stamp && getKey(before, key) !== undefined) {
    return { type: RECORD_REVEALED, ...momentOf(after), entity, set };
  }
  if (stamp) return { ...stamp, entity, set };
  return { type: f ? RECORD_CHANGED : RECORD_REVEALED, ...momentOf(after), entity, set };
}

/** Who answers a request speaks for the owner: not told where the request does not say whose it is. */
const hidesWhose = (event: TocsinEvent, face: Glimpse): boolean => event.type === 'release.answered' && !('to' in face);

const isOwn = (event: TocsinEvent, key: Key): boolean => {
  const first = event.entities[0];
  return first !== undefined && `${first.kind}:${first.id}` === key;
};

/** What a reader is told of the event behind a change: nothing, which organisation's it was, or also whose. */
function stampFor(ask: Ask, event: TocsinEvent, view: View): Pick<Change, 'type' | 'at' | 'realAt' | 'by'> | undefined {
  const { organisation, user } = event.by;
  if (!ask(`knows ${organisation}`, (reader) => showsOrganisation(reader, organisation, view))) return undefined;
  const named = ask(namesQuestion(user), (reader) => showsUser(reader, user, view));
  return { type: event.type, at: event.at, realAt: event.realAt, by: named ? event.by : { organisation } };
}

const momentOf = (view: View): Pick<Change, 'at' | 'realAt'> => ({
  at: operationTime(get(view, 'clock', view.operationId)?.clock, view.time),
  realAt: view.time,
});

/** Undefined where none does. */
function fieldsThatDiffer(before: Glimpse, after: Glimpse): Record<string, unknown> | undefined {
  const x = before as unknown as Record<string, unknown>;
  const y = after as unknown as Record<string, unknown>;
  let set: Record<string, unknown> | undefined;
  for (const name in y) if (!deepEqual(x[name], y[name])) (set ??= {})[name] = y[name];
  for (const name in x) if (x[name] !== undefined && y[name] === undefined) (set ??= {})[name] = null;
  return set;
}

/** The order of changes in a batch: withdrawals first, then by kind and shown id. */
export function inOrder(a: Change, b: Change): number {
  const withdrawn = Number(b.type === RECORD_WITHDRAWN) - Number(a.type === RECORD_WITHDRAWN);
  if (withdrawn !== 0) return withdrawn;
  const kind = RANK[a.entity.kind]! - RANK[b.entity.kind]!;
  if (kind !== 0) return kind;
  return a.entity.id < b.entity.id ? -1 : a.entity.id > b.entity.id ? 1 : 0;
}

/** Every record that a view reaches: those of the directory, then those of the operation. */
export function* keysOf(view: View): Iterable<Key> {
  // The directory looked at by itself is both: once is enough.
  for (const world of new Set([view.directory, view.operation])) {
    for (const key of world.keys()) if (isDirectoryKind(refOf(key).kind) === (world === view.directory)) yield key;
  }
}

/** All faces of an audience, by kind and id. */
export function* allFaces(audience: Audience, view: View): Iterable<{ key: Key; face: AnyFace }> {
  for (const key of keysOf(view)) {
    const shown = faceOfKey(audience, key, view);
    if (shown) yield { key, face: shown };
  }
}
