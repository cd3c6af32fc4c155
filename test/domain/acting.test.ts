import { afterEach, describe, expect, it } from 'vitest';
import type { CommandType } from '../../shared/domain/commands.ts';
import { ROLES, type Role } from '../../shared/domain/vocabulary.ts';
import { COMMAND_TYPES_WITH_RULES } from '../../shared/policy/may.ts';
import { belongsToDirectory, COMMANDS } from '../../shared/domain/commands.ts';
import { inFull } from '../../shared/domain/asset/record.ts';
import { RECORD_READING } from '../../shared/domain/reading/decide.ts';
import { House, id, type Cast } from '../support/house.ts';

const CAST: Cast = {
  organisations: ['A', 'B'],
  users: {
    ann: ['A', 'coordinator', 'owner', 'liaison'],
    abe: ['A', 'responder'],
    ben: ['B', 'coordinator', 'owner', 'liaison'],
    bob: ['B', 'responder'],
  },
};
let house: House;
afterEach(async () => {
  expect(house.troubles).toEqual([]);
  await house.close();
});

const assetData = (name: string) => ({
  assetId: id(name),
  name,
  sector: 'energy' as const,
  kind: 'substation',
  country: 'ES',
  location: { lat: 40, lon: -3 },
});

describe('ids', () => {
  it('[ACT-1][P-C4] what is hidden and what does not exist get the same answer, from every command', async () => {
    house = await House.of(CAST);
    const secret = { tlp: 'TLP:AMBER' as const };
    await house.does('ann', 'asset.register', { ...assetData('asset'), marking: secret });
    await house.does('ann', 'incident.report', { incidentId: id('incident'), title: 'x', marking: secret });
    await house.does('ann', 'task.create', { taskId: id('task'), title: 'x', marking: secret });
    await house.does('ben', 'incident.report', { incidentId: id('own'), title: 'own' });
    const asks = (asset: string, incident: string, task: string): [CommandType, Record<string, unknown>][] => [
      ['asset.setStatus', { assetId: asset, status: 'failed' }],
      ['asset.confirm', { assetId: asset }],
      ['asset.refute', { assetId: asset }],
      ['asset.setNeeds', { assetId: asset, needs: [] }],
      ['asset.setBuffer', { assetId: asset, needId: id('n'), secondsLeft: 1 }],
      ['incident.setStatus', { incidentId: incident, status: 'confirmed' }],
      ['incident.setSeverity', { incidentId: incident, severity: 3 }],
      ['incident.setLead', { incidentId: incident, organisation: id('B') }],
      ['incident.linkAssets', { incidentId: incident, assetIds: [] }],
      ['incident.linkAssets', { incidentId: id('own'), assetIds: [asset] }],
      ['incident.acknowledge', { incidentId: incident }],
      ['incident.merge', { incidentId: id('own'), into: incident }],
      ['incident.merge', { incidentId: incident, into: id('own') }],
      ['incident.void', { incidentId: incident, reason: 'x' }],
      ['incident.addNote', { incidentId: incident, noteId: id('note'), text: 'x' }],
      ['incident.report', { incidentId: id('new'), title: 'x', assetIds: [asset] }],
      ['task.create', { taskId: id('new task'), title: 'x', incidentId: incident }],
      ['task.create', { taskId: id('new task'), title: 'x', assetIds: [asset] }],
      ['task.assign', { taskId: task, assignee: { organisation: id('B') } }],
      ['task.accept', { taskId: task }],
      ['task.decline', { taskId: task, reason: 'x' }],
      ['task.setStatus', { taskId: task, status: 'done' }],
      ['task.setDue', { taskId: task, due: null }],
      ['task.setBlockedBy', { taskId: task, blockedBy: [] }],
      ['task.addNote', { taskId: task, noteId: id('note'), text: 'x' }],
      [
        'attachment.add',
        {
          attachmentId: id('att'),
          on: { kind: 'incident', id: incident },
          name: 'a',
          mediaType: 'text/plain',
          bytes: 1,
        },
      ],
      ['sharing.mark', { entity: { kind: 'asset', id: asset }, marking: { tlp: 'TLP:CLEAR' }, reason: 'x' }],
    ];
    const hidden = asks(id('asset'), id('incident'), id('task'));
    const absent = asks(id('no asset'), id('no incident'), id('no task'));
    for (const [index, [type, data]] of hidden.entries()) {
      const one = await house.say('ben', type, data as never);
      const other = await house.say('ben', type, absent[index]![1] as never);
      expect({ ...one, commandId: '' }, type).toEqual({ ...other, commandId: '' });
      expect(one, type).toMatchObject({ outcome: 'refused', code: 'not-found' });
    }
    expect(hidden.length).toBe(27);
  });

  it('[ACT-3] a used id is taken for ever, with one answer for seen and unseen', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'incident.report', { incidentId: id('hidden'), title: 'x', marking: { tlp: 'TLP:AMBER' } });
    await house.does('ann', 'incident.report', { incidentId: id('open'), title: 'x' });
    const answers = [];
    for (const taken of ['hidden', 'open']) {
      answers.push(await house.say('ben', 'incident.report', { incidentId: id(taken), title: 'y' }));
      answers.push(await house.say('ben', 'task.create', { taskId: id(taken), title: 'y' }));
    }
    expect(new Set(answers.map((answer) => JSON.stringify({ ...answer, commandId: '' }))).size).toBe(1);
    expect(answers[0]).toMatchObject({ outcome: 'refused', code: 'id-taken' });
  });

  it('[ACT-4] a stale command is refused and changes nothing; the right version is accepted', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'x' });
    const { version } = house.sees('ann', 'incident', 'fire')!;
    await house.does('ben', 'incident.setStatus', { incidentId: id('fire'), status: 'confirmed' });
    const late = await house.say(
      'ann',
      'incident.setStatus',
      { incidentId: id('fire'), status: 'contained' },
      { ifVersion: version },
    );
    expect(late).toMatchObject({ outcome: 'refused', code: 'stale' });
    expect(house.sees('ann', 'incident', 'fire')!.status).toBe('confirmed');
    const fresh = house.sees('ann', 'incident', 'fire')!.version;
    const now = await house.say(
      'ann',
      'incident.setStatus',
      { incidentId: id('fire'), status: 'contained' },
      { ifVersion: fresh },
    );
    expect(now.outcome).toBe('accepted');
  });
});

