import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Router } from 'express';
import { createAccounts, type Accounts } from './accounts/accounts.ts';
import { createCounters } from './accounts/counters.ts';
import { createDeviceCookies } from './accounts/devices.ts';
import { createGate } from './accounts/gate.ts';
import { loadServerKeys } from './accounts/keys.ts';
import { createLogin } from './accounts/login.ts';
import { createPasswords } from './accounts/passwords.ts';
import { createSessions, type Sessions } from './accounts/sessions.ts';
import { createThrottle } from './accounts/throttle.ts';
import { createPipeline, type Pipeline } from './commands/pipeline.ts';
import { createCursors } from './desk/cursors.ts';
import { createDesks, type Desks } from './desk/desks.ts';
import { createForecasts } from './forecast/forecasts.ts';
import { createHttp } from './http/app.ts';
import type { HttpContext } from './http/context.ts';
import { NotStored } from './log/eventLog.ts';
import type { Store } from './log/tables.ts';
import { signingKeyFrom } from './pack/signing.ts';
import { createReadings } from './readings.ts';
import { createMetrics } from './metrics.ts';
import { createSocketEdge } from './socket/server.ts';
import { createTail } from './tail/tail.ts';
import { Worlds } from './worlds/worlds.ts';
import { DIRECTORY } from '../shared/ids.ts';

export interface AppOptions {
  readonly store: Store;
  /** Real time in milliseconds. */
  readonly now?: () => number;
  readonly clientDirectory: string;
  readonly publicOrigins?: readonly string[];
  readonly trustProxy?: boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly onTrouble?: (error: unknown) => void;
  /** Called when somebody opens an operation. */
  readonly onOpened?: (operation: string) => void;
  /** Further routes under /api/v1: the demonstration's. */
  readonly routes?: (app: App) => Router[];
  readonly pollMs?: number;
  /** An id for what the server names itself while it decides a command; random where not given. */
  readonly newId?: (commandId: string) => string;
}

export interface App {
  readonly http: Server;
  readonly worlds: Worlds;
  readonly pipeline: Pipeline;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly desks: Desks;
  readonly context: HttpContext;
  /** Follows an operation that was made just now, and resolves once it is held. */
  hold(operation: string): Promise<void>;
  close(): Promise<void>;
}

/** A connection that says nothing, or begins a request and does not go on, is gone within ten seconds (P-R5). */
const PATIENCE = { headersTimeout: 8000, connectionsCheckingInterval: 1000 } as const;
/** How long (ms) a reader waits for what was acknowledged to it to reach the world. */
const SETTLE_MS = 1000;
/** How long (ms) answers under way have when the server stops. */
const DRAIN_MS = 2000;
/** How often (ms) the world forgets what no cursor can ask for. */
const FORGET_MS = 10 * 60_000;

