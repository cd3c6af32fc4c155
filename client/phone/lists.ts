import { inFull, type AssetFace } from '../../shared/domain/asset/record.ts';
import type { UserFace } from '../../shared/domain/directory/record.ts';
import type { IncidentFace } from '../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../shared/domain/task/record.ts';
import type { Faces } from '../store/contract.ts';
import { alertsOf, isOver, isOverdue, isUnfinished, type Alert, type Person } from '../store/derive/alerts.ts';

export interface Mine {
  /** Unacknowledged incidents, tasks offered and overdue ones: worst first. */
  readonly waiting: readonly (Alert & { readonly kind: 'incident' | 'offered' | 'overdue' })[];
  /** Tasks of this person that are under way, and those of nobody yet in the organisation. */
  readonly tasks: readonly TaskFace[];
  /** Incidents that this person's organisation acts on and that are not in `waiting`. */
  readonly incidents: readonly IncidentFace[];
  /** Assets of the organisation that are not operational, worst first. */
  readonly assets: readonly AssetFace[];
}

/** What asks for this person, or is in their hands. A pure function of faces, like the alerts. */
export function mineOf(faces: Faces, me: Person, operationNow: string): Mine {
  const alerts = alertsOf(faces, me, operationNow);
  const waiting = alerts.filter((alert) => alert.kind !== 'asset') as Mine['waiting'];
  const waits = new Set(waiting.map(({ entity }) => entity.id));
  const tasks = [...faces.task.values()].filter((task) => isInMyHands(task, me) && !waits.has(task.id));
  const incidents = [...faces.incident.values()].filter((one) => !waits.has(one.id) && actsOn(faces, one, me));
  const assets = alerts.flatMap(({ kind, entity }) =>
    kind === 'asset' ? (inFull(faces.asset.get(entity.id)) ?? []) : [],
  );
  return {
    waiting,
    tasks: tasks.sort(byUrgency(operationNow)),
    incidents: incidents.sort(byGravity),
    assets,
  };
}

const isOurs = (task: TaskFace, me: Person): boolean => task.assignee?.organisation === me.organisation;

const isInMyHands = (task: TaskFace, me: Person): boolean =>
  isUnfinished(task) && isOurs(task, me) && (task.assignee?.user === undefined || task.assignee.user === me.id);

/** The organisation leads it, reported it, or holds a task of it. */
export function actsOn(faces: Faces, incident: IncidentFace, me: Person): boolean {
  if (isOver(incident)) return false;
  if (incident.lead === me.organisation || incident.owner === me.organisation) return true;
  for (const task of faces.task.values()) {
    if (task.incidentId === incident.id && isOurs(task, me) && isUnfinished(task)) return true;
  }
  return false;
}

export interface Team {
  readonly tasks: readonly TaskFace[];
  readonly finished: readonly TaskFace[];
  readonly incidents: readonly IncidentFace[];
  readonly people: readonly UserFace[];
}

export function teamOf(faces: Faces, me: Person, operationNow: string): Team {
  const ours = [...faces.task.values()].filter((task) => isOurs(task, me) || task.owner === me.organisation);
  return {
    tasks: ours.filter(isUnfinished).sort(byUrgency(operationNow)),
    finished: ours.filter((task) => !isUnfinished(task)).sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)),
    incidents: [...faces.incident.values()].filter((one) => actsOn(faces, one, me)).sort(byGravity),
    people: [...faces.user.values()]
      .filter((user) => user.organisation === me.organisation)
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

/** Overdue first, then what is due soonest, then the most urgent, then the oldest. */
const byUrgency =
  (now: string) =>
  (a: TaskFace, b: TaskFace): number =>
    Number(isOverdue(b, now)) - Number(isOverdue(a, now)) ||
    compare(a.due ?? 'z', b.due ?? 'z') ||
    b.priority - a.priority ||
    compare(a.at, b.at) ||
    compare(a.id, b.id);

const byGravity = (a: IncidentFace, b: IncidentFace): number =>
  b.severity - a.severity || compare(b.changedAt, a.changedAt) || compare(a.id, b.id);

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
