import type { Forecast, Predicted } from '../../../shared/cascade/forecast.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { UP, type AssetStatus } from '../../../shared/domain/vocabulary.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';

type Assets = ReadonlyMap<string, ShownAsset>;

export interface Ahead {
  readonly status: AssetStatus;
  /** Parts per million; of a twin nobody is told. */
  readonly level: number | undefined;
  /** What made it so; undefined where the forecast leaves it as it is now. */
  readonly change: Predicted | undefined;
}

/** A prediction with its moments in milliseconds: a map of a whole grid asks for them again and again. */
interface Timed {
  readonly one: Predicted;
  readonly at: number;
  readonly earliest: number;
  readonly latest: number;
  /** It should have happened by now. */
  readonly due: boolean;
}

/** What a forecast says of each asset: what should have happened already, then what is to come, in its order. */
const byAsset = new WeakMap<Forecast, ReadonlyMap<string, readonly Timed[]>>();
const NOTHING: readonly Timed[] = [];

function timedOf(forecast: Forecast): ReadonlyMap<string, readonly Timed[]> {
  const known = byAsset.get(forecast);
  if (known) return known;
  const made = new Map<string, Timed[]>();
  const take = (one: Predicted, due: boolean): void => {
    const { at, earliest, latest } = one;
    const timed = {
      one,
      at: Date.parse(at),
      earliest: earliest === undefined ? Infinity : Date.parse(earliest),
      latest: latest === undefined ? Infinity : Date.parse(latest),
      due,
    };
    const list = made.get(one.assetId);
    if (list) list.push(timed);
    else made.set(one.assetId, [timed]);
  };
  for (const one of forecast.already) if (!one.contradicted) take(one, true);
  for (const one of forecast.changes) take(one, false);
  byAsset.set(forecast, made);
  return made;
}

const changesOf = (forecast: Forecast, assetId: string): readonly Timed[] => timedOf(forecast).get(assetId) ?? NOTHING;

/** The last prediction of an asset that has come true by a moment. */
export const lastChange = (forecast: Forecast, assetId: string, at: number): Predicted | undefined =>
  changesOf(forecast, assetId).findLast((timed) => timed.at <= at)?.one;

/** What the forecast says an asset will be at a moment, in milliseconds of operation time. */
export function statusAhead(forecast: Forecast, asset: ShownAsset, at: number): Ahead {
  const change = lastChange(forecast, asset.id, at);
  const level = isTwin(asset) ? undefined : asset.level;
  if (!change) return { status: asset.status, level, change };
  return { status: statusAt(change.to, asset.status), level: isTwin(asset) ? undefined : change.to, change };
}

/** That its supplies are back says nothing of an asset of which nobody knew before: unknown is never green. */
function statusAt(level: number, now: AssetStatus): AssetStatus {
  if (level === 0) return 'failed';
  if (level < UP) return 'degraded';
  return now === 'unknown' ? 'unknown' : 'operational';
}

/** The next loss of an asset after a moment; one that should have happened by now counts as ahead. */
export const nextLoss = (forecast: Forecast, assetId: string, after: number): Predicted | undefined =>
  changesOf(forecast, assetId).find(({ one, at, due }) => one.to < one.from && (due || at > after))?.one;

/** Assets of which the forecast says anything that nobody has contradicted. */
export const assetsIn = (forecast: Forecast): Iterable<string> => timedOf(forecast).keys();

/** Assets whose state differs between two moments, in milliseconds. */
export function changedBetween(forecast: Forecast, one: number, other: number): ReadonlySet<string> {
  const [from, to] = one < other ? [one, other] : [other, one];
  const changed = new Set<string>();
  for (const [id, changes] of timedOf(forecast)) if (changes.some(({ at }) => at > from && at <= to)) changed.add(id);
  return changed;
}

export interface LostBy {
  readonly failed: number;
  readonly degraded: number;
  /** Assets that are lost by then for certain, and those that may be: the band of the two numbers together. */
  readonly least: number;
  readonly most: number;
}

const RANK: Readonly<Record<AssetStatus, number>> = { operational: 0, unknown: 0, degraded: 1, failed: 2 };

/** How many of the assets that are shown are worse at a moment than they are now. */
export function lostBy(forecast: Forecast, assets: Assets, at: number): LostBy {
  let [failed, degraded, least, most] = [0, 0, 0, 0];
  for (const id of assetsIn(forecast)) {
    const asset = assets.get(id);
    if (!asset) continue;
    const losses = changesOf(forecast, id).filter(({ one }) => one.to < one.from);
    if (losses.some((loss) => loss.latest <= at)) least += 1;
    if (losses.some((loss) => Math.min(loss.earliest, loss.at) <= at)) most += 1;
    const { status } = statusAhead(forecast, asset, at);
    if (RANK[status] <= RANK[asset.status]) continue;
    if (status === 'failed') failed += 1;
    else degraded += 1;
  }
  const best = failed + degraded;
  return { failed, degraded, least: Math.min(least, best), most: Math.max(most, best) };
}

/** The whole minutes from now, each once and in order, by which something that is shown will have changed. */
export function momentsOf(forecast: Forecast, assets: Assets, now: number, most: number): readonly number[] {
  const minutes = new Set<number>();
  for (const [id, changes] of timedOf(forecast)) {
    if (!assets.has(id)) continue;
    for (const { at, due } of changes) {
      const after = Math.ceil((at - now) / 60_000);
      if (!due && after >= 1 && after <= most) minutes.add(after);
    }
  }
  return [...minutes].sort((a, b) => a - b);
}
