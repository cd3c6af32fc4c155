import { describe, expect, it } from 'vitest';
import { compensate } from '../../../client/store/compensate.ts';
import { replay } from '../../../client/store/replay.ts';
import type { Scene } from '../../../client/store/sight.ts';
import type { AssetFace, Need, ShownClaim } from '../../../shared/domain/asset/record.ts';
import { keyOf, refOf, type Kind } from '../../../shared/domain/entity.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import type { AnyFace } from '../../../shared/domain/records.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { Instant } from '../../../shared/time.ts';

const at = '2026-03-01T10:00:00.000Z' as Instant;
const [grid, water, ana] = ['grid', 'water', 'ana'];
const common = {
  id: 'x',
  code: 'AST-0000',
  version: 7,
  tlp: 'TLP:GREEN',
  owner: grid,
  by: { organisation: grid, user: ana },
  madeAt: at,
  realAt: at,
} as const;
const incident: IncidentFace = {
  ...common,
  title: 'Fire',
  kind: 'fire',
  severity: 2,
  status: 'reported',
  lead: grid,
  assetIds: ['a'],
  at,
  changedAt: at,
  journal: [],
};
const task: TaskFace = {
  ...common,
  title: 'Convoy',
  priority: 2,
  status: 'in-progress',
  assignee: { organisation: grid, user: ana },
  due: at,
  blockedBy: ['t'],
  at,
  changedAt: at,
  journal: [],
};
const claim = (organisation: string, status: ShownClaim['status'], more: Partial<ShownClaim> = {}): ShownClaim => ({
  status,
  level: 250_000,
  since: at,
  at,
  realAt: at,
  by: { organisation, user: ana },
  ...more,
});
const asset: AssetFace = {
  ...common,
  name: 'Pump',
  sector: 'energy',
  kind: 'pump',
  country: 'ES',
  status: 'degraded',
  level: 250_000,
};
const need: Need = {
  needId: '10000000-0000-4000-8000-000000000001',
  type: 'physical',
  rule: 'kofn',
  suppliers: [{ assetId: '20000000-0000-4000-8000-000000000002', weight: 1, delay: 60, threshold: 1 }],
  k: 1,
  buffer: 86_400,
  recharge: 0,
  alpha: 1_000_000,
  beta: 0,
};
const others: Record<string, AnyFace> = {
  'organisation:grid': {
    id: grid,
    code: 'o',
    version: 1,
    name: 'Grid',
    shortName: 'G',
    kind: 'operator',
    country: 'ES',
  },
  'organisation:water': {
    id: water,
    code: 'o',
    version: 1,
    name: 'Water',
    shortName: 'W',
    kind: 'operator',
    country: 'ES',
  },
  'user:ana': { id: ana, code: 'u', version: 1, name: 'Ana', organisation: grid, roles: ['coordinator', 'owner'] },
  'asset:a': { ...asset, id: 'a' },
  'asset:b': { ...asset, id: 'b' },
  'asset:20000000-0000-4000-8000-000000000002': { ...asset, id: '20000000-0000-4000-8000-000000000002' },
  'task:t': { ...task, id: 't', blockedBy: [] },
};

function played(faces: Record<string, AnyFace>, type: string, data: Record<string, unknown>): Record<string, AnyFace> {
  const scene: Scene = {
    operationId: 'op',
    actor: { organisation: grid, user: ana, roles: ['coordinator', 'owner', 'liaison'] },
    face: (kind, id) => faces[keyOf(kind, id)],
    record: () => undefined,
    tasksOf: () => [],
  };
  const { writes, refused } = replay({ commandId: 'c', type, data, madeAt: at }, scene, {
    operationId: 'op',
    user: ana,
    organisation: grid,
    administrator: false,
    guest: false,
  });
  expect(refused, `${type}: ${refused?.message}`).toBeUndefined();
  return { ...faces, ...Object.fromEntries([...writes].map(([key, { face }]) => [key, face])) };
}

const self = { organisation: grid, confirms: true };

