import type { Refused } from '../outcome.ts';
import { refused } from '../outcome.ts';
import type { Instant } from '../time.ts';
import type { Author, EntityRef, Kind, Marking, Unversioned } from './entity.ts';
import type { EventDraft } from './event.ts';
import type { FaceOf, RecordOf } from './records.ts';
import type { Guest } from './directory/record.ts';
import type { Role } from './vocabulary.ts';

export interface Actor extends Author {
  /** The roles in the operation that is commanded. */
  readonly roles: readonly Role[];
  /** Of a guest by a link: what the link permits. */
  readonly guest?: Guest;
}

/**
 * What a decision may look at: the actor's own faces, and the records behind those. Whatever the actor is not shown does
 * not exist here, so no answer can tell of it. The client gives the same interface over the faces it holds.
 */
/** A face as a decision looks at it. */
export type Seen<K extends Kind> = Unversioned<FaceOf[K]>;

export interface Sight {
  readonly actor: Actor;
  /** Operation time and real time. */
  readonly at: Instant;
  readonly realAt: Instant;
  see<K extends Kind>(kind: K, id: string): Seen<K> | undefined;
  /** The version of what is seen. Asked for by itself: it costs more than the seeing. */
  versionOf(kind: Kind, id: string): number | undefined;
  /** Whether it is shown at all, where that costs less than its face. */
  shows?(kind: Kind, id: string): boolean;
  /** The record behind a face that the actor is shown in full. */
  record<K extends Kind>(kind: K, id: string): RecordOf[K] | undefined;
  /** What the actor sees that names this record. */
  referrers(kind: Kind, id: string): readonly EntityRef[];
  /** Whether an id was ever used in this operation, by anybody: one answer for seen and unseen. */
  taken(id: string): boolean;
  readonly operation: Seen<'operation'> | undefined;
  /** The id of the record behind one that is shown: of a coarse twin the asset's. */
  exact(kind: Kind, id: string): string;
  /** An id for what the server names itself. Given, so that deciding stays deterministic. */
  readonly fresh: string;
}

export interface Accepted {
  readonly kind: 'accepted';
  readonly events: readonly EventDraft[];
  /** What the command made or changed, its own record first. */
  readonly records: readonly EntityRef[];
}
export type Decision = Accepted | Refused;

export const accept = (type: string, ref: EntityRef, data: object, also: readonly EntityRef[] = []): Accepted => ({
  kind: 'accepted',
  events: [{ type, entities: [ref, ...also], data: data as Record<string, unknown> }],
  records: [ref],
});
/** The command is true already: nothing happens, and that is what was asked. */
export const nothingToDo = (ref: EntityRef): Accepted => ({ kind: 'accepted', events: [], records: [ref] });

export const hasRole = (sight: Sight, ...roles: Role[]): boolean =>
  sight.actor.roles.some((role) => roles.includes(role));

export const isRefusal = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'refused';

/** Every id in a command is resolved through the actor's faces; what is not shown now is not found, existing or not. */
export function unseen(
  sight: Sight,
  kind: Kind,
  ids: readonly (string | undefined)[] | undefined,
): Refused | undefined {
  const shown = (id: string) => (sight.shows ? sight.shows(kind, id) : sight.see(kind, id) !== undefined);
  for (const id of ids ?? []) if (id !== undefined && !shown(id)) return refused('not-found');
  return undefined;
}

export const ownedByActor = (sight: Sight, marking: { owner: string } | Marking): boolean =>
  marking.owner === sight.actor.organisation;
