import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, whyNoPostgres, type TestPostgres } from '../support/postgres.ts';
import { RawReader } from '../wire/rawReader.ts';
import { until } from '../wire/wire.support.ts';
import { administer, id, Screen, setRoles, startNode, tokenFor, type Node } from './cluster.support.ts';
import { attach, enterAsGuest, Subject } from './revocation.support.ts';

const absent = await whyNoPostgres();
/** Bytes of one report of the queue behind a reader that stands still. */
const FILLER = 'x'.repeat(4900);
/** Bytes that a reader's own operating system does not take for it, and for which the server does not cut it yet. */
const UNREAD = 700_000;

const ORGANISATIONS = ['green 1', 'green 2', 'red', 'blue', 'violet'];
const PEOPLE = {
  rosa: 'red',
  rui: 'red',
  'sam 1': 'red',
  'sam 2': 'red',
  'bea 1': 'blue',
  'bea 2': 'blue',
  'bob 1': 'blue',
  'bob 2': 'blue',
  'gil 1': 'green 1',
  'gil 2': 'green 2',
  vera: 'violet',
};

interface Way {
  readonly name: string;
  /** What is looked for: in the records of the circle, or in any at all. */
  readonly words: 'open' | 'circle';
  arrive(): Promise<string>;
  revoke(): Promise<unknown>;
}

