import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, whyNoPostgres, type TestPostgres } from '../support/postgres.ts';
import {
  administer,
  furnish,
  id,
  journal,
  makeOperation,
  Screen,
  setRoles,
  snapshotHash,
  startNode,
  tokenFor,
  type Node,
} from './cluster.support.ts';

const absent = await whyNoPostgres();
/** A second, and what a busy machine needs to look. */
const WITHIN_A_SECOND = { timeout: 1000, interval: 5 };

describe.skipIf(absent)(`two nodes on one PostgreSQL${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let server: TestPostgres;
  let a: Node;
  let b: Node;
  let operation: string;
  const screens: Screen[] = [];
  const took: Record<string, number> = {};

  beforeAll(async () => {
    server = await startPostgres();
    const url = await server.url('cluster');
    [a, b] = await Promise.all([startNode(url), startNode(url)]);
    operation = await furnish(a);
  });
  afterAll(async () => {
    console.log(`two nodes, milliseconds: ${JSON.stringify(took)}`);
    for (const { socket } of screens) socket.disconnect();
    await Promise.all([a?.close(), b?.close()]);
    await server?.stop();
  });

  async function open(node: Node, who: string, at = operation, token?: string): Promise<Screen> {
    const screen = new Screen(node, token ?? (await tokenFor(a, who)), at);
    screens.push(screen);
    await expect.poll(async () => (await screen.join()).ok, { timeout: 5000, interval: 10 }).toBe(true);
    return screen;
  }
  const since = (name: string, start: number) => (took[name] = Math.round(performance.now() - start));

  test('an operation made on one is joined on the other at once', async () => {
    const start = performance.now();
    const made = await makeOperation(a, 'made-on-a');
    const started = performance.now();
    await open(b, 'bea', made);
    since('joined', started);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(took['joined']).toBeLessThan(1000);
  });

  test('[L4] a command on one reaches the screens of the other, and both hold the same', async () => {
    const [here, there] = [await open(a, 'rosa'), await open(b, 'rui')];
    const start = performance.now();
    expect(await here.report('smoke')).toMatchObject({ outcome: 'accepted' });
    await expect.poll(() => there.shows('smoke'), WITHIN_A_SECOND).toBe(true);
    since('reached', start);
    for (let n = 0; n < 20; n++) await (n % 2 ? here : there).report(`smoke ${n}`);
    await expect
      .poll(() => here.hash() === there.hash() && here.shows('smoke 19') && here.shows('smoke 18'), { timeout: 5000 })
      .toBe(true);
    const token = await tokenFor(b, 'rosa');
    const hashes = [
      await snapshotHash(a, token, operation),
      await snapshotHash(b, token, operation),
      here.hash(),
      there.hash(),
    ];
    expect(new Set(hashes).size).toBe(1);
    expect([here.gaps, there.gaps]).toEqual([0, 0]);
  });

  test('[L11] commands to one record on both at once are all answered, and the log has no gap', async () => {
    const [here, there] = [await open(a, 'rosa'), await open(b, 'rui')];
    await here.report('contended');
    await expect.poll(() => there.shows('contended'), WITHIN_A_SECOND).toBe(true);
    const before = (await journal(a.store, operation)).length;
    const rounds = 60;
    const outcomes = await Promise.all(
      Array.from({ length: rounds }, (_, n) =>
        [here, there].map((screen, side) =>
          screen.send('incident.addNote', {
            incidentId: id('contended'),
            noteId: randomUUID(),
            text: `${n} of ${side}`,
          }),
        ),
      ).flat(),
    );
    expect(outcomes.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    expect(await journal(b.store, operation)).toHaveLength(before + 2 * rounds);
    await expect
      .poll(
        () =>
          here.hash() === there.hash() &&
          [...here.records.keys()].filter((key) => key.startsWith('note:')).length === 2 * rounds,
        { timeout: 5000 },
      )
      .toBe(true);
  });

  test('of two changes based on the same version, made on both at once, one is stale', async () => {
    const [here, there] = [await open(a, 'rosa'), await open(b, 'rui')];
    for (let round = 0; round < 5; round++) {
      const name = `versioned ${round}`;
      await here.report(name);
      await expect.poll(() => there.shows(name), WITHIN_A_SECOND).toBe(true);
      const ifVersion = there.records.get(`incident:${id(name)}`)!['version'];
      const answers = await Promise.all([
        here.send('incident.setSeverity', { incidentId: id(name), severity: 3 }, randomUUID(), { ifVersion }),
        there.send('incident.setSeverity', { incidentId: id(name), severity: 4 }, randomUUID(), { ifVersion }),
      ]);
      expect(answers.map(({ code }) => code ?? 'accepted').sort()).toEqual(['accepted', 'stale']);
    }
  });

  test('[L8] [P-D4] one command sent to both at once takes effect once, with one answer', async () => {
    const [here, there] = [await open(a, 'rosa'), await open(b, 'rosa')];
    const before = (await journal(a.store, operation)).length;
    const rounds = 60;
    await Promise.all(
      Array.from({ length: rounds }, async (_, n) => {
        const commandId = randomUUID();
        const data = { incidentId: id(`once ${n}`), title: 'Once' };
        const answers = await Promise.all(
          [here, there, here].map((screen) => screen.send('incident.report', data, commandId)),
        );
        expect(answers[0]).toMatchObject({ commandId, outcome: 'accepted' });
        for (const answer of answers) expect(answer).toEqual(answers[0]);
        const other = await there.send('incident.report', { ...data, title: 'Other' }, commandId);
        expect(other).toMatchObject({ outcome: 'refused', code: 'command-id-reused' });
      }),
    );
    expect(await journal(a.store, operation)).toHaveLength(before + rounds);
  });

  test('[P-C5] a session ended on one is dropped by the other within a second', async () => {
    const token = await tokenFor(a, 'bea');
    const there = await open(b, 'bea', operation, token);
    const end = await fetch(`${a.base}/api/v1/session`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(end.status).toBe(204);
    const start = performance.now();
    await expect.poll(() => there.socket.disconnected, WITHIN_A_SECOND).toBe(true);
    since('session dropped', start);
    expect(there.byes).toMatchObject([{ reason: 'session-ended' }]);
    await expect
      .poll(
        async () => (await fetch(`${b.base}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } })).status,
        WITHIN_A_SECOND,
      )
      .toBe(401);
  });

  test('[P-C5] roles taken away on one are felt on the other within a second', async () => {
    const [here, there] = [await open(a, 'rosa'), await open(b, 'bea')];
    await setRoles(a, 'bea', operation, []);
    const start = performance.now();
    await expect.poll(() => there.byes, WITHIN_A_SECOND).toMatchObject([{ reason: 'not-allowed', operation }]);
    since('roles felt', start);
    await here.report('after the roles');
    expect(await there.report('by a stranger')).toMatchObject({ outcome: 'refused', code: 'not-found' });
    expect(await there.join()).toEqual({ ok: false, code: 'not-found' });
    expect(there.shows('after the roles')).toBe(false);
    await setRoles(a, 'bea', operation, ['coordinator', 'owner', 'liaison']);
  });

  test('[P-C5] an organisation that leaves a circle on one loses on the other what the circle showed it', async () => {
    const [here, there] = [await open(a, 'rosa'), await open(b, 'bea')];
    await here.report('amber', { marking: { tlp: 'TLP:AMBER', circles: [id('circle')] } });
    await expect.poll(() => there.shows('amber'), WITHIN_A_SECOND).toBe(true);
    await administer(a, 'circle.setMembers', { circleId: id('circle'), members: [id('red')] });
    const start = performance.now();
    await expect.poll(() => there.shows('amber'), WITHIN_A_SECOND).toBe(false);
    since('circle felt', start);
    expect(here.shows('amber')).toBe(true);
    expect(there.hash()).toBe(await snapshotHash(b, await tokenFor(a, 'bea'), operation));
  });

  test('[P-A1] failed tries count on both nodes together', async () => {
    await a.app.accounts.createAccount({
      username: 'rosa@red',
      userId: id('rosa'),
      password: 'a long enough password',
    });
    const tries = async (node: Node, password: string) => {
      const body = JSON.stringify({ username: 'rosa@red', password });
      return (
        await fetch(`${node.base}/api/v1/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status;
    };
    expect(await tries(b, 'a long enough password')).toBe(200);
    for (let n = 0; n < 10; n++) expect(await tries(n % 2 ? a : b, 'wrong')).toBe(401);
    expect([await tries(a, 'wrong'), await tries(b, 'wrong'), await tries(b, 'a long enough password')]).toEqual([
      429, 429, 429,
    ]);
  });

  test('[P-D11] after all that the chains verify, and no node was troubled', async () => {
    for (const stream of ['directory', operation]) expect(await b.store.log.verify(stream)).toMatchObject({ ok: true });
    expect([...a.trouble, ...b.trouble]).toEqual([]);
  });
});
