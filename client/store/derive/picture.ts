import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import {
  SECTORS,
  strictness,
  TLP,
  type AssetStatus,
  type Sector,
  type Tlp,
} from '../../../shared/domain/vocabulary.ts';
import type { Faces } from '../contract.ts';
import { isAcknowledgedBy, isOver, isOverdue, isUnfinished } from './alerts.ts';
import { saidAt, type ShownAsset } from './shownAsset.ts';

export type StatusCounts = Readonly<Record<AssetStatus, number>>;
export interface SectorState extends StatusCounts {
  readonly sector: Sector;
  readonly total: number;
}

const none = () => ({ operational: 0, degraded: 0, failed: 0, unknown: 0 });

/** How each sector stands, in the order of the directive; sectors without an asset are left out. */
export function sectorsOf(assets: Iterable<ShownAsset>, country?: string): SectorState[] {
  const counts = new Map<Sector, Record<AssetStatus, number>>();
  for (const asset of assets) {
    // Of a twin no country is told: it counts where no nation is asked for.
    if (country !== undefined && (isTwin(asset) || asset.country !== country)) continue;
    let one = counts.get(asset.sector);
    if (!one) counts.set(asset.sector, (one = none()));
    one[asset.status]++;
  }
  return SECTORS.flatMap((sector) => {
    const one = counts.get(sector);
    return one ? [{ sector, ...one, total: one.operational + one.degraded + one.failed + one.unknown }] : [];
  });
}

export function countriesOf(assets: Iterable<ShownAsset>): string[] {
  const countries = new Set<string>();
  for (const asset of assets) if (!isTwin(asset)) countries.add(asset.country);
  return [...countries].sort();
}

const latestFirst = (a = '', b = ''): number => (a < b ? 1 : a > b ? -1 : 0);

const BADNESS: Record<AssetStatus, number> = { failed: 3, degraded: 2, unknown: 1, operational: 0 };

/** What has failed or is degraded: worst first, then those that serve most people, then the latest. */
export function downAssets(assets: Iterable<ShownAsset>): ShownAsset[] {
  const down: ShownAsset[] = [];
  for (const asset of assets) if (asset.status === 'failed' || asset.status === 'degraded') down.push(asset);
  return down.sort(
    (a, b) =>
      BADNESS[b.status] - BADNESS[a.status] ||
      (b.served ?? 0) - (a.served ?? 0) ||
      latestFirst(a.since, b.since) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Incidents that are not over: worst first, unacknowledged before acknowledged, then the latest. */
export function openIncidents(incidents: Iterable<IncidentFace>, organisation: string | undefined): IncidentFace[] {
  const open: IncidentFace[] = [];
  for (const incident of incidents) if (!isOver(incident)) open.push(incident);
  const waits = (one: IncidentFace): number => (isAcknowledgedBy(one, organisation) ? 0 : 1);
  return open.sort(
    (a, b) =>
      b.severity - a.severity || waits(b) - waits(a) || latestFirst(a.changedAt, b.changedAt) || (a.id < b.id ? -1 : 1),
  );
}

/** The strip on top: what one must know without a click. */
export interface Numbers {
  readonly critical: number;
  readonly major: number;
  readonly unacknowledged: number;
  /** Operation time of the report of the oldest unacknowledged one. */
  readonly oldest?: string;
  readonly failed: number;
  readonly degraded: number;
  readonly unanswered: number;
  readonly overdue: number;
  readonly openTasks: number;
  /** Operation time of the latest word on anything: how old the picture is. */
  readonly latest?: string;
}

export function numbersOf(faces: Faces, organisation: string | undefined, operationNow: string): Numbers {
  let [critical, major, unacknowledged, failed, degraded, unanswered, overdue, openTasks] = [0, 0, 0, 0, 0, 0, 0, 0];
  let oldest: string | undefined;
  let latest: string | undefined;
  const heard = (at: string | undefined): void => {
    if (at !== undefined && (latest === undefined || at > latest)) latest = at;
  };
  for (const incident of faces.incident.values()) {
    heard(incident.changedAt);
    if (isOver(incident)) continue;
    if (incident.severity === 4) critical++;
    if (incident.severity === 3) major++;
    if (incident.severity < 3 || isAcknowledgedBy(incident, organisation)) continue;
    unacknowledged++;
    if (oldest === undefined || incident.at < oldest) oldest = incident.at;
  }
  for (const asset of faces.asset.values()) {
    heard(saidAt(asset));
    if (asset.status === 'failed') failed++;
    if (asset.status === 'degraded') degraded++;
  }
  for (const task of faces.task.values()) {
    heard(task.changedAt);
    if (isUnfinished(task)) openTasks++;
    if (task.status === 'assigned') unanswered++;
    if (isOverdue(task, operationNow)) overdue++;
  }
  return {
    critical,
    major,
    unacknowledged,
    failed,
    degraded,
    unanswered,
    overdue,
    openTasks,
    ...(oldest !== undefined && { oldest }),
    ...(latest !== undefined && { latest }),
  };
}

/** The most restrictive label of all that is shown. */
export function strictestOf(faces: Faces): Tlp {
  let most = 0;
  for (const kind of ['incident', 'asset', 'task', 'note', 'attachment'] as const) {
    for (const { tlp } of faces[kind].values()) {
      most = Math.max(most, strictness(tlp));
      if (most === TLP.length - 1) return TLP[most]!;
    }
  }
  return TLP[most] ?? 'TLP:CLEAR';
}
