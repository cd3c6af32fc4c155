import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { CommandInput, CommandType } from '../../shared/domain/commands.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { createApp, type App } from '../../server/app.ts';
import type { BaseMap } from '../../server/baseMap/baseMap.ts';
import { DEMO_PASSWORD, loadDemo } from '../../server/demo/load.ts';
import { Players } from '../../server/demo/player.ts';
import { demoRoutes } from '../../server/demo/routes.ts';
import { idOf } from '../../server/demo/names.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { projectRoot } from '../../scripts/parts/words.mjs';

export interface DemoServer {
  readonly app: App;
  readonly address: string;
  readonly operation: string;
  readonly troubles: unknown[];
  /** A command by a demonstration account, past the browser. */
  say<T extends CommandType>(user: string, type: T, data: CommandInput<T>): Promise<Outcome>;
  /** The id of a demonstration record by its key. */
  id(kind: string, key: string): string;
  /** The server goes away, without a word to anybody, and comes back on the same port and store. */
  vanish(): Promise<void>;
  returns(): Promise<void>;
  close(): Promise<void>;
}

/** The real server over a real SQLite store with the demonstration, on a free port. Its story plays only when asked. */
export async function startDemoServer(options: { playing?: boolean; baseMap?: BaseMap } = {}): Promise<DemoServer> {
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-e2e-'));
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => troubles.push(error);
  let players: Players | undefined;
  const open = async (port: number): Promise<App> => {
    const made = await createApp({
      store: await openSqliteStore({ directory }),
      clientDirectory: join(projectRoot, 'dist', 'client'),
      onTrouble,
      ...(options.baseMap && { baseMap: options.baseMap }),
      onOpened: (operation) => {
        if (options.playing) void players?.of(operation)?.opened();
      },
      routes: (app) => {
        players = new Players(app, onTrouble);
        return [demoRoutes(app, players, false)];
      },
    });
    await new Promise<void>((listening) => made.http.listen(port, '127.0.0.1', listening));
    return made;
  };
  let app = await open(0);
  const operation = await loadDemo(app);
  const { port } = app.http.address() as AddressInfo;
  let commands = 0;
  const close = async () => {
    players?.stop();
    await app.close();
  };
  return {
    get app() {
      return app;
    },
    operation,
    troubles,
    address: `http://localhost:${port}`,
    id: (kind, key) => idOf(operation, kind, key),
    say: (user, type, data) =>
      app.pipeline.submit(operation, idOf('', 'user', user), {
        commandId: idOf(operation, 'e2e', String(++commands)),
        type,
        data,
      }),
    vanish: close,
    async returns() {
      app = await open(port);
    },
    async close() {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Requests that left for another host, console errors and uncaught errors: all must stay empty. */
  readonly strangers: string[];
  readonly errors: string[];
  /** What the content security policy did not let through. */
  readonly violations: string[];
}

/** A browser of its own for one person, signed in through the API, the tour put aside. */
export async function visit(
  browser: Browser,
  server: DemoServer,
  user: string,
  path = '',
  { device = {}, ...options }: Parameters<Browser['newContext']>[0] & { device?: object } = {},
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  await context.addInitScript(
    (kept) => {
      if (!localStorage.getItem('tocsin.device')) localStorage.setItem('tocsin.device', kept);
    },
    JSON.stringify({ tourSeen: true, ...device }),
  );
  const page = await context.newPage();
  const strangers: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.address) && !url.startsWith('data:') && !url.startsWith('blob:')) strangers.push(url);
  });
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  const response = await context.request.post(`${server.address}/api/v1/session`, {
    data: { username: `${user}.demo`, password: DEMO_PASSWORD },
    headers: { origin: server.address },
  });
  if (response.status() !== 200) throw new Error(`${user} could not sign in: ${response.status()}`);
  await page.goto(`${server.address}/op/${server.operation}/${path}`);
  return { context, page, strangers, errors, violations };
}
