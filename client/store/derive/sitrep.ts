import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { strictness, TLP, type Sector, type Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Faces } from '../contract.ts';
import { isOverdue, isUnfinished } from './alerts.ts';
import { downAssets, numbersOf, openIncidents, sectorsOf, type Numbers, type SectorState } from './picture.ts';
import type { ShownAsset } from './shownAsset.ts';

/** The situation report: only what this person sees, and nothing stricter than `upTo`. */
export interface SituationReport {
  /** The strictest label of what is in it: it stands on every page. */
  readonly tlp: Tlp;
  readonly numbers: Numbers;
  readonly sectors: readonly SectorState[];
  readonly incidents: readonly IncidentFace[];
  readonly down: readonly { readonly sector: Sector; readonly assets: readonly ShownAsset[] }[];
  readonly tasks: readonly TaskFace[];
  readonly overdue: readonly TaskFace[];
  /** Leading organisations and what they lead, those without a lead under the empty id. */
  readonly leads: readonly { readonly organisation: string; readonly incidents: readonly IncidentFace[] }[];
  /** How many records were left out because they are stricter than the report may be. */
  readonly leftOut: number;
}

export function situationReport(
  faces: Faces,
  organisation: string | undefined,
  operationNow: string,
  upTo: Tlp = 'TLP:RED',
): SituationReport {
  const limit = strictness(upTo);
  let leftOut = 0;
  const within = <F extends { readonly tlp: Tlp }>(map: ReadonlyMap<string, F>): Map<string, F> => {
    const kept = new Map<string, F>();
    for (const [id, face] of map) {
      if (strictness(face.tlp) <= limit) kept.set(id, face);
      else leftOut++;
    }
    return kept;
  };
  const shown: Faces = {
    ...faces,
    asset: within(faces.asset),
    incident: within(faces.incident),
    task: within(faces.task),
  };
  const incidents = openIncidents(shown.incident.values(), organisation);
  const down = downAssets(shown.asset.values());
  const tasks = [...shown.task.values()].filter(isUnfinished).sort(byDue);
  const leads = new Map<string, IncidentFace[]>();
  for (const incident of incidents) {
    const lead = incident.lead ?? '';
    leads.set(lead, [...(leads.get(lead) ?? []), incident]);
  }
  const bySector = new Map<Sector, ShownAsset[]>();
  for (const asset of down) bySector.set(asset.sector, [...(bySector.get(asset.sector) ?? []), asset]);
  const strictest = Math.max(0, ...[...incidents, ...down, ...tasks].map(({ tlp }) => strictness(tlp)));
  return {
    tlp: TLP[strictest] ?? 'TLP:CLEAR',
    numbers: numbersOf(shown, organisation, operationNow),
    sectors: sectorsOf(shown.asset.values()),
    incidents,
    down: [...bySector].map(([sector, assets]) => ({ sector, assets })),
    tasks,
    overdue: tasks.filter((task) => isOverdue(task, operationNow)),
    leads: [...leads].map(([id, led]) => ({ organisation: id, incidents: led })),
    leftOut,
  };
}

/** Those with a due time first, the earliest first. */
function byDue(a: TaskFace, b: TaskFace): number {
  const [one, other] = [a.due ?? '9', b.due ?? '9'];
  return one < other ? -1 : one > other ? 1 : b.priority - a.priority || (a.id < b.id ? -1 : 1);
}
