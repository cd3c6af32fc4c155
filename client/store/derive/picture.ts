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
import { atOnce, each, type Steps } from './steps.ts';

export type StatusCounts = Readonly<Record<AssetStatus, number>>;
export interface SectorState extends StatusCounts {
  readonly sector: Sector;
  readonly total: number;
}

const none = () => ({ operational: 0, degraded: 0, failed: 0, unknown: 0 });

/** How many assets of each sector stand how, by country; of a twin no country is told. */
export interface Tally {
  readonly countries: ReadonlyMap<string | undefined, ReadonlyMap<Sector, StatusCounts>>;
  /** Operation time of the latest word on one of them. */
  readonly latest: string | undefined;
}

/** Several panels ask the same of the same picture. A view shows the present: a picture may have come since it was counted. */
const tallies = new WeakMap<object, { readonly size: number; readonly tally: Tally }>();

export function* tallied(assets: ReadonlyMap<string, ShownAsset>): Steps<Tally> {
  const known = tallies.get(assets);
  if (known?.size === assets.size) return known.tally;
  const { size } = assets;
  const tally = yield* tallyOf(assets.values());
  tallies.set(assets, { size, tally });
  return tally;
}

function* tallyOf(assets: Iterable<ShownAsset>): Steps<Tally> {
  const countries = new Map<string | undefined, Map<Sector, Record<AssetStatus, number>>>();
  let latest: string | undefined;
  yield* each(assets, (asset) => {
    const country = isTwin(asset) ? undefined : asset.country;
    let sectors = countries.get(country);
    if (!sectors) countries.set(country, (sectors = new Map<Sector, Record<AssetStatus, number>>()));
    let one = sectors.get(asset.sector);
    if (!one) sectors.set(asset.sector, (one = none()));
    one[asset.status]++;
    const at = saidAt(asset);
    if (at !== undefined && (latest === undefined || at > latest)) latest = at;
  });
  return { countries, latest };
}

/** How each sector stands, in the order of the directive; sectors without an asset are left out. */
export function sectorsIn({ countries }: Tally, country?: string): SectorState[] {
  const counted = country === undefined ? [...countries.values()] : [countries.get(country)];
  return SECTORS.flatMap((sector) => {
    const all = counted.flatMap((sectors) => sectors?.get(sector) ?? []);
    if (all.length === 0) return [];
    const sum = (status: AssetStatus): number => all.reduce((count, one) => count + one[status], 0);
    const counts = {
      operational: sum('operational'),
      degraded: sum('degraded'),
      failed: sum('failed'),
      unknown: sum('unknown'),
    };
    return [{ sector, ...counts, total: counts.operational + counts.degraded + counts.failed + counts.unknown }];
  });
}
export const countriesIn = ({ countries }: Tally): string[] =>
  [...countries.keys()].filter((country) => country !== undefined).sort();

export const sectorsOf = (assets: Iterable<ShownAsset>, country?: string): SectorState[] =>
  sectorsIn(atOnce(tallyOf(assets)), country);
export const countriesOf = (assets: Iterable<ShownAsset>): string[] => countriesIn(atOnce(tallyOf(assets)));

const latestFirst = (a = '', b = ''): number => (a < b ? 1 : a > b ? -1 : 0);

const BADNESS: Record<AssetStatus, number> = { failed: 3, degraded: 2, unknown: 1, operational: 0 };

/** What has failed or is degraded: worst first, then those that serve most people, then the latest. */
export function downAssets(assets: Iterable<ShownAsset>): ShownAsset[] {
  const down: ShownAsset[] = [];
  for (const asset of assets) if (isDown(asset)) down.push(asset);
  return down.sort(worstFirst);
}

const isDown = ({ status }: ShownAsset): boolean => status === 'failed' || status === 'degraded';
const worstFirst = (a: ShownAsset, b: ShownAsset): number =>
  BADNESS[b.status] - BADNESS[a.status] ||
  (b.served ?? 0) - (a.served ?? 0) ||
  latestFirst(a.since, b.since) ||
  (a.id < b.id ? -1 : 1);

/** How many are down of those that are wanted, and so many of them, the first in that order. */
export function* worstDown(
  assets: Iterable<ShownAsset>,
  wanted: (asset: ShownAsset) => boolean,
  most: number,
): Steps<{ readonly count: number; readonly worst: readonly ShownAsset[] }> {
  const worst: ShownAsset[] = [];
  let count = 0;
  let last: ShownAsset | undefined;
  const cut = (): void => {
    worst.sort(worstFirst).splice(most);
    if (worst.length === most) last = worst.at(-1);
  };
  yield* each(assets, (asset) => {
    if (!isDown(asset) || !wanted(asset)) return;
    count++;
    if (last && worstFirst(last, asset) < 0) return;
    worst.push(asset);
    if (worst.length >= 4 * most) cut();
  });
  cut();
  return { count, worst };
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

export function numbersOf(
  faces: Faces,
  organisation: string | undefined,
  operationNow: string,
  tally = atOnce(tallyOf(faces.asset.values())),
): Numbers {
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
  heard(tally.latest);
  for (const sectors of tally.countries.values()) {
    for (const one of sectors.values()) {
      failed += one.failed;
      degraded += one.degraded;
    }
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

/**
 * How strict the strictest label among records of one kind is. Looked at anew each time: what panels hold shows the present,
 * and a label that was made stricter meanwhile must not be missing from the banner.
 */
export function strictestAmong(records: ReadonlyMap<string, { readonly tlp: Tlp }>): number {
  let most = 0;
  let last: Tlp = 'TLP:CLEAR';
  for (const { tlp } of records.values()) {
    if (tlp === last) continue;
    last = tlp;
    most = Math.max(most, strictness(tlp));
    if (most === TLP.length - 1) break;
  }
  return most;
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
