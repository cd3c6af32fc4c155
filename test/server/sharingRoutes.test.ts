import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../shared/code.ts';
import type { Batch, Records } from '../../shared/protocol/down.ts';
import { report, until, WirePlace, WireScreen, type Person } from '../wire/wire.support.ts';

/** The first organisation owns, the second is its partner, the third keeps a secret of its own. */
let place: WirePlace;
let owner: Person;
let colleague: Person;
let partner: Person;
let third: Person;
let admin: Person;
let guest: Person;
let stranger: Person;
const CANARY = 'canary-of-the-third';

beforeAll(async () => {
  place = await WirePlace.open();
  owner = await place.person(['coordinator', 'owner', 'liaison']);
  colleague = await place.person(['viewer']);
  partner = await place.person(['coordinator', 'owner'], 1);
  third = await place.person(['coordinator', 'owner'], 2);
  admin = await place.person(['admin'], 1);
  guest = await place.person(['guest'], 1);
  stranger = await place.person([], 1);
});
afterAll(async () => {
  expect(place.troubles).toEqual([]);
  await place.close();
});

type Body = Record<string, never> & { records: Records; code: string; organisations: { organisation: string }[] };
const at = (path: string) => `/operations/${place.operation}${path}`;
async function ask(person: Person | undefined, method: string, path: string, body?: unknown) {
  const response = await place.http(person, method, path, body);
  return { status: response.status, body: (await response.json()) as Body };
}
async function made(person: Person, type: string, data: object): Promise<void> {
  const [outcome] = await place.send(person, [{ commandId: randomUUID(), type, data }]);
  expect([outcome!.code, outcome!.message]).toEqual([undefined, undefined]);
}
async function reported(person: Person, more: object): Promise<string> {
  const incidentId = randomUUID();
  await made(person, 'incident.report', { incidentId, title: 'Smoke', ...more });
  return incidentId;
}
const readingsOf = async (person: Person) => (await place.snapshot(person)).records.reading ?? [];
const amber = () => ({ tlp: 'TLP:AMBER', circles: [place.circle] });
const ids = (records: Records, kind: keyof Records) => (records[kind] ?? []).map(({ id }) => id);

describe('the inspector over HTTP', () => {
  it('[POL-9] tells the owner who sees a record; others only that it is not theirs, or nothing', async () => {
    const shared = await reported(owner, { marking: amber() });
    const own = await reported(owner, { marking: { tlp: 'TLP:AMBER+STRICT' } });
    const seen = await ask(owner, 'GET', at(`/sharing/incident/${shared}`));
    expect(seen.status).toBe(200);
    expect(seen.body.organisations.map((one) => one.organisation)[0]).toBe(owner.organisation);
    expect(seen.body.organisations).toHaveLength(3);
    const others = [
      await ask(partner, 'GET', at(`/sharing/incident/${shared}`)),
      await ask(partner, 'GET', at(`/sharing/incident/${own}`)),
      await ask(partner, 'GET', at(`/sharing/incident/${randomUUID()}`)),
      await ask(partner, 'GET', at(`/sharing/user/${partner.user}`)),
      await ask(stranger, 'GET', at(`/sharing/incident/${shared}`)),
    ];
    expect(others.map(({ status }) => status)).toEqual([403, 404, 404, 404, 404]);
    expect(others[1]!.body).toEqual(others[2]!.body);
  });

  it('before sending it says who would be reached, and a guest is told nothing', async () => {
    const would = await ask(owner, 'POST', at('/sharing/preview'), { kind: 'incident', marking: amber() });
    expect(would.status).toBe(200);
    const hidden = await reported(third, { marking: { tlp: 'TLP:AMBER+STRICT' } });
    const refused = [
      await ask(guest, 'POST', at('/sharing/preview'), { kind: 'incident' }),
      await ask(owner, 'POST', at('/sharing/preview'), { kind: 'note', on: { kind: 'incident', id: hidden } }),
      await ask(owner, 'POST', at('/sharing/preview'), { kind: 'note', on: { kind: 'incident', id: randomUUID() } }),
      await ask(owner, 'POST', at('/sharing/preview'), { kind: 'circle' }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 404, 404, 400]);
    expect(refused[1]!.body).toEqual(refused[2]!.body);
  });
});

