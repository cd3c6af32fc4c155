import { afterEach, describe, expect, it } from 'vitest';
import { House, id, type Cast } from '../support/house.ts';

const USERS = ['ann', 'abe', 'ben', 'cleo', 'dan'] as const;
const CAST: Cast = {
  organisations: ['A', 'B', 'C', 'D'],
  users: {
    ann: ['A', 'coordinator', 'owner', 'liaison'],
    abe: ['A', 'responder'],
    ben: ['B', 'coordinator', 'owner', 'liaison'],
    cleo: ['C', 'coordinator'],
    dan: ['D', 'coordinator'],
  },
  circles: { ring: ['A', 'A', 'B'], lonely: ['A'] },
  clients: { B: ['C'], C: ['D'] },
};

let house: House;
afterEach(async () => {
  expect(house.troubles).toEqual([]);
  await house.close();
});

const report = (marking?: object, name = 'fire') =>
  house.does('ann', 'incident.report', {
    incidentId: id(name),
    title: name,
    ...(marking && { marking: marking as never }),
  });
const asset = (name: string, marking?: object, by = 'ann', more: object = {}) =>
  house.does(by, 'asset.register', {
    assetId: id(name),
    name,
    sector: 'energy',
    kind: 'substation',
    country: 'ES',
    location: { lat: 40, lon: -3 },
    ...(marking && { marking: marking as never }),
    ...more,
  });

