import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIRECTORY } from '../../shared/ids.ts';
import { RawReader } from './rawReader.ts';
import { report, until, WirePlace, WireScreen, type Person } from './wire.support.ts';

let place: WirePlace;
let ann: Person;
beforeAll(async () => {
  place = await WirePlace.open();
  ann = await place.person(['coordinator', 'owner', 'liaison']);
});
afterAll(async () => {
  expect(place.troubles).toEqual([]);
  await place.close();
});

async function openScreen(person: Person, operation = place.operation): Promise<WireScreen> {
  const screen = new WireScreen(place.connect(person), operation);
  expect((await screen.join()).ok).toBe(true);
  await until('the snapshot is there', () => screen.cursor !== undefined);
  return screen;
}

const WAYS: [string, (person: Person) => Promise<void>, 'session-ended' | 'not-allowed'][] = [
  ['the session is revoked', (person) => place.app.sessions.revoke(person.sessionId), 'session-ended'],
  ['every session of the user is revoked', (person) => place.app.sessions.revokeUser(person.user), 'session-ended'],
  ['the user is disabled', (person) => place.admin('user.disable', { userId: person.user }), 'session-ended'],
  [
    'the last role is taken away',
    (person) => place.admin('user.setRoles', { userId: person.user, operation: place.operation, roles: [] }),
    'not-allowed',
  ],
  [
    'the organisation takes part no longer',
    () =>
      place.admin('operation.setParticipants', {
        operationId: place.operation,
        participants: place.organisations.slice(0, 2),
      }),
    'not-allowed',
  ],
];

describe('[P-C5] after a revocation nothing is delivered later than a second', () => {
  for (const [name, revoke, reason] of WAYS) {
    it(`[P-C5] ${name}: open sockets, what they send, resumptions and HTTP`, async () => {
      const person = await place.person(['coordinator', 'liaison'], 2);
      const screens = await Promise.all([openScreen(person), openScreen(person), openScreen(person)]);
      // Changes keep coming all the while.
      let running = true;
      const load = (async () => {
        while (running) await place.send(ann, report());
      })();
      load.catch(() => {});
      await until('changes arrive', () => screens.every((screen) => screen.batches > 3));
      const { cursor } = screens[0]!;
      await revoke(person);
      const revokedAt = performance.now();
      await until(
        'all three are told',
        () => screens.every((screen) => screen.byes.some((bye) => bye.reason === reason)),
        1000,
      );
      await until('a second has passed', () => performance.now() - revokedAt > 1300, 3000);
      for (const screen of screens) expect(screen.lastChangeAt - revokedAt).toBeLessThan(1000);

      const resumed = new WireScreen(place.connect(person), place.operation);
      resumed.cursor = cursor;
      if (reason === 'session-ended') {
        await until('no new connection', () => !resumed.socket.connected && !resumed.socket.active);
        expect((await place.http(person, 'GET', `/operations/${place.operation}/snapshot`)).status).toBe(401);
      } else {
        expect(await resumed.join()).toEqual({ ok: false, code: 'not-found' });
        expect((await place.http(person, 'GET', `/operations/${place.operation}/snapshot`)).status).toBe(404);
        expect(
          (await place.http(person, 'GET', `/operations/${place.operation}/changes?after=${cursor!}`)).status,
        ).toBe(404);
        expect((await place.send(person, report()))[0]).toMatchObject({ outcome: 'refused', code: 'not-found' });
        expect(await (await place.http(person, 'GET', '/operations')).json()).toEqual([]);
      }
      running = false;
      await load;
      for (const screen of [...screens, resumed]) screen.socket.close();
      await place.admin('operation.setParticipants', {
        operationId: place.operation,
        participants: place.organisations,
      });
    }, 20_000);
  }

  it('[P-C5] leaving a circle withdraws what it shared within a second, from open screens and returning ones', async () => {
    const person = await place.person(['coordinator'], 1);
    const screen = await openScreen(person);
    const away = await openScreen(person);
    const incidentId = randomUUID();
    const shared = report({ incidentId, marking: { tlp: 'TLP:AMBER+STRICT', circles: [place.circle] } });
    expect((await place.send(ann, shared))[0]!.outcome).toBe('accepted');
    const key = `incident:${incidentId}`;
    await until('both show it', () => screen.held.has(key) && away.held.has(key));
    const { cursor, held } = away;
    away.socket.close();
    const [owner, , third] = place.organisations;
    await place.admin('circle.setMembers', { circleId: place.circle, members: [owner, third] });
    await until('it is withdrawn', () => !screen.held.has(key), 1000);
    const back = new WireScreen(place.connect(person), place.operation);
    back.cursor = cursor;
    back.held = held;
    expect((await back.join()).ok).toBe(true);
    await until('it is withdrawn from the one that returns', () => !back.held.has(key), 1000);
    expect(back.shows((await place.snapshot(person)).records)).toBe(true);
    screen.socket.close();
    back.socket.close();
  });

  it('[P-C5] an administrator who no longer is one is shown the directory of a member, or none', async () => {
    const admin = await place.person(['liaison'], 1);
    await place.admin('user.setRoles', { userId: admin.user, operation: DIRECTORY, roles: ['admin'] });
    const stranger = randomUUID();
    await place.admin('organisation.register', {
      organisationId: stranger,
      name: 'Far',
      shortName: 'F',
      kind: 'operator',
      country: 'FR',
    });
    const screen = await openScreen(admin, DIRECTORY);
    expect(screen.held.has(`organisation:${stranger}`)).toBe(true);
    await place.admin('user.setRoles', { userId: admin.user, operation: DIRECTORY, roles: [] });
    await until('a gap tells it to ask again', () => screen.gaps > 0, 1000);
    expect((await screen.join()).reset).toBe(true);
    await until('what only administrators see is gone', () => !screen.held.has(`organisation:${stranger}`), 1000);
    screen.socket.close();
  });

  it('[P-C5][DLV-4] a reader that stands still is not sent its queue after its session has ended', async () => {
    const person = await place.person(['viewer'], 2);
    const filler = 'x'.repeat(4900);
    const load = () =>
      place.send(
        ann,
        Array.from({ length: 10 }, () => report({ description: filler })),
      );
    const raw = await RawReader.join(place.port, person.token, place.operation);
    raw.stopReading();
    // More than its own operating system takes for it, and not so much that the server would cut the connection for that.
    for (let sent = 0; sent < 700_000; sent += 10 * filler.length) await load();
    expect(await place.readersCut()).toBe(0);
    const last = randomUUID();
    await place.send(ann, report({ incidentId: last }));
    // Its own operating system takes as much as it likes, sometimes all: what it holds cannot be called back.
    const held = (await place.waiting()) > 0;
    await place.app.sessions.revoke(person.sessionId);
    const revokedAt = performance.now();
    const secret = randomUUID();
    await place.send(ann, report({ incidentId: secret }));
    await until('a second has passed', async () => {
      await place.send(ann, report());
      return performance.now() - revokedAt > 1000;
    });
    raw.readOn();
    await until('the connection has ended', () => raw.ended);
    // Compared as numbers: the text is most of a megabyte.
    expect(raw.text.indexOf(secret)).toBe(-1);
    if (held) expect(raw.text.indexOf(last)).toBe(-1);
    console.log(
      `[P-C5] a reader that stood still: ${held ? 'its queue was thrown away' : 'its own system had taken all of it'}`,
    );
  }, 40_000);
});
