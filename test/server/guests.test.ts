import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until, WirePlace, WireScreen, type Person } from '../wire/wire.support.ts';
import { Visits } from './guests.support.ts';

let place: WirePlace;
let visits: Visits;
let sponsor: Person;
/** Of another organisation of the operation. */
let other: Person;
beforeAll(async () => {
  place = await WirePlace.open();
  visits = new Visits(place);
  sponsor = await place.person(['liaison', 'coordinator', 'owner']);
  other = await place.person(['liaison', 'coordinator'], 1);
});
afterAll(async () => {
  expect(place.troubles).toEqual([]);
  await place.close();
});
const device = () => randomUUID().replaceAll('-', '');

describe('the link of a guest', () => {
  it('[POL-14] opens once: a second place is refused, and the first loses nothing', async () => {
    const guest = await visits.invite(sponsor);
    const token = await visits.link(sponsor, guest);
    const first = await visits.enter(token, undefined, device());
    expect(first).toMatchObject({ status: 200, user: { id: guest } });
    const screen = await visits.screen(first);
    for (const from of [undefined, device()]) {
      expect(await visits.enter(token, undefined, from)).toMatchObject({ status: 409, code: 'link-used' });
    }
    const seen = await visits.report(sponsor);
    await until('the first is still told', () => screen.held.has(`incident:${seen}`));
    expect(screen.byes).toEqual([]);
    screen.socket.close();
  });

  it('[POL-14] two places at the same moment: one of them is in', async () => {
    const token = await visits.link(sponsor, await visits.invite(sponsor));
    const both = await Promise.all([visits.enter(token, undefined, device()), visits.enter(token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('[POL-14] the same device may ask again: by its session, and by its own name where the answer was lost', async () => {
    const token = await visits.link(sponsor, await visits.invite(sponsor));
    const mine = device();
    const first = await visits.enter(token, undefined, mine);
    expect(await visits.enter(token, first)).toMatchObject({ status: 200, token: first.token });
    const again = await visits.enter(token, undefined, mine);
    expect(again.status).toBe(200);
    expect(again.token).not.toBe(first.token);
  });

  it('[POL-14] a new link ends the one before, and whoever uses it', async () => {
    const guest = await visits.invite(sponsor);
    const before = await visits.link(sponsor, guest);
    const first = await visits.enter(before);
    const screen = await visits.screen(first);
    const unopened = await visits.link(sponsor, guest);
    await until('the first is dismissed', () => screen.byes.some(({ reason }) => reason === 'session-ended'), 1000);
    const latest = await visits.link(sponsor, guest);
    for (const old of [before, unopened]) {
      expect(await visits.enter(old)).toMatchObject({ status: 410, code: 'link-ended' });
    }
    expect((await visits.enter(latest)).status).toBe(200);
  });

  it('[POL-14] of two links made at the same moment one opens', async () => {
    const guest = await visits.invite(sponsor);
    const links = await Promise.all([visits.link(sponsor, guest), visits.link(sponsor, guest)]);
    const entered = [];
    for (const link of links) entered.push((await visits.enter(link)).status);
    expect(entered.sort()).toEqual([200, 410]);
  });

  it('[POL-14] is made by people of the sponsor’s organisation who may invite, and by nobody else', async () => {
    const guest = await visits.invite(sponsor);
    const viewer = await place.person(['viewer']);
    const path = `/guests/${guest}/link`;
    for (const one of [other, viewer]) expect((await place.http(one, 'POST', path)).status).toBe(404);
    expect((await place.http(undefined, 'POST', path)).status).toBe(401);
    expect((await place.http(sponsor, 'POST', `/guests/${randomUUID()}/link`)).status).toBe(404);
    const visiting = await visits.arrive(sponsor);
    expect((await place.http(visiting, 'POST', `/guests/${visiting.user}/link`)).status).toBe(404);
    const colleague = await place.person(['liaison']);
    expect((await place.http(colleague, 'POST', path)).status).toBe(201);
  });

  it('[POL-14] an unknown, a misspelt and an empty secret open nothing', async () => {
    expect((await visits.enter('a'.repeat(43))).status).toBe(404);
    expect((await visits.enter('nonsense')).status).toBe(404);
    expect((await visits.enter('')).status).toBe(400);
  });
});

/** What ends a visit, and what puts the world back in order. */
const ENDINGS: [string, (host: Person, guest: Person) => Promise<unknown>, (host: Person) => Promise<unknown>][] = [
  [
    'the sponsor revokes it',
    (host, guest) => visits.toDirectory(host, 'guest.revoke', { guestId: guest.user }),
    async () => {},
  ],
  ['the sponsor is disabled', (host) => place.admin('user.disable', { userId: host.user }), async () => {}],
  [
    'the sponsor leaves the operation',
    (host) => place.admin('user.setRoles', { userId: host.user, operation: place.operation, roles: [] }),
    async () => {},
  ],
  [
    'the organisation takes part no longer',
    () =>
      place.admin('operation.setParticipants', {
        operationId: place.operation,
        participants: place.organisations.slice(0, 2),
      }),
    () => place.admin('operation.setParticipants', { operationId: place.operation, participants: place.organisations }),
  ],
  [
    'its time is over, with no event',
    async () => {
      place.ahead += 61 * 60_000;
    },
    async () => {},
  ],
];

describe('the end of a visit', () => {
  for (const [name, end, mend] of ENDINGS) {
    it(`[POL-14][P-C5] ${name}: dismissed within a second, refused over HTTP and on resuming`, async () => {
      const host = await place.person(['liaison'], 2);
      const token = await visits.link(host, await visits.invite(host));
      const guest = await visits.arrive(host);
      const screen = await visits.screen(guest);
      const { cursor } = screen;
      await end(host, guest);
      const endedAt = performance.now();
      await until('it is dismissed', () => screen.byes.length > 0, 1000);
      const late = await visits.report(other);
      await until('a second has passed', () => performance.now() - endedAt > 1200, 3000);
      expect(screen.held.has(`incident:${late}`)).toBe(false);

      const resumed = new WireScreen(place.connect(guest), place.operation);
      resumed.cursor = cursor;
      const refused = new Promise<false>((tell) => resumed.socket.on('connect_error', () => tell(false)));
      expect(await Promise.race([refused, resumed.join().then(({ ok }) => ok)])).toBe(false);
      const paths = ['snapshot', `changes?after=${encodeURIComponent(cursor!)}`];
      for (const path of paths) {
        expect([401, 404]).toContain((await place.http(guest, 'GET', `/operations/${place.operation}/${path}`)).status);
      }
      const operations = await place.http(guest, 'GET', '/operations');
      expect(operations.status === 401 || ((await operations.json()) as unknown[]).length === 0).toBe(true);
      // A link that nobody has opened yet ends with its sponsor; one that was revoked was another guest's.
      const entered = await visits.enter(token);
      if (!name.includes('revokes')) expect(entered).toMatchObject({ status: 410, code: 'link-ended' });
      for (const one of [screen, resumed]) one.socket.close();
      await mend(host);
    });
  }

  it('[POL-14] an ended visit gets no new link, and is revoked but once', async () => {
    const guest = await visits.invite(sponsor);
    const token = await visits.link(sponsor, guest);
    for (const person of [other, await place.person(['viewer'])]) {
      expect((await visits.toDirectory(person, 'guest.revoke', { guestId: guest })).outcome).toBe('refused');
    }
    for (let time = 0; time < 2; time += 1) {
      expect((await visits.toDirectory(sponsor, 'guest.revoke', { guestId: guest })).outcome).toBe('accepted');
    }
    expect((await place.http(sponsor, 'POST', `/guests/${guest}/link`)).status).toBe(410);
    expect(await visits.enter(token)).toMatchObject({ status: 410, code: 'link-ended' });
  });
});

describe('inviting', () => {
  it('[POL-14] is for at most seven days, not into the past, into an operation one takes part in oneself', async () => {
    const liaisonElsewhere = await place.person(['liaison']);
    await place.admin('user.setRoles', {
      userId: liaisonElsewhere.user,
      operation: place.operation,
      roles: ['viewer'],
    });
    const day = 24 * 60;
    await expect(visits.invite(sponsor, { minutes: -1 })).rejects.toThrow('not-possible');
    await expect(visits.invite(sponsor, { minutes: 7 * day + 5 })).rejects.toThrow('at most 7 days');
    await expect(visits.invite(sponsor, { operation: randomUUID() })).rejects.toThrow(/not-found|not-allowed/);
    await expect(visits.invite(sponsor, { cap: 'TLP:AMBER+STRICT' })).rejects.toThrow('invalid');
    await expect(visits.invite(liaisonElsewhere)).rejects.toThrow(/not-allowed|not-found/);
    const visiting = await visits.arrive(sponsor);
    await expect(visits.invite(visiting)).rejects.toThrow(/not-allowed|not-found/);
    await visits.invite(sponsor, { minutes: 7 * day - 5 });
  });
});

describe('what a link says', () => {
  it('[POL-14] is all a guest may ever do: nobody gives it another role', async () => {
    const guestId = await visits.invite(sponsor);
    const setRoles = { userId: guestId, operation: place.operation, roles: ['coordinator'] };
    await expect(place.admin('user.setRoles', setRoles)).rejects.toThrow('not-possible');
    const [mine] = await visits.toDirectory(sponsor, 'user.setRoles', setRoles).then((outcome) => [outcome.code]);
    expect(mine).toBe('not-allowed');
  });
});
