import { keyOfRef, type Key } from '../../shared/domain/entity.ts';
import { getKey, type View } from '../../shared/domain/world.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { RECORD_WITHDRAWN, type Change } from '../../shared/sharing/change.ts';
import { difference, inOrder, mayBeWithdrawn, touched } from '../../shared/sharing/difference.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import { breathe } from './snapshot.ts';

/** Rows or records looked at between two chances for others to get their turn: a millisecond or two. */
const PER_STEP = 50;
/** Rows whose touched records are gathered in one go. */
const ROWS_PER_PART = 400;
/** How long (ms) steps are taken before others get their turn (P-R4). */
const SLICE_MS = 5;

/** Work in small steps, each a `yield`; the last word is its result. */
export type Steps<T> = Generator<void, T>;

export function inOneGo<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  let began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
}

/** The records that `touched` names, each once, in parts of a bearable size: row by row, then what time and the directory did. */
export function* touchedInParts(before: View, after: View): Iterable<Key[]> {
  const seen = new Set<Key>();
  const fresh = (keys: Iterable<Key>): Key[] => {
    const some: Key[] = [];
    for (const key of keys) {
      if (seen.has(key)) continue;
      seen.add(key);
      some.push(key);
    }
    return some;
  };
  let view = before;
  while (view.position < after.position) {
    const next = { ...view, position: Math.min(view.position + ROWS_PER_PART, after.position) };
    yield fresh(touched(view, next));
    view = next;
  }
  yield fresh(touched(view, after));
}

export interface Page {
  readonly changes: Change[];
  /** The view that the page leads to. */
  readonly view: View;
  /** There is more to come. */
  readonly cut: boolean;
}

/**
 * One page of what an audience was shown since `before`, as it looks at `present`. A page is cut where a moment lies:
 * before the first row with which its changes would pass the limit. Where even one moment holds more, there is no smaller
 * truth than a snapshot. Circles, clients and deadlines are those of the present: whoever has left a circle since must not
 * be shown what was shared into it afterwards. Where the cut lies follows from what is shown alone: a row that shows
 * nothing must not move it, nor make a page of its own.
 *
 * A page costs what its rows cost, however much is still to come: of the rest only that is looked at which may have been
 * withdrawn. So all pages together cost what one look at everything would.
 */
export function* pageOf(audience: Audience, before: View, present: View, limit: number): Steps<Page | 'gone'> {
  const all = yield* changesUpTo(audience, before, present, limit);
  if (all) return { changes: all, view: present, cut: false };
  let view: View = { ...present, position: before.position };
  const changed = new Set<Key>();
  const faces = new Map<Key, number | undefined>();
  const versionBefore = (key: Key): number | undefined => {
    if (!faces.has(key)) faces.set(key, faceOfKey(audience, key, before)?.version);
    return faces.get(key);
  };
  let steps = 0;
  function* look(keys: Iterable<Key>, then: View): Steps<void> {
    for (const key of keys) {
      if (versionBefore(key) === faceOfKey(audience, key, then)?.version) changed.delete(key);
      else changed.add(key);
      if (++steps % PER_STEP === 0) yield;
    }
  }
  yield* look(touched(before, view), view);
  while (changed.size <= limit && view.position < present.position) {
    const next = { ...view, position: view.position + 1 };
    yield* look(touched(view, next), next);
    if (changed.size <= limit) view = next;
  }
  const changes = yield* changesUpTo(audience, before, view, limit);
  if (!changes || changes.length === 0) return 'gone';
  return (yield* recalled(audience, view, present, changes)) ? 'gone' : { changes, view, cut: true };
}

/** Everything that changed between two views, in order; undefined as soon as it is more than `limit`. */
function* changesUpTo(audience: Audience, before: View, after: View, limit: number): Steps<Change[] | undefined> {
  const changes: Change[] = [];
  for (const keys of touchedInParts(before, after)) {
    for (let at = 0; at < keys.length; at += PER_STEP) {
      for (const change of difference(audience, before, after, undefined, keys.slice(at, at + PER_STEP)))
        changes.push(change);
      if (changes.length > limit) return undefined;
      yield;
    }
  }
  return changes.sort(inOrder);
}

/** Whether anything of a page, or named in it, is no longer shown, or is shown in a narrower form at present. */
function* recalled(audience: Audience, view: View, present: View, changes: readonly Change[]): Steps<boolean> {
  let steps = 0;
  for (const { entity } of changes) {
    if (++steps % PER_STEP === 0) yield;
    const key = keyOfRef(entity);
    const paged = faceOfKey(audience, key, view);
    if (!paged) continue;
    // The record as it stood then, among all others and under the marking of now. A twin has no record of its own.
    const past = getKey(view, key) && { key, position: view.position };
    const now = faceOfKey(audience, key, past ? { ...present, past } : present);
    if (!now || (past && now.version !== paged.version)) return true;
    if (Object.keys(paged).some((name) => !(name in now))) return true;
  }
  for (let from = view; from.position < present.position;) {
    const to = { ...from, position: Math.min(from.position + ROWS_PER_PART, present.position) };
    for (const key of mayBeWithdrawn(from, to)) {
      if (faceOfKey(audience, key, view) && !faceOfKey(audience, key, present)) return true;
      if (++steps % PER_STEP === 0) yield;
    }
    yield;
    from = to;
  }
  return false;
}

/** Whether anything was withdrawn between two views. */
export const withdrawnSince = (audience: Audience, before: View, after: View): boolean =>
  difference(audience, before, after).some((change) => change.type === RECORD_WITHDRAWN);
