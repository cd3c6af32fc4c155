import { afterEach, describe, expect, it } from 'vitest';
import { DEEDS, ledger, type DeedKind, type LedgerOfFaces } from '../../../client/store/derive/ledger.ts';
import { codeOf } from '../../../shared/code.ts';
import type { FaceOf } from '../../../shared/domain/records.ts';
import { HandCrankedTime } from '../../support/handCranked.ts';
import { House, id } from '../../support/house.ts';
import { HouseServer } from '../../support/houseWire.ts';
import { calm, Screen } from '../../support/screens.ts';
import {
  asset,
  claim,
  facesOf,
  idOf,
  incident,
  ME,
  minutes,
  NOON,
  operation,
  OPERATION,
  organisation,
  OURS,
  task,
  THEIRS,
  twin,
} from '../derive/faces.support.ts';

const ALL = Object.values(DEEDS).flat();
const row = (made: LedgerOfFaces, of: string) => made.rows.find((one) => one.organisation === of)!;
/** Only what is not nothing, so that a test says all there is. */
const counts = (made: LedgerOfFaces, of: string) =>
  Object.fromEntries(ALL.flatMap((what) => (row(made, of).counts[what] ? [[what, row(made, of).counts[what]]] : [])));
const listed = (made: LedgerOfFaces, of: string, what: DeedKind) =>
  row(made, of).deeds[what].map(({ code, with: other, to }) => [code, other, to].filter((word) => word !== undefined));

const around = {
  operation: [operation([OURS, THEIRS])],
  organisation: [organisation(OURS, 'Ours'), organisation(THEIRS, 'Theirs')],
};
const ours = { owner: OURS, by: { organisation: OURS } };
const marking = (tlp: FaceOf['incident']['tlp'], more: object = {}) => ({
  tlp,
  marking: { tlp, owner: OURS, circles: [], persons: [], ...more },
});
const made = (some: Parameters<typeof facesOf>[0]) => ledger(facesOf({ ...around, ...some }), ME, OPERATION);
const common = (kind: 'note' | 'attachment' | 'release', number: number) => ({
  id: idOf(number),
  code: codeOf(kind, idOf(number)),
  version: 1,
  tlp: 'TLP:GREEN' as const,
  owner: THEIRS,
  by: { organisation: THEIRS },
  madeAt: NOON,
  realAt: NOON,
});

