import { isDirectoryKind, keyOf, refOf, type Key, type Kind } from '../../shared/domain/entity.ts';
import { asMarked } from '../../shared/domain/records.ts';
import { World, type View } from '../../shared/domain/world.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { admitsRestricted, audienceOf, type Audience } from '../../shared/sharing/audience.ts';
import type { Change } from '../../shared/sharing/change.ts';
import { touched } from '../../shared/sharing/difference.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import type { OperationDesk } from '../desk/desk.ts';
import { entriesAt } from '../desk/history.ts';
import type { EventLog } from '../log/eventLog.ts';
import { decode, type Stream } from '../worlds/stream.ts';
import { turns } from './compress.ts';

const PAGE = 1000;

/**
 * The fold of an operation with every version of every record. The one that lives here forgets what no cursor can ask
 * for; where it has, the journal is folded once more, for this pack alone.
 */
export async function wholeWorld(log: EventLog, stream: Stream, position: number): Promise<World> {
  if (stream.world.oldest === 0) return stream.world;
  const world = new World();
  const turn = turns();
  while (world.head < position) {
    const rows = await log.readAfter(stream.operation, world.head, PAGE);
    if (rows.length === 0) throw new Error(`The journal of ${stream.operation} ends before ${position}`);
    for (const row of rows) {
      if (row.position > position) break;
      world.fold(decode(row));
      if (turn.over()) await turn.next();
    }
  }
  return world;
}

/** The fields that are shown now of every record that has a past in the operation. */
export async function fieldsShown(records: Records): Promise<Map<Key, ReadonlySet<string>>> {
  const shown = new Map<Key, ReadonlySet<string>>();
  const turn = turns();
  for (const [kind, list] of Object.entries(records)) {
    if (isDirectoryKind(kind)) continue;
    for (const face of list) {
      shown.set(keyOf(kind, String(face['id'])), new Set(Object.keys(face)));
      if (turn.over()) await turn.next();
    }
  }
  return shown;
}

/** How all these records came to look as they do, in the order of the journal, in no wider form than now. */
export async function* entriesOf(
  audience: Audience,
  view: View,
  shown: ReadonlyMap<Key, ReadonlySet<string>>,
): AsyncIterable<Change> {
  const turn = turns();
  for (let from = 0; from < view.position; from += PAGE) {
    for (const { position, event, keys } of view.operation.touchesBetween(from, Math.min(from + PAGE, view.position))) {
      // What is not understood hides and never shows: it has no entry, and no time of its own.
      for (const key of event ? new Set(keys) : []) {
        const fields = shown.get(key);
        if (fields) yield* entriesAt(audience, view, key, position, event, fields);
      }
      if (turn.over()) await turn.next();
    }
  }
}

/** Whether something that was shown in one view is not shown, or in a narrower form, in what the desk shows now. */
export function withdrawnSince(desk: OperationDesk, user: string, audience: Audience, before: View): boolean {
  const actor = desk.entitled(user);
  if (!actor || actor.organisation !== audience.organisation) return true;
  const after = desk.view;
  const present = audienceOf(after, actor.organisation, actor.user);
  if (present.roleClass !== audience.roleClass) return true;
  for (const key of touched(before, after)) {
    if (!faceOfKey(audience, key, before)) continue;
    if (!faceOfKey(present, key, after)) return true;
    if (restrictedShown(audience, key, before) && !restrictedShown(present, key, after)) return true;
  }
  return false;
}

function restrictedShown(audience: Audience, key: Key, view: View): boolean {
  const { kind } = refOf(key);
  const marked = asMarked(kind, view.operation.at(key, view.position));
  return marked !== undefined && admitsRestricted(audience, marked.marking, view);
}

/** The stricter marking of the restricted fields of a record, where those are shown. */
export function restrictedLabel(audience: Audience, kind: Kind, id: string, view: View) {
  const marking = asMarked(kind, view.operation.at(keyOf(kind, id), view.position))?.marking;
  return marking && admitsRestricted(audience, marking, view) ? marking.restricted?.tlp : undefined;
}
