import type { Health } from './log/eventLog.ts';

/** Why a node is not ready: a stable code, and what whoever runs it can do. Anybody may read it: no address, no path. */
export const NOT_READY = {
  starting: 'The node is reading the log. It answers as soon as it holds all of it.',
  draining: 'The node is stopping. Send clients to another node.',
  'log-behind':
    'The node shows a picture that is older than what is stored. It catches up by itself; if it does not, look at its processor and at the connection to the store.',
  'disk-full':
    'No space is left where the log is stored. Nothing new is stored until space is freed; writing then resumes by itself.',
  'log-unwritable':
    'The log cannot be written. Look at the disk, the rights on the data directory, and the server log; writing resumes by itself.',
  'log-read-only':
    'The database only reads: it is a standby, or set to read-only. Let DATABASE_URL lead to the primary; writing resumes by itself.',
  'database-unreachable':
    'The database does not answer. Look at it and at the network between; the node resumes by itself.',
} as const;
export type NotReadyCode = keyof typeof NOT_READY;

export type Readiness =
  { readonly ready: true } | { readonly ready: false; readonly code: NotReadyCode; readonly detail: string };

export interface Condition {
  readonly starting: boolean;
  readonly draining: boolean;
  readonly health: Health;
  /** How long (s) the oldest event that is stored but not shown here has waited. */
  readonly lagSeconds: number;
  readonly behindAfterSeconds: number;
}

const not = (code: NotReadyCode): Readiness => ({ ready: false, code, detail: NOT_READY[code] });

/** One code at a time: that of the deepest cause. */
export function readinessOf({ starting, draining, health, lagSeconds, behindAfterSeconds }: Condition): Readiness {
  if (draining) return not('draining');
  if (!health.writable) return not(UNWRITABLE[health.reason ?? 'unavailable']);
  if (starting) return not('starting');
  if (lagSeconds > behindAfterSeconds) return not('log-behind');
  return { ready: true };
}

const UNWRITABLE = {
  'disk-full': 'disk-full',
  'read-only': 'log-read-only',
  unreachable: 'database-unreachable',
  unavailable: 'log-unwritable',
} as const satisfies Record<NonNullable<Health['reason']>, NotReadyCode>;
