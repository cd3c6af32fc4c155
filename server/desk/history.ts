import type { Key } from '../../shared/domain/entity.ts';
import { difference } from '../../shared/sharing/difference.ts';
import type { Change } from '../../shared/sharing/change.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import type { OperationDesk } from './desk.ts';

/** At most this many entries, the latest. */
const ENTRIES = 200;

/**
 * How a record came to look as it does: only of a record the reader may see now, and in no wider form than now. Each
 * entry is what the reader would have been shown of that change; undefined when they do not see the record.
 */
export function historyOf(desk: OperationDesk, user: string, key: Key): Change[] | undefined {
  const actor = desk.entitled(user);
  if (!actor) return undefined;
  const { view } = desk;
  const audience = audienceOf(view, actor.organisation, actor.user);
  const now = faceOfKey(audience, key, view);
  if (!now) return undefined;
  const shown = new Set(Object.keys(now));
  const entries: Change[] = [];
  for (const { position } of view.operation.versionsOf(key).slice(-ENTRIES)) {
    if (position > view.position) break;
    const event = view.operation.touchesBetween(position - 1, position)[0]?.event;
    // Only the record is looked at as it was: what it names must be shown now, or an old entry tells of what is hidden.
    const before = { ...view, past: { key, position: position - 1 } };
    const after = { ...view, past: { key, position } };
    const when = event && { at: event.at, realAt: event.realAt };
    for (const change of difference(audience, before, after, event, [key])) {
      const set = Object.fromEntries(Object.entries(change.set ?? {}).filter(([name]) => shown.has(name)));
      entries.push({ ...change, ...when, set });
    }
  }
  return entries.reverse();
}