describe('what is known of an asset', () => {
  it('[ACT-5] keeps the owner’s word beside a partner’s report, disputed until confirmed or refuted', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'asset.register', { ...assetData('plant'), level: 1_000_000 });
    await house.does('bob', 'asset.setStatus', { assetId: id('plant'), status: 'failed', note: 'Smoke.' });
    expect(house.sees('ben', 'asset', 'plant')).toMatchObject({
      status: 'operational',
      basis: 'confirmed',
      disputed: true,
      reports: [{ status: 'failed', by: { organisation: id('B') } }],
    });
    expect(await house.say('ben', 'asset.refute', { assetId: id('plant') })).toMatchObject({ code: 'not-allowed' });
    await house.does('ann', 'asset.refute', { assetId: id('plant'), note: 'A drill.' });
    const refuted = house.sees('ben', 'asset', 'plant')!;
    expect(refuted).toMatchObject({ status: 'operational', basis: 'confirmed' });
    expect(refuted).not.toHaveProperty('disputed');
    expect(refuted).not.toHaveProperty('reports');
  });

  it('[ACT-5] shows the worst of the latest reports while the owner has said nothing, its own crew included', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'asset.register', assetData('plant'));
    expect(house.sees('ben', 'asset', 'plant')).toMatchObject({ status: 'unknown' });
    expect(house.sees('ben', 'asset', 'plant')).not.toHaveProperty('basis');
    await house.does('bob', 'asset.setStatus', { assetId: id('plant'), status: 'failed' });
    await house.does('abe', 'asset.setStatus', { assetId: id('plant'), status: 'degraded' });
    expect(house.sees('ben', 'asset', 'plant')).toMatchObject({ status: 'failed', basis: 'reported' });
    await house.does('bob', 'asset.setStatus', { assetId: id('plant'), status: 'operational' });
    expect(house.sees('ben', 'asset', 'plant')).toMatchObject({ status: 'degraded', basis: 'reported' });
    await house.does('ann', 'asset.confirm', { assetId: id('plant') });
    expect(house.sees('ben', 'asset', 'plant')).toMatchObject({ status: 'degraded', basis: 'confirmed' });
  });
});

