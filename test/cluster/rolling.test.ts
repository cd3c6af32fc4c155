import { randomUUID, webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryStorage } from '../../client/platform/memoryStorage.ts';
import { socketWire } from '../../client/platform/socketWire.ts';
import { createTocsinOver, type HeadlessTocsin } from '../../client/store/headless.ts';
import { parseCommand } from '../../client/store/parseCommand.ts';
import type { Link, Wire } from '../../client/sync/wire.ts';
import { createApp } from '../../server/app.ts';
import { backUp, restore } from '../../server/cli/verbs/backup.ts';
import type { Output } from '../../server/cli/output.ts';
import { openPostgresStore } from '../../server/log/postgres.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import type { Store } from '../../server/log/tables.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { startPostgres, whyNoPostgres, type TestPostgres } from '../support/postgres.ts';
import { furnish, tokenFor, type Node } from './cluster.support.ts';

const reason = await whyNoPostgres();
if (reason) process.stdout.write(`rolling: skipped, ${reason}\n`);

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`Not reached in time: ${what}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

async function startNode(url: string, port = 0): Promise<Node> {
  const store = await openPostgresStore({ url, connections: 4 });
  const trouble: unknown[] = [];
  const app = await createApp({ store, clientDirectory: '/nowhere', onTrouble: (error) => trouble.push(error) });
  await new Promise<void>((listening) => app.http.listen(port, '127.0.0.1', listening));
  const base = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
  return { app, store, base, trouble, close: () => app.close() };
}

/** As through a balancer: each new connection goes to the next node; a request to one that does not answer, to the other. */
function balanced(addresses: readonly string[], token: string, seen: { resets: number }): Wire {
  const wires = addresses.map((origin) => socketWire({ origin, token: () => token }));
  let turn = 0;
  return {
    open(events): Link {
      return wires[turn++ % wires.length]!.open({
        ...events,
        heard(event, message) {
          if (event === 'reset') seen.resets += 1;
          events.heard(event, message);
        },
      });
    },
    async http(method, path, body) {
      const answer = await wires[turn % wires.length]!.http(method, path, body).catch(() => undefined);
      return answer ?? wires[(turn + 1) % wires.length]!.http(method, path, body);
    },
  };
}

const held = (tocsin: HeadlessTocsin): string => {
  const { incident, note } = tocsin.sync.faces;
  return canonicalJson([...incident.values(), ...note.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
};

describe.skipIf(reason !== undefined)('a cluster at work', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  test('[P-S11] [P-D8] two nodes restarted one after the other under load: nobody misses, loses or doubles anything, and nobody begins anew', async () => {
    const url = await postgres.url('rolling');
    const nodes = [await startNode(url), await startNode(url)];
    const operation = await furnish(nodes[0]!);
    await nodes[1]!.app.hold(operation);
    const ports = nodes.map(({ base }) => Number(new URL(base).port));
    const screens: { tocsin: HeadlessTocsin; seen: { resets: number }; sent: string[] }[] = [];
    for (const who of ['rosa', 'rui', 'bea', 'rosa']) {
      const seen = { resets: 0 };
      const token = await tokenFor(nodes[0]!, who);
      const tocsin = createTocsinOver({
        wire: balanced(
          nodes.map(({ base }) => base),
          token,
          seen,
        ),
        storage: memoryStorage(),
        clock: Date.now,
        // Waits are scattered over a shorter time than for thousands.
        random: {
          fraction: () => Math.random() / 10,
          bytes: (count) => webcrypto.getRandomValues(new Uint8Array(count)),
        },
        timers: {
          after(ms, run) {
            const timer = setTimeout(run, ms);
            return () => clearTimeout(timer);
          },
        },
        parse: parseCommand,
      });
      await tocsin.start();
      await until('signed in', () => tocsin.sync.session === 'signed-in');
      tocsin.sync.open(operation);
      await until('the picture', () => tocsin.sync.ready);
      screens.push({ tocsin, seen, sent: [] });
    }
    const resetsAtFirst = screens.map(({ seen }) => seen.resets);
    let sending = true;
    const load = screens.map(async ({ tocsin, sent }) => {
      while (sending) {
        const incidentId = randomUUID();
        sent.push(incidentId);
        tocsin.sync.put({ operation, type: 'incident.report', data: { incidentId, title: `Report ${sent.length}` } });
        await new Promise((resume) => setTimeout(resume, 40));
      }
    });
    const accepted = () => screens.reduce((sum, { sent, tocsin }) => sum + sent.length - tocsin.sync.pending.length, 0);
    for (const index of [0, 1]) {
      const before = accepted();
      await until('work goes on', () => accepted() > before + 20);
      await nodes[index]!.close();
      const during = accepted();
      await until('work goes on at the other node', () => accepted() > during + 20);
      nodes[index] = await startNode(url, ports[index]);
    }
    const after = accepted();
    await until('work goes on at both', () => accepted() > after + 20);
    sending = false;
    await Promise.all(load);
    await until('everything answered', () => screens.every(({ tocsin }) => tocsin.sync.pending.length === 0));
    const all = screens.flatMap(({ sent }) => sent);
    await until('everybody sees everything', () =>
      screens.every(({ tocsin }) => all.every((incidentId) => tocsin.sync.faces.incident.has(incidentId))),
    );
    for (const { tocsin } of screens) {
      expect(tocsin.sync.attention).toEqual([]);
      expect(tocsin.sync.faces.incident.size).toBe(all.length);
    }
    expect(held(screens[3]!.tocsin)).toBe(held(screens[0]!.tocsin));
    // A cursor of one node is a cursor of the other: nobody was sent everything again.
    expect(screens.map(({ seen }) => seen.resets)).toEqual(resetsAtFirst);
    const events = await nodes[0]!.store.log.readAfter(operation, 0, 100_000);
    const reported = events.map(({ body }) => JSON.parse(body) as { type: string; entities: { id: string }[] });
    const ids = reported.filter(({ type }) => type === 'incident.reported').map(({ entities }) => entities[0]!.id);
    expect(ids.length, 'each once').toBe(all.length);
    expect(new Set(ids)).toEqual(new Set(all));
    process.stdout.write(`rolling: ${all.length} commands over two restarts: 0 lost, 0 doubled, 0 gaps\n`);
    for (const { tocsin } of screens) tocsin.stop();
    for (const node of nodes) await node.close();
  }, 60_000);

  test('[P-D12] a database is copied while nodes write, and restored into a file and into another database, row for row', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-backup-'));
    const said: string[] = [];
    const output: Output = { json: true, say: (line) => said.push(line), progress: () => {}, result: () => {} };
    const url = await postgres.url('copied');
    const node = await startNode(url);
    const operation = await furnish(node);
    const user = (await node.app.sessions.check(await tokenFor(node, 'rosa')))!.userId;
    let sending = true;
    const sent: string[] = [];
    const load = (async () => {
      while (sending) {
        const commandId = randomUUID();
        const data = { incidentId: randomUUID(), title: `Report ${sent.length}` };
        const outcome = await node.app.pipeline.submit(operation, user, { commandId, type: 'incident.report', data });
        expect(outcome.outcome).toBe('accepted');
        sent.push(commandId);
      }
    })();
    await until('some stored', () => sent.length > 10);
    expect(await backUp({ url }, join(folder, 'copy'), output)).toBe(true);
    sending = false;
    await load;
    const whole = await node.store.log.readAfter(operation, 0, 100_000);
    const people = await node.store.log.readAfter(DIRECTORY, 0, 100_000);
    await node.close();

    const file = join(folder, 'data', 'tocsin.db');
    expect(await restore(join(folder, 'copy'), { file }, output), said.join()).toBe(true);
    const other = await postgres.url('restored');
    expect(await restore(join(folder, 'copy'), { url: other }, output), said.join()).toBe(true);
    await expect(restore(join(folder, 'copy'), { url: other }, output)).rejects.toThrow('not empty');
    const homes: Store[] = [
      await openSqliteStore({ directory: join(folder, 'data') }),
      await openPostgresStore({ url: other, connections: 2 }),
    ];
    let rows = 0;
    for (const store of homes) {
      const events = await store.log.readAfter(operation, 0, 100_000);
      rows = events.length;
      expect(events.length).toBeGreaterThan(10);
      // The journal as it was at one moment, nothing else.
      expect(events).toEqual(whole.slice(0, events.length));
      expect(await store.log.readAfter(DIRECTORY, 0, 100_000)).toEqual(people);
      expect((await store.log.verify(operation)).ok).toBe(true);
      for (const [index, commandId] of sent.entries())
        expect((await store.log.receipt(user, commandId)) !== undefined).toBe(index < events.length);
      expect(await store.tables.get('server-key', 'epoch'), 'another history').toBeUndefined();
      expect(await store.tables.get('server-key', 'cursor-sealing')).toBeUndefined();
      expect(await store.tables.get('server-key', 'pack-signing')).toBeDefined();
      expect(await store.tables.list('session')).toEqual([]);
      await store.close();
    }
    process.stdout.write(`D12: ${rows} of ${whole.length} rows at the moment of the copy, in both homes\n`);
    rmSync(folder, { recursive: true });
  }, 60_000);
});
