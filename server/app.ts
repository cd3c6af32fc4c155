import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
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
import { BUILT_IN, type BaseMap } from './baseMap/baseMap.ts';
import { createPipeline, type Pipeline } from './commands/pipeline.ts';
import { createCursors } from './desk/cursors.ts';
import { createDesks, type Desks } from './desk/desks.ts';
import { createFront } from './front.ts';
import { createForecasts } from './forecast/forecasts.ts';
import { createHttp } from './http/app.ts';
import type { HttpContext } from './http/context.ts';
import { bePatientWith, boundStrangers } from './http/patience.ts';
import { NotStored } from './log/eventLog.ts';
import { createLatest } from './log/latest.ts';
import type { Store } from './log/tables.ts';
import { signingKeyFrom } from './pack/signing.ts';
import { createReadings } from './readings.ts';
import { Elsewhere } from './live/elsewhere.ts';
import { createHealth, type NodeHealth } from './health.ts';
import { silentLogbook, type Logbook } from './logbook.ts';
import { createMetrics } from './metrics.ts';
import { createSocketEdge } from './socket/server.ts';
import { createTail } from './tail/tail.ts';
import { createWorldKeeper } from './worlds/keeper.ts';
import type { Stream } from './worlds/stream.ts';
import { Worlds } from './worlds/worlds.ts';
import { DIRECTORY } from '../shared/ids.ts';
import { fromMs } from '../shared/time.ts';

export interface AppOptions {
  readonly store: Store;
  /** Real time in milliseconds. */
  readonly now?: () => number;
  readonly clientDirectory: string;
  readonly publicOrigins?: readonly string[];
  readonly trustProxy?: boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly onTrouble?: (error: unknown) => void;
  readonly logbook?: Logbook;
  /** How this node is called among others, and which version it runs. */
  readonly node?: { readonly name: string; readonly version: string };
  /** A server that listens already and has told everybody that it is starting. */
  readonly http?: Server;
  /** Whether there is still something to do before the node is ready. */
  readonly starting?: () => boolean;
  /** How long (s) a stored event may wait until it is shown before the node says that it is not ready. */
  readonly behindAfterSeconds?: number;
  /** Whoever brings it reads the figures from anywhere; without it only this machine does. */
  readonly metricsToken?: string;
  /** The map under the picture, where it is not the built-in one. */
  readonly baseMap?: BaseMap;
  /** When the store was backed up last, where that is known. */
  readonly lastBackup?: () => Promise<string | undefined>;
  /** Called when somebody opens an operation. */
  readonly onOpened?: (operation: string) => void;
  /** Further routes under /api/v1: the demonstration's. */
  readonly routes?: (app: App) => Router[];
  readonly pollMs?: number;
  /** For tests: a build that no longer speaks with older clients. */
  readonly oldestProtocol?: number;
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
  /** From now on the node says that it is not ready: whoever sends clients has time to notice before they are sent away. */
  drain(): void;
  close(): Promise<void>;
}

/** How long (ms) a reader waits for what was acknowledged to it to reach the world. */
const SETTLE_MS = 1000;
/** How long (ms) answers under way have when the server stops. */
const DRAIN_MS = 2000;
/** A picture older than this (s) is no common picture. */
const BEHIND_AFTER_S = 10;
/** How often (ms) the world forgets what no cursor can ask for. */
const FORGET_MS = 10 * 60_000;
/** How far back (ms) earlier versions are kept: an hour longer than any cursor reaches. */
const KEEP_MS = 25 * 3600_000;