describe('time', () => {
  it('[ACT-6] believes a device’s time back to seven days and never into the future, and marks what it moved', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'asset.register', assetData('plant'));
    const seen = async (madeAt: string) => {
      await house.does('bob', 'asset.setStatus', { assetId: id('plant'), status: 'failed' }, { madeAt });
      return inFull(house.sees('ben', 'asset', 'plant'))!.reports![0]!;
    };
    house.now = Date.parse('2026-03-01T16:30:00Z');
    const late = await seen('2026-03-01T14:05:00Z');
    expect(late).toMatchObject({ observedAt: '2026-03-01T14:05:00.000Z', at: '2026-03-01T16:30:00.000Z' });
    expect(late).not.toHaveProperty('clamped');
    expect(await seen('2027-01-01T00:00:00Z')).toMatchObject({ clamped: true, at: '2026-03-01T16:30:00.000Z' });
    const old = await seen('2026-01-01T00:00:00Z');
    expect(old).toMatchObject({ clamped: true, observedAt: '2026-02-22T16:30:00.000Z' });
  });

  it('[ACT-7] an exercise runs on its own clock: started at any time, sped up, paused, moved forward only', async () => {
    house = await House.of({ ...CAST, kind: 'exercise', users: { ...CAST.users, dora: ['A', 'director'] } });
    let made = 0;
    const report = async () => {
      const name = `incident ${++made}`;
      await house.does('ben', 'incident.report', { incidentId: id(name), title: name });
      return house.sees('ben', 'incident', name)!.at;
    };
    await house.does('dora', 'clock.start', { at: '2025-04-28T10:00:00Z' });
    house.now += 60_000;
    expect(await report()).toBe('2025-04-28T10:01:00.000Z');
    await house.does('dora', 'clock.setSpeed', { speed: 60 });
    house.now += 60_000;
    expect(await report()).toBe('2025-04-28T11:01:00.000Z');
    await house.does('dora', 'clock.pause', {});
    house.now += 3_600_000;
    expect(await report()).toBe('2025-04-28T11:01:00.000Z');
    await house.does('dora', 'clock.jump', { at: '2025-04-28T12:00:00Z' });
    expect(await house.say('dora', 'clock.jump', { at: '2025-04-28T11:00:00Z' })).toMatchObject({
      code: 'not-possible',
    });
    await house.does('dora', 'clock.resume', {});
    house.now += 1000;
    expect(await report()).toBe('2025-04-28T12:01:00.000Z');
    expect(await house.say('ben', 'clock.pause', {})).toMatchObject({ code: 'not-allowed' });
  });

  it('[ACT-7] a live operation runs on real time and is not paused', async () => {
    house = await House.of({ ...CAST, users: { ...CAST.users, root: ['A', 'admin'] } });
    expect(await house.say('root', 'clock.start', { at: '2025-04-28T10:00:00Z' })).toMatchObject({
      code: 'not-possible',
    });
    expect(await house.say('root', 'clock.pause', {})).toMatchObject({ code: 'not-possible' });
  });
});

/** The table of the sharing policy, by role, for somebody of the organisation that owns the record, and of another. */
const TABLE: [CommandType, object, own: Role[], other: Role[]][] = [
  [
    'incident.report',
    { incidentId: '?', title: 'x' },
    not('viewer', 'evaluator', 'guest'),
    not('viewer', 'evaluator', 'guest'),
  ],
  [
    'incident.addNote',
    { incidentId: id('fire'), noteId: '?', text: 'x' },
    not('viewer', 'evaluator', 'guest'),
    not('viewer', 'evaluator', 'guest'),
  ],
  ['incident.setStatus', { incidentId: id('fire'), status: 'confirmed' }, ['coordinator'], ['coordinator']],
  ['incident.setStatus', { incidentId: id('fire'), status: 'closed' }, ['coordinator'], []],
  ['incident.setSeverity', { incidentId: id('fire'), severity: 4 }, ['coordinator'], ['coordinator']],
  ['incident.merge', { incidentId: id('fire'), into: id('flood') }, ['coordinator'], ['coordinator']],
  ['incident.void', { incidentId: id('fire'), reason: 'x' }, ['coordinator'], []],
  [
    'incident.acknowledge',
    { incidentId: id('fire') },
    ['responder', 'liaison', 'coordinator'],
    ['responder', 'liaison', 'coordinator'],
  ],
  ['asset.register', { ...assetData('?'), assetId: '?' }, ['owner', 'admin'], ['owner', 'admin']],
  ['asset.setNeeds', { assetId: id('plant'), needs: [] }, ['owner'], []],
  ['asset.confirm', { assetId: id('plant') }, ['owner'], []],
  [
    'asset.setStatus',
    { assetId: id('plant'), status: 'failed' },
    ['owner', 'responder', 'liaison', 'coordinator'],
    ['owner', 'responder', 'liaison', 'coordinator'],
  ],
  ['task.create', { taskId: '?', title: 'x' }, ['liaison', 'coordinator'], ['liaison', 'coordinator']],
  ['task.assign', { taskId: id('task'), assignee: { organisation: id('C') } }, ['liaison', 'coordinator'], []],
  ['task.setStatus', { taskId: id('task'), status: 'cancelled' }, ['liaison', 'coordinator'], []],
  [
    'sharing.mark',
    { entity: { kind: 'incident', id: id('fire') }, marking: { tlp: 'TLP:CLEAR' }, reason: 'x' },
    ['liaison', 'owner', 'coordinator'],
    [],
  ],
  ['clock.pause', {}, ['director', 'admin'], ['director', 'admin']],
];
function not(...roles: Role[]): Role[] {
  return ROLES.filter((role) => !roles.includes(role));
}

