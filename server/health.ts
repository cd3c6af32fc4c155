import { randomUUID } from 'node:crypto';
import type { Every } from './accounts/revocations.ts';
import type { Sessions } from './accounts/sessions.ts';
import type { Desks } from './desk/desks.ts';
import type { HealthReport } from './healthReport.ts';
import { NotStored, type HealthReason } from './log/eventLog.ts';
import type { Store } from './log/tables.ts';
import type { Logbook } from './logbook.ts';
import type { Metrics } from './metrics.ts';
import { BEAT_MS, createNodes } from './nodes.ts';
import { readinessOf, type Readiness } from './readiness.ts';
import { createWatch, STREAM_KINDS, type Lag } from './watch.ts';
import type { Worlds } from './worlds/worlds.ts';

/** How often (ms) the node looks at itself when nobody asks. */
const LOOK_MS = 2000;

interface Dependencies {
  readonly store: Store;
  readonly worlds: Worlds;
  readonly desks: Desks;
  readonly sessions: Pick<Sessions, 'count'>;
  readonly metrics: Metrics;
  readonly logbook: Logbook;
  readonly node: { readonly name: string; readonly version: string };
  readonly now: () => number;
  readonly every: Every;
  readonly onTrouble: (error: unknown) => void;
  readonly clients: () => number;
  readonly bytesWaiting: () => number;
  readonly draining: () => boolean;
  readonly starting: () => boolean;
  readonly behindAfterSeconds: number;
  readonly lastBackup: () => Promise<string | undefined>;
}

export interface NodeHealth {
  ready(): Promise<Readiness>;
  report(): Promise<HealthReport>;
  /** A write was refused by the store. */
  refused(reason: HealthReason): void;
  close(): Promise<void>;
}

/** How this node is: asked by a load balancer, read by Prometheus, shown to administrators, noted when it changes. */
export function createHealth(deps: Dependencies): NodeHealth {
  const { store, worlds, desks, sessions, metrics, logbook, node, now, every, clients, bytesWaiting } = deps;
  const startedAt = new Date(now()).toISOString();
  const watch = createWatch({ store, worlds });
  const nodes = createNodes({ tables: store.tables, boot: randomUUID(), ...node, now, clients });
  const worker = { ready: true, notUnderstood: 0, sessions: 0, closed: false };

  async function ready(): Promise<Readiness> {
    const [starting, draining] = [deps.starting(), deps.draining()];
    // The store may be closed already when the last one asks.
    const { health, lagSeconds } = draining ? { health: { writable: true }, lagSeconds: 0 } : await watch.look();
    const state = readinessOf({
      starting,
      draining: draining || deps.draining(),
      health,
      lagSeconds,
      behindAfterSeconds: deps.behindAfterSeconds,
    });
    if (state.ready !== worker.ready && !draining && !starting) {
      worker.ready = state.ready;
      if (state.ready) logbook.say('readiness.regained');
      else logbook.say('readiness.lost', { code: state.code });
    }
    return state;
  }

  const notUnderstood = (): number => {
    let sum = 0;
    for (const stream of [worlds.directory, ...worlds.operations()])
      for (const count of stream.world.undecoded.values()) sum += count;
    return sum;
  };
  const sum = (of: (desk: ReturnType<Desks['open']> extends Iterable<infer D> ? D : never) => number): number => {
    let all = 0;
    for (const desk of desks.open()) all += of(desk);
    return all;
  };
  const audiences = () => sum((desk) => desk.chains.heard);

  async function look(): Promise<void> {
    await ready();
    const found = notUnderstood();
    if (found > worker.notUnderstood) logbook.say('event.not-understood', { count: found - worker.notUnderstood });
    worker.notUnderstood = found;
  }
  async function beat(): Promise<void> {
    try {
      await nodes.beat();
      worker.sessions = await sessions.count();
    } catch (error) {
      if (worker.closed) return;
      watch.refused(error instanceof NotStored ? error.reason : 'unavailable');
      deps.onTrouble(error);
    }
  }
  void beat();
  const stops = [every(LOOK_MS, () => void look().catch(deps.onTrouble)), every(BEAT_MS, () => void beat())];

  const { gauge, gaugeBy } = metrics;
  metrics.beforeReading(ready);
  metrics.beforeReading(async () => {
    worker.sessions = await sessions.count().catch(() => worker.sessions);
  });
  gauge('tocsin_ready', '1 when the node is ready, as GET /readyz says', () => Number(worker.ready));
  gauge('tocsin_log_writable', '1 when the store takes writes', () => Number(watch.writable()));
  const lagHelp = 'How far this node is behind the log';
  gaugeBy('tocsin_tail_lag_events', `${lagHelp}, events`, 'stream', STREAM_KINDS, (kind) => watch.lag(kind).events);
  gaugeBy('tocsin_tail_lag_seconds', `${lagHelp}, seconds`, 'stream', STREAM_KINDS, (kind) => watch.lag(kind).seconds);
  gauge('tocsin_connections', 'Open sockets', clients);
  gauge('tocsin_bytes_waiting', 'Bytes queued in this process for readers that are slow', bytesWaiting);
  gauge('tocsin_audiences', 'Audiences of operations that somebody listens to', audiences);
  gauge('tocsin_chains', 'Chains of batches that are kept, listened to or not', () => sum((desk) => desk.chains.kept));
  gauge('tocsin_listeners', 'Operations that are open on a screen', () => sum((desk) => desk.listening));
  gauge('tocsin_sessions', 'Sessions that are stored, of everybody on all nodes', () => worker.sessions);
  gauge('tocsin_not_understood', 'Stored events that this build does not understand', notUnderstood);
  gauge('tocsin_event_loop_delay_seconds', 'Delay of the event loop, 99th percentile of ten seconds', () =>
    nodes.eventLoopDelay(),
  );
  const { figures } = store;
  if (figures) {
    const states = ['idle', 'busy'] as const;
    gaugeBy('tocsin_database_connections', 'Connections to PostgreSQL', 'state', states, (state) =>
      state === 'idle' ? figures().idle : figures().connections - figures().idle,
    );
    gauge('tocsin_database_waiting', 'Queries that wait for a connection', () => figures().waiting);
    gauge('tocsin_database_listening', '1 when notifications of other nodes arrive', () => Number(figures().listening));
  }

  return {
    ready,
    refused: watch.refused,
    async report() {
      const state = await ready();
      const lags = STREAM_KINDS.map((kind): Lag => watch.lag(kind));
      const lastBackup = await deps.lastBackup().catch(() => undefined);
      return {
        ready: state.ready,
        ...(!state.ready && { code: state.code }),
        node: { ...node, startedAt },
        home: figures ? 'postgresql' : 'sqlite',
        lag: {
          events: lags.reduce((all, { events }) => all + events, 0),
          seconds: Math.max(...lags.map(({ seconds }) => seconds)),
        },
        clients: clients(),
        audiences: audiences(),
        bytesWaiting: bytesWaiting(),
        sessions: await sessions.count().catch(() => worker.sessions),
        eventLoopDelay: nodes.eventLoopDelay(),
        ...(figures && { database: figures() }),
        nodes: await nodes.list().catch(() => []),
        ...(lastBackup !== undefined && { lastBackup }),
      };
    },
    async close() {
      worker.closed = true;
      for (const stop of stops) stop();
      await nodes.close().catch(() => {});
    },
  };
}
