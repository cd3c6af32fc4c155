import { DIRECTORY } from '../shared/ids.ts';
import { NotStored, type Health, type HealthReason } from './log/eventLog.ts';
import type { Store } from './log/tables.ts';
import type { Worlds } from './worlds/worlds.ts';

/** How far this node is behind the log, without naming operations. */
export interface Lag {
  readonly events: number;
  /** Since the oldest event that is stored but not folded here was first seen to be stored. */
  readonly seconds: number;
}
export const STREAM_KINDS = ['directory', 'operation'] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

export interface Watch {
  /** Asks the store now, at most four times a second; what takes longer than two seconds does not answer. */
  look(): Promise<{ readonly health: Health; readonly lagSeconds: number }>;
  lag(kind: StreamKind): Lag;
  /** As the last look found it. */
  writable(): boolean;
  /** A write was refused: reading alone no longer proves anything until a write succeeds. */
  refused(reason: HealthReason): void;
}

interface Dependencies {
  readonly store: Store;
  readonly worlds: Worlds;
  /** Milliseconds that no clock jump moves. */
  readonly monotonic?: () => number;
}

const ANSWERS_WITHIN_MS = 2000;
const SERVES_MS = 250;
/** Large enough that it does not fit into a page which the store already has. */
const PROBE_BYTES = 65_536;

/** What readiness and the figures of the tail are read from: the store itself, not what this node believes of it. */
export function createWatch({
  store: { log, tables },
  worlds,
  monotonic = () => performance.now(),
}: Dependencies): Watch {
  const probe = `health-${Math.random().toString(36).slice(2)}`;
  let refusal: HealthReason | undefined;
  let last: { health: Health; at: number } | undefined;
  let asking: Promise<Health> | undefined;
  /** Per stream the oldest position that is known to be stored and not folded, and when that was found. */
  const behind = new Map<string, { position: number; head: number; since: number }>();

  async function writes(): Promise<Health> {
    const health = await log.health();
    if (!health.writable || refusal === undefined) return health;
    try {
      await tables.putBlob(probe, '{}', new Uint8Array(PROBE_BYTES));
      await tables.removeBlob(probe);
      refusal = undefined;
      return health;
    } catch (error) {
      return { writable: false, reason: error instanceof NotStored ? error.reason : 'unavailable' };
    }
  }

  async function heads(): Promise<void> {
    await Promise.all(
      [worlds.directory, ...worlds.operations()].map(async ({ operation }) => {
        const head = await log.head(operation);
        const confirmed = worlds.operation(operation)?.confirmed ?? 0;
        const known = behind.get(operation);
        if (head <= confirmed) behind.delete(operation);
        else if (known && confirmed < known.position) behind.set(operation, { ...known, head });
        else behind.set(operation, { position: confirmed + 1, head, since: monotonic() });
      }),
    );
  }

  async function ask(): Promise<Health> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Health>((resolve) => {
      timer = setTimeout(() => resolve({ writable: false, reason: 'unreachable' }), ANSWERS_WITHIN_MS);
    });
    const answer = (async () => {
      const health = await writes();
      if (health.reason !== 'unreachable') await heads();
      return health;
    })().catch((): Health => ({ writable: false, reason: 'unavailable' }));
    const health = await Promise.race([answer, late]);
    clearTimeout(timer);
    last = { health, at: monotonic() };
    return health;
  }

  const lag = (kind: StreamKind): Lag => {
    let events = 0;
    let since = Infinity;
    for (const [operation, each] of behind) {
      if ((operation === DIRECTORY) !== (kind === 'directory')) continue;
      const missing = each.head - (worlds.operation(operation)?.confirmed ?? 0);
      if (missing <= 0) continue;
      events += missing;
      since = Math.min(since, each.since);
    }
    return { events, seconds: events === 0 ? 0 : (monotonic() - since) / 1000 };
  };

  return {
    async look() {
      const fresh = last && monotonic() - last.at < SERVES_MS;
      const health = fresh ? last!.health : await (asking ??= ask().finally(() => (asking = undefined)));
      return { health, lagSeconds: Math.max(...STREAM_KINDS.map((kind) => lag(kind).seconds)) };
    },
    lag,
    writable: () => last?.health.writable ?? true,
    refused(reason) {
      refusal = reason;
      last = undefined;
    },
  };
}
