import { inFull, type AssetFace } from '../../../shared/domain/asset/record.ts';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { PredictedCrossing } from '../../../shared/cascade/crossings.ts';
import type { Severity, Tlp } from '../../../shared/domain/vocabulary.ts';
import { toMs } from '../../../shared/time.ts';
import type { Faces } from '../contract.ts';
import type { ShownAsset } from './shownAsset.ts';

export const ALERT_KINDS = ['incident', 'asset', 'offered', 'overdue', 'request', 'break-glass', 'predicted'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What one root cause leads to, of one kind: never more than one alert, however much follows. */
export interface PredictedGroup {
  /** The worst first. */
  readonly crossings: readonly [PredictedCrossing, ...PredictedCrossing[]];
  /** The strictest label of what it rests on. */
  readonly tlp: Tlp;
  /** Root causes: more than one where a single event had very many. */
  readonly causes: number;
}

/** Something that asks for a person of this organisation. */
export interface Alert {
  /** Another one when the same thing happens again: an asset that fails a second time. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly entity: { readonly kind: 'incident' | 'asset' | 'task' | 'reading'; readonly id: string };
  readonly code: string;
  readonly title: string;
  readonly severity: Severity;
  /** Operation time since which it has been so. */
  readonly since: string;
  /** Real time (ms) since which people could have answered: escalation goes by it, at any speed of the clock. */
  readonly raisedAt: number;
  /** What is put aside with it, where that is not its own key. */
  readonly covers?: readonly string[];
  /** Of kind `predicted`. */
  readonly predicted?: PredictedGroup;
}

export interface Person {
  readonly id: string;
  readonly organisation: string;
}

/** All that is unanswered, worst first and of equals the oldest first. A pure function of faces: resumed = live. */
export function alertsOf(
  faces: Faces,
  me: Person,
  operationNow: string,
  ofAssets: readonly Alert[] = assetAlertsOf(faces.asset.values(), me),
): Alert[] {
  const alerts = [...ofAssets];
  for (const incident of faces.incident.values()) if (callsFor(incident, me)) alerts.push(ofIncident(incident));
  for (const task of faces.task.values()) {
    if (isOfferedTo(task, me)) alerts.push(ofTask(task, 'offered', task.offeredAt ?? task.changedAt));
    else if (isOverdueFor(task, me, operationNow)) alerts.push(ofTask(task, 'overdue', task.due ?? task.changedAt));
  }
  return alerts.sort(byUrgency);
}

/** Those of our assets that are down. */
export function assetAlertsOf(assets: Iterable<ShownAsset | undefined>, me: Person): Alert[] {
  const alerts: Alert[] = [];
  for (const shown of assets) {
    const alert = shown && alertOf(shown, me);
    if (alert) alerts.push(alert);
  }
  return alerts;
}

/** Faces do not change, nor does what calls for somebody because of one. */
const known = new WeakMap<ShownAsset, Alert>();
export function alertOf(shown: ShownAsset, me: Person): Alert | undefined {
  // A twin is always another's.
  const asset = inFull(shown);
  if (!asset || !isOursAndDown(asset, me)) return undefined;
  let alert = known.get(asset);
  if (!alert) known.set(asset, (alert = ofAsset(asset)));
  return alert;
}

export const byUrgency = (a: Alert, b: Alert): number =>
  b.severity - a.severity || (a.since < b.since ? -1 : a.since > b.since ? 1 : a.key < b.key ? -1 : 1);

/** Requests for release that wait for our organisation's answer, on the record that opens where they are answered. */
export function requestAlertsOf(faces: Faces, me: Person): Alert[] {
  const alerts: Alert[] = [];
  for (const release of faces.release.values()) {
    if (release.status !== 'asked' || release.owner === me.organisation || !release.on) continue;
    const entity = opensAs(release.on, faces);
    const face = entity && faces[entity.kind].get(entity.id);
    if (!entity || !face || 'cell' in face) continue;
    alerts.push({
      key: `request:${release.id}`,
      kind: 'request',
      entity,
      code: face.code,
      title: 'title' in face ? face.title : face.name,
      severity: 2,
      since: release.at,
      raisedAt: toMs(release.realAt),
    });
  }
  return alerts;
}

/** A note or a file opens with what it hangs on. */
function opensAs(
  { kind, id }: EntityRef,
  faces: Faces,
): { kind: 'incident' | 'asset' | 'task'; id: string } | undefined {
  if (kind === 'incident' || kind === 'asset' || kind === 'task') return { kind, id };
  const on = kind === 'note' || kind === 'attachment' ? faces[kind].get(id)?.on : undefined;
  return on && opensAs(on, faces);
}

export const isOver = (incident: IncidentFace): boolean =>
  incident.voided !== undefined ||
  incident.mergedInto !== undefined ||
  incident.status === 'resolved' ||
  incident.status === 'closed';

export const isAcknowledgedBy = (incident: IncidentFace, organisation: string | undefined): boolean =>
  incident.acknowledgements?.some((one) => one.organisation === organisation) ?? false;

const callsFor = (incident: IncidentFace, me: Person): boolean =>
  incident.severity >= 3 && !isOver(incident) && !isAcknowledgedBy(incident, me.organisation);

/** An asset of which nobody has said anything is unknown too, and no alert. */
const isOursAndDown = (asset: AssetFace, me: Person): boolean =>
  (asset.organisation ?? asset.owner) === me.organisation &&
  asset.status !== 'operational' &&
  asset.basis !== undefined;

const isMine = (task: TaskFace, me: Person): boolean =>
  task.assignee?.organisation === me.organisation && (task.assignee.user === undefined || task.assignee.user === me.id);

const isOfferedTo = (task: TaskFace, me: Person): boolean => task.status === 'assigned' && isMine(task, me);

export const isUnfinished = (task: TaskFace): boolean => task.status !== 'done' && task.status !== 'cancelled';
export const isOverdue = (task: TaskFace, operationNow: string): boolean =>
  task.due !== undefined && task.due < operationNow && isUnfinished(task);

const isOverdueFor = (task: TaskFace, me: Person, now: string): boolean =>
  isOverdue(task, now) && (isMine(task, me) || (task.assignee === undefined && task.owner === me.organisation));

function ofIncident({ id, code, title, severity, at, realAt }: IncidentFace): Alert {
  const entity = { kind: 'incident', id } as const;
  return { key: `incident:${id}`, kind: 'incident', entity, code, title, severity, since: at, raisedAt: toMs(realAt) };
}

const ASSET_SEVERITY = { failed: 3, degraded: 2, unknown: 1, operational: 1 } as const;

function ofAsset(asset: AssetFace): Alert {
  const { id, code, name, status } = asset;
  const since = asset.since ?? asset.madeAt;
  return {
    key: `asset:${id}:${status}:${since}`,
    kind: 'asset',
    entity: { kind: 'asset', id },
    code,
    title: name,
    severity: ASSET_SEVERITY[status],
    since,
    raisedAt: raisedAtOf(asset),
  };
}

/** Real time (ms) of the first word that says the status which is shown. */
export function raisedAtOf(asset: AssetFace): number {
  const said = [asset.confirmed, ...(asset.reports ?? [])].filter((claim) => claim?.status === asset.status);
  const raisedAt = Math.min(...said.map((claim) => toMs(claim!.realAt)), Infinity);
  return Number.isFinite(raisedAt) ? raisedAt : toMs(asset.realAt);
}

/** Of a task the urgent ones count as major; nothing about a task is as bad as a critical incident. */
const taskSeverity = (priority: number): Severity => (priority >= 4 ? 3 : priority >= 2 ? 2 : 1);

function ofTask(task: TaskFace, kind: 'offered' | 'overdue', since: string): Alert {
  const { id, code, title, priority } = task;
  return {
    key: `${kind}:${id}:${since}`,
    kind,
    entity: { kind: 'task', id },
    code,
    title,
    severity: taskSeverity(priority),
    since,
    raisedAt: toMs(task.journal.at(-1)?.realAt ?? task.realAt),
  };
}

/** How loudly an unanswered alert looks: after 2, 5 and 10 minutes. */
export function escalationOf(alert: Alert, realNow: number): 0 | 1 | 2 | 3 {
  const minutes = (realNow - alert.raisedAt) / 60_000;
  if (minutes >= 10) return 3;
  if (minutes >= 5) return 2;
  return minutes >= 2 ? 1 : 0;
}
