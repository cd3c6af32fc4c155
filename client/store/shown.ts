import type { Actor } from '../../shared/domain/decision.ts';
import type { Sync } from '../sync/contract.ts';
import type { RefusedEntry } from '../sync/outbox.ts';
import type { Entry } from '../sync/reconcile.ts';
import { bothSides } from './conflict.ts';
import type { Connection, NeedsAttention, PendingCommand } from './contract.ts';
import type { Picture } from './picture.ts';

/** What the ids, the version and the time around a command's data take at most, in bytes. */
export const ENVELOPE_BYTES = 256;
export const bytesOf = (value: object): number => new TextEncoder().encode(JSON.stringify(value)).length;

export function attachmentOf(entries: readonly Entry[], commandId: string): string {
  const entry = entries.find((one) => one.commandId === commandId);
  return String(entry?.data['attachmentId'] ?? commandId);
}

export const confirms = (face: unknown, actor: Actor): boolean =>
  (face as { owner?: string } | undefined)?.owner === actor.organisation && actor.roles.includes('owner');

const shown = new WeakMap<Entry, PendingCommand>();
export function shownPending(entry: Entry): PendingCommand {
  const known = shown.get(entry);
  if (known) return known;
  const { commandId, operation, type, data, basedOn, madeAt, target, state } = entry;
  const made: PendingCommand = {
    commandId,
    operation,
    type,
    data,
    madeAt,
    state: state === 'writing' ? 'queued' : state,
    ...(basedOn !== undefined && { ifVersion: basedOn }),
    ...(target && { target }),
  };
  shown.set(entry, made);
  return made;
}

export function attentionOf(refusal: RefusedEntry, picture: Picture): NeedsAttention {
  const { entry, code, message, at } = refusal;
  return { command: shownPending(entry), code, message, at, ...bothSides(refusal, picture) };
}

export function connectionOf({ health }: Sync): Connection {
  const { state, since, heardAt, roundTripMs, clockOffsetMs } = health;
  return {
    state,
    since,
    clockOffsetMs,
    ...(heardAt !== undefined && { heardAt }),
    ...(roundTripMs !== undefined && { roundTripMs }),
  };
}
