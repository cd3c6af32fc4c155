import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createApp, type App, type AppOptions } from '../../server/app.ts';
import { createFront, sayStarting } from '../../server/front.ts';
import { createLogbook } from '../../server/logbook.ts';
import { createMetrics } from '../../server/metrics.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { NOT_READY } from '../../server/readiness.ts';
import { DIRECTORY } from '../../shared/ids.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listening(options: Omit<AppOptions, 'clientDirectory'>): Promise<{ app: App; url: string }> {
  const app = await createApp({ clientDirectory: '/nowhere', ...options });
  closing.push(() => app.close());
  if (!app.http.listening) await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve));
  return { app, url: `http://127.0.0.1:${(app.http.address() as AddressInfo).port}` };
}
async function readyz(url: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, body: await answer.json() };
}
async function figures(url: string): Promise<Map<string, number>> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n').filter((line) => line.startsWith('tocsin_'));
  return new Map(lines.map((line) => [line.replace(/ [^ ]+$/, ''), Number(line.split(' ').at(-1))]));
}
const notReady = (code: keyof typeof NOT_READY) => ({
  status: 503,
  body: { ready: false, code, detail: NOT_READY[code] },
});
const READY = { status: 200, body: { ready: true } };

/** Asks until it answers that, at most `ms`; then the last answer is what the test looks at. */
async function soon(url: string, wanted: object, ms = 5000): Promise<void> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await readyz(url);
    if (JSON.stringify(answer) === JSON.stringify(wanted) || performance.now() > deadline)
      return expect(answer).toEqual(wanted);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const root = {
  user: '00000000-0000-4000-8000-000000000001',
  organisation: '00000000-0000-4000-8000-000000000002',
  roles: ['admin'],
} as const;
const organisation = (n: number, name = 'Org') => ({
  commandId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  type: 'organisation.register',
  data: {
    organisationId: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
    name,
    shortName: 'O',
    kind: 'operator',
    country: 'ES',
  },
});