describe('what a command takes back another with', () => {
  const cases: [Kind, AnyFace, string, Record<string, unknown>, readonly string[]][] = [
    ['incident', incident, 'incident.setStatus', { incidentId: 'x', status: 'confirmed' }, ['status']],
    ['incident', incident, 'incident.setStatus', { incidentId: 'x', status: 'closed' }, ['status', 'closedAt']],
    ['incident', incident, 'incident.setSeverity', { incidentId: 'x', severity: 4 }, ['severity']],
    ['incident', incident, 'incident.setLead', { incidentId: 'x', organisation: water }, ['lead']],
    ['incident', incident, 'incident.linkAssets', { incidentId: 'x', assetIds: ['a', 'b'] }, ['assetIds']],
    ['incident', incident, 'incident.acknowledge', { incidentId: 'x' }, ['acknowledgements']],
    ['task', task, 'task.setStatus', { taskId: 'x', status: 'blocked' }, ['status']],
    ['task', task, 'task.setStatus', { taskId: 'x', status: 'done' }, ['status']],
    ['task', task, 'task.assign', { taskId: 'x', assignee: { organisation: grid } }, ['assignee']],
    ['task', task, 'task.setDue', { taskId: 'x', due: '2026-03-02T10:00:00.000Z' }, ['due']],
    ['task', task, 'task.setDue', { taskId: 'x', due: null }, ['due']],
    ['task', task, 'task.setBlockedBy', { taskId: 'x', blockedBy: [] }, ['blockedBy']],
    [
      'asset',
      { ...asset, confirmed: claim(grid, 'degraded', { note: 'as it was', because: 'supply' }), basis: 'confirmed' },
      'asset.setStatus',
      { assetId: 'x', status: 'failed' },
      ['status', 'level', 'basis'],
    ],
    ['asset', { ...asset, needs: [need] }, 'asset.setNeeds', { assetId: 'x', needs: [] }, ['needs']],
    ['asset', asset, 'asset.setNeeds', { assetId: 'x', needs: [need] }, ['needs']],
  ];
  it.each(cases)('[CLI-5] %s: %#: %s', (kind, before, type, data, members) => {
    const key = keyOf(kind, 'x');
    const start = { ...others, [key]: before };
    const after = played(start, type, data);
    const back = compensate(type, data, before, self)!;
    const end = played(after, back.type, { ...back.data });
    const pick = (face: AnyFace) =>
      Object.fromEntries(members.map((name) => [name, (face as unknown as Record<string, unknown>)[name]]));
    expect(pick(after[key]!)).not.toEqual(pick(before));
    expect(pick(end[key]!)).toEqual(pick(before));
    expect(refOf(key).kind).toBe(kind);
  });

  it('[CLI-5] gives back the reporter’s own word, not the owner’s', () => {
    const before: AssetFace = { ...asset, confirmed: claim(water, 'operational'), reports: [claim(grid, 'degraded')] };
    const back = compensate('asset.setStatus', { assetId: 'x', status: 'failed' }, before, {
      organisation: grid,
      confirms: false,
    });
    expect(back?.data).toMatchObject({ status: 'degraded' });
  });

  it.each([
    ['a first word on an asset', 'asset.setStatus', { assetId: 'x', status: 'failed' }, asset],
    ['a status that was so already', 'incident.setStatus', { incidentId: 'x', status: 'reported' }, incident],
    ['a first lead', 'incident.setLead', { incidentId: 'x', organisation: grid }, { ...incident, lead: undefined }],
    [
      'an acknowledgement given before',
      'incident.acknowledge',
      { incidentId: 'x' },
      { ...incident, acknowledgements: [{ organisation: grid, user: ana, at, realAt: at }] },
    ],
    [
      'a task taken up from open',
      'task.setStatus',
      { taskId: 'x', status: 'in-progress' },
      { ...task, status: 'open' },
    ],
    [
      'a first assignee',
      'task.assign',
      { taskId: 'x', assignee: { organisation: grid } },
      { ...task, assignee: undefined },
    ],
    ['a note', 'incident.addNote', { incidentId: 'x', noteId: 'n', text: 't' }, incident],
    [
      'a marking',
      'sharing.mark',
      { entity: { kind: 'incident', id: 'x' }, marking: { tlp: 'TLP:RED' }, reason: 'r' },
      incident,
    ],
    ['what is not seen', 'incident.setStatus', { incidentId: 'x', status: 'closed' }, undefined],
  ])('[CLI-5] nothing takes back %s', (_what, type, data, before) => {
    expect(compensate(type, data, before as AnyFace | undefined, self)).toBeUndefined();
  });
});