describe('the ledger is made of faces alone', () => {
  it('an operation in which nothing happened has a row for everybody who takes part, and nothing in it', () => {
    const empty = made({});
    expect(empty.rows.map((one) => one.organisation).sort()).toEqual([OURS, THEIRS].sort());
    expect(empty.rows.flatMap(({ counts: of }) => Object.values(of)).every((count) => count === 0)).toBe(true);
    expect(empty).toMatchObject({ areas: 0, tlp: 'TLP:CLEAR' });
  });

  it('of others everything shown was shared, by kind and label; of ours only what reaches another', () => {
    const circle = {
      id: idOf(90),
      code: 'CIR-0000',
      version: 1,
      name: 'Both',
      owner: OURS,
      members: [OURS, THEIRS],
    } as FaceOf['circle'];
    const result = made({
      circle: [circle],
      asset: [asset(1), asset(2, { tlp: 'TLP:CLEAR' }), asset(3), twin(4)],
      incident: [
        incident(5, { tlp: 'TLP:AMBER' }),
        incident(6, { voided: { reason: 'twice', at: NOON } }),
        incident(7, { ...ours, ...marking('TLP:AMBER+STRICT') }),
        incident(8, { ...ours, ...marking('TLP:AMBER+STRICT', { circles: [circle.id] }) }),
        incident(9, { ...ours, tlp: 'TLP:GREEN' }),
        incident(10, { ...ours, ...marking('TLP:RED', { persons: [ME.id] }) }),
      ],
    });
    expect(row(result, THEIRS).shared).toEqual([
      { kind: 'asset', tlp: 'TLP:CLEAR', count: 1 },
      { kind: 'asset', tlp: 'TLP:GREEN', count: 2 },
      { kind: 'incident', tlp: 'TLP:AMBER', count: 1 },
    ]);
    expect(row(result, OURS).shared).toEqual([
      { kind: 'incident', tlp: 'TLP:GREEN', count: 1 },
      { kind: 'incident', tlp: 'TLP:AMBER+STRICT', count: 1 },
    ]);
    expect(counts(result, THEIRS)).toEqual({ records: 4 });
    expect(result).toMatchObject({ areas: 1, tlp: 'TLP:AMBER+STRICT' });
  });

  it('statuses, notes and releases count for whoever gave them', () => {
    const by = (of: string) => ({ organisation: of });
    const result = made({
      asset: [
        asset(1, {
          ...ours,
          confirmed: { ...claim('failed'), by: by(OURS) },
          reports: [claim('degraded', minutes(1))],
        }),
      ],
      incident: [
        incident(2, {
          ...ours,
          journal: [
            { what: 'reported', at: NOON, realAt: NOON, by: by(OURS) },
            { what: 'status', to: 'responding', at: minutes(2), realAt: NOON, by: by(THEIRS) },
          ],
        }),
      ],
      note: [{ ...common('note', 20), on: { kind: 'incident', id: idOf(2) }, text: 'x', at: NOON }],
      release: [
        {
          ...common('release', 30),
          on: { kind: 'asset', id: idOf(1) },
          reason: 'x',
          status: 'granted',
          at: NOON,
          to: OURS,
          answer: { by: by(OURS), at: minutes(3), reason: 'y' },
        },
        {
          ...common('release', 31),
          on: { kind: 'asset', id: idOf(1) },
          reason: 'x',
          status: 'declined',
          at: NOON,
          to: OURS,
        },
      ],
    });
    expect(counts(result, OURS)).toEqual({ records: 2, statuses: 1, releases: 1, changes: 1 });
    expect(counts(result, THEIRS)).toEqual({ statuses: 2, notes: 1 });
    expect(listed(result, THEIRS, 'statuses')).toEqual([
      [codeOf('incident', idOf(2)), OURS, 'responding'],
      [codeOf('asset', idOf(1)), OURS, 'degraded'],
    ]);
    expect(listed(result, OURS, 'releases')).toEqual([[codeOf('asset', idOf(1)), THEIRS]]);
  });

  it('a task is offered to one and, done, it is help to the other; one that nobody was offered is neither', () => {
    const to = (of: string) => ({ assignee: { organisation: of } });
    const result = made({
      task: [
        task(1, { ...to(OURS), status: 'assigned' }),
        task(2, { ...to(OURS), status: 'done' }),
        task(3, { ...to(THEIRS), status: 'done' }),
        task(4),
      ],
    });
    expect(counts(result, OURS)).toEqual({ tasksDone: 1, offered: 2 });
    expect(counts(result, THEIRS)).toEqual({ records: 4, helped: 1 });
  });

  it('what a report led to: tasks, the words of others after it, what it was merged with', () => {
    const first = incident(1, {
      assetIds: [idOf(10), idOf(11)],
      at: minutes(5),
      acknowledgements: [
        { organisation: OURS, at: minutes(6), realAt: NOON },
        { organisation: THEIRS, at: minutes(6), realAt: NOON },
      ],
    });
    const result = made({
      incident: [
        first,
        incident(2, { assetIds: [idOf(10)], at: minutes(5) }),
        incident(3, { ...ours, tlp: 'TLP:GREEN' }),
        incident(4, { mergedInto: idOf(3) }),
        incident(5, { mergedInto: idOf(1) }),
        incident(6, { mergedInto: idOf(99) }),
      ],
      asset: [
        asset(10, { ...ours, confirmed: { ...claim('failed', minutes(6)), by: { organisation: OURS } } }),
        // Said before the report: it led to nothing.
        asset(11, { ...ours, confirmed: { ...claim('failed', minutes(4)), by: { organisation: OURS } } }),
      ],
      task: [task(20, { ...ours, incidentId: first.id }), task(21, { incidentId: idOf(99) })],
    });
    expect(listed(result, THEIRS, 'tasks')).toEqual([[codeOf('task', idOf(20)), OURS, 'open']]);
    expect(listed(result, THEIRS, 'changes')).toEqual([[codeOf('asset', idOf(10)), OURS, 'failed']]);
    expect(listed(result, THEIRS, 'merged')).toEqual([[codeOf('incident', idOf(4)), OURS]]);
    expect(listed(result, THEIRS, 'acknowledged')).toEqual([[first.code, OURS]]);
    expect(counts(result, OURS)).toEqual({ records: 4, statuses: 2 });
  });

  it('lists at most two hundred of a kind, and counts them all', () => {
    const many = Array.from({ length: 250 }, (_, number) => asset(number + 1, { at: minutes(number) }));
    const { counts: of, deeds } = row(made({ asset: many }), THEIRS);
    expect([of.records, deeds.records.length]).toEqual([250, 200]);
    expect(deeds.records[0]!.code).toBe(many.at(-1)!.code);
  });
});

