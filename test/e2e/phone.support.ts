import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp, type App } from '../../server/app.ts';
import { DEMO_PASSWORD, loadDemo } from '../../server/demo/load.ts';
import { Players } from '../../server/demo/player.ts';
import { demoRoutes } from '../../server/demo/routes.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The real server with the demonstration, behind a wire that a test can cut. */
export interface PhoneServer {
  readonly url: string;
  readonly app: App;
  readonly operation: string;
  /** Nothing gets through from now on, and what is open breaks: a tunnel, not a polite goodbye. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function servePhone(): Promise<PhoneServer> {
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-phone-'));
  const store = await openSqliteStore({ directory });
  const wire = cuttableWire();
  const url = await wire.listen();
  const app = await createApp({
    store,
    clientDirectory: await clientDirectory(),
    publicOrigins: [url],
    routes: (made) => [demoRoutes(made, new Players(made, () => {}), false)],
  });
  const operation = await loadDemo(app);
  await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
  wire.to((app.http.address() as AddressInfo).port);
  return {
    url,
    app,
    operation,
    cut: wire.cut,
    restore: wire.restore,
    async close() {
      await wire.close();
      await app.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A folder with a built client may be given, for trying a build that is not the project's own. */
async function clientDirectory(): Promise<string> {
  const given = process.env['TOCSIN_TEST_CLIENT'];
  if (given !== undefined) return given;
  const { ensureClientBuilt } = (await import('../../scripts/parts/client-build.mjs')) as {
    ensureClientBuilt: () => Promise<boolean>;
  };
  if (!(await ensureClientBuilt())) throw new Error('the client could not be built');
  return join(root, 'dist', 'client');
}

function cuttableWire() {
  let target = 0;
  let whole = true;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const one of [near, far]) {
      open.add(one);
      one.on('close', () => open.delete(one));
      one.on('error', () => one.destroy());
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  const breakAll = (): void => open.forEach((socket) => socket.destroy());
  return {
    listen: () =>
      new Promise<string>((listening) => {
        server.listen(0, '127.0.0.1', () => listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
      }),
    to(port: number) {
      target = port;
    },
    cut() {
      whole = false;
      breakAll();
    },
    restore() {
      whole = true;
    },
    close() {
      breakAll();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** Another organisation, over plain HTTP. */
export async function caller(server: PhoneServer, username: string) {
  const answer = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: DEMO_PASSWORD }),
  });
  const { token } = (await answer.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const base = `${server.url}/api/v1/operations/${server.operation}`;
  return {
    async records(): Promise<Record<string, Record<string, unknown>[]>> {
      const snapshot = (await (await fetch(`${base}/snapshot`, { headers })).json()) as {
        records: Record<string, Record<string, unknown>[]>;
      };
      return snapshot.records;
    },
    bytes: async (attachment: string): Promise<Uint8Array> =>
      new Uint8Array(await (await fetch(`${base}/attachments/${attachment}`, { headers })).arrayBuffer()),
  };
}