describe('who may do what', () => {
  it.each(TABLE)('[ACT-2] %s %j: own organisation %j, others %j', async (type, data, own, other) => {
    const users = Object.fromEntries(
      ROLES.flatMap((role) => [
        [`A ${role}`, ['A', role]],
        [`B ${role}`, ['B', role]],
      ]),
    ) as unknown as Cast['users'];
    house = await House.of({
      organisations: ['A', 'B', 'C'],
      users: { ...users, ann: CAST.users['ann']! },
      kind: 'exercise',
    });
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'fire' });
    await house.does('ann', 'incident.report', { incidentId: id('flood'), title: 'flood' });
    await house.does('ann', 'asset.register', { ...assetData('plant'), level: 1_000_000 });
    await house.does('ann', 'task.create', { taskId: id('task'), title: 'task' });
    const refused: Record<string, Role[]> = { A: [], B: [] };
    for (const organisation of ['A', 'B']) {
      for (const role of ROLES) {
        const fresh = JSON.parse(JSON.stringify(data).replaceAll('"?"', `"${house.nextCommandId()}"`)) as never;
        const outcome = await house.say(`${organisation} ${role}`, type, fresh);
        if (outcome.code === 'not-allowed') refused[organisation]!.push(role);
      }
    }
    expect({
      own: ROLES.filter((role) => !refused['A']!.includes(role)),
      other: ROLES.filter((role) => !refused['B']!.includes(role)),
    }).toEqual({
      own: ROLES.filter((role) => own.includes(role)),
      other: ROLES.filter((role) => other.includes(role)),
    });
  });

  it('[ACT-2] every command has a rule', async () => {
    house = await House.of(CAST);
    // The read journal is written by the server alone.
    const commands = COMMAND_TYPES_WITH_RULES.filter((type) => type !== RECORD_READING);
    expect(commands.sort()).toEqual(Object.keys(COMMANDS).sort());
    expect(belongsToDirectory('circle.create')).toBe(true);
  });

  it('[ACT-2] an assigned responder handles the incident; the assigned organisation answers its task', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'x' });
    expect(
      await house.say('bob', 'incident.setStatus', { incidentId: id('fire'), status: 'responding' }),
    ).toMatchObject({ code: 'not-allowed' });
    await house.does('ann', 'task.create', {
      taskId: id('task'),
      title: 'x',
      incidentId: id('fire'),
      assignee: { organisation: id('B') },
    });
    expect(await house.say('bob', 'task.accept', { taskId: id('task') })).toMatchObject({ code: 'not-allowed' });
    await house.does('bob', 'task.assign', {
      taskId: id('task'),
      assignee: { organisation: id('B'), user: id('bob') },
    });
    await house.does('bob', 'task.accept', { taskId: id('task') });
    await house.does('bob', 'incident.setStatus', { incidentId: id('fire'), status: 'responding' });
    expect(await house.say('abe', 'task.decline', { taskId: id('task'), reason: 'x' })).toMatchObject({
      code: 'not-allowed',
    });
  });

  it('[ACT-8] refuses what it does not understand with a path, and nothing changes', async () => {
    house = await House.of(CAST);
    const head = house.view().position;
    const say = (type: string, data: object) => house.say('ann', type as CommandType, data as never);
    expect(await say('incident.explode', {})).toMatchObject({ code: 'unknown-type' });
    expect(await say('incident.report', { incidentId: 'x', title: '' })).toMatchObject({ code: 'invalid' });
    expect(await say('incident.report', { incidentId: id('a'), title: 'x', wider: true })).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('data.wider') as string,
    });
    expect(await say('incident.report', { incidentId: id('a'), title: 'x'.repeat(70_000) })).toMatchObject({
      code: 'too-large',
    });
    expect(await say('user.register', { userId: id('z'), name: 'z', organisation: id('A') })).toMatchObject({
      code: 'unknown-type',
    });
    expect(await say('incident.report', { incidentId: id('a'), title: 'x', coarse: {} })).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('data.coarse') as string,
    });
    expect(house.view().position).toBe(head);
  });
});
