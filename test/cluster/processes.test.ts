import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../shared/protocol/down.ts';
import { Cluster } from '../chaos/cluster.ts';
import type { Follower } from '../chaos/follower.ts';
import { badLinks, silence } from '../chaos/clusterForms.ts';
import { inWords, lossesOf } from '../chaos/report.ts';
import { whyNoPostgres } from '../support/postgres.ts';
import { until } from '../wire/wire.support.ts';

const absent = await whyNoPostgres();
const seed = Date.now() % 1_000_000;

describe.skipIf(absent)(`three server processes on one PostgreSQL${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let cluster: Cluster;
  let at: string;
  beforeAll(async () => {
    cluster = await Cluster.open({ nodes: 3, seed, writers: 5, followers: 3 });
    at = `/operations/${cluster.ground.operation}`;
  });
  afterAll(() => cluster?.close());

  const report = (more: object = {}) => ({
    commandId: randomUUID(),
    type: 'incident.report',
    data: { incidentId: randomUUID() as string, title: 'Smoke', ...more },
  });
  const send = async (person: number, node: number, message: object): Promise<Outcome> =>
    ((await (await cluster.http(person, node, 'POST', `${at}/commands`, message)).json()) as Outcome[])[0]!;

  async function joinedOn(person: number, node: number): Promise<Follower> {
    const follower = cluster.follow(person, node);
    await until('it has joined', () => follower.joined);
    return follower;
  }

  test('[L8] [P-D4] a command to one node has its receipt on each, and the same answer from each', async () => {
    const message = report();
    const answer = await send(0, 0, message);
    expect(answer).toMatchObject({ outcome: 'accepted' });
    for (const node of [1, 2]) {
      const receipt = await cluster.http(0, node, 'GET', `/commands/${message.commandId}`);
      expect(await receipt.json()).toEqual(answer);
      expect(await send(0, node, message)).toEqual(answer);
      expect(await send(0, node, { ...message, data: { ...message.data, title: 'Other' } })).toMatchObject({
        code: 'command-id-reused',
      });
    }
  });

  test('[L11] what one node acknowledged is in what every node shows next', async () => {
    const missing: number[] = [];
    for (let n = 0; n < 30; n++) {
      const message = report();
      expect(await send(n % 5, n % 3, message)).toMatchObject({ outcome: 'accepted' });
      const snapshot = await cluster.http(n % 5, (n + 1) % 3, 'GET', `${at}/snapshot`);
      if (!(await snapshot.text()).includes(message.data.incidentId)) missing.push(n);
    }
    expect(missing).toEqual([]);
  });

  test('[U7] who is here is seen on every node, and where they look only by who may see that; a killed node leaves nobody behind for 10 s', async () => {
    const [ann, bob] = [await joinedOn(0, 0), await joinedOn(1, 1)];
    const cleo = await joinedOn(3, 2);
    const { users } = cluster.ground;
    // 0 and 3 are of one organisation, 1 is of another.
    const sees = (who: Follower, person: number) => JSON.stringify(who.people).includes(users[person]!);
    await until('each sees the others', () => sees(ann, 3) && sees(ann, 1) && sees(bob, 0) && sees(cleo, 1));
    const message = report({ marking: { tlp: 'TLP:AMBER+STRICT', circles: [] } });
    expect(await send(3, 2, message)).toMatchObject({ outcome: 'accepted' });
    const looking = { kind: 'incident', id: message.data.incidentId };
    cleo.socket!.emit('presence', { operation: cluster.ground.operation, looking });
    await until('it is seen where she looks', () => ann.people.some((each) => each.looking?.id === looking.id));
    expect(JSON.stringify(bob.people)).not.toContain(looking.id);
    cleo.stop();
    // A batch later bob would have been shown it.
    await until('he is level', () => bob.people.length > 0 && bob.joined);
    const left = await until('she is gone', () => !sees(ann, 3), 5000);
    const ghost = await joinedOn(3, 2);
    await until('she is back', () => sees(ann, 3));
    const work = cluster.killNode(2);
    const died = await until('a dead node has no people', () => !sees(ann, 3), 10_000);
    ghost.stop();
    await work;
    await cluster.startNode(2);
    console.log(`presence: left after ${Math.round(left)} ms, of a killed node after ${Math.round(died)} ms`);
  });

  test('[P-C5] a session ended on one process is dropped by the others within a second', async () => {
    const there = await joinedOn(5, 1);
    await cluster.http(5, 0, 'DELETE', '/session');
    await until('it is told', () => there.byes.some(({ reason }) => reason === 'session-ended'), 1000);
    there.stop();
    await until('no node lets it in', async () => (await cluster.http(5, 2, 'GET', '/session')).status === 401, 1000);
  });

  test('[P-D3] [P-D8] a node killed, PostgreSQL killed twice, under load: nothing lost, doubled, repeated or out of order', async () => {
    cluster.write();
    await cluster.untilAnswered(60);
    await cluster.killNode(0);
    await cluster.untilAnswered(20);
    await cluster.postgres.crash();
    await Promise.all([cluster.startNode(0), cluster.untilAnswered(40)]);
    await cluster.postgres.crash();
    await cluster.untilAnswered(40);
    const reckoned = await cluster.reckon();
    console.log(inWords(`P-D3: seed ${seed}, 3 processes, 1 node killed, PostgreSQL killed twice`, reckoned));
    expect(lossesOf(reckoned), inWords('lost', reckoned)).toBe(0);
    expect(reckoned.counts.resolved).toBeGreaterThan(0);
  });
});

describe.skipIf(absent)(`nodes on bad links${absent ? ` (skipped: ${absent})` : ''}`, () => {
  test('[P-D9] notifications silenced between the database and every node: all events arrive within a second', async () => {
    const report = await silence(6, seed);
    console.log(inWords('P-D9', report));
    expect(lossesOf(report), inWords('lost', report)).toBe(0);
    // Had one been heard, it would have come at once: half of them wait for the poll.
    expect(Number(report.counts['longestMs'])).toBeGreaterThan(100);
  });

  test('[P-D8] links that delay, throttle, stand still and break, to clients and to PostgreSQL: nothing lost, all level', async () => {
    const report = await badLinks(8, seed);
    console.log(inWords(`P-D8: seed ${seed}`, report));
    expect(lossesOf(report), inWords('lost', report)).toBe(0);
  });
});