/** The whole server over one store. Nothing here reads the environment, listens, or prints: `main` does. */
export async function createApp(options: AppOptions): Promise<App> {
  const { store, now = Date.now, onTrouble = () => {}, publicOrigins = [], trustProxy = false } = options;
  const { log, tables } = store;
  const random = (count: number) => new Uint8Array(randomBytes(count));
  const every = (milliseconds: number, work: () => void) => {
    const timer = setInterval(work, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  };
  const keys = await loadServerKeys(tables, random);
  const passwords = createPasswords();
  const sessions = createSessions({ tables, now, randomBytes: random, every, onPollError: onTrouble });
  const accounts = createAccounts({ tables, passwords, sessions, now });
  const login = createLogin({
    accounts,
    passwords,
    sessions,
    throttle: createThrottle({ counters: createCounters({ tables, now }), namingKey: keys.counterNaming }),
    devices: createDeviceCookies({ key: keys.cookieSigning, now, randomBytes: random }),
    gate: createGate(),
  });

  const worlds = new Worlds();
  const tail = await createTail({ log, worlds, onTrouble, ...(options.pollMs && { pollMs: options.pollMs }) });
  for (const operation of await log.operations()) if (operation !== DIRECTORY) await tail.hold(operation);
  // What a row of the directory sets going; the store is not closed under it.
  const underWay = new Set<Promise<void>>();
  const setGoing = (work: Promise<unknown>) => {
    const settledWork: Promise<void> = work
      .then(() => undefined, onTrouble)
      .finally(() => underWay.delete(settledWork));
    underWay.add(settledWork);
  };
  // An operation that another node (or this one) makes is followed as soon as the directory tells of it.
  worlds.directory.onConfirmed(({ event }) => {
    if (event?.type === 'operation.created') tail.hold(event.entities[0]!.id).catch(onTrouble);
    // By whatever way a person was disabled: the account closes, and its sessions end, on every node.
    const person = event?.entities[0]?.id;
    if (event?.type === 'user.disabled' && person) setGoing(accounts.disable(person));
    if (event?.type === 'user.enabled' && person) setGoing(accounts.enable(person));
  });
  for (const key of worlds.directory.world.keys()) {
    if (key.startsWith('operation:')) await tail.hold(key.slice('operation:'.length));
  }

  const metrics = createMetrics();
  const pipeline = metrics.pipeline(
    createPipeline({
      log: metrics.log(log),
      worlds,
      now,
      caughtUp: tail.caughtUp,
      onTrouble,
      ...(options.newId && { newId: options.newId }),
    }),
  );
  const desks = createDesks(worlds, createCursors(keys.cursorSealing), now);
  const settled = async (operation: string, user: string): Promise<void> => {
    const position = pipeline.acknowledgedUpTo(operation, user);
    const stream = worlds.operation(operation);
    if (!stream || stream.confirmed >= position) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resume) => {
      timer = setTimeout(resume, SETTLE_MS);
    });
    await Promise.race([tail.caughtUp(operation, position).catch(onTrouble), late]);
    clearTimeout(timer);
  };

  const origin = {
    publicOrigins,
    secure: options.tls !== undefined || publicOrigins.some((one) => one.startsWith('https:')),
  };
  const readings = createReadings({ pipeline, settled, flush: (operation) => desks.of(operation)?.flush(), now });
  const forecasts = createForecasts(onTrouble);
  const context: HttpContext = {
    accounts,
    login,
    sessions,
    pipeline,
    desks,
    worlds,
    forecasts,
    readings,
    packs: {
      log,
      signing: signingKeyFrom(keys.packSigning),
      journal: {
        async record({ what, operation, user, owners, red, reason }) {
          if (!(await readings.enter(operation, user, { what, owners, reason }, red)))
            throw new NotStored('unavailable', 'The read journal could not be written.');
        },
      },
    },
    tables,
    origin,
    now,
    settled,
  };

  let draining = false;
  const ready = async () => {
    if (draining) return { ready: false, reason: 'draining' };
    const health = await log.health();
    return health.writable ? { ready: true } : { ready: false, reason: health.message ?? 'the log is not writable' };
  };

  const app: App = {
    http: options.tls
      ? createSecureServer({ ...PATIENCE, handshakeTimeout: 8000, ...options.tls })
      : createServer(PATIENCE),
    worlds,
    pipeline,
    accounts,
    sessions,
    desks,
    context,
    hold: (operation) => tail.hold(operation),
    close,
  };
  // Express attaches first: what is the sockets' is then taken out before it.
  const edge = createHttp({
    context,
    clientDirectory: options.clientDirectory,
    trustProxy,
    ready,
    metrics: metrics.read,
    more: options.routes?.(app) ?? [],
    onTrouble,
  });
  app.http.on('request', (request, response) => {
    if (draining) response.setHeader('Connection', 'close');
    edge(request, response);
  });
  const sockets = createSocketEdge({
    http: app.http,
    sessions,
    pipeline,
    desks,
    origin,
    now,
    settled,
    onOpened: (operation) => options.onOpened?.(operation),
    onDelivered: metrics.delivered,
    onTrouble,
  });
  metrics.gauge('tocsin_connections', 'Open sockets', () => sockets.connections());
  metrics.gauge('tocsin_bytes_waiting', 'Bytes queued in this process for readers that are slow', () =>
    sockets.waiting(),
  );
  metrics.gauge('tocsin_not_understood', 'Stored events that this build does not understand', () => {
    let sum = 0;
    for (const stream of [worlds.directory, ...worlds.operations()])
      for (const count of stream.world.undecoded.values()) sum += count;
    return sum;
  });

  const forgetting = setInterval(() => {
    const before = new Date(now() - 25 * 3600_000).toISOString();
    for (const stream of [worlds.directory, ...worlds.operations()]) stream.world.forgetBefore(before as never);
  }, FORGET_MS);
  forgetting.unref();

  async function close(): Promise<void> {
    if (draining) return;
    draining = true;
    clearInterval(forgetting);
    // Resolves once no connection is left; one that is kept alive and busy would never go by itself.
    const force = setTimeout(() => app.http.closeAllConnections(), DRAIN_MS);
    await sockets.close(1000);
    clearTimeout(force);
    await new Promise<void>((resume) => {
      app.http.close(() => resume());
      app.http.closeAllConnections();
    });
    await forecasts.close();
    desks.close();
    tail.stop();
    await Promise.all(underWay);
    sessions.close();
    await store.close();
  }
  return app;
}
