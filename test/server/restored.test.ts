import { randomUUID, webcrypto } from 'node:crypto';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryStorage } from '../../client/platform/memoryStorage.ts';
import { socketWire } from '../../client/platform/socketWire.ts';
import { createTocsinOver, type HeadlessTocsin } from '../../client/store/headless.ts';
import { parseCommand } from '../../client/store/parseCommand.ts';
import type { DeviceStorage } from '../../client/sync/storage.ts';
import { createApp, type App, type AppOptions } from '../../server/app.ts';
import { DEMO_PASSWORD, loadDemo, setDemoAccounts } from '../../server/demo/load.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { cliHome } from './cli.support.ts';

const PATIENCE = 90_000;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Not reached in time: ${what}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

/** A real server on a real store. */
async function serve(directory: string, port = 0, more: Partial<AppOptions> = {}) {
  const store = await openSqliteStore({ directory });
  const app: App = await createApp({ store, clientDirectory: 'none', ...more });
  await new Promise<void>((listening) => app.http.listen(port, '127.0.0.1', listening));
  let open = true;
  const close = async () => {
    if (open) await app.close();
    open = false;
  };
  closing.push(close);
  return { app, close, port: (app.http.address() as AddressInfo).port };
}

/** One person's page without a screen: the client's own store over the real wire, the device's storage given. */
async function page(address: string, storage: DeviceStorage, outdated?: () => void) {
  let token: string | undefined;
  const wire = socketWire({ origin: address, token: () => token });
  const tocsin: HeadlessTocsin = createTocsinOver({
    wire: {
      ...wire,
      async http(method, path, body) {
        const answer = await wire.http(method, path, body);
        if (path === '/api/v1/session' && method === 'POST') token = (answer.json as { token?: string }).token;
        return answer;
      },
    },
    storage,
    clock: Date.now,
    random: { fraction: Math.random, bytes: (count) => webcrypto.getRandomValues(new Uint8Array(count)) },
    timers: {
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    parse: parseCommand,
    ...(outdated && { outdated }),
  });
  closing.push(() => tocsin.stop());
  await tocsin.start();
  return tocsin;
}

const USERNAME = 'coordinator@pc-es.demo';

describe('[P-D12] after a restore nothing goes on silently', () => {
  it(
    '[P-D12] a backup while commands are sent, restored elsewhere: old cursors are no cursors, and what was acknowledged since comes to its author’s tray',
    { timeout: PATIENCE * 2 },
    async () => {
      const home = cliHome();
      closing.push(() => home.remove());
      const before = await serve(home.data);
      const operation = await loadDemo(before.app);
      await setDemoAccounts(before.app, true);
      const { username, id: userKey } = await somebody(before.app);
      const storage = memoryStorage();
      const first = await page(`http://127.0.0.1:${before.port}`, storage);
      expect(await first.sync.signIn(username, DEMO_PASSWORD)).toEqual({ ok: true });
      first.sync.open(operation);
      await until('the picture', () => first.sync.ready);
      const report = (title: string) =>
        first.sync.put({ operation, type: 'incident.report', data: { incidentId: randomUUID(), title } });

      // Under load: the backup is taken while these are being sent and acknowledged.
      let sending = true;
      const sent: ReturnType<typeof report>['entry'][] = [];
      const load = (async () => {
        while (sending) {
          sent.push(report(`while the copy is made ${sent.length}`).entry);
          await new Promise((resume) => setTimeout(resume, 60));
        }
      })();
      await until('some acknowledged', () => sent.length > 5);
      const copied = await home.run(['backup', join(home.folder, 'copy')]);
      expect(copied.code, copied.said).toBe(0);
      const after = Array.from({ length: 5 }, (_, index) => report(`after the copy ${index}`).entry);
      sending = false;
      await load;
      await until('all acknowledged', () => first.sync.pending.length === 0);
      expect(first.sync.attention).toEqual([]);
      const cursor = first.sync.cursor!;
      await first.sync.settled();
      first.stop();
      await before.close();

      const elsewhere = join(home.folder, 'elsewhere');
      const restored = await home.run(['restore', join(home.folder, 'copy')], { env: { TOCSIN_DATA: elsewhere } });
      expect(restored.code, restored.said).toBe(0);
      const now = await serve(elsewhere, before.port);
      const held: string[] = [];
      for (const { commandId } of [...sent, ...after])
        if (await now.app.pipeline.outcomeOf(userKey, commandId)) held.push(commandId);
      const lost = [...sent, ...after].filter(({ commandId }) => !held.includes(commandId));
      // The copy was made in the midst of them.
      expect(held.length).toBeGreaterThan(0);
      expect(lost.length).toBeGreaterThanOrEqual(after.length);

      const second = await page(`http://127.0.0.1:${before.port}`, storage);
      await until(
        'asked to sign in again',
        () => second.sync.session === 'expired' || second.sync.session === 'signed-out',
      );
      expect(await second.sync.signIn(username, DEMO_PASSWORD)).toEqual({ ok: true });
      second.sync.open(operation);
      await until('the picture anew', () => second.sync.ready && second.sync.attention.length === lost.length);
      expect(first.store.getState().restored).toBe(false);
      expect(second.store.getState().restored).toBe(true);
      expect(second.sync.attention.map(({ entry, code }) => [entry.commandId, code]).sort()).toEqual(
        lost.map(({ commandId }) => [commandId, 'lost-in-restore']).sort(),
      );
      expect(second.sync.attention[0]!.message).toContain('restored from a backup');
      expect(second.sync.cursor).not.toBe(cursor);
      for (const { data } of lost) expect(second.sync.faces.incident.has(String(data['incidentId']))).toBe(false);
      expect(now.app.desks.of(operation)!.changesSince(userKey, cursor, 10)).toBe('gone');

      // Sent again by a gesture of its author, once; told only once.
      await second.keepMine(after[0]!.commandId);
      await until('stored again', () => second.sync.faces.incident.has(String(after[0]!.data['incidentId'])));
      expect(second.sync.attention.length).toBe(lost.length - 1);
      await second.sync.settled();
      second.stop();
      const third = await page(`http://127.0.0.1:${before.port}`, storage);
      expect(await third.sync.signIn(username, DEMO_PASSWORD)).toEqual({ ok: true });
      third.sync.open(operation);
      await until('level', () => third.sync.ready && third.sync.pending.length === 0);
      expect(third.sync.attention.length).toBe(lost.length - 1);
      process.stdout.write(
        `D12: ${held.length} of ${sent.length + after.length} held by the backup, ${lost.length} told\n`,
      );
    },
  );
});

describe('[P-D7] a page that is older than its server', () => {
  it(
    '[P-D7] is told so at the handshake and loads itself anew; what it had queued is kept, and sent by the new page',
    { timeout: PATIENCE },
    async () => {
      const home = cliHome();
      closing.push(() => home.remove());
      const old = await serve(home.data);
      const operation = await loadDemo(old.app);
      await setDemoAccounts(old.app, true);
      const { username } = await somebody(old.app);
      const storage = memoryStorage();
      let outdated = 0;
      const first = await page(`http://127.0.0.1:${old.port}`, storage, () => (outdated += 1));
      expect(await first.sync.signIn(username, DEMO_PASSWORD)).toEqual({ ok: true });
      first.sync.open(operation);
      await until('the picture', () => first.sync.ready);
      await old.close();
      const incidentId = randomUUID();
      const { kept } = first.sync.put({
        operation,
        type: 'incident.report',
        data: { incidentId, title: 'while away' },
      });
      expect(await kept).toBe(true);

      // A later build speaks another protocol; this page does not know it.
      const later = await serve(home.data, old.port, { oldestProtocol: 2 });
      first.sync.nudge();
      await until('told', () => outdated > 0);
      expect(first.sync.pending.map(({ data }) => data['incidentId'])).toEqual([incidentId]);
      await first.sync.settled();
      first.stop();
      await later.close();

      // The page that the reload brings speaks it (here: a server that still speaks this one).
      const again = await serve(home.data, old.port);
      const second = await page(`http://127.0.0.1:${again.port}`, storage);
      expect(await second.sync.signIn(username, DEMO_PASSWORD)).toEqual({ ok: true });
      second.sync.open(operation);
      await until('sent', () => second.sync.faces.incident.has(incidentId) && second.sync.pending.length === 0);
    },
  );
});

/** Somebody of the demonstration who may report. */
async function somebody(app: App): Promise<{ username: string; id: string }> {
  const account = await app.accounts.findByUsername(USERNAME);
  if (!account) throw new Error('no such account');
  return { username: USERNAME, id: account.userId };
}
