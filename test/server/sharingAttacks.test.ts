import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { READINGS_PER_MINUTE } from '../../server/readings.ts';
import { WirePlace, type Person } from '../wire/wire.support.ts';
import { Visits } from './guests.support.ts';

/** What a curious partner would try over HTTP. The first organisation owns, the second is curious. */
let place: WirePlace;
let visits: Visits;
let owner: Person;
let curious: Person;
let third: Person;
beforeAll(async () => {
  place = await WirePlace.open();
  visits = new Visits(place);
  owner = await place.person(['coordinator', 'owner', 'liaison']);
  curious = await place.person(['coordinator', 'owner', 'liaison'], 1);
  third = await place.person(['responder'], 2);
});
afterAll(async () => {
  expect(place.troubles).toEqual([]);
  await place.close();
});

const at = (path: string) => `/operations/${place.operation}${path}`;
async function ask(person: Person, method: string, path: string, body?: unknown) {
  const response = await place.http(person, method, path, body);
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}
async function made(person: Person, type: string, data: object): Promise<void> {
  const outcome = await visits.say(person, type, data);
  expect([outcome.code, outcome.message]).toEqual([undefined, undefined]);
}
async function station(marking: object, coarse: object = { tlp: 'TLP:GREEN' }): Promise<string> {
  const assetId = randomUUID();
  await made(owner, 'asset.register', {
    assetId,
    name: 'Substation',
    sector: 'energy',
    kind: 'substation',
    country: 'ES',
    location: { lat: 40.4, lon: -3.7 },
    marking,
    coarse: { marking: coarse },
  });
  const { asset } = (await place.snapshot(owner)).records;
  return (asset!.find(({ id }) => id === assetId) as unknown as { twin: { id: string } }).twin.id;
}

describe('the preview before sending', () => {
  it('[POL-18] tells nothing of the label of the asset behind a coarse twin', async () => {
    const [red, strict] = [await station({ tlp: 'TLP:RED' }), await station({ tlp: 'TLP:AMBER+STRICT' })];
    const answers = [];
    for (const id of [red, strict])
      answers.push(
        await ask(curious, 'POST', at('/sharing/preview'), { kind: 'attachment', on: { kind: 'asset', id } }),
      );
    const [one, two] = answers.map(({ status, body }) => JSON.stringify([status, body]).replaceAll(red, strict));
    expect(one).toBe(two);
  });

  it("[POL-9] of what hangs on a partner's record it does not tell whom that one is shared with", async () => {
    const pair = randomUUID();
    await place.admin('circle.create', {
      circleId: pair,
      name: 'Pair',
      owner: owner.organisation,
      members: [owner.organisation, curious.organisation],
    });
    const few = await visits.report(owner, { marking: { tlp: 'TLP:AMBER', circles: [pair] } });
    const many = await visits.report(owner, { marking: { tlp: 'TLP:AMBER', circles: [place.circle] } });
    const before = [];
    const after = [];
    for (const id of [few, many]) {
      before.push(await ask(curious, 'POST', at('/sharing/preview'), { kind: 'note', on: { kind: 'incident', id } }));
      const noteId = randomUUID();
      await made(curious, 'incident.addNote', { incidentId: id, noteId, text: 'Seen.' });
      after.push(await ask(curious, 'GET', at(`/sharing/note/${noteId}`)));
    }
    for (const answers of [before, after]) {
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const [one, two] = answers.map(({ body }) => JSON.stringify(body).replaceAll(few, many));
      expect(one).toBe(two);
    }
  });
});

describe("with a partner's eyes", () => {
  it("[POL-16] no person of theirs is named whom one's own people are not told of", async () => {
    const incidentId = await visits.report(owner);
    await made(third, 'incident.acknowledge', { incidentId });
    expect(JSON.stringify((await place.snapshot(owner)).records)).not.toContain(third.user);
    const { status, body } = await ask(owner, 'GET', at(`/preview/${third.organisation}`));
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain(incidentId);
    expect(JSON.stringify(body)).not.toContain(third.user);
  });

  it('[P-R4] nobody keeps the server busy with looks: of many at once some are told to come back', async () => {
    const looks = Array.from({ length: 20 }, () => ask(owner, 'GET', at(`/preview/${third.organisation}`)));
    const statuses = new Set((await Promise.all(looks)).map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 503]));
    expect((await ask(owner, 'GET', at(`/preview/${third.organisation}`))).status).toBe(200);
  });
});