describe('GET /readyz tells the truth', () => {
  test('starting: while the log is read the node is alive and not ready, and a person sees a page', async () => {
    const front = createFront();
    sayStarting(front);
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    expect(await readyz(url)).toEqual(notReady('starting'));
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const page = await fetch(`${url}/`);
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await page.text()).toContain('is starting');
    let starting = true;
    await listening({ store: openMemoryStore(), http: front, starting: () => starting });
    expect(await readyz(url)).toEqual(notReady('starting'));
    starting = false;
    expect(await readyz(url)).toEqual(READY);
  });

  test('[P-D5] a full disk: says so at once, and is back by itself once there is space', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tocsin-ready-'));
    closing.push(() => rmSync(directory, { recursive: true, force: true }));
    const pageLimit = new Int32Array(new SharedArrayBuffer(4));
    const { app, url } = await listening({ store: await openSqliteStore({ directory, pageLimit }) });
    expect(await readyz(url)).toEqual(READY);
    Atomics.store(pageLimit, 0, 1);
    const filler = 'x'.repeat(100);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, n) => app.pipeline.submitAs(DIRECTORY, root, organisation(n + 10, filler))),
    );
    expect(outcomes.some(({ code }) => code === 'not-stored')).toBe(true);
    await soon(url, notReady('disk-full'));
    const full = await figures(url);
    expect(full.get('tocsin_log_writable')).toBe(0);
    expect(full.get('tocsin_append_seconds_count{result="not-stored"}')).toBeGreaterThanOrEqual(1);
    expect(full.get('tocsin_commands_total{outcome="not-stored"}')).toBeGreaterThanOrEqual(1);
    Atomics.store(pageLimit, 0, 0);
    await soon(url, READY);
    expect(await app.pipeline.submitAs(DIRECTORY, root, organisation(1))).toMatchObject({ outcome: 'accepted' });
  });

  test('an idle node notices by itself that nothing can be written', async () => {
    const store = openMemoryStore();
    let full = false;
    const health = async () => (full ? { writable: false, reason: 'unavailable' as const } : { writable: true });
    const { url } = await listening({ store: { ...store, log: { ...store.log, health } } });
    expect(await readyz(url)).toEqual(READY);
    full = true;
    await soon(url, notReady('log-unwritable'));
    full = false;
    await soon(url, READY);
  });

  test('behind the log: a tail that cannot read makes the node not ready until it is level again', async () => {
    const store = openMemoryStore();
    let held = false;
    let release = () => {};
    const readAfter: typeof store.log.readAfter = async (...page) => {
      if (held) await new Promise<void>((resolve) => (release = resolve));
      return store.log.readAfter(...page);
    };
    const { app, url } = await listening({
      store: { ...store, log: { ...store.log, readAfter } },
      behindAfterSeconds: 0.2,
    });
    expect(await readyz(url)).toEqual(READY);
    held = true;
    expect(await app.pipeline.submitAs(DIRECTORY, root, organisation(1))).toMatchObject({ outcome: 'accepted' });
    await soon(url, notReady('log-behind'));
    const behind = await figures(url);
    expect(behind.get('tocsin_ready')).toBe(0);
    expect(behind.get('tocsin_tail_lag_events{stream="directory"}')).toBe(1);
    expect(behind.get('tocsin_tail_lag_seconds{stream="directory"}')).toBeGreaterThan(0.2);
    expect(behind.get('tocsin_tail_lag_events{stream="operation"}')).toBe(0);
    held = false;
    release();
    await soon(url, READY);
  });

  test('a store that does not answer is as bad as one that is gone, and is not waited for', async () => {
    const store = openMemoryStore();
    const { url } = await listening({
      store: { ...store, log: { ...store.log, health: () => new Promise(() => {}) } },
    });
    const asked = performance.now();
    expect(await readyz(url)).toEqual(notReady('database-unreachable'));
    expect(performance.now() - asked).toBeLessThan(5000);
  });

  test('draining: a node that is about to stop says so while it still serves', async () => {
    const { app, url } = await listening({ store: openMemoryStore() });
    expect(await readyz(url)).toEqual(READY);
    app.drain();
    expect(await readyz(url)).toEqual(notReady('draining'));
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await app.pipeline.submitAs(DIRECTORY, root, organisation(1))).toMatchObject({ outcome: 'accepted' });
  });

  test('[P-D10] events that are not understood are counted and noted, and stop nothing', async () => {
    let text = '';
    const logbook = createLogbook('warn', { destination: { write: (line) => void (text += line) } });
    const store = openMemoryStore();
    const { url } = await listening({ store, logbook });
    const body = JSON.stringify({ type: 'asset.teleported', v: 99, canary: 'hidden' });
    const events = [{ touches: ['asset:00000000-0000-4000-8000-000000000009'], body }];
    await store.log.append({ operation: DIRECTORY, expectedHead: 0, events, receipts: [] });
    const deadline = performance.now() + 10_000;
    while (!text.includes('event.not-understood') && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(JSON.parse(text)).toMatchObject({ event: 'event.not-understood', count: 1 });
    expect(text).not.toContain('hidden');
    expect((await figures(url)).get('tocsin_not_understood')).toBe(1);
    expect(await readyz(url)).toEqual(READY);
  });

  test('[P-R1] a reader that is cut is counted by why, and noted', async () => {
    let text = '';
    const metrics = createMetrics(createLogbook('warn', { destination: { write: (line) => void (text += line) } }), {
      name: 'one',
      version: '1',
      home: 'sqlite',
    });
    metrics.cut('bytes');
    expect((await metrics.read()).text).toContain('tocsin_readers_cut_total{reason="bytes"} 1');
    expect(JSON.parse(text)).toMatchObject({ event: 'reader.cut', reason: 'bytes' });
  });
});