describe("with a partner's eyes", () => {
  const preview = (person: Person, organisation: string) => ask(person, 'GET', at(`/preview/${organisation}`));

  it("[POL-16] shows of one's own records what the partner sees, restricted fields and areas included", async () => {
    const shared = await reported(owner, {
      description: 'why it burns',
      marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } },
    });
    const kept = await reported(owner, { marking: { tlp: 'TLP:AMBER+STRICT' } });
    const assetId = randomUUID();
    await made(owner, 'asset.register', {
      assetId,
      name: 'Substation Secret',
      sector: 'energy',
      kind: 'substation',
      country: 'ES',
      location: { lat: 40.4, lon: -3.7 },
      marking: { tlp: 'TLP:AMBER+STRICT' },
      coarse: { marking: { tlp: 'TLP:GREEN' } },
    });
    const { status, body } = await preview(owner, partner.organisation);
    expect(status).toBe(200);
    const theirs = (await place.snapshot(partner)).records;
    const shownTo = body.records.incident!.find(({ id }) => id === shared)!;
    expect(shownTo).toEqual(theirs.incident!.find(({ id }) => id === shared));
    expect(shownTo).not.toHaveProperty('description');
    expect(ids(body.records, 'incident')).not.toContain(kept);
    const areas = body.records.asset!.filter((face) => 'cell' in face);
    expect(areas).toHaveLength(1);
    expect(areas).toEqual(theirs.asset!.filter((face) => 'cell' in face));
    expect(JSON.stringify(body)).not.toContain('Substation Secret');
  });

  it("[POL-16] teaches nothing of others' records, be they shown to the one who looks or to the partner", async () => {
    const seenByBoth = await reported(third, { title: `${CANARY} green`, marking: { tlp: 'TLP:GREEN' } });
    const circle = randomUUID();
    const members = [third.organisation, partner.organisation];
    await place.admin('circle.create', {
      circleId: circle,
      name: `${CANARY} circle`,
      owner: third.organisation,
      members,
    });
    const seenByThem = await reported(third, {
      title: `${CANARY} amber`,
      marking: { tlp: 'TLP:AMBER+STRICT', circles: [circle] },
    });
    const mine = await reported(owner, { marking: { tlp: 'TLP:GREEN' } });
    await made(third, 'incident.addNote', { incidentId: mine, noteId: randomUUID(), text: `${CANARY} note` });
    const taskId = randomUUID();
    await made(owner, 'task.create', {
      taskId,
      title: 'Look there',
      incidentId: seenByBoth,
      marking: { tlp: 'TLP:GREEN' },
    });
    expect(ids((await place.snapshot(partner)).records, 'incident')).toContain(seenByThem);
    const { body } = await preview(owner, partner.organisation);
    expect(ids(body.records, 'task')).toContain(taskId);
    expect(body.records.task!.find(({ id }) => id === taskId)).not.toHaveProperty('incidentId');
    const told = JSON.stringify(body);
    for (const secret of [CANARY, seenByBoth, seenByThem, circle]) expect(told).not.toContain(secret);
    for (const kind of ['reading', 'release', 'circle', 'agreement']) expect(body.records).not.toHaveProperty(kind);
    for (const list of [body.records.incident!, body.records.asset ?? []]) {
      for (const face of list) if (!('cell' in face)) expect(face['owner']).toBe(owner.organisation);
    }
  });

  it('[POL-16] is for members, of organisations that take part; any other is told alike whether it exists', async () => {
    const elsewhere = randomUUID();
    await place.admin('organisation.register', {
      organisationId: elsewhere,
      name: 'Elsewhere',
      shortName: 'E',
      kind: 'operator',
      country: 'FR',
    });
    const answers = [
      await preview(owner, elsewhere),
      await preview(owner, randomUUID()),
      await preview(owner, 'x'),
      await preview(guest, owner.organisation),
      await preview(stranger, owner.organisation),
      await preview(colleague, partner.organisation),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 403, 404, 200]);
    expect(answers[0]!.body).toEqual(answers[1]!.body);
  });

  it('[POL-17] is journalled for the organisation whose records were looked at, and for no other', async () => {
    const before = new Set((await readingsOf(owner)).map(({ id }) => id));
    await reported(owner, { marking: amber() });
    expect((await preview(owner, partner.organisation)).status).toBe(200);
    const after = (await readingsOf(owner)).filter(({ id }) => !before.has(id));
    expect(after).toMatchObject([{ what: 'preview', of: partner.organisation, owners: [owner.organisation] }]);
    const told = [await readingsOf(partner), await readingsOf(third), await readingsOf(guest)].flat();
    expect(told.map(({ id }) => id)).not.toContain(after[0]!['id']);
  });
});

