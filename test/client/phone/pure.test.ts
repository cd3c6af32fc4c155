import { describe, expect, test } from 'vitest';
import '../../../client/phone/laterText.ts';
import { actsOn, mineOf, teamOf } from '../../../client/phone/lists.ts';
import { bearingOf, nearbyOf } from '../../../client/phone/nearby.ts';
import { fitting, nearestPoint, panned, toPlace, toScreen, zoomed } from '../../../client/phone/map/view.ts';
import { parseLightly, plain } from '../../../client/phone/parse.ts';
import { sentNow, unsentOf } from '../../../client/phone/queue.ts';
import { emptyDraft, reportOf, titleOf } from '../../../client/phone/report/draft.ts';
import { fitted } from '../../../client/phone/report/photo.ts';
import { hashOf, routeOf } from '../../../client/phone/route.ts';
import { chosenOperation } from '../../../client/phone/shell/operation.ts';
import { pictureFrom, pillOf } from '../../../client/phone/shell/pill.ts';
import { nearestStop } from '../../../client/phone/sheet/stops.ts';
import type { Connection, Faces, OperationSummary, PendingCommand } from '../../../client/store/contract.ts';
import { COMMANDS } from '../../../shared/domain/commands.ts';
import { KINDS } from '../../../shared/domain/entity.ts';
import type { Place } from '../../../shared/geo.ts';

const AT = '2025-04-28T10:00:00.000Z';
const ME = { id: 'me', organisation: 'ours' };

function faces(records: Partial<Record<(typeof KINDS)[number], { id: string }[]>>): Faces {
  const maps = KINDS.map((kind) => [kind, new Map((records[kind] ?? []).map((face) => [face.id, face]))]);
  return Object.fromEntries(maps) as unknown as Faces;
}
const incident = (id: string, more: object = {}) => ({
  id,
  code: `INC-${id}`,
  title: id,
  severity: 2,
  status: 'reported',
  owner: 'theirs',
  at: AT,
  realAt: AT,
  changedAt: AT,
  journal: [],
  ...more,
});
const task = (id: string, more: object = {}) => ({
  id,
  code: `TSK-${id}`,
  title: id,
  priority: 2,
  status: 'accepted',
  owner: 'theirs',
  at: AT,
  realAt: AT,
  changedAt: AT,
  journal: [],
  ...more,
});
const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

describe('[U16] Mine and Team', () => {
  const ours = { organisation: 'ours' };
  const world = faces({
    incident: [
      incident('loud', { severity: 4 }),
      incident('led', { lead: 'ours' }),
      incident('tasked'),
      incident('over', { lead: 'ours', status: 'resolved' }),
      incident('far'),
    ],
    task: [
      task('offered', { status: 'assigned', assignee: ours }),
      task('mine', { assignee: { ...ours, user: 'me' } }),
      task('colleague', { assignee: { ...ours, user: 'she' }, incidentId: 'tasked' }),
      task('late', { assignee: ours, due: '2025-04-28T09:00:00.000Z' }),
      task('done', { assignee: { ...ours, user: 'me' }, status: 'done' }),
      task('elsewhere', { assignee: { organisation: 'theirs' } }),
    ],
  });

  test('what waits comes first, and nothing stands twice', () => {
    const mine = mineOf(world, ME, AT);
    expect(mine.waiting.map(({ entity }) => entity.id).sort()).toEqual(['late', 'loud', 'offered']);
    expect(ids(mine.tasks)).toEqual(['mine']);
    expect(ids(mine.incidents).sort()).toEqual(['led', 'tasked']);
  });
  test('the team has all tasks of the organisation, the overdue one first', () => {
    const team = teamOf(world, ME, AT);
    expect(ids(team.tasks)[0]).toBe('late');
    expect(ids(team.tasks).sort()).toEqual(['colleague', 'late', 'mine', 'offered']);
    expect(ids(team.finished)).toEqual(['done']);
  });
  test('an incident that is over is acted on by nobody', () => {
    expect(actsOn(world, world.incident.get('over')!, ME)).toBe(false);
    expect(actsOn(world, world.incident.get('far')!, ME)).toBe(false);
  });
});