describe('a guest', () => {
  it('[POL-14] who may read only uploads nothing', async () => {
    const reader = await visits.arrive(owner);
    const writer = await visits.arrive(owner, { contributes: true });
    expect((await place.http(reader, 'POST', at('/attachments'), 'a text')).status).toBe(403);
    expect((await place.http(writer, 'POST', at('/attachments'), 'a text')).status).toBe(201);
  });

  it('[POL-14] is not told the ids of records that its link names and that it is not shown', async () => {
    const [shown, hidden] = [
      await visits.report(owner),
      await visits.report(owner, { marking: { tlp: 'TLP:AMBER+STRICT' } }),
    ];
    const records = [shown, hidden].map((id) => ({ kind: 'incident', id }));
    const guestId = await visits.invite(owner, { records });
    const entered = await visits.enter(await visits.link(owner, guestId));
    const me = await ask({ ...owner, token: entered.token }, 'GET', '/session');
    for (const answer of [entered, me.body]) {
      expect(JSON.stringify(answer)).toContain(shown);
      expect(JSON.stringify(answer)).not.toContain(hidden);
    }
  });

  it('[POL-14] whose link reaches RED is let in by its sponsor alone: a colleague could open it and read', async () => {
    const colleague = await place.person(['liaison']);
    const guestId = await visits.invite(owner, { cap: 'TLP:RED' });
    await visits.report(owner, { marking: { tlp: 'TLP:RED', persons: [guestId] } });
    expect((await place.http(colleague, 'POST', `/guests/${guestId}/link`)).status).toBe(403);
    expect((await place.http(owner, 'POST', `/guests/${guestId}/link`)).status).toBe(201);
    const amber = await visits.invite(owner);
    expect((await place.http(colleague, 'POST', `/guests/${amber}/link`)).status).toBe(201);
  });
});

describe('what leaves', () => {
  it('[POL-17] no more readings than a person can mean ring at the owners of what was read', async () => {
    await visits.report(owner, { marking: { tlp: 'TLP:AMBER', circles: [place.circle] } });
    const reader = await place.person(['viewer'], 1);
    const take = async () => (await ask(reader, 'POST', at('/export'), { kinds: ['incident'] })).status;
    // One after another: how many may be on their way at once is another limit.
    const statuses: number[] = [];
    while (statuses.length < READINGS_PER_MINUTE + 3) statuses.push(await take());
    expect(statuses.filter((status) => status === 200)).toHaveLength(READINGS_PER_MINUTE);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    place.ahead += 61_000;
    expect(await take()).toBe(200);
  });

  it('[POL-17][POL-2] that a TLP:RED record was read is told to its named persons alone', async () => {
    const named = await place.person(['liaison'], 1);
    const [before, unnamed] = [await place.person(['coordinator'], 2), await place.person(['viewer'], 1)];
    const author = await place.person(['coordinator'], 2);
    await visits.report(author, { marking: { tlp: 'TLP:RED', persons: [named.user] } });
    expect((await ask(named, 'POST', at('/export'), { kinds: ['incident'] })).status).toBe(200);
    await (await place.http(named, 'POST', at('/pack'), { reason: 'A copy' })).arrayBuffer();
    const told = async (person: Person) =>
      ((await place.snapshot(person)).records.reading ?? [])
        .filter((one) => (one['owners'] as string[]).includes(author.organisation))
        .map(({ what }) => what)
        .sort();
    expect(await told(named)).toEqual(['export', 'pack']);
    expect(await told(author)).toEqual(['export', 'pack']);
    expect(await told(before)).toEqual([]);
    expect(await told(unnamed)).toEqual([]);
  });

  it('[POL-17][POL-18] the journal of a pack tells nothing of whose an area in it is', async () => {
    await station({ tlp: 'TLP:AMBER+STRICT' }, { tlp: 'TLP:AMBER', circles: [place.circle] });
    const reader = await place.person(['viewer'], 1);
    const pack = await place.http(reader, 'POST', at('/pack'), { reason: 'What is around' });
    expect(pack.status).toBe(200);
    await pack.arrayBuffer();
    const { reading } = (await place.snapshot(reader)).records;
    const owners = reading!.filter(({ what }) => what === 'pack').flatMap((one) => one['owners']);
    expect(owners.length).toBeGreaterThan(0);
    for (const one of owners) expect(place.organisations).toContain(one);
  });

  it('[POL-17] is journalled and given when the operation has ended too', async () => {
    const id = await visits.report(owner, { marking: { tlp: 'TLP:AMBER' } });
    const clerk = await place.person(['admin']);
    await made(clerk, 'operation.end', { reason: 'Over.' });
    const { status, body } = await ask(owner, 'POST', at('/export'), { kinds: ['incident'] });
    expect([status, JSON.stringify(body).includes(id)]).toEqual([200, true]);
    const { reading } = (await place.snapshot(owner)).records;
    expect(reading!.map(({ what }) => what)).toContain('export');
    const pack = await place.http(owner, 'POST', at('/pack'), { reason: 'The record of it' });
    expect(pack.status).toBe(200);
    await pack.arrayBuffer();
  });
});