describe.skipIf(absent)(`what is revoked on one node of two${absent ? ` (skipped: ${absent})` : ''}`, () => {
  let server: TestPostgres;
  let a: Node;
  let b: Node;
  const operation = id('operation');
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    server = await startPostgres();
    const url = await server.url('revocation');
    [a, b] = await Promise.all([startNode(url), startNode(url)]);

    for (const name of ORGANISATIONS)
      await administer(a, 'organisation.register', {
        organisationId: id(name),
        name,
        shortName: name,
        kind: 'operator',
        country: 'ES',
      });
    for (const [name, home] of Object.entries(PEOPLE))
      await administer(a, 'user.register', { userId: id(name), name, organisation: id(home) });
    for (const circle of ['circle 1', 'circle 2'])
      await administer(a, 'circle.create', {
        circleId: id(circle),
        name: circle,
        owner: id('red'),
        members: [id('red'), id('violet')],
      });
    await administer(a, 'operation.create', {
      operationId: operation,
      name: 'Op',
      kind: 'live',
      participants: ORGANISATIONS.map(id),
    });
    for (const name of Object.keys(PEOPLE)) await setRoles(a, name, operation, ['coordinator', 'liaison']);
  });
  afterAll(async () => {
    for (const close of closing) await close();
    expect([...(a?.trouble ?? []), ...(b?.trouble ?? [])]).toEqual([]);
    await Promise.all([a?.close(), b?.close()]);
    await server?.stop();
  });

  const guest = (name: string, sponsor: string, milliseconds = 3600_000) =>
    enterAsGuest(a, b, { operation, name, sponsor, token: () => tokenFor(a, sponsor), milliseconds });

  /** Once for each test, on people, organisations and circles of its own. */
  const ways = (test: 1 | 2): Way[] => [
    {
      name: 'a session',
      words: 'open',
      arrive: () => tokenFor(a, `bea ${test}`),
      revoke: () => a.app.sessions.revokeUser(id(`bea ${test}`)),
    },
    {
      name: 'a person',
      words: 'open',
      arrive: () => tokenFor(a, `bob ${test}`),
      revoke: () => administer(a, 'user.disable', { userId: id(`bob ${test}`) }),
    },
    {
      name: 'an organisation',
      words: 'open',
      arrive: () => tokenFor(a, `gil ${test}`),
      revoke: () =>
        administer(a, 'operation.setParticipants', {
          operationId: operation,
          participants: ORGANISATIONS.slice(test).map(id),
        }),
    },
    {
      name: 'a circle membership',
      words: 'circle',
      arrive: () => tokenFor(a, 'vera'),
      revoke: () => administer(a, 'circle.setMembers', { circleId: id(`circle ${test}`), members: [id('red')] }),
    },
    {
      name: "a guest's link",
      words: 'open',
      arrive: () => guest(`guest ${test}`, 'rui'),
      revoke: () => administer(a, 'guest.revoke', { guestId: id(`guest ${test}`) }),
    },
    {
      name: 'the sponsor of a guest',
      words: 'open',
      arrive: () => guest(`guest of sam ${test}`, `sam ${test}`),
      revoke: () => administer(a, 'user.disable', { userId: id(`sam ${test}`) }),
    },
  ];
  const intoCircle = (test: 1 | 2) => ({ marking: { tlp: 'TLP:AMBER+STRICT', circles: [id(`circle ${test}`)] } });

  /** Reports without end by somebody on the other node, to everybody and into the circle. */
  async function reports(): Promise<{ attachments: Record<Way['words'], string>; stop: () => Promise<void> }> {
    const rosa = await tokenFor(a, 'rosa');
    const screen = new Screen(a, rosa, operation);
    closing.push(() => screen.socket.disconnect());
    await until('rosa is in', async () => (await screen.join()).ok, 5000);
    const circle = intoCircle(1);
    const report = async (words: Way['words']) => {
      const incidentId = randomUUID();
      const marked = words === 'circle' ? circle : {};
      const outcome = await screen.send('incident.report', { incidentId, title: `word-${words}`, ...marked });
      expect(outcome.outcome).toBe('accepted');
      return incidentId;
    };
    const attachments = { open: '', circle: '' };
    for (const words of ['open', 'circle'] as const)
      attachments[words] = await attach(
        a,
        screen,
        rosa,
        await report(words),
        `word-${words}`,
        words === 'circle' ? circle : {},
      );
    // Who is here is known to each node of its own: somebody must look about on the other one.
    const looking = new Screen(b, await tokenFor(a, 'rui'), operation);
    closing.push(() => looking.socket.disconnect());
    await until('rui is in', async () => (await looking.join()).ok, 5000);
    let running = true;
    const work = (async () => {
      while (running) {
        const ids = [await report('open'), await report('circle')];
        // Now at what everybody may see and now at the circle's, each for longer than presence is told apart.
        const one = ids[Math.floor(performance.now() / 1100) % 2];
        looking.socket.emit('presence', { operation, looking: { kind: 'incident', id: one }, editing: true });
        await new Promise((resume) => setTimeout(resume, 40));
      }
    })();
    return {
      attachments,
      stop: () => {
        running = false;
        return work;
      },
    };
  }

  test('[P-C5][DLV-6] nothing is delivered by the other node later than a second, by whatever way it could be', async () => {
    const WAYS = ways(1);
    const { attachments, stop } = await reports();
    const subjects: Subject[] = [];
    for (const { name, words, arrive } of WAYS)
      subjects.push(new Subject(b, operation, { name, words, token: await arrive(), attachment: attachments[words] }));
    const short = 8000;
    // Of a guest whose time simply runs out.
    const endsAt = Date.now() + short;
    const passing = new Subject(b, operation, {
      name: "the time of a guest's link",
      words: 'open',
      token: await guest('passing guest', 'rui', short),
      attachment: attachments.open,
    });
    for (const subject of [...subjects, passing]) await subject.begin();
    for (const subject of [...subjects, passing])
      await until(`${subject.name} is told by every way`, () => subject.toldByAll(), endsAt - Date.now());
    for (const [index, { revoke }] of WAYS.entries()) {
      await revoke();
      subjects[index]!.revokedAt = performance.now();
    }
    // By itself: no row of the directory comes after it that could remind anybody.
    await until('the time of the link is over', () => Date.now() >= endsAt, short);
    passing.revokedAt = performance.now();
    await until('more than a second has passed', () => performance.now() - passing.revokedAt > 1500, 5000);
    const all = [...subjects, passing];
    for (const subject of all) await subject.end();
    await stop();
    console.log(all.map((subject) => subject.report()).join('\n'));
    for (const subject of all) expect(subject.late(), subject.name).toEqual([]);
  }, 60_000);

  test('[P-C5][DLV-6] nor what was queued behind a reader that stood still', async () => {
    const rosa = await tokenFor(a, 'rosa');
    const port = Number(new URL(b.base).port);
    const send = async (commands: object[]) => {
      const response = await fetch(`${a.base}/api/v1/operations/${operation}/commands`, {
        method: 'POST',
        headers: { authorization: `Bearer ${rosa}`, 'content-type': 'application/json' },
        body: JSON.stringify(commands),
      });
      for (const one of (await response.json()) as { outcome: string }[]) expect(one.outcome).toBe('accepted');
    };
    let round = 0;
    const fill = async () => {
      round += 1;
      const reports = (['open', 'circle'] as const).flatMap((words) =>
        Array.from({ length: 5 }, () => {
          const title = `queued-${words}-${round}-`;
          const data = {
            incidentId: randomUUID(),
            title,
            description: FILLER,
            ...(words === 'circle' && intoCircle(2)),
          };
          return { commandId: randomUUID(), type: 'incident.report', data };
        }),
      );
      await send(reports);
    };

    // What waits on the server, in the process or in its operating system: what the reader's own has taken cannot be called back.
    const accepted: Socket[] = [];
    b.app.http.on('upgrade', (_request, socket: Socket) => accepted.push(socket));
    const wires: Socket[] = [];
    const readers: RawReader[] = [];
    const WAYS = ways(2);
    for (const { arrive } of WAYS) {
      const token = await arrive();
      const reader = await RawReader.join(port, token, operation);
      closing.push(() => reader.close());
      readers.push(reader);
      wires.push(accepted.at(-1)!);
    }
    // All at once, and now: one that stands still for ten seconds is cut, whatever waits for it.
    for (const reader of readers) reader.stopReading();
    const before = wires.map(({ bytesWritten }) => bytesWritten);
    // Each loses its right in the moment in which enough waits for it: by then the latest reports are in the queue.
    const revokedIn: number[] = [];
    const waiting: number[] = [];
    await until(
      'something was queued for everybody',
      async () => {
        await fill();
        for (const [index, { revoke }] of WAYS.entries()) {
          const unread = wires[index]!.bytesWritten - before[index]!;
          if (revokedIn[index] !== undefined || unread < UNREAD) continue;
          [revokedIn[index], waiting[index]] = [round, unread];
          await revoke();
        }
        return WAYS.every((_way, index) => revokedIn[index] !== undefined);
      },
      60_000,
    );
    const revokedAt = performance.now();
    await until('a second has passed', async () => (await fill(), performance.now() - revokedAt > 1000), 3000);
    for (const reader of readers) reader.readOn();
    await until('every connection has ended', () => readers.every(({ ended }) => ended), 3000);
    for (const [index, { name, words }] of WAYS.entries()) {
      const read = [...readers[index]!.text.matchAll(new RegExp(`queued-${words}-(\\d+)-`, 'g'))].map(([, one]) =>
        Number(one),
      );
      expect(Math.max(...read), name).toBeLessThan(revokedIn[index]!);
    }
    console.log(`DLV-6: bytes unread by each: ${waiting.join(', ')}; in ${round} rounds`);
  }, 120_000);
});
