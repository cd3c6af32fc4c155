import { isId } from '../../shared/ids.ts';
import type { Entry } from './reconcile.ts';

/**
 * Which command may leave next. Pure.
 *
 * D1. Commands leave in the order they were made, whatever operation they are for: the first that may not leave yet
 *     holds back all behind it.
 * D2. At most IN_FLIGHT are without an answer.
 * D3. A command does not leave while one that touches a record it names is without an answer: a transient refusal then
 *     never turns two commands on one record around, and whether it is stacked on another is known when it leaves.
 * D4. A command of the open operation waits until that is level with the server, so that it is known what it is based on.
 */
export const IN_FLIGHT = 50;

export function nextToSend(pending: readonly Entry[], waitsToBeLevel: string | undefined): Entry | undefined {
  const inFlight: Entry[] = [];
  for (const entry of pending) {
    if (entry.state === 'accepted') continue;
    if (entry.state === 'sending') {
      inFlight.push(entry);
      if (inFlight.length >= IN_FLIGHT) return undefined;
      continue;
    }
    if (entry.state === 'writing' || entry.operation === waitsToBeLevel) return undefined;
    return inFlight.some((before) => touches(before, entry)) ? undefined : entry;
  }
  return undefined;
}

/** A command that names no record at all (the clock's, an upload) passes and is passed by none. */
function touches(before: Entry, after: Entry): boolean {
  if (before.upload || after.upload) return true;
  const changed = changedBy(before);
  return changed.length === 0 || namedBy(after).size === 0 || changed.some((id) => namedBy(after).has(id));
}

const OWN = [
  'assetId',
  'incidentId',
  'taskId',
  'noteId',
  'attachmentId',
  'circleId',
  'userId',
  'organisationId',
  'operationId',
];

function changedBy(entry: Entry): string[] {
  const ids = OWN.map((member) => entry.data[member]).filter(isId);
  return entry.target ? [...ids, entry.target.id] : ids;
}

const namedIn = new WeakMap<object, ReadonlySet<string>>();
function namedBy(entry: Entry): ReadonlySet<string> {
  const known = namedIn.get(entry.data);
  if (known) return known;
  const ids = new Set<string>();
  const collect = (value: unknown): void => {
    if (isId(value)) ids.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(entry.data);
  namedIn.set(entry.data, ids);
  return ids;
}