test('[U16] the list by distance: nearest first, accents forgiven, filters kept', () => {
  const place = (lat: number, lon: number) => ({ lat, lon });
  const world = faces({
    asset: [
      { id: 'a', code: 'AST-A', name: 'Málaga', status: 'operational', location: place(36.7, -4.4), owner: 'ours' },
      { id: 'b', code: 'AST-B', name: 'Granada', status: 'failed', location: place(37.2, -3.6), owner: 'theirs' },
    ] as never[],
    incident: [incident('c', { location: place(40, -3.7) })],
  });
  const list = (filter: 'all' | 'down' | 'incident' | 'ours', words = '', from: Place | null = place(37.1, -3.6)) =>
    nearbyOf(world, ME, { filter, words, from: from ?? undefined }).map(({ face }) => face.id);
  expect(list('all')).toEqual(['b', 'a', 'c']);
  expect(list('all', '', null)).toEqual(['c', 'b', 'a']);
  expect(list('down')).toEqual(['b']);
  expect(list('incident')).toEqual(['c']);
  expect(list('ours')).toEqual(['a']);
  expect(list('all', 'malaga')).toEqual(['a']);
  expect(bearingOf(place(40, 0), place(41, 0))).toBe('n');
  expect(bearingOf(place(40, 0), place(39.5, -0.65))).toBe('sw');
});

describe('[U8] the pill never says live of what is not', () => {
  const connection = (state: Connection['state']): Connection => ({
    state,
    since: 1000,
    heardAt: 500,
    clockOffsetMs: 0,
  });
  test.each([
    ['live', 'live'],
    ['delayed', 'delayed'],
    ['reconnecting', 'trying'],
    ['connecting', 'trying'],
    ['offline', 'offline'],
    ['signed-out', 'offline'],
  ] as const)('%s is %s', (state, tone) => {
    expect(pillOf(connection(state), 9500).tone).toBe(tone);
    expect(pictureFrom(connection(state))).toBe(state === 'live' ? undefined : 500);
  });
  test('delayed says by how much since the server was heard', () => {
    expect(pillOf(connection('delayed'), 9500).values).toEqual({ seconds: 9 });
  });
});

describe('[U16] a sheet that is let go', () => {
  test.each([
    [0.3, 0, 'peek'],
    [0.5, 0, 'half'],
    [0.8, 0, 'full'],
    [0.1, 0, 'closed'],
    [0.35, 1, 'half'],
    [0.5, -1, 'peek'],
    [0.2, -1, 'closed'],
  ] as const)('at %d of the screen with %d px/ms comes to rest at %s', (share, speed, stop) => {
    expect(nearestStop(share, speed)).toBe(stop);
  });
});

test('[U2] addresses: tabs, codes in any spelling, pages; nonsense is Mine', () => {
  expect(routeOf('#/team/inc-7k3q')).toEqual({ tab: 'team', over: 'INC-7K3Q' });
  expect(routeOf('#/INC-7KIO')).toEqual({ tab: 'mine', over: 'INC-7K10' });
  expect(routeOf('#/map/report')).toEqual({ tab: 'map', over: 'report' });
  for (const hash of ['', '#', '#/%E0%A4%A', '#/elsewhere/at-all', '#<script>'])
    expect(routeOf(hash)).toEqual({ tab: 'mine' });
  const route = { tab: 'team', over: 'TSK-9FQ0' } as const;
  expect(routeOf(hashOf(route))).toEqual(route);
});

describe('[P-S14] the light parser', () => {
  const id = '3f0c0000-0000-4000-8000-000000000001';
  test('makes of a command what the schemas make of it', () => {
    const cases: [keyof typeof COMMANDS, object][] = [
      ['incident.report', { incidentId: id, title: 'Fire' }],
      ['incident.report', { incidentId: id, title: 'Fire', severity: 4, kind: 'fire', location: { lat: 1, lon: 2 } }],
      ['incident.addNote', { incidentId: id, noteId: id, text: 'two\nlines' }],
      ['task.decline', { taskId: id, reason: 'no crew' }],
      ['asset.setStatus', { assetId: id, status: 'failed', because: 'damage', note: 'burnt' }],
      ['task.create', { taskId: id, title: 'Carry' }],
    ];
    for (const [type, data] of cases) expect(parseLightly(type, data)).toEqual({ data: COMMANDS[type].parse(data) });
  });
  test('cleans what the server would refuse, and refuses what is empty or too long', () => {
    const dirty = ' a\u202eb\u0007c\r\nd\ud800 ';
    const cleaned = parseLightly('incident.addNote', { incidentId: id, noteId: id, text: dirty }) as { data: object };
    expect(cleaned.data).toMatchObject({ text: 'abc\nd' });
    expect(COMMANDS['incident.addNote'].safeParse(cleaned.data).success).toBe(true);
    expect(plain('one\ntwo', true)).toBe('one two');
    expect(parseLightly('task.decline', { taskId: id, reason: ' \n ' })).toMatchObject({ code: 'invalid' });
    expect(parseLightly('task.decline', { taskId: id, reason: 'x'.repeat(501) })).toMatchObject({ code: 'invalid' });
  });
});

