import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { type Instant, parseInstant } from '../../../shared/time.ts';

/** `10:30` of the one day these tests know. */
export function at(clock: string): Instant {
  const instant = parseInstant(`2025-04-28T${clock}:00Z`);
  if (instant === undefined) throw new Error(`not a clock time: ${clock}`);
  return instant;
}

const marked = {
  version: 1,
  tlp: 'TLP:GREEN',
  owner: 'us',
  by: { organisation: 'us' },
  madeAt: at('09:00'),
  realAt: at('09:00'),
} as const;

export const incident = (some: Partial<IncidentFace> & { id: string }): IncidentFace => ({
  ...marked,
  code: `INC-${some.id}`,
  title: `Incident ${some.id}`,
  kind: 'other',
  severity: 2,
  status: 'reported',
  at: at('09:00'),
  changedAt: at('09:00'),
  journal: [],
  ...some,
});

export const task = (some: Partial<TaskFace> & { id: string }): TaskFace => ({
  ...marked,
  code: `TSK-${some.id}`,
  title: `Task ${some.id}`,
  priority: 2,
  status: 'open',
  at: at('09:00'),
  changedAt: at('09:00'),
  journal: [],
  ...some,
});

export const asset = (some: Partial<AssetFace> & { id: string }): AssetFace => ({
  ...marked,
  code: `AST-${some.id}`,
  name: `Asset ${some.id}`,
  sector: 'energy',
  kind: 'substation',
  country: 'ES',
  status: 'operational',
  level: 1_000_000,
  basis: 'confirmed',
  ...some,
});

export const byId = <F extends { id: string }>(...faces: F[]): Map<string, F> =>
  new Map(faces.map((face) => [face.id, face]));