/** The whole server over one store. Nothing here reads the environment, listens, or prints: `main` does. */
export async function createApp(options: AppOptions): Promise<App> {
  const { store, now = Date.now, onTrouble = () => {}, publicOrigins = [], trustProxy = false } = options;
  const { logbook = silentLogbook, node = { name: 'node', version: '0' } } = options;
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
  const metrics = createMetrics(logbook, { ...node, home: store.figures ? 'postgresql' : 'sqlite' });
  const login = metrics.login(
    createLogin({
      accounts,
      passwords,
      sessions,
      throttle: createThrottle({ counters: createCounters({ tables, now }), namingKey: keys.counterNaming }),
      devices: createDeviceCookies({ key: keys.cookieSigning, now, randomBytes: random }),
      gate: createGate(),
    }),
  );

  const keepSince = () => fromMs(now() - KEEP_MS);
  const worlds = new Worlds(keepSince);
  const keeper = store.cache && createWorldKeeper({ log, cache: store.cache, onTrouble });
  const tail = await createTail({
    log,
    worlds,
    onTrouble,
    ...(options.pollMs && { pollMs: options.pollMs }),
    ...(keeper && { keeper }),
  });
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

  let draining = false;
  /** The sockets come last. */
  let counted = { connections: () => 0, waiting: () => 0 };
  const pipeline = metrics.pipeline(
    createPipeline({
      log: metrics.log(log, (reason) => health.refused(reason)),
      worlds,
      now,
      caughtUp: tail.caughtUp,
      onTrouble,
      alone: !store.neighbours,
      ...(options.newId && { newId: options.newId }),
    }),
  );
  const desks = createDesks(worlds, createCursors(keys.cursorSealing), now, metrics.sent);
  const health: NodeHealth = createHealth({
    store,
    worlds,
    desks,
    sessions,
    metrics,
    logbook,
    node,
    now,
    every,
    onTrouble,
    clients: () => counted.connections(),
    bytesWaiting: () => counted.waiting(),
    draining: () => draining,
    starting: options.starting ?? (() => false),
    behindAfterSeconds: options.behindAfterSeconds ?? BEHIND_AFTER_S,
    lastBackup: options.lastBackup ?? (async () => undefined),
  });
  const latest = createLatest(log);
  /** Level with what was acknowledged to this user here, and, where other nodes acknowledge too, with all that was stored. */
  const level = async (stream: Stream, user: string): Promise<void> => {
    const acknowledged = pipeline.acknowledgedUpTo(stream.operation, user);
    const [stored, directory] = store.neighbours
      ? await Promise.all([latest(stream.operation), latest(DIRECTORY)])
      : [0, 0];
    const position = Math.max(acknowledged, stored);
    if (worlds.directory.confirmed < directory) await tail.caughtUp(DIRECTORY, directory);
    if (stream.confirmed < position) await tail.caughtUp(stream.operation, position);
  };
  const settled = async (operation: string, user: string): Promise<void> => {
    const stream = worlds.operation(operation);
    if (!stream) return;
    if (!store.neighbours && stream.confirmed >= pipeline.acknowledgedUpTo(operation, user)) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resume) => {
      timer = setTimeout(resume, SETTLE_MS);
    });
    await Promise.race([level(stream, user).catch(onTrouble), late]);
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
    health: health.report,
    onSnapshotMade: () => metrics.snapshotMade('columns'),
    origin,
    now,
    settled,
  };

  const app: App = {
    http: options.http ?? createFront(options.tls),
    worlds,
    pipeline,
    accounts,
    sessions,
    desks,
    context,
    hold: (operation) => tail.hold(operation),
    drain() {
      draining = true;
    },
    close,
  };
  // Whatever was said while the log was read.
  app.http.removeAllListeners('request');
  // Express attaches first: what is the sockets' is then taken out before it.
  const edge = createHttp({
    context,
    clientDirectory: options.clientDirectory,
    trustProxy,
    ready: health.ready,
    metrics: metrics.read,
    metricsToken: options.metricsToken,
    baseMap: options.baseMap ?? BUILT_IN,
    more: options.routes?.(app) ?? [],
    logbook,
    onTrouble,
  });
  boundStrangers(app.http, options.tls !== undefined);
  app.http.on('request', (request, response) => {
    if (draining) response.setHeader('Connection', 'close');
    bePatientWith(request);
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
    epoch: keys.epoch,
    ...(options.oldestProtocol !== undefined && { oldestProtocol: options.oldestProtocol }),
    onOpened: (operation) => options.onOpened?.(operation),
    elsewhere: store.neighbours && new Elsewhere(store.neighbours, () => performance.now()),
    onJoined: metrics.joined,
    onSnapshotMade: () => metrics.snapshotMade('parts'),
    onCut: metrics.cut,
    onTrouble,
  });
  counted = sockets;
  const forgetting = setInterval(() => {
    for (const stream of [worlds.directory, ...worlds.operations()]) stream.world.forgetBefore(keepSince());
  }, FORGET_MS);
  forgetting.unref();

  let closing = false;
  async function close(): Promise<void> {
    if (closing) return;
    closing = true;
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
    await keeper?.close();
    sessions.close();
    await health.close();
    await options.baseMap?.file?.close();
    await store.close();
  }
  return app;
}
