import { deepEqual } from '../../shared/canonical.ts';
import { targetOf } from '../../shared/domain/decide.ts';
import { keyOfRef, type EntityRef } from '../../shared/domain/entity.ts';
import type { Entry } from '../sync/reconcile.ts';
import type { Ending } from '../sync/contract.ts';
import type { Picture } from './picture.ts';

/**
 * What a command says of the version it was made on (`ifVersion`), so that a stale one is refused and no own one is.
 *
 * V1. A command on a record that no own pending command has changed carries the version of the confirmed face.
 * V2. One made on top of an own pending command (`stackedOn`) knows no version: that of the other's result is yet to come.
 *     While the other is accepted and its batch under way, it leaves without one.
 * V3. When the other's effect is in the faces and nothing else is, it is based on that face's version from then on.
 * V4. When the other was refused, or something else changed the record too, it falls back to the version its author had
 *     seen, and is refused as stale where the record has moved on.
 * V5. What only adds (a note, a photo, an acknowledgement) never conflicts and carries none.
 */
export interface Basis {
  readonly basedOn?: number;
  readonly stackedOn?: string;
}

const ONLY_ADDS: ReadonlySet<string> = new Set([
  'incident.addNote',
  'task.addNote',
  'attachment.add',
  'incident.acknowledge',
  'incident.withdrawAcknowledgement',
]);

/** Equal to no version there is: what is based on it is stale as soon as a version is asked for. */
const NONE_SEEN = 0;

export function basisOf(type: string, data: Entry['data'], picture: Picture): Basis {
  const target = targetOf({ type, data });
  if (!target || ONLY_ADDS.has(type)) return {};
  const basedOn = picture.confirmed(target)?.version ?? NONE_SEEN;
  const stackedOn = picture.lastWriter(target);
  return { basedOn, ...(stackedOn !== undefined && { stackedOn }) };
}

/**
 * The entries that say something else now that `ended` have. Called while the picture still holds what those commands
 * were expected to make, and the confirmed faces are already as the end left them.
 */
export function restacked(ended: readonly Entry[], how: Ending, pending: readonly Entry[], picture: Picture): Entry[] {
  const changed: Entry[] = [];
  const byId = new Map(ended.map((entry) => [entry.commandId, entry]));
  for (const entry of pending) {
    const below = entry.stackedOn === undefined ? undefined : byId.get(entry.stackedOn);
    if (!below || !entry.target || byId.has(entry.commandId)) continue;
    const { stackedOn: _stackedOn, ...rest } = entry;
    changed.push(
      how === 'in-faces' ? rebased(rest, below, entry.target, picture) : how === 'elsewhere' ? unversioned(rest) : rest,
    );
  }
  return changed;
}

function rebased(entry: Entry, below: Entry, target: EntityRef, picture: Picture): Entry {
  const expected = picture.result(below.commandId)?.writes.get(keyOfRef(target))?.face;
  const confirmed = picture.confirmed(target);
  if (!expected || !confirmed || !sameButForTimes(expected, confirmed)) return entry;
  return { ...entry, basedOn: confirmed.version };
}

function unversioned({ basedOn: _basedOn, ...rest }: Entry): Entry {
  return rest;
}

/**
 * The server stamps its own times, says when a device saw something before, and knows which record further up an audience
 * is taken from: everything else must be equal.
 */
export const sameButForTimes = (a: object, b: object): boolean => deepEqual(timeless(a), timeless(b));

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const THE_SERVERS: ReadonlySet<string> = new Set(['version', 'observedAt', 'clamped', 'follows']);

function timeless(value: unknown): unknown {
  if (typeof value === 'string') return INSTANT.test(value) ? 'time' : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(timeless);
  const members = Object.entries(value).filter(([name]) => !THE_SERVERS.has(name));
  return Object.fromEntries(members.map(([name, member]) => [name, timeless(member)]));
}
