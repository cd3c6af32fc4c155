import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { networkInterfaces } from 'node:os';
import type { AddressInfo } from 'node:net';
import { createApp, type App } from './app.ts';
import { openBaseMap } from './baseMap/baseMap.ts';
import { lastBackupOf } from './cli/lastBackup.ts';
import { readConfig, type Config } from './config.ts';
import { demoLoaded, DEMO_PASSWORD, loadDemo, setDemoAccounts } from './demo/load.ts';
import { demoUsers } from './demo/content/users.ts';
import { Players } from './demo/player.ts';
import { demoRoutes } from './demo/routes.ts';
import { createFront, sayStarting } from './front.ts';
import { certificateFor } from './lan.ts';
import { LogUnreadable } from './log/eventLog.ts';
import { openPostgresStore } from './log/postgres.ts';
import { openSqliteStore } from './log/sqlite.ts';
import type { Store } from './log/tables.ts';
import { createLogbook } from './logbook.ts';

const root = resolve(import.meta.dirname, '..');
const { version: VERSION } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const say = (line = '') => process.stdout.write(`${line}\n`);

function fail(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}

async function openStore(config: Config): Promise<Store> {
  if (config.DATABASE_URL) return openPostgresStore({ url: config.DATABASE_URL });
  const directory = resolve(root, config.TOCSIN_DATA);
  mkdirSync(directory, { recursive: true });
  return openSqliteStore({ directory });
}

function addresses(lan: boolean): string[] {
  if (!lan) return ['localhost'];
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal)
    .map((one) => one.address);
}

async function main(): Promise<void> {
  const lan = process.argv.includes('--lan');
  const unknown = process.argv.slice(2).filter((word) => word !== '--lan');
  if (unknown.length > 0)
    fail([`Unknown option ${unknown[0]}. npm start takes --lan; everything else is a TOCSIN_ variable.`]);
  const read = readConfig(process.env);
  if ('problems' in read) fail(['The configuration is not usable:', ...read.problems.map((problem) => `  ${problem}`)]);
  const { config } = read;
  const production = config.NODE_ENV === 'production';
  const node = { name: config.TOCSIN_NODE, version: VERSION };
  const logbook = createLogbook(config.TOCSIN_LOG ?? (production ? 'info' : 'warn'), { node: node.name });
  const onTrouble = logbook.trouble;
  logbook.say('server.starting', { version: VERSION, home: config.DATABASE_URL ? 'postgresql' : 'sqlite' });

  const hosts = addresses(lan);
  const tls = lan ? await certificateFor(resolve(root, config.TOCSIN_DATA), hosts) : undefined;
  // Listening before anything is read: a load balancer is told that the node is starting, and a port in use is found
  // before a store is opened.
  const front = createFront(tls);
  sayStarting(front);
  await new Promise<void>((listening, failed) => {
    front.once('error', failed);
    front.listen(config.PORT, lan ? '0.0.0.0' : config.TOCSIN_HOST, listening);
  }).catch((error: NodeJS.ErrnoException) =>
    fail([
      error.code === 'EADDRINUSE'
        ? `Port ${config.PORT} is in use. Stop the other program, or choose another port: PORT=4001 npm start`
        : error.message,
    ]),
  );
  const store = await openStore(config).catch((error: unknown) =>
    fail([error instanceof Error ? error.message : String(error)]),
  );
  const baseMap =
    config.TOCSIN_BASEMAP === undefined
      ? undefined
      : await openBaseMap(
          {
            source: config.TOCSIN_BASEMAP.includes('{') ? config.TOCSIN_BASEMAP : resolve(root, config.TOCSIN_BASEMAP),
            attribution: config.TOCSIN_BASEMAP_ATTRIBUTION,
            maxZoom: config.TOCSIN_BASEMAP_MAX_ZOOM,
          },
          (why) => logbook.say('base-map.unusable', { why }),
        );
  let players: Players | undefined;
  let starting = true;
  const app: App = await createApp({
    store,
    clientDirectory: join(root, 'dist', 'client'),
    publicOrigins: config.TOCSIN_ORIGIN,
    trustProxy: config.TOCSIN_TRUST_PROXY,
    ...(tls && { tls }),
    onTrouble,
    logbook,
    node,
    http: front,
    starting: () => starting,
    lastBackup: () => lastBackupOf(config.DATABASE_URL ? store : { directory: resolve(root, config.TOCSIN_DATA) }),
    ...(baseMap && { baseMap }),
    ...(config.TOCSIN_METRICS_TOKEN && { metricsToken: config.TOCSIN_METRICS_TOKEN }),
    onOpened: (operation) => {
      players?.of(operation)?.opened().catch(onTrouble);
    },
    routes: (made) => {
      players = new Players(made, onTrouble);
      return [demoRoutes(made, players, production)];
    },
  });

  const empty = app.worlds.directory.confirmed === 0;
  if (empty && config.TOCSIN_DEMO && !production) {
    say('Loading the demonstration …');
    await loadDemo(app);
  }
  const demo = await demoLoaded(app);
  if (demo) await setDemoAccounts(app, !production);
  if (demo && !production) players?.resume();

  starting = false;
  const { port } = app.http.address() as AddressInfo;
  logbook.say('server.ready', { port, tls: tls !== undefined });
  for (const host of hosts) say(`Tocsin is ready at ${tls ? 'https' : 'http'}://${host}:${port}/ (phone: /m)`);
  if (lan) say('The certificate was made on this machine: your phone will ask whether to trust it.');
  if (demo && !production) {
    say();
    say(`Demonstration accounts, all with the password ${DEMO_PASSWORD}:`);
    for (const user of demoUsers) say(`  ${user.username.padEnd(36)} ${user.about}`);
  } else if (app.worlds.directory.confirmed === 0) {
    say();
    say('The store is empty. Make the first administrator:');
    say('  npm run tocsin -- user create-admin --username NAME --organisation "ORGANISATION" --country CC');
  }

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    players?.stop();
    logbook.say('server.draining', { seconds: config.TOCSIN_DRAIN_SECONDS });
    app.drain();
    const noticed = new Promise((resume) => setTimeout(resume, config.TOCSIN_DRAIN_SECONDS * 1000));
    noticed.then(app.close).then(
      () => {
        logbook.say('server.stopped');
        process.exit(0);
      },
      (error: unknown) => fail([String(error)]),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // A bug in one request must not take the map from everybody; the log is safe whatever happens here.
  process.on('unhandledRejection', onTrouble);
  // Nobody knows what state it left; what is stored is safe and a new process is quickly there. Node itself would print the
  // error as it is, with whatever of a record it holds.
  process.on('uncaughtException', (error) => {
    onTrouble(error);
    process.exit(1);
  });
}

await main().catch((error: unknown) => {
  if (error instanceof LogUnreadable) fail([error.message]);
  throw error;
});
