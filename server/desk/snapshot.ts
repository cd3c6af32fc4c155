import { canonicalJson } from '../../shared/canonical.ts';
import { refOf, type Kind } from '../../shared/domain/entity.ts';
import type { View } from '../../shared/domain/world.ts';
import type { Records } from '../../shared/protocol/down.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { allFaces, keysOf } from '../../shared/sharing/difference.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';

/** Records looked at before others get their turn: a few milliseconds (P-R4). */
export const KEYS_PER_SLICE = 200;
/** Lets whatever waits in the event loop go first. */
export const breathe = (): Promise<void> => new Promise((resume) => setImmediate(resume));

/** The same as `snapshotOf`, in slices: the positions of the view keep it whole while the world goes on. */
export async function snapshotInSlices(audience: Audience, view: View): Promise<Records> {
  const records: Partial<Record<Kind, Record<string, unknown>[]>> = {};
  let looked = 0;
  for (const key of keysOf(view)) {
    const shown = faceOfKey(audience, key, view);
    if (shown) (records[refOf(key).kind] ??= []).push(shown as unknown as Record<string, unknown>);
    if (++looked % KEYS_PER_SLICE === 0) await breathe();
  }
  for (const [kind, list] of Object.entries(records)) records[kind as Kind] = await sortedInSlices(list);
  return records;
}

/** By id, in slices: first into drawers by how the id begins, then drawer by drawer. */
async function sortedInSlices(list: readonly Record<string, unknown>[]): Promise<Record<string, unknown>[]> {
  const drawers = new Map<string, Record<string, unknown>[]>();
  for (const face of list) {
    const start = String(face['id']).slice(0, 2);
    const drawer = drawers.get(start);
    if (drawer) drawer.push(face);
    else drawers.set(start, [face]);
  }
  const sorted: Record<string, unknown>[] = [];
  let moved = 0;
  for (const start of [...drawers.keys()].sort()) {
    for (const face of drawers.get(start)!.sort(byId)) sorted.push(face);
    if (sorted.length - moved < KEYS_PER_SLICE * 10) continue;
    moved = sorted.length;
    await breathe();
  }
  return sorted;
}

const byId = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
  String(a['id']) < String(b['id']) ? -1 : 1;

/** The canonical JSON of records in pieces, none of them long: together the same bytes as `canonicalJson(records)`. */
export function* canonicalPieces(records: Records): Iterable<string> {
  let opening = '{';
  for (const kind of (Object.keys(records) as Kind[]).sort()) {
    const list = records[kind] ?? [];
    yield `${opening}${JSON.stringify(kind)}:[`;
    opening = '],';
    for (let at = 0; at < list.length; at += KEYS_PER_SLICE) {
      yield (
        (at > 0 ? ',' : '') +
        list
          .slice(at, at + KEYS_PER_SLICE)
          .map(canonicalJson)
          .join(',')
      );
    }
  }
  yield opening === '{' ? '{}' : ']}';
}

/** All faces of an audience by kind, sorted by id; kinds of which it sees nothing are absent. */
export function snapshotOf(audience: Audience, view: View): Records {
  const records: Partial<Record<Kind, Record<string, unknown>[]>> = {};
  for (const { key, face } of allFaces(audience, view)) {
    const { kind } = refOf(key);
    (records[kind] ??= []).push(face as unknown as Record<string, unknown>);
  }
  for (const list of Object.values(records)) list.sort(byId);
  return records;
}
