import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Tables } from './log/tables.ts';

const TABLE = 'node'; // boot -> NodeSeen
/** Every node of a store says so often (ms) that it is there; who was silent for four times as long is gone. */
export const BEAT_MS = 10_000;
const GONE_AFTER_MS = 4 * BEAT_MS;

const RESOLUTION_MS = 20;

/** A node as the others see it. */
export interface NodeSeen {
  readonly name: string;
  readonly version: string;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly clients: number;
}

export interface Nodes {
  /** Writes this node's row: a store that is idle is known to be writable all the same. */
  beat(): Promise<void>;
  list(): Promise<readonly NodeSeen[]>;
  /** The 99th percentile (s) of how late the event loop was, over the last finished beat. */
  eventLoopDelay(): number;
  /** Takes the row away: the others need not wait until it is old. */
  close(): Promise<void>;
}

interface Dependencies {
  readonly tables: Tables;
  readonly boot: string;
  readonly name: string;
  readonly version: string;
  readonly now: () => number;
  readonly clients: () => number;
}

export function createNodes({ tables, boot, name, version, now, clients }: Dependencies): Nodes {
  const startedAt = new Date(now()).toISOString();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let late = 0;
  return {
    async beat() {
      // What is measured is the whole interval between two ticks, in nanoseconds.
      late = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e9 - RESOLUTION_MS / 1000);
      delay.reset();
      const row: NodeSeen = { name, version, startedAt, seenAt: new Date(now()).toISOString(), clients: clients() };
      await tables.put(TABLE, boot, JSON.stringify(row), now() + GONE_AFTER_MS);
    },
    async list() {
      const rows = await tables.list(TABLE);
      const seen = rows.map(({ value }) => JSON.parse(value) as NodeSeen);
      return seen.sort((a, b) => a.name.localeCompare(b.name) || a.startedAt.localeCompare(b.startedAt));
    },
    eventLoopDelay: () => late,
    async close() {
      delay.disable();
      await tables.remove(TABLE, boot);
    },
  };
}
