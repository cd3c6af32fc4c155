import type { NotStoredReason } from './eventLog.ts';

/** SQLSTATE, absent when it was the connection that failed and not the database that answered. */
export function sqlState(error: unknown): string | undefined {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // The errors of sockets have codes too (ECONNRESET); only the database's have a severity.
  return typeof code === 'string' && severity !== undefined ? code : undefined;
}

/** Another transaction was in the way: nothing was stored and the same may well succeed now. */
export function isWorthRepeating(error: unknown): boolean {
  const state = sqlState(error);
  // unique_violation (a receipt that another node stored first), serialization_failure, deadlock_detected
  return state === '23505' || state === '40001' || state === '40P01';
}

export interface PostgresFailure {
  readonly reason: NotStoredReason;
  readonly message: string;
}

/** Undefined for an error that is ours (a wrong type, a bad text) and no word about the database's state. */
export function postgresFailure(error: unknown): PostgresFailure | undefined {
  const state = sqlState(error);
  if (state === '53100') {
    const message = 'The database has no space left. Nothing of this was stored; writing resumes when there is space.';
    return { reason: 'disk-full', message };
  }
  const message = error instanceof Error && error.message !== '' ? error.message : 'no connection';
  // Classes: 08 connection, 25 read-only, 40 rollback, 53 resources, 55 lock not available, 57 operator, 58 system, XX.
  if (state === undefined || /^(08|25|40|53|55|57|58|XX)/.test(state) || state === '23505') {
    return { reason: 'unavailable', message: `The database does not take writes (${message}). Nothing was stored.` };
  }
  return undefined;
}

/** False when the session is gone or its state is unknown: then a commit may or may not have happened. */
export function databaseAnswered(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && !/^(08|57P|XX)/.test(state);
}