describe('exports', () => {
  it('[POL-17] are journalled for every owner of AMBER among them, each told of itself alone', async () => {
    await reported(owner, { title: 'of the owner', marking: amber() });
    await reported(third, { title: 'of the third', marking: amber() });
    const before = new Set((await readingsOf(partner)).map(({ id }) => id));
    const taken = await ask(partner, 'POST', at('/export'), { kinds: ['incident'] });
    expect(taken.status).toBe(200);
    expect(Object.keys(taken.body.records).sort()).toEqual(['incident', 'organisation']);
    const [reading] = (await readingsOf(partner)).filter(({ id }) => !before.has(id));
    expect(reading).toMatchObject({ what: 'export', by: { organisation: partner.organisation, user: partner.user } });
    expect(reading!['owners']).toEqual([owner.organisation, third.organisation].sort());
    for (const told of [owner, colleague, third]) {
      const shown = (await readingsOf(told)).find(({ id }) => id === reading!['id']);
      expect(shown).toMatchObject({ what: 'export', owners: [told.organisation] });
      expect(shown!['by']).toMatchObject({ organisation: partner.organisation });
    }
    expect((await readingsOf(guest)).map(({ id }) => id)).not.toContain(reading!['id']);
  });

  it('[POL-17] fields that are AMBER count, though their record is GREEN', async () => {
    const fresh = await WirePlace.open();
    try {
      const keeper = await fresh.person(['coordinator', 'owner']);
      const reader = await fresh.person(['coordinator'], 1);
      const [outcome] = await fresh.send(keeper, [
        report({
          description: 'why it burns',
          marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER', circles: [fresh.circle] } },
        }),
      ]);
      expect(outcome!.outcome).toBe('accepted');
      const answer = await fresh.http(reader, 'POST', `/operations/${fresh.operation}/export`, { kinds: ['incident'] });
      expect(await answer.text()).toContain('why it burns');
      expect((await fresh.snapshot(keeper)).records.reading).toMatchObject([{ what: 'export' }]);
      expect(fresh.troubles).toEqual([]);
    } finally {
      await fresh.close();
    }
  });

  it('of another operation, or of what nobody exports, are refused', async () => {
    const answers = [
      await ask(stranger, 'POST', at('/export'), { kinds: ['incident'] }),
      await ask(owner, 'POST', `/operations/${randomUUID()}/export`, { kinds: ['incident'] }),
      await ask(owner, 'POST', at('/export'), { kinds: ['user'] }),
      await ask(owner, 'POST', at('/export'), { kinds: [] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 400]);
    expect(answers[0]!.body).toEqual(answers[1]!.body);
  });
});

describe('break-glass', () => {
  const open = (person: Person, code: string, reason: string | undefined = 'Lives at stake') =>
    ask(person, 'POST', at('/break-glass'), { code, reason });

  it('[POL-17] tells the originator, on an open screen, before the record is shown', async () => {
    const id = await reported(owner, { title: 'Only two know', marking: { tlp: 'TLP:RED', persons: [owner.user] } });
    const screen = new WireScreen(place.connect(owner), place.operation);
    await screen.join();
    await until('the snapshot is there', () => screen.held.has(`incident:${id}`));
    const order: string[] = [];
    const told = (batch: Batch) => batch.changes.some(({ entity }) => entity.kind === 'reading') && order.push('told');
    const desk = place.app.desks.of(place.operation)!;
    const joined = desk.join({ user: owner.user, deliver: told, dismissed: () => order.push('dismissed') }, undefined);
    place.app.http.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!request.url?.endsWith('/break-glass')) return;
      const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
      response.end = (...given: unknown[]) => {
        order.push('answered');
        return end(...given);
      };
    });
    const shown = await open(admin, ` ${codeOf('incident', id).toLowerCase()} `);
    place.app.http.removeListener('request', place.app.http.listeners('request')[0] as () => void);
    expect(shown.status).toBe(200);
    expect(shown.body.records.incident).toMatchObject([{ id, title: 'Only two know', tlp: 'TLP:RED' }]);
    expect(order).toEqual(['told', 'answered']);
    const reading = () => [...screen.held.values()].find((face) => face['what'] === 'break-glass');
    await until('the screen is told', () => reading() !== undefined, 1000);
    expect(reading()).toMatchObject({ reason: 'Lives at stake', by: { organisation: admin.organisation } });
    joined?.leave();
    screen.socket.close();
  });

  it('[POL-17] of a record under RED nothing is told to those whom it does not name, colleagues included', async () => {
    const id = await reported(owner, { marking: { tlp: 'TLP:RED', persons: [owner.user] } });
    const before = new Set((await readingsOf(owner)).map(({ id: one }) => one));
    expect((await open(admin, codeOf('incident', id))).status).toBe(200);
    const [reading] = (await readingsOf(owner)).filter(({ id: one }) => !before.has(one));
    // Who reads it is told which record, though a reference to TLP:RED is shown nowhere else.
    expect(reading).toMatchObject({ what: 'break-glass', on: { kind: 'incident' } });
    for (const unnamed of [colleague, third]) {
      const { records } = await place.snapshot(unnamed);
      expect(ids(records, 'reading')).not.toContain(reading!['id']);
      expect(JSON.stringify(records)).not.toContain(id);
    }
    // Those of the reader's own organisation see that it happened, not of what.
    const { records } = await place.snapshot(partner);
    expect(records.reading!.find(({ id: one }) => one === reading!['id'])).not.toHaveProperty('on');
    expect(JSON.stringify(records)).not.toContain(id);
  });

  it('[POL-17] is for administrators of the operation, with a reason, and for RED alone', async () => {
    const red = codeOf('incident', await reported(owner, { marking: { tlp: 'TLP:RED', persons: [owner.user] } }));
    const strict = codeOf('incident', await reported(owner, { marking: { tlp: 'TLP:AMBER+STRICT' } }));
    const before = (await readingsOf(owner)).length;
    const answers = [
      await open(owner, red),
      await open(partner, red),
      await open(partner, 'INC-0000'),
      await open(guest, red),
      await open(stranger, red),
      await open(admin, strict),
      await open(admin, 'INC-0000'),
      await open(admin, red, ' '),
      await ask(admin, 'POST', at('/break-glass'), { code: red }),
      await ask(undefined, 'POST', at('/break-glass'), { code: red, reason: 'x' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 404, 404, 404, 400, 400, 401]);
    expect(answers[1]!.body).toEqual(answers[2]!.body);
    expect(answers[5]!.body).toEqual(answers[6]!.body);
    expect((await readingsOf(owner)).length).toBe(before);
  });
});

it('[POL-17] where the journal cannot be written nothing leaves', async () => {
  const id = await reported(owner, { title: 'Kept', marking: { tlp: 'TLP:RED', persons: [owner.user] } });
  await reported(owner, { title: 'Kept', marking: amber() });
  const { record } = place.app.pipeline;
  const full = { commandId: randomUUID(), outcome: 'refused', code: 'not-stored' } as const;
  Object.assign(place.app.pipeline, { record: () => Promise.resolve(full) });
  const body = { code: codeOf('incident', id), reason: 'x' };
  const answers = [
    await place.http(owner, 'POST', at('/export'), { kinds: ['incident'] }),
    await place.http(owner, 'GET', at(`/preview/${partner.organisation}`)),
    await place.http(admin, 'POST', at('/break-glass'), body),
  ];
  Object.assign(place.app.pipeline, { record });
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  for (const answer of answers) expect(await answer.text()).not.toContain('Kept');
  expect((await place.http(admin, 'POST', at('/break-glass'), body)).status).toBe(200);
});