describe('who sees a record', () => {
  it.each([
    [{ tlp: 'TLP:CLEAR' }, ['ann', 'abe', 'ben', 'cleo', 'dan']],
    [{ tlp: 'TLP:GREEN' }, ['ann', 'abe', 'ben', 'cleo', 'dan']],
    [{ tlp: 'TLP:AMBER' }, ['ann', 'abe']],
    [{ tlp: 'TLP:AMBER', circles: [id('lonely')] }, ['ann', 'abe']],
    [{ tlp: 'TLP:AMBER', circles: [id('ring')] }, ['ann', 'abe', 'ben', 'cleo']],
    [{ tlp: 'TLP:AMBER+STRICT', circles: [id('ring')] }, ['ann', 'abe', 'ben']],
    [{ tlp: 'TLP:AMBER+STRICT' }, ['ann', 'abe']],
    [{ tlp: 'TLP:RED' }, ['ann']],
    [{ tlp: 'TLP:RED', persons: [id('ben')] }, ['ann', 'ben']],
  ])(
    '[POL-1][POL-2][POL-3] %j is seen by %j: clients of B, not the clients of its clients',
    async (marking, expected) => {
      house = await House.of(CAST);
      await report(marking);
      expect(house.whoSees('incident', 'fire', USERS)).toEqual(expected);
    },
  );

  it('[POL-1][DLV-6] follows the circle as its members change, both ways', async () => {
    house = await House.of(CAST);
    await report({ tlp: 'TLP:AMBER+STRICT', circles: [id('ring')] });
    await house.admin('circle.setMembers', { circleId: id('ring'), members: [id('A'), id('D')] });
    expect(house.whoSees('incident', 'fire', USERS)).toEqual(['ann', 'abe', 'dan']);
  });

  it('[POL-4] without a marking takes the default of the operation, and says so', async () => {
    house = await House.of({ ...CAST, defaultTlp: 'TLP:AMBER' });
    await report();
    expect(house.sees('ann', 'incident', 'fire')).toMatchObject({ tlp: 'TLP:AMBER', unmarked: true });
    expect(house.whoSees('incident', 'fire', USERS)).toEqual(['ann', 'abe']);
  });

  it('[POL-4] a note takes the audience of a stricter record it hangs on, and does not follow its widening', async () => {
    house = await House.of(CAST);
    await report({ tlp: 'TLP:AMBER+STRICT', circles: [id('ring')] });
    await house.does('ben', 'incident.addNote', {
      incidentId: id('fire'),
      noteId: id('note'),
      text: 'Seen from the air.',
    });
    expect(house.whoSees('note', 'note', USERS)).toEqual(['ann', 'abe', 'ben']);
    // Its author learns that it follows, not which circles it follows.
    expect(JSON.stringify(house.sees('ben', 'note', 'note'))).not.toContain(id('ring'));
    await house.does('ann', 'sharing.mark', {
      entity: { kind: 'incident', id: id('fire') },
      marking: { tlp: 'TLP:GREEN' },
      reason: 'Public now.',
    });
    expect(house.whoSees('incident', 'fire', USERS)).toEqual([...USERS]);
    expect(house.whoSees('note', 'note', USERS)).toEqual(['ann', 'abe', 'ben']);
  });

  it('[POL-4] a note vanishes with the record it hangs on, whatever its own marking says', async () => {
    house = await House.of(CAST);
    await report();
    await house.does('ben', 'incident.addNote', {
      incidentId: id('fire'),
      noteId: id('note'),
      text: 'x',
      marking: { tlp: 'TLP:CLEAR' },
    });
    expect(house.whoSees('note', 'note', USERS)).toEqual([...USERS]);
    await house.does('ann', 'sharing.mark', {
      entity: { kind: 'incident', id: id('fire') },
      marking: { tlp: 'TLP:AMBER' },
      reason: 'Recalled.',
    });
    expect(house.whoSees('note', 'note', USERS)).toEqual(['ann', 'abe']);
  });

  it('[POL-12] expiry leaves the owner alone, downgrade widens, both by the clock alone', async () => {
    house = await House.of(CAST);
    await report({ tlp: 'TLP:GREEN', expires: '2026-03-01T11:00:00Z' });
    await report({ tlp: 'TLP:AMBER', downgrade: { at: '2026-03-01T11:00:00Z', tlp: 'TLP:GREEN' } }, 'flood');
    house.now = Date.parse('2026-03-01T10:59:59.999Z');
    expect(house.whoSees('incident', 'fire', USERS)).toEqual([...USERS]);
    expect(house.whoSees('incident', 'flood', USERS)).toEqual(['ann', 'abe']);
    house.now = Date.parse('2026-03-01T11:00:00Z');
    expect(house.whoSees('incident', 'fire', USERS)).toEqual(['ann', 'abe']);
    expect(house.whoSees('incident', 'flood', USERS)).toEqual([...USERS]);
    expect(house.sees('ben', 'incident', 'flood')!.tlp).toBe('TLP:GREEN');
  });

  it('[POL-5] only the owner marks; the act replaces the whole marking and is kept with its reason', async () => {
    house = await House.of(CAST);
    await report({ tlp: 'TLP:GREEN', expires: '2026-03-02T00:00:00Z' });
    const marked = {
      entity: { kind: 'incident' as const, id: id('fire') },
      marking: { tlp: 'TLP:AMBER' as const },
      reason: 'Tightened.',
    };
    expect(await house.say('ben', 'sharing.mark', marked)).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
    await house.does('ann', 'sharing.mark', marked);
    const face = house.sees('abe', 'incident', 'fire')!;
    expect(face.marking).toEqual({ tlp: 'TLP:AMBER', owner: id('A'), circles: [], persons: [] });
    expect(face.acts).toMatchObject([{ reason: 'Tightened.', by: { user: id('ann') } }]);
  });

  it.each([
    [{ tlp: 'TLP:GREEN', circles: [id('ring')] }],
    [{ tlp: 'TLP:RED', circles: [id('ring')] }],
    [{ tlp: 'TLP:AMBER', persons: [id('ben')] }],
    [{ tlp: 'TLP:AMBER', downgrade: { at: '2026-03-02T00:00:00Z', tlp: 'TLP:RED' } }],
    [{ tlp: 'TLP:GREEN', expires: '2026-02-01T00:00:00Z' }],
    [{ tlp: 'TLP:AMBER', restricted: { tlp: 'TLP:GREEN' } }],
  ])('[POL-5] refuses a marking that contradicts itself: %j', async (marking) => {
    house = await House.of(CAST);
    const outcome = await house.say('ann', 'incident.report', {
      incidentId: id('fire'),
      title: 'x',
      marking: marking as never,
    });
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'marking-contradiction' });
    expect(house.sees('ann', 'incident', 'fire')).toBeUndefined();
  });

  it('[POL-6] restricted fields are for whom their own marking admits', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'incident.report', {
      incidentId: id('fire'),
      title: 'Fire',
      description: 'secret one',
      cause: 'secret two',
      location: { lat: 40, lon: -3 },
      marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT', circles: [id('ring')] } },
    });
    expect(house.sees('ben', 'incident', 'fire')).toMatchObject({ description: 'secret one', location: { lat: 40 } });
    const cleo = house.sees('cleo', 'incident', 'fire')!;
    expect(cleo.title).toBe('Fire');
    for (const field of ['description', 'cause', 'location', 'area', 'marking']) expect(cleo).not.toHaveProperty(field);
  });

  it('[POL-6][L7] a colleague who is not named for the restricted fields cannot mark the record to see them', async () => {
    house = await House.of({ ...CAST, users: { ...CAST.users, ada: ['A', 'coordinator'] } });
    const restricted = { tlp: 'TLP:RED' as const };
    await report({ tlp: 'TLP:GREEN', restricted });
    const act = {
      entity: { kind: 'incident' as const, id: id('fire') },
      marking: { tlp: 'TLP:GREEN' as const },
      reason: 'x',
    };
    expect(await house.say('ada', 'sharing.mark', act)).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
    await house.does('ann', 'sharing.mark', act);
  });

  it('[POL-7] a hidden supplier leaves no trace in a need; a RED one is named by nothing that is not RED', async () => {
    house = await House.of(CAST);
    await asset('open');
    await asset('hidden', { tlp: 'TLP:AMBER' });
    await asset('red', { tlp: 'TLP:RED', persons: [id('ben')] });
    const supplier = (name: string) => ({ assetId: id(name) });
    const need = {
      needId: id('need'),
      type: 'physical' as const,
      rule: 'kofn' as const,
      k: 3,
      buffer: 60,
      recharge: 0,
    };
    await asset('works', undefined, 'ann', {
      needs: [{ ...need, suppliers: ['open', 'hidden', 'red'].map(supplier) }],
    });
    const seen = house.sees('ben', 'asset', 'works')!.needs!;
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ k: 1, suppliers: [{ assetId: id('open') }] });
    expect(seen[0]!.suppliers).toHaveLength(1);
    expect(
      house
        .sees('ann', 'asset', 'works')!
        .needs![0]!.suppliers.map((one) => one.assetId)
        .sort(),
    ).toEqual([id('open'), id('hidden')].sort());
  });

  it('[POL-2] how long a site holds out, and on what, is kept from those who are not shown its restricted fields', async () => {
    house = await House.of(CAST);
    await asset('open');
    const need = { needId: id('need'), type: 'physical', rule: 'kofn', k: 1, buffer: 60, stock: 'diesel' } as const;
    const restricted = { tlp: 'TLP:AMBER+STRICT' } as const;
    await asset('works', { tlp: 'TLP:GREEN', restricted }, 'ann', {
      needs: [{ ...need, suppliers: [{ assetId: id('open') }] }],
    });
    expect(house.sees('ann', 'asset', 'works')!.needs![0]).toMatchObject({ buffer: 60, stock: 'diesel' });
    const seen = house.sees('ben', 'asset', 'works')!.needs![0]!;
    expect(seen).not.toHaveProperty('buffer');
    expect(seen).not.toHaveProperty('stock');
    await house.does('ann', 'asset.setNeeds', {
      assetId: id('works'),
      needs: [{ ...need, stock: 'batteries', suppliers: [{ assetId: id('open') }] }],
    });
    expect(house.sees('ann', 'asset', 'works')!.needs![0]).toMatchObject({ stock: 'batteries' });
  });

  it('[POL-7] without a visible supplier there is no need, and no list of references either', async () => {
    house = await House.of(CAST);
    await asset('hidden', { tlp: 'TLP:AMBER' });
    await asset('works');
    await house.does('ann', 'asset.setNeeds', {
      assetId: id('works'),
      needs: [{ needId: id('need'), type: 'cyber', rule: 'kofn', k: 1, suppliers: [{ assetId: id('hidden') }] }],
    });
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'x', assetIds: [id('hidden')] });
    expect(house.sees('ben', 'asset', 'works')).not.toHaveProperty('needs');
    expect(house.sees('ben', 'incident', 'fire')).not.toHaveProperty('assetIds');
    expect(house.sees('ann', 'incident', 'fire')!.assetIds).toEqual([id('hidden')]);
  });

  it('[POL-8] replacing a list replaces what its author was shown; hidden members stay, and a shrunk number comes back', async () => {
    house = await House.of(CAST);
    await asset('open', undefined, 'ben');
    await asset('other', undefined, 'ben');
    await asset('secret', { tlp: 'TLP:AMBER' }, 'ben');
    await house.does('ben', 'incident.report', {
      incidentId: id('fire'),
      title: 'x',
      assetIds: [id('open'), id('secret')],
    });
    // Ann sees only "open" in it, and replaces it.
    await house.does('ann', 'incident.linkAssets', { incidentId: id('fire'), assetIds: [id('other')] });
    expect(house.sees('ben', 'incident', 'fire')!.assetIds).toEqual([id('other'), id('secret')].sort());
  });

  it('[POL-9] circles, persons, reasons and history are in no face but the owner’s', async () => {
    house = await House.of(CAST);
    await report({ tlp: 'TLP:AMBER', circles: [id('ring')] });
    await house.does('ann', 'sharing.mark', {
      entity: { kind: 'incident', id: id('fire') },
      marking: { tlp: 'TLP:AMBER', circles: [id('ring')] },
      reason: 'because of the audit',
    });
    const seen = JSON.stringify(house.sees('cleo', 'incident', 'fire'));
    expect(seen).toContain('TLP:AMBER');
    expect(seen).not.toContain(id('ring'));
    expect(seen).not.toContain('audit');
  });

  it('[POL-10] a version is a hash of the face: hidden changes leave it, the reader’s own do not', async () => {
    house = await House.of(CAST);
    await asset('open');
    await asset('hidden', { tlp: 'TLP:AMBER' });
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'x', assetIds: [id('open')] });
    const before = house.sees('ben', 'asset', 'open')!;
    await house.does('ann', 'asset.setNeeds', {
      assetId: id('open'),
      needs: [{ needId: id('need'), type: 'cyber', rule: 'kofn', k: 1, suppliers: [{ assetId: id('hidden') }] }],
    });
    expect(house.sees('ben', 'asset', 'open')).toEqual(before);
    await house.does('ben', 'asset.setStatus', { assetId: id('open'), status: 'failed' });
    expect(house.sees('ben', 'asset', 'open')!.version).not.toBe(before.version);
    expect(before.code).toMatch(/^AST-[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('[POL-11] an assignee sees the task and nothing of what it refers to', async () => {
    house = await House.of(CAST);
    await report({ tlp: 'TLP:AMBER+STRICT' });
    await house.does('ann', 'task.create', {
      taskId: id('task'),
      title: 'Bring a generator',
      incidentId: id('fire'),
      assignee: { organisation: id('D') },
    });
    expect(house.whoSees('task', 'task', USERS)).toEqual(['ann', 'abe', 'dan']);
    expect(house.sees('dan', 'task', 'task')).not.toHaveProperty('incidentId');
    expect(house.sees('dan', 'incident', 'fire')).toBeUndefined();
    await house.does('ann', 'task.assign', { taskId: id('task'), assignee: { organisation: id('C') } });
    expect(house.whoSees('task', 'task', USERS)).toEqual(['ann', 'abe', 'cleo']);
  });

  it('[POL-13][P-D10] an event that this build does not understand hides what it names from all but the owner', async () => {
    house = await House.of(CAST);
    await report();
    await report(undefined, 'flood');
    const stream = house.worlds.operation(house.operation)!;
    const row = { touches: [`incident:${id('fire')}`], body: '{"broken' };
    const appended = await house.store.log.append({
      operation: house.operation,
      expectedHead: stream.world.head,
      events: [row],
      receipts: [],
    });
    expect(appended.kind).toBe('appended');
    await house.does('ann', 'incident.report', { incidentId: id('later'), title: 'later' });
    expect(house.whoSees('incident', 'fire', USERS)).toEqual(['ann', 'abe']);
    expect(house.whoSees('incident', 'flood', USERS)).toEqual([...USERS]);
    expect(house.whoSees('incident', 'later', USERS)).toEqual([...USERS]);
    expect([...stream.world.undecoded]).toEqual([['undecodable', 1]]);
  });

  it('[POL-13] a directory event that this build does not understand closes the circle or client list it names', async () => {
    house = await House.of(CAST);
    await report({ tlp: 'TLP:AMBER', circles: [id('ring')] });
    expect(house.whoSees('incident', 'fire', USERS)).toEqual(['ann', 'abe', 'ben', 'cleo']);
    const directory = house.worlds.directory;
    const appended = await house.store.log.append({
      operation: 'directory',
      expectedHead: directory.world.head,
      events: [{ touches: [`circle:${id('ring')}`], body: '{"type":"circle.frozen","v":9}' }],
      receipts: [],
    });
    expect(appended.kind).toBe('appended');
    await house.admin('organisation.setClients', { organisationId: id('D'), clients: [] });
    expect(house.whoSees('incident', 'fire', USERS)).toEqual(['ann', 'abe']);
  });

  it('[POL-3] a guest sees what its organisation sees by GREEN or AMBER, nothing stricter, and not the owner’s part', async () => {
    house = await House.of({ ...CAST, users: { ...CAST.users, gus: ['A', 'guest'], gwen: ['B', 'guest'] } });
    await report({ tlp: 'TLP:AMBER', circles: [id('ring')] }, 'amber');
    await report({ tlp: 'TLP:AMBER+STRICT', circles: [id('ring')] }, 'strict');
    await report({ tlp: 'TLP:RED' }, 'red');
    await report({ tlp: 'TLP:GREEN', expires: '2026-03-01T10:30:00Z' }, 'expired');
    house.now += 3_600_000;
    const guests = ['gus', 'gwen'];
    expect(house.whoSees('incident', 'amber', guests)).toEqual(guests);
    for (const name of ['strict', 'red', 'expired']) expect(house.whoSees('incident', name, guests), name).toEqual([]);
    expect(house.sees('gus', 'incident', 'amber')).not.toHaveProperty('marking');
    expect(house.sees('gwen', 'circle', 'ring')).toBeUndefined();
    expect(
      await house.say('gus', 'incident.addNote', { incidentId: id('amber'), noteId: id('n'), text: 'x' }),
    ).toMatchObject({
      code: 'not-allowed',
    });
  });
});
