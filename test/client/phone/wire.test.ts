import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lightWire } from '../../../client/phone/wire.ts';
import { socketWire } from '../../../client/platform/socketWire.ts';
import type { Link, LinkEvents, Wire } from '../../../client/sync/wire.ts';
import { createApp, type App } from '../../../server/app.ts';
import { DEMO_PASSWORD, loadDemo } from '../../../server/demo/load.ts';
import { openSqliteStore } from '../../../server/log/sqlite.ts';

const WIRES: Record<string, (options: { origin: string; token: () => string | undefined }) => Wire> = {
  light: lightWire,
  stock: socketWire,
};

describe.each(Object.keys(WIRES))('[P-S14] the %s wire speaks with the real server', (name) => {
  let app: App;
  let directory: string;
  let origin: string;
  let token: string | undefined;
  let operation: string;
  const wire = (given = () => token): Wire => WIRES[name]!({ origin, token: given });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tocsin-wire-'));
    app = await createApp({ store: await openSqliteStore({ directory }), clientDirectory: directory });
    operation = await loadDemo(app);
    await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
    origin = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
    const answer = await wire(() => undefined).http('POST', '/api/v1/session', {
      username: 'coordinator@pc-es.demo',
      password: DEMO_PASSWORD,
    });
    token = (answer.json as { token: string }).token;
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await rm(directory, { recursive: true, force: true });
  });

  interface Opened {
    readonly link: Link;
    readonly heard: { event: string; message: unknown }[];
    readonly closed: Promise<string | undefined>;
  }

  function opened(by: Wire): Promise<Opened> {
    return new Promise((resolve, reject) => {
      const heard: Opened['heard'] = [];
      let tell: (code: string | undefined) => void = () => {};
      const closed = new Promise<string | undefined>((said) => (tell = said));
      const events: LinkEvents = {
        opened: () => resolve({ link, heard, closed }),
        closed: (code) => {
          tell(code);
          reject(new Error(code ?? 'closed'));
        },
        heard: (event, message) => heard.push({ event, message }),
      };
      const link = by.open(events);
    });
  }

  test('a join is answered and brings the picture, a command its outcome and its batch', async () => {
    const { link, heard } = await opened(wire());
    const joined = (await link.ask('join', { operation }, 5000)) as { ok?: boolean };
    expect(joined).toMatchObject({ ok: true });
    await expect.poll(() => heard.some(({ event }) => event === 'reset')).toBe(true);
    const commandId = crypto.randomUUID();
    const outcome = await link.ask(
      'command',
      {
        operation,
        commandId,
        type: 'incident.report',
        data: { incidentId: crypto.randomUUID(), title: 'Ünïcode ✓ 🔥' },
      },
      5000,
    );
    expect([outcome].flat()[0]).toMatchObject({ commandId, outcome: 'accepted' });
    await expect
      .poll(() =>
        heard.some(({ event, message }) => event === 'batch' && JSON.stringify(message).includes('Ünïcode ✓ 🔥')),
      )
      .toBe(true);
    link.close();
  });

  test('many questions at once get each its own answer', async () => {
    const { link } = await opened(wire());
    const answers = await Promise.all(Array.from({ length: 20 }, () => link.ask('ping', {}, 5000)));
    for (const answer of answers) expect(answer).toHaveProperty('now');
    link.close();
  });

  test('without a session it is closed with the reason', async () => {
    await expect(opened(wire(() => undefined))).rejects.toThrow('not-authenticated');
  });

  test("a cut breaks what is waiting and says so once; a link of one's own closing is silent", async () => {
    const { link, closed } = await opened(wire());
    const waiting = link.ask('join', { operation }, 60_000).catch((error: unknown) => error);
    app.http.closeAllConnections();
    for (const socket of sockets(app)) socket.destroy();
    expect(await closed).toBeUndefined();
    await waiting;
    await expect(link.ask('ping', {}, 1000)).rejects.toThrow();
    const second = await opened(wire());
    let told = false;
    void second.closed.then(() => (told = true));
    second.link.close();
    await expect(second.link.ask('ping', {}, 1000)).rejects.toThrow();
    expect(told).toBe(false);
  });

  /** Websockets have left the HTTP server's own list: they are caught as they come. */
  const caught = new Set<{ destroy(): void }>();
  beforeAll(() => {
    app.http.on('connection', (socket) => caught.add(socket));
  });
  const sockets = (_app: App) => caught;
});

test('[U16] when websockets open nothing, the stock client takes over', async () => {
  let asked = 0;
  const stock: Wire = {
    open: () => {
      asked += 1;
      return { ask: () => Promise.reject(new Error()), tell: () => {}, close: () => {} };
    },
    http: () => Promise.reject(new Error()),
  };
  const wire = lightWire({ origin: 'http://127.0.0.1:1', stock: () => Promise.resolve(stock) });
  const attempt = () => new Promise<void>((closed) => wire.open({ opened() {}, closed: () => closed(), heard() {} }));
  await attempt();
  await attempt();
  expect(asked).toBe(0);
  wire.open({ opened() {}, closed() {}, heard() {} });
  expect(asked).toBe(1);
});