const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

it('[CLI-6] whoever saw it happen, slept through it, or comes anew has the same ledger', async () => {
  const house = await House.of({
    organisations: ['grid', 'water'],
    users: { ana: ['grid', 'coordinator', 'owner'], eva: ['water', 'coordinator', 'owner'] },
  });
  houses.push(house);
  const time = new HandCrankedTime(house.now);
  const server = new HouseServer(house, time);
  const live = new Screen(server, 'ana', time, 1);
  const sleeper = new Screen(server, 'ana', time, 2);
  await live.open();
  await sleeper.open();
  await calm(server, time, [live, sleeper]);
  sleeper.tocsin.stop();
  const does: typeof house.does = async (user, type, data) => {
    await house.does(user, type, data);
    await calm(server, time, [live]);
  };
  const place = { sector: 'energy', kind: 'pump', country: 'ES', location: { lat: 1, lon: 2 } } as const;
  await does('ana', 'asset.register', { assetId: id('pump'), name: 'Pump', ...place, marking: { tlp: 'TLP:GREEN' } });
  const incidentId = id('fire');
  const marked = { marking: { tlp: 'TLP:GREEN' } } as const;
  await does('eva', 'incident.report', { incidentId, title: 'Fire', severity: 4, assetIds: [id('pump')], ...marked });
  await does('ana', 'asset.setStatus', { assetId: id('pump'), status: 'failed' });
  await does('eva', 'asset.setStatus', { assetId: id('pump'), status: 'degraded', level: 400_000 });
  await does('ana', 'incident.acknowledge', { incidentId });
  await does('eva', 'task.create', {
    taskId: id('help'),
    title: 'Help',
    incidentId,
    assignee: { organisation: id('grid') },
    ...marked,
  });
  await does('ana', 'task.accept', { taskId: id('help') });
  await does('ana', 'task.setStatus', { taskId: id('help'), status: 'done' });
  await does('eva', 'incident.report', { incidentId: id('again'), title: 'Fire again', ...marked });
  await does('ana', 'incident.addNote', { incidentId, noteId: id('note'), text: 'On our way' });

  sleeper.load();
  await sleeper.open();
  const fresh = new Screen(server, 'ana', time, 3);
  await fresh.open();
  await calm(server, time, [live, sleeper, fresh]);
  const of = ({ state }: Screen) => ledger(state.faces, state.me!, state.operationId!);
  const seen = of(live);
  expect(counts(seen, id('grid'))).toMatchObject({ tasksDone: 1, offered: 1, notes: 1, statuses: 1 });
  expect(counts(seen, id('water'))).toMatchObject({ helped: 1, acknowledged: 1, tasks: 1, changes: 1, statuses: 1 });
  expect(of(sleeper)).toEqual(seen);
  expect(of(fresh)).toEqual(seen);
});
