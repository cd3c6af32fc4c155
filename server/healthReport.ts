import type { HomeFigures } from './log/tables.ts';
import type { NodeSeen } from './nodes.ts';
import type { NotReadyCode } from './readiness.ts';
import type { Lag } from './watch.ts';

/** How a node is, for administrators. */
export interface HealthReport {
  readonly ready: boolean;
  readonly code?: NotReadyCode;
  readonly node: { readonly name: string; readonly version: string; readonly startedAt: string };
  readonly home: 'sqlite' | 'postgresql';
  readonly lag: Lag;
  readonly clients: number;
  readonly audiences: number;
  readonly bytesWaiting: number;
  readonly sessions: number;
  /** Seconds. */
  readonly eventLoopDelay: number;
  readonly database?: HomeFigures;
  readonly nodes: readonly NodeSeen[];
  readonly lastBackup?: string;
}
