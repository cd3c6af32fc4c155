import type { AssetFace, TwinFace } from '../../../shared/domain/asset/record.ts';
import type { FaceOf } from '../../../shared/domain/records.ts';
import { KINDS, type Kind } from '../../../shared/domain/entity.ts';
import { codeOf } from '../../../shared/code.ts';
import { fromMs, toMs, type Instant } from '../../../shared/time.ts';
import type { Faces } from '../../../client/store/contract.ts';

/** Small worlds of faces, for what is derived from them. */
export const OURS = '10000000-0000-4000-8000-000000000001';
export const THEIRS = '20000000-0000-4000-8000-000000000002';
export const ME = { id: '30000000-0000-4000-8000-000000000003', organisation: OURS };
export const OPERATION = '40000000-0000-4000-8000-000000000004';
export const NOON = '2025-04-28T12:00:00.000Z' as Instant;
export const minutes = (count: number): Instant => fromMs(toMs(NOON) + count * 60_000);
export const idOf = (number: number): string => `${String(number).padStart(5, '0')}000-0000-4000-8000-000000000000`;

export function facesOf(some: { [K in Kind]?: readonly FaceOf[K][] }): Faces {
  const maps = KINDS.map((kind) => [kind, new Map((some[kind] ?? []).map((face) => [face.id, face]))]);
  return Object.fromEntries(maps) as unknown as Faces;
}

const common = (kind: Kind, id: string) => ({
  id,
  code: codeOf(kind, id),
  version: 1,
  tlp: 'TLP:GREEN' as const,
  owner: THEIRS,
  by: { organisation: THEIRS },
  madeAt: NOON,
  realAt: NOON,
});

export const incident = (number: number, some: Partial<FaceOf['incident']> = {}): FaceOf['incident'] => ({
  ...common('incident', idOf(number)),
  title: `Incident ${number}`,
  kind: 'other',
  severity: 4,
  status: 'reported',
  at: NOON,
  changedAt: NOON,
  journal: [{ what: 'reported', at: NOON, realAt: NOON, by: { organisation: THEIRS } }],
  ...some,
});

export const asset = (number: number, some: Partial<AssetFace> = {}): AssetFace => ({
  ...common('asset', idOf(number)),
  name: `Asset ${number}`,
  sector: 'energy',
  kind: 'substation',
  country: 'ES',
  status: 'operational',
  level: 1_000_000,
  ...some,
});

/** A coarse twin over the middle of Spain, of half a degree. */
export const twin = (number: number, some: Partial<TwinFace> = {}): TwinFace => ({
  id: idOf(number),
  code: codeOf('asset', idOf(number)),
  version: 1,
  tlp: 'TLP:GREEN',
  sector: 'energy',
  cell: { lat: 40, lon: -4, size: 0.5 },
  status: 'operational',
  since: NOON,
  ...some,
});

export const claim = (status: FaceOf['asset']['status'], at: Instant = NOON) => ({
  status,
  level: 0,
  since: at,
  at,
  realAt: at,
  by: { organisation: THEIRS },
});

export const task = (number: number, some: Partial<FaceOf['task']> = {}): FaceOf['task'] => ({
  ...common('task', idOf(number)),
  title: `Task ${number}`,
  priority: 2,
  status: 'open',
  at: NOON,
  changedAt: NOON,
  journal: [{ what: 'created', at: NOON, realAt: NOON, by: { organisation: THEIRS } }],
  ...some,
});

export const organisation = (id: string, shortName: string, some: Partial<FaceOf['organisation']> = {}) => ({
  id,
  code: codeOf('organisation', id),
  version: 1,
  name: shortName,
  shortName,
  kind: 'operator' as const,
  country: 'ES',
  ...some,
});

export const operation = (participants: readonly string[]): FaceOf['operation'] => ({
  id: OPERATION,
  code: codeOf('operation', OPERATION),
  version: 1,
  name: 'Exercise',
  kind: 'exercise',
  defaultTlp: 'TLP:GREEN',
  participants,
});