test('[P-D7] sent is what left without a refusal, and never what a sign-out wiped', () => {
  const command = (commandId: string, state: PendingCommand['state']) => ({ commandId, state }) as PendingCommand;
  const me = { id: 'me' } as never;
  const before = { me, pending: [command('a', 'sending'), command('b', 'accepted'), command('c', 'queued')] };
  expect(unsentOf(before.pending)).toBe(2);
  const after = { me, pending: [], attention: [{ command: command('a', 'sending') }] as never };
  expect(sentNow(before, after, 5).map(({ command: { commandId } }) => commandId)).toEqual(['b']);
  expect(sentNow(before, { ...after, me: undefined }, 5)).toEqual([]);
  expect(sentNow(before, { ...after, me: { id: 'she' } as never }, 5)).toEqual([]);
});

test('a report says where its reporter stood, else where the asset is, and always has a title', () => {
  const asset = { id: 'a', name: 'Pump 7', location: { lat: 1, lon: 2 } };
  const assets = new Map([['a', asset]]) as never;
  const position = { lat: 37.12345678, lon: -3, accuracy: 13.6, at: 0 };
  const draft = { ...emptyDraft, kind: 'fire' as const, assetIds: ['a'] };
  expect(reportOf('i', draft, assets)).toMatchObject({
    title: 'Fire: Pump 7',
    location: { lat: 1, lon: 2 },
    assetIds: ['a'],
  });
  const here = reportOf('i', { ...draft, position, ownOnly: true }, assets);
  expect(here.location).toEqual({ lat: 37.123457, lon: -3 });
  expect(here.description).toContain('14 m');
  expect(here.marking).toEqual({ tlp: 'TLP:AMBER+STRICT' });
  expect(titleOf({ ...draft, line: '  smoke  ' }, assets)).toBe('smoke');
  expect(titleOf(emptyDraft, assets)).toBe('Other');
});

test('a photo is made smaller, never larger, and keeps its shape', () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 });
  expect(fitted(640, 480)).toEqual({ width: 640, height: 480 });
  expect(fitted(16_000, 3)).toEqual({ width: 1600, height: 1 });
});

test('the operation that opens: the last one, or what took its place, else one that runs, live first', () => {
  const one = (id: string, more: Partial<OperationSummary> = {}): OperationSummary => ({
    id,
    name: id,
    kind: 'exercise',
    phase: 'running',
    ...more,
  });
  const list = [
    one('x', { succeededBy: 'y' }),
    one('y'),
    one('live', { kind: 'live' }),
    one('over', { phase: 'ended' }),
  ];
  expect(chosenOperation(list, 'over')).toBe('over');
  expect(chosenOperation(list, 'x')).toBe('y');
  expect(chosenOperation(list, 'gone')).toBe('live');
  expect(chosenOperation([], undefined)).toBeUndefined();
  expect(chosenOperation([one('a', { succeededBy: 'b' }), one('b', { succeededBy: 'a' })], 'a')).toBe('a');
});

test('[U4] the sketch: a place stays under the finger while zooming, and everything fits', () => {
  const size = { width: 390, height: 340 };
  const places = [
    { lat: 43, lon: -9 },
    { lat: 36, lon: 3 },
  ];
  const view = fitting(places, size)!;
  for (const place of places) {
    const { x, y } = toScreen(view, size, place);
    expect(x > 0 && x < 390 && y > 0 && y < 340).toBe(true);
  }
  const at = { x: 80, y: 200 };
  const under = toPlace(view, size, at);
  const after = toScreen(zoomed(view, size, 3, at), size, under);
  expect(after.x).toBeCloseTo(80, 3);
  expect(after.y).toBeCloseTo(200, 3);
  const moved = toScreen(panned(view, 10, -5), size, under);
  expect(moved.x).toBeCloseTo(90, 3);
  expect(moved.y).toBeCloseTo(195, 3);
  expect(fitting([], size)).toBeUndefined();
  expect(
    nearestPoint(
      [
        { x: 0, y: 0 },
        { x: 9, y: 0 },
      ],
      { x: 7, y: 0 },
      5,
    ),
  ).toBe(1);
  expect(nearestPoint([{ x: 0, y: 0 }], { x: 7, y: 0 }, 5)).toBeUndefined();
});
