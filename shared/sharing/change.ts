import type { EntityRef } from '../domain/entity.ts';
import type { Instant } from '../time.ts';

/** The event's own type on its own record; the three below for everything else. */
export const RECORD_REVEALED = 'record.revealed';
export const RECORD_WITHDRAWN = 'record.withdrawn';
export const RECORD_CHANGED = 'record.changed';

/** One record's new look. Applying: `withdrawn` removes, `revealed` replaces, any other merges; null removes a field. */
export interface Change {
  readonly type: string;
  /** Operation time and real time. */
  readonly at: Instant;
  readonly realAt: Instant;
  readonly by?: { readonly organisation: string; readonly user?: string };
  readonly entity: EntityRef;
  readonly set?: Readonly<Record<string, unknown>>;
}

/** Applies a change to what a client holds of one record. Undefined: nothing is held any more. */
export function apply<F extends object>(held: F | undefined, change: Change): F | undefined {
  if (change.type === RECORD_WITHDRAWN) return undefined;
  const merged: Record<string, unknown> = change.type === RECORD_REVEALED ? {} : { ...held };
  for (const [name, value] of Object.entries(change.set ?? {})) {
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  return merged as F;
}
