import { randomUUID } from 'node:crypto';
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { follow } from '../../server/log/follow.ts';
import type { Append, Appended, EventLog } from '../../server/log/eventLog.ts';
import { openPostgresStore } from '../../server/log/postgres.ts';
import type { Store } from '../../server/log/tables.ts';
import { startPostgres, whyNoPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { append, operation, textsOf, upTo } from './home.ts';

const absent = await whyNoPostgres();

describe.skipIf(absent)(`PostgreSQL, when it goes wrong${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let server: TestPostgres;
  let url: string;
  let closing: (() => Promise<void>)[];
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    closing = [];
    url = await server.url(`test-${randomUUID()}`);
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  async function open(at = url): Promise<Store> {
    const store = await openPostgresStore({ url: at, connections: 4 });
    closing.push(store.close);
    return store;
  }

  async function connect(): Promise<Client> {
    const client = new Client({ connectionString: url });
    await client.connect();
    closing.push(() => client.end());
    return client;
  }

  test('eight nodes start together on an empty database', async () => {
    const stores = await Promise.all(upTo(8).map(() => open()));
    expect(await stores[7]!.log.append(append(0, ['a']))).toEqual({ kind: 'appended', head: 1 });
    expect(await stores[0]!.log.head(operation)).toBe(1);
  });

  test('[LOG-1] started first, committed last is not skipped: nobody passes a transaction that is open', async () => {
    const { log } = await open();
    await log.append(append(0, ['a']));
    const tail: number[] = [];
    const following = follow(log, operation, 0, (events) => void tail.push(...events.map((each) => each.position)));
    await following.caughtUpTo(1);
    const first = await connect();
    await first.query('BEGIN');
    await first.query('SELECT 1 FROM tocsin_head WHERE operation = $1 FOR UPDATE', [operation]);
    await first.query('INSERT INTO tocsin_event SELECT operation, 2, touches, body, hash FROM tocsin_event');
    await first.query('UPDATE tocsin_head SET position = 2');
    const second = log.append(append(2, ['c']));
    const observer = await connect();
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await expect.poll(async () => (await observer.query(waiting)).rows.length, { timeout: 5_000 }).toBe(1);
    expect(tail).toEqual([1]);
    await first.query('COMMIT');
    expect(await second).toEqual({ kind: 'appended', head: 3 });
    await following.caughtUpTo(3);
    following.stop();
    expect(tail).toEqual([1, 2, 3]);
  });

  test('[P-D9] one node hears the other’s doorbell, again after its listening connection was cut', async () => {
    const [writer, listener] = [await open(), await open()];
    const admin = await connect();
    const listeners = `FROM pg_stat_activity WHERE query IN ('LISTEN tocsin', 'SELECT 1') AND pid <> pg_backend_pid()
      AND application_name = 'tocsin' AND datname = current_database()`;
    let rung = 0;
    listener.log.onDoorbell(() => (rung += 1));
    let head = 0;
    const rings = async () => {
      const before = rung;
      await expect
        .poll(
          async () => {
            head = ((await writer.log.append(append(head, ['x']))) as { head: number }).head;
            return rung > before;
          },
          { timeout: 10_000 },
        )
        .toBe(true);
    };
    await rings();
    await admin.query(`SELECT pg_terminate_backend(pid) ${listeners}`);
    await expect
      .poll(async () => (await admin.query(`SELECT 1 ${listeners}`)).rows.length, { timeout: 10_000 })
      .toBe(2);
    await rings();
  });

  describe('[P-D3] a connection lost between "commit" and its answer', () => {
    test.each([
      ['is found stored when the database had done it', 'after', 'appended'],
      ['is found not stored when the database never heard it', 'before', 'not-stored'],
      ['is waited for while the database still holds it open', 'hanging', 'not-stored'],
    ] as const)('%s', async (_, cut, outcome) => {
      const proxy = await startProxy(url);
      closing.push(proxy.close);
      const { log } = await open(proxy.url);
      await log.append(append(0, ['a'], ['command-1']));
      proxy.cutAtNextCommit(cut);
      const answers = await Promise.all([
        log.append(append(1, ['b'], ['command-2'])),
        log.append(append(2, [], ['command-3'])),
        log.append(append(9, ['too late'])),
      ]);
      if (outcome === 'appended')
        expect(answers.map((each) => each.kind)).toEqual(['appended', 'appended', 'conflict']);
      else for (const answer of answers) expect(answer).toMatchObject({ kind: 'not-stored', reason: 'unavailable' });
      const texts = outcome === 'appended' ? ['a', 'b'] : ['a'];
      const direct = await open();
      expect(await textsOf(direct.log)).toEqual(texts);
      expect((await direct.log.receipt('author-1', 'command-3')) !== undefined).toBe(outcome === 'appended');
      expect(await log.append(append(texts.length, ['c']))).toEqual({ kind: 'appended', head: texts.length + 1 });
      expect(await log.verify(operation)).toMatchObject({ ok: true });
    });

    test('also when all that it stored is the receipt of a refused command', async () => {
      const proxy = await startProxy(url);
      closing.push(proxy.close);
      const { log } = await open(proxy.url);
      await log.append(append(0, ['a']));
      proxy.cutAtNextCommit('after');
      expect(await log.append(append(1, [], ['refused']))).toEqual({ kind: 'appended', head: 1 });
      proxy.cutAtNextCommit('before');
      expect(await log.append(append(1, [], ['refused-2']))).toMatchObject({ kind: 'not-stored' });
    });
  });

  test('[P-D3] five kills of the server under eight writers: each command takes effect once, in its order', async () => {
    const stores = [await open(), await open()];
    const perWriter = 60;
    let running = Promise.resolve();
    let acknowledged = 0;
    const outcomes = { appended: 0, duplicate: 0, 'not-stored': 0, 'in-doubt': 0 };
    const writers = upTo(8).map(async (writer) => {
      const { log } = stores[writer % 2]!;
      for (let n = 1, head = 0; n <= perWriter;) {
        const answer = await tryToAppend(log, append(head, [`${writer}.${n}`], [`${writer}.${n}`]));
        if ('head' in answer) head = answer.head;
        if (answer.kind === 'conflict') continue;
        outcomes[answer.kind] += 1;
        if (answer.kind === 'not-stored' || answer.kind === 'in-doubt') {
          await running;
          continue;
        }
        acknowledged += 1;
        n += 1;
      }
    });
    for (const kill of upTo(5)) {
      await expect.poll(() => acknowledged, { timeout: 20_000, interval: 5 }).toBeGreaterThan(kill * 70);
      running = server.crash();
      await running;
    }
    await Promise.all(writers);
    console.log(`D3: 5 kills, ${8 * perWriter} commands, answers ${JSON.stringify(outcomes)}`);
    const texts = await textsOf(stores[0]!.log);
    for (const writer of upTo(8)) {
      const mine = texts.filter((each) => each.startsWith(`${writer}.`));
      expect(mine).toEqual(upTo(perWriter).map((n) => `${writer}.${n}`));
    }
    expect(await stores[0]!.log.verify(operation)).toMatchObject({ ok: true, events: 8 * perWriter });
  });
});

async function tryToAppend(log: EventLog, request: Append): Promise<Appended | { kind: 'in-doubt' }> {
  try {
    return await log.append(request);
  } catch {
    return { kind: 'in-doubt' };
  }
}

/** With the NUL that ends a query, or the cut would come at "BEGIN ISOLATION LEVEL READ COMMITTED". */
const commit = 'COMMIT\0';

type Cut = 'before' | 'after' | 'hanging';

/** Between the log and the database; cuts one connection at its next COMMIT: before the server hears it, or after. */
async function startProxy(target: string) {
  const { hostname, port } = new URL(target);
  let cut: Cut | undefined;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const database = createConnection(Number(port), hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    let severed = false;
    client.on('data', (bytes) => {
      if (severed) return;
      if (cut === undefined || !bytes.includes(commit)) return void database.write(bytes);
      severed = true;
      const how = cut;
      cut = undefined;
      if (how === 'after') database.write(bytes);
      if (how === 'before') database.destroy();
      // "after": only once the server has answered is it certain that it has done it.
      if (how !== 'after') client.destroy();
    });
    database.on('data', (bytes) => {
      if (severed) client.destroy();
      else client.write(bytes);
    });
    database.on('close', () => client.destroy());
    client.on('close', () => {
      if (!severed) database.destroy();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const through = new URL(target);
  through.port = String((proxy.address() as AddressInfo).port);
  return {
    url: through.href,
    cutAtNextCommit: (how: Cut) => (cut = how),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
