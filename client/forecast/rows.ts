import type { Forecast, Predicted } from '../../shared/cascade/forecast.ts';
import type { ServiceLoss } from '../../shared/cascade/services.ts';
import { strictestAmong } from '../store/derive/picture.ts';
import { strictness, TLP, UP, type Tlp } from '../../shared/domain/vocabulary.ts';
import type { ShownAsset } from '../store/derive/shownAsset.ts';

type Assets = ReadonlyMap<string, ShownAsset>;

export const HORIZONS = [6, 24, 72] as const;
export type Horizon = (typeof HORIZONS)[number];

export const isLoss = ({ from, to }: Predicted): boolean => to < from;
const endOf = ({ now }: Forecast, hours: number): number => Date.parse(now) + hours * 3_600_000;

/** What is predicted within so many hours, of assets that are shown now. */
export function within(forecast: Forecast, assets: Assets, hours: number) {
  const end = endOf(forecast, hours);
  const soon = (at: string): boolean => Date.parse(at) <= end;
  return {
    changes: forecast.changes.filter(({ assetId, at }) => assets.has(assetId) && soon(at)),
    already: forecast.already.filter(({ assetId }) => assets.has(assetId)),
    deadlines: forecast.deadlines.filter(({ assetId, at }) => assets.has(assetId) && soon(at)),
    deadlocks: forecast.deadlocks.filter(({ members }) => members.some((id) => assets.has(id))),
  };
}
export type Within = ReturnType<typeof within>;

/** How many assets lose something, and the first of them. */
export function leadOf({ changes }: Pick<Within, 'changes'>): { count: number; first: Predicted | undefined } {
  const losses = changes.filter(isLoss);
  return { count: new Set(losses.map(({ assetId }) => assetId)).size, first: losses[0] };
}

/** The next loss of one asset: one that should have happened already, or the first to come. */
export function lossOf(
  forecast: Forecast | undefined,
  assetId: string,
): { readonly already: boolean; readonly one: Predicted } | undefined {
  const of = (one: Predicted): boolean => one.assetId === assetId && isLoss(one);
  const already = forecast?.already.find((one) => of(one) && !one.contradicted);
  if (already) return { already: true, one: already };
  const ahead = forecast?.changes.find(of);
  return ahead && { already: false, one: ahead };
}

export interface ServiceRow {
  readonly service: string;
  /** [seconds from now, persons without it from then on]. */
  readonly steps: readonly (readonly [after: number, persons: number])[];
  /** At each of the moments asked for. */
  readonly at: readonly number[];
  readonly most: number;
  readonly personHours: number;
}

/** Persons without each service, by nation; the empty name stands for twins, of which no country is shown. */
export function withoutByNation(
  { now, services }: Pick<Forecast, 'now' | 'services'>,
  hours: number,
  moments: readonly number[],
): { readonly nation: string; readonly rows: readonly ServiceRow[] }[] {
  const start = Math.floor(Date.parse(now) / 1000);
  const nations = new Map<string, ServiceRow[]>();
  for (const loss of services) {
    const row = rowOf(loss, start, hours * 3600, moments);
    if (row.most > 0) nations.set(loss.nation, [...(nations.get(loss.nation) ?? []), row]);
  }
  return [...nations]
    .map(([nation, rows]) => ({ nation, rows: rows.sort((a, b) => b.personHours - a.personHours) }))
    .sort((a, b) => (a.nation < b.nation ? -1 : 1));
}

function rowOf(
  { service, without }: ServiceLoss,
  start: number,
  length: number,
  moments: readonly number[],
): ServiceRow {
  const steps = without.map(([t, persons]) => [t - start, persons] as const).filter(([after]) => after <= length);
  const personSeconds = steps.reduce(
    (sum, [after, persons], k) => sum + persons * ((steps[k + 1]?.[0] ?? length) - after),
    0,
  );
  return {
    service,
    steps,
    at: moments.map((moment) => steps.findLast(([after]) => after <= moment)?.[1] ?? 0),
    most: steps.reduce((most, [, persons]) => Math.max(most, persons), 0),
    personHours: personSeconds / 3600,
  };
}

/** The strictest label of the assets that these predictions, and the numbers of persons, rest on; and of some others. */
export function strictestUnder(
  { changes, already, deadlines, deadlocks }: Within,
  assets: Assets,
  also: Iterable<string> = [],
): Tlp {
  const ids = new Set(also);
  for (const one of [...changes, ...already]) {
    const { assetId, supplierId, lacking, chain, rootId } = one;
    for (const id of [assetId, rootId, supplierId ?? rootId]) ids.add(id);
    for (const link of [...lacking, ...chain]) ids.add(link.assetId);
  }
  for (const { assetId, repair } of deadlines) {
    ids.add(assetId);
    if (repair) ids.add(repair.assetId);
  }
  for (const { members } of deadlocks) for (const id of members) ids.add(id);
  let most = 0;
  const strictest = strictestAmong(assets);
  for (const { id, tlp, served = 0, status } of assets.values()) {
    if (most >= strictest) break;
    if (strictness(tlp) <= most) continue;
    if (ids.has(id) || (served > 0 && status !== 'operational')) most = strictness(tlp);
  }
  return TLP[most] ?? 'TLP:CLEAR';
}

export const percentOf = (level: number): number => Math.round((level / UP) * 100);

/** The points of a step line within a box, in whole units of it. */
export function stepPath(steps: ServiceRow['steps'], length: number, most: number, wide: number, high: number): string {
  const x = (after: number): number => Math.round((Math.min(after, length) / length) * wide);
  const y = (persons: number): number => Math.round(high - (persons / Math.max(1, most)) * high);
  const parts = steps.map(([after, persons], k) =>
    k === 0 ? `M${x(after)} ${y(persons)}` : `H${x(after)}V${y(persons)}`,
  );
  return parts.length === 0 ? '' : `${parts.join('')}H${wide}`;
}
