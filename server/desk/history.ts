import type { Key } from '../../shared/domain/entity.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import type { View } from '../../shared/domain/world.ts';
import { difference } from '../../shared/sharing/difference.ts';
import type { Change } from '../../shared/sharing/change.ts';
import { audienceOf, type Audience } from '../../shared/sharing/audience.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import type { OperationDesk } from './desk.ts';
import { breathe } from './snapshot.ts';

/** At most this many entries, the latest. */
const ENTRIES = 200;

/**
 * How a record came to look as it does: only of a record the reader may see now, and in no wider form than now. Each
 * entry is what the reader would have been shown of that change; undefined when they do not see the record.
 */
export function historyOf(desk: OperationDesk, user: string, key: Key): Change[] | undefined {
  const entries: Change[] = [];
  for (const some of entriesOf(desk, user, key)) {
    if (!some) return undefined;
    entries.push(...some);
  }
  return entries.reverse();
}

/** The same in slices: a long history is a look at every one of its moments (P-R4). */
export async function historyInSlices(desk: OperationDesk, user: string, key: Key): Promise<Change[] | undefined> {
  const { view } = desk;
  const entries: Change[] = [];
  for (const some of entriesOf(desk, user, key)) {
    if (!some) return undefined;
    entries.push(...some);
    await breathe();
  }
  if (!shownNow(desk, user, key)) return undefined;
  // Marked anew in the meantime: what was gathered may be more than is shown by now.
  const since = view.operation.touchesBetween(view.position, desk.view.position);
  if (since.some(({ visibility }) => visibility.includes(key))) return historyInSlices(desk, user, key);
  return entries.reverse();
}

function shownNow(desk: OperationDesk, user: string, key: Key): ReadonlySet<string> | undefined {
  const actor = desk.entitled(user);
  const face = actor && faceOfKey(audienceOf(desk.view, actor.organisation, actor.user), key, desk.view);
  return face && new Set(Object.keys(face));
}

const among = (shown: ReadonlySet<string>, set: Change['set']) =>
  Object.fromEntries(Object.entries(set ?? {}).filter(([name]) => shown.has(name)));

/** What one moment of a record looks like to an audience that is now shown these fields of it. */
export function entriesAt(
  audience: Audience,
  view: View,
  key: Key,
  position: number,
  event: TocsinEvent | undefined,
  shown: ReadonlySet<string>,
): Change[] {
  // Only the record is looked at as it was: what it names must be shown now, or an old entry tells of what is hidden.
  const before = { ...view, past: { key, position: position - 1 } };
  const after = { ...view, past: { key, position } };
  const when = event && { at: event.at, realAt: event.realAt };
  return difference(audience, before, after, event, [key]).map((change) => ({
    ...change,
    ...when,
    set: among(shown, change.set),
  }));
}

/** Moment by moment, oldest first. */
function* entriesOf(desk: OperationDesk, user: string, key: Key): Iterable<Change[] | undefined> {
  const actor = desk.entitled(user);
  const shown = shownNow(desk, user, key);
  if (!actor || !shown) return yield undefined;
  const { view } = desk;
  const audience = audienceOf(view, actor.organisation, actor.user);
  for (const { position } of view.operation.versionsOf(key).slice(-ENTRIES)) {
    if (position > view.position) break;
    const event = view.operation.touchesBetween(position - 1, position)[0]?.event;
    yield entriesAt(audience, view, key, position, event, shown);
  }
}
