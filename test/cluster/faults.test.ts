import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../shared/protocol/down.ts';
import { startPostgres, whyNoPostgres, type TestPostgres } from '../support/postgres.ts';
import { furnish, id, journal, Screen, snapshotHash, startNode, tokenFor, type Node } from './cluster.support.ts';

const absent = await whyNoPostgres();
const root = join(import.meta.dirname, '..', '..');

describe.skipIf(absent)(`nodes on one PostgreSQL, when something fails${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let server: TestPostgres;
  let url: string;
  let closing: (() => Promise<unknown> | unknown)[];
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    closing = [];
    url = await server.url(`cluster-${randomUUID()}`);
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  async function node(options?: Parameters<typeof startNode>[1]): Promise<Node> {
    const made = await startNode(url, options);
    closing.push(made.close);
    return made;
  }

  async function open(at: { base: string }, token: string, operation: string): Promise<Screen> {
    const screen = new Screen(at, token, operation);
    closing.push(() => screen.socket.disconnect());
    await expect.poll(async () => (await screen.join()).ok, { timeout: 5000, interval: 10 }).toBe(true);
    return screen;
  }

  test('[P-D9] a node that never hears the doorbell shows every event within a second', async () => {
    const a = await node();
    const operation = await furnish(a);
    const b = await node({ deaf: true });
    const [here, there] = [
      await open(a, await tokenFor(a, 'rosa'), operation),
      await open(b, await tokenFor(a, 'rui'), operation),
    ];
    let longest = 0;
    for (let n = 0; n < 8; n++) {
      const start = performance.now();
      expect(await here.report(`quiet ${n}`)).toMatchObject({ outcome: 'accepted' });
      await expect.poll(() => there.shows(`quiet ${n}`), { timeout: 1000, interval: 5 }).toBe(true);
      longest = Math.max(longest, performance.now() - start);
    }
    console.log(`P-D9: 8 events without a doorbell, the longest took ${Math.round(longest)} ms`);
    expect(there.gaps).toBe(0);
  });

  test('[P-D3] PostgreSQL killed three times in the middle of commands on two nodes: none lost, none doubled, in order', async () => {
    const [a, b] = [await node(), await node()];
    const operation = await furnish(a);
    const token = { rosa: await tokenFor(a, 'rosa'), rui: await tokenFor(a, 'rui'), bea: await tokenFor(a, 'bea') };
    const writers = await Promise.all(
      (['rosa', 'rui', 'bea', 'rosa', 'rui', 'bea'] as const).map(async (who, index) =>
        open(index % 2 ? b : a, token[who], operation),
      ),
    );
    const perWriter = 40;
    const answered: string[][] = writers.map(() => []);
    let accepted = 0;
    let inDoubt = 0;
    let running = Promise.resolve();
    const work = writers.map(async (screen, writer) => {
      for (let n = 0; n < perWriter; n++) {
        const commandId = id(`command ${writer} ${n}`);
        const data = { incidentId: id(`incident ${writer} ${n}`), title: `${writer}.${n}` };
        for (;;) {
          const outcome: Outcome = await screen.send('incident.report', data, commandId);
          if (outcome.outcome === 'accepted') break;
          // Only what may be sent again is ever said; under its own id it is resolved.
          expect(['busy', 'not-stored', 'rate-limited']).toContain(outcome.code);
          inDoubt += 1;
          await running;
        }
        answered[writer]!.push(commandId);
        accepted += 1;
      }
    });
    for (const kill of [1, 2, 3]) {
      await expect.poll(() => accepted, { timeout: 20_000, interval: 2 }).toBeGreaterThan(kill * 50);
      running = server.crash();
      await running;
    }
    await Promise.all(work);
    console.log(`P-D3: 3 kills, ${accepted} commands accepted on two nodes, ${inDoubt} told to send again`);
    const reported = (await journal(a.store, operation))
      .filter(({ type }) => type === 'incident.reported')
      .map(({ commandId }) => commandId);
    expect(reported).toHaveLength(writers.length * perWriter);
    for (const [writer, mine] of answered.entries()) {
      expect(
        reported.filter((one) => mine.includes(one)),
        `writer ${writer}`,
      ).toEqual(mine);
    }
    expect(await b.store.log.verify(operation)).toMatchObject({ ok: true });
    const hashOn = (at: Node) => snapshotHash(at, token.rosa, operation);
    const whole = await hashOn(await node());
    await expect
      .poll(async () => [await hashOn(a), await hashOn(b), ...writers.slice(0, 2).map((one) => one.hash())], {
        timeout: 10_000,
      })
      .toEqual(Array.from({ length: 4 }, () => whole));
  });

  test('two processes: the real server program follows what another node wrote before and after its start', async () => {
    const a = await node();
    const operation = await furnish(a);
    const [rosa, bea] = [await tokenFor(a, 'rosa'), await tokenFor(a, 'bea')];
    const here = await open(a, rosa, operation);
    await here.report('before its start');
    const other = await startProgram(url);
    closing.push(other.stop);
    const there = await open(other, bea, operation);
    await expect.poll(() => there.shows('before its start'), { timeout: 1000, interval: 5 }).toBe(true);
    await here.report('after its start');
    await expect.poll(() => there.shows('after its start'), { timeout: 1000, interval: 5 }).toBe(true);
    expect(await there.report('from the other')).toMatchObject({ outcome: 'accepted' });
    await expect.poll(() => here.shows('from the other'), { timeout: 1000, interval: 5 }).toBe(true);
    expect(await snapshotHash(a, bea, operation)).toBe(await snapshotHash(other, bea, operation));
    // Asked to end, it says goodbye first.
    const code = await other.stop();
    expect(code).toBe(0);
    await expect.poll(() => there.byes, { timeout: 1000 }).toMatchObject([{ reason: 'draining' }]);
  });
});

/** `server/main.ts` as `npm start` runs it, on a free port. */
async function startProgram(url: string): Promise<{ base: string; stop: () => Promise<number | null> }> {
  const environment = { ...process.env, DATABASE_URL: url, PORT: '0', TOCSIN_DEMO: '0', NODE_ENV: 'production' };
  const child: ChildProcess = spawn(process.execPath, [join(root, 'server', 'main.ts')], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = /http:\/\/localhost:(\d+)\//.exec(line)?.[1];
      if (said) resolve(said);
    });
    void ended.then((code) => reject(new Error(`The server ended with ${code} before it listened`)));
  });
  const stop = () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    return ended;
  };
  return { base: `http://127.0.0.1:${port}`, stop };
}
