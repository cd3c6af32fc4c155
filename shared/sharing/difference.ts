import { deepEqual } from '../canonical.ts';
import type { Asset } from '../domain/asset/record.ts';
import { isDirectoryKind, keyOfRef, refOf, type Key, type Kind } from '../domain/entity.ts';
import type { TocsinEvent } from '../domain/event.ts';
import type { AnyFace } from '../domain/records.ts';
import { hangsOn } from '../domain/references.ts';
import { get, getKey, type View } from '../domain/world.ts';
import { DIRECTORY } from '../ids.ts';
import { operationTime, toMs } from '../time.ts';
import { showsOrganisation, showsUser, type Audience } from './audience.ts';
import { RECORD_CHANGED, RECORD_REVEALED, RECORD_WITHDRAWN, type Change } from './change.ts';
import { faceOfKey, SharedFaces } from './face.ts';

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

function gathered(before: View, after: View): { readonly keys: Set<Key>; readonly visibility: Set<Key> } {
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
  for (const touch of after.directory.touchesBetween(before.directoryPosition, after.directoryPosition)) {
    for (const key of touch.keys) {
      mayShowAnew([key]);
      mayShowAnew(reachedThrough(key, before, after));
    }
  }
  mayShowAnew(after.operation.deadlinesBetween(toMs(before.time), toMs(after.time)));
  const seen = addReferrers(keys, visibility, before, after);
  addTwins(keys, before, after);
  return { keys, visibility: seen };
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
    yield* world.keys();
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
  const look = (to: Audience, key: Key, view: View) => faceOfKey(to, key, view);
  return differing({ audience, audienceBefore, before, after, event, among, look, change: changeBetween });
}

/** The same for many audiences of one step: who is shown the same is given the very same changes. */
export class SharedDifference {
  readonly #before: View;
  readonly #after: View;
  readonly #event: TocsinEvent | undefined;
  readonly #among: readonly Key[];
  readonly #faces: ReadonlyMap<View, SharedFaces>;
  readonly #changes = new Map<AnyFace, Map<AnyFace | undefined, Change>[]>();

  constructor(before: View, after: View, event: TocsinEvent | undefined, among: Iterable<Key>) {
    this.#before = before;
    this.#after = after;
    this.#event = event;
    this.#among = [...among];
    this.#faces = new Map([before, after].map((view) => [view, new SharedFaces(view)]));
  }

  for(audience: Audience): Change[] {
    return differing({
      audience,
      audienceBefore: audience,
      before: this.#before,
      after: this.#after,
      event: this.#event,
      among: this.#among,
      look: (to, key, view) => this.#faces.get(view)!.of(to, key),
      change: (step, key, f, g, told) => this.#shared(step, key, f, g, told),
    });
  }

  #shared(step: Step, key: Key, f: AnyFace | undefined, g: AnyFace, told: Told): Change {
    let byTold = this.#changes.get(g);
    if (!byTold) this.#changes.set(g, (byTold = []));
    const known = (byTold[told] ??= new Map<AnyFace | undefined, Change>());
    const held = known.get(f);
    if (held) return held;
    const change = changeBetween(step, key, f, g, told);
    known.set(f, change);
    return change;
  }
}

interface Step {
  readonly before: View;
  readonly after: View;
  readonly event: TocsinEvent | undefined;
}
/** What a reader is told of the event behind a change: nothing, which organisation's it was, or also whose. */
const NOTHING = 0;
const ORGANISATION = 1;
const PERSON = 2;
type Told = typeof NOTHING | typeof ORGANISATION | typeof PERSON;

interface Differing extends Step {
  readonly audience: Audience;
  readonly audienceBefore: Audience;
  readonly among: Iterable<Key>;
  readonly look: (to: Audience, key: Key, view: View) => AnyFace | undefined;
  readonly change: typeof changeBetween;
}

function differing(step: Differing): Change[] {
  const { audience, audienceBefore, before, after, event, among, look, change } = step;
  const changes: Change[] = [];
  for (const key of among) {
    const f = look(audienceBefore, key, before);
    const g = look(audience, key, after);
    if (f === undefined && g === undefined) continue;
    if (g === undefined) changes.push({ type: RECORD_WITHDRAWN, ...momentOf(after), entity: refOf(key) });
    else if (f?.version !== g.version) {
      changes.push(
        change(step, key, f, g, event && !hidesWhose(event, g) ? toldOf(audience, event, key, after) : NOTHING),
      );
    }
  }
  return changes.sort(inOrder);
}

/** Who answers a request speaks for the owner: not told where the request does not say whose it is. */
const hidesWhose = (event: TocsinEvent, face: AnyFace): boolean => event.type === 'release.answered' && !('to' in face);

function toldOf(audience: Audience, event: TocsinEvent, key: Key, view: View): Told {
  if (!isOwn(event, key) || !showsOrganisation(audience, event.by.organisation, view)) return NOTHING;
  return showsUser(audience, event.by.user, view) ? PERSON : ORGANISATION;
}

const momentOf = (view: View): Pick<Change, 'at' | 'realAt'> => ({
  at: operationTime(get(view, 'clock', view.operationId)?.clock, view.time),
  realAt: view.time,
});

/** What turns one face into the other. */
function changeBetween(
  { before, after, event }: Step,
  key: Key,
  f: AnyFace | undefined,
  g: AnyFace,
  told: Told,
): Change {
  const entity = refOf(key);
  const stamp = event && told !== NOTHING ? stampOf(event, told) : undefined;
  if (f === undefined) {
    const set = g as unknown as Record<string, unknown>;
    // A record that did not exist before is shown by its own event; one that did is revealed, whatever the reason.
    if (stamp && getKey(before, key) === undefined) return { ...stamp, entity, set };
    return { type: RECORD_REVEALED, ...momentOf(after), entity, set };
  }
  const set = fieldsThatDiffer(f, g);
  return stamp ? { ...stamp, entity, set } : { type: RECORD_CHANGED, ...momentOf(after), entity, set };
}

const isOwn = (event: TocsinEvent, key: Key): boolean => {
  const first = event.entities[0];
  return first !== undefined && `${first.kind}:${first.id}` === key;
};

function stampOf(event: TocsinEvent, told: Told): Pick<Change, 'type' | 'at' | 'realAt' | 'by'> {
  const by = told === PERSON ? event.by : { organisation: event.by.organisation };
  return { type: event.type, at: event.at, realAt: event.realAt, by };
}

function fieldsThatDiffer(before: AnyFace, after: AnyFace): Record<string, unknown> {
  const x = before as unknown as Record<string, unknown>;
  const y = after as unknown as Record<string, unknown>;
  const set: Record<string, unknown> = {};
  for (const name of Object.keys(y)) if (!deepEqual(x[name], y[name])) set[name] = y[name];
  for (const name of Object.keys(x)) if (y[name] === undefined) set[name] = null;
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
