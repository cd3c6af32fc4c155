import { inFull, isTwin, type AssetFace } from '../../shared/domain/asset/record.ts';
import type { UserFace } from '../../shared/domain/directory/record.ts';
import type { IncidentFace } from '../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../shared/domain/task/record.ts';
import { distanceMetres, type Place } from '../../shared/geo.ts';
import type { Faces } from '../store/contract.ts';
import { alertsOf, isOver, isOverdue, isUnfinished, type Alert, type Person } from '../store/derive/alerts.ts';
import { middleOf, operatorOf, type ShownAsset } from '../store/derive/shownAsset.ts';
import { assetName } from '../ui/assetName.ts';
import { t } from './text.ts';

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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface Nearby {
  readonly kind: 'incident' | 'asset';
  readonly face: IncidentFace | ShownAsset;
  /** Of a coarse twin the middle of its area. */
  readonly place: Place;
  /** From where the list is measured; absent while that is not known. */
  readonly metres?: number;
}

export type NearbyFilter = 'all' | 'incident' | 'down' | 'ours';

/** What has a place and fits the filter and the words, nearest first; without a `from`, the worst first. */
export function nearbyOf(
  faces: Faces,
  me: Person,
  options: { filter: NearbyFilter; words: string; from: Place | undefined },
): Nearby[] {
  const { filter, from } = options;
  const words = fold(options.words);
  const fits = (face: { code: string }, name: string): boolean =>
    words === '' || fold(name).includes(words) || fold(face.code).includes(words);
  const found: Nearby[] = [];
  const add = (kind: Nearby['kind'], face: Nearby['face'], place: Place): void => {
    found.push({ kind, face, place, ...(from && { metres: distanceMetres(from, place) }) });
  };
  if (filter !== 'down') {
    for (const one of faces.incident.values()) {
      if (!one.location || isOver(one) || !fits(one, one.title)) continue;
      if (filter === 'ours' && !actsOn(faces, one, me)) continue;
      add('incident', one, one.location);
    }
  }
  if (filter !== 'incident') {
    for (const one of faces.asset.values()) {
      const place = isTwin(one) ? middleOf(one.cell) : one.location;
      if (!place || !fits(one, assetName(one, t))) continue;
      if (filter === 'down' && one.status === 'operational') continue;
      if (filter === 'ours' && operatorOf(one) !== me.organisation) continue;
      add('asset', one, place);
    }
  }
  return found.sort(
    (a, b) => (a.metres ?? 0) - (b.metres ?? 0) || weight(b) - weight(a) || compare(a.face.id, b.face.id),
  );
}

const WEIGHT = { failed: 3, degraded: 2, unknown: 1, operational: 0 } as const;
const weight = ({ face }: Nearby): number => ('severity' in face ? 4 + face.severity : WEIGHT[face.status]);

/** Without accents and case: on a phone keyboard nobody types them. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .trim()
    .toLowerCase();

const POINTS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type CompassPoint = (typeof POINTS)[number];

/** The way to go, as one of eight points of the compass. */
export function bearingOf(from: Place, to: Place): CompassPoint {
  const rad = Math.PI / 180;
  const dLon = (to.lon - from.lon) * rad;
  const y = Math.sin(dLon) * Math.cos(to.lat * rad);
  const x =
    Math.cos(from.lat * rad) * Math.sin(to.lat * rad) -
    Math.sin(from.lat * rad) * Math.cos(to.lat * rad) * Math.cos(dLon);
  const degrees = (Math.atan2(y, x) / rad + 360) % 360;
  return POINTS[Math.round(degrees / 45) % 8]!;
}
