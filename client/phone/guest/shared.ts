import { inFull, type AssetFace } from '../../../shared/domain/asset/record.ts';
import type { Guest } from '../../../shared/domain/directory/record.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { Faces } from '../../store/contract.ts';

export interface SharedWithGuest {
  readonly incidents: readonly IncidentFace[];
  readonly tasks: readonly TaskFace[];
  readonly assets: readonly AssetFace[];
}

const OVER: ReadonlySet<string> = new Set(['resolved', 'closed', 'done', 'cancelled']);
const BAD: readonly string[] = ['failed', 'degraded'];

/** What a guest looks at first: of a whole operation what is going on, of named records each of them. */
export function sharedWith(faces: Faces, guest: Pick<Guest, 'records'>): SharedWithGuest {
  const named = guest.records && new Set(guest.records.map(({ id }) => id));
  const shown = (one: { id: string; status?: string }) => named?.has(one.id) ?? !OVER.has(one.status ?? '');
  const incidents = [...faces.incident.values()].filter((one) => !one.mergedInto && shown(one));
  const assets = [...faces.asset.values()].flatMap((one) => inFull(one) ?? []);
  return {
    incidents: incidents.sort((a, b) => b.severity - a.severity || (a.madeAt < b.madeAt ? 1 : -1)),
    tasks: [...faces.task.values()].filter(shown).sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)),
    assets: assets
      .filter((one) => named?.has(one.id) ?? BAD.includes(one.status))
      .sort((a, b) => place(a.status) - place(b.status) || a.name.localeCompare(b.name)),
  };
}

const place = (status: string): number => (BAD.includes(status) ? BAD.indexOf(status) : BAD.length);
