import type { Forecast, Predicted } from '../../../shared/cascade/forecast.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { standingAnswers } from '../../features/assets/answers.ts';
import { assetsIn, lastChange, nextLoss } from '../../features/future/ahead.ts';
import { bandWords } from '../../forecast/words.ts';
import type { CascadePath, GhostFeature, PathHop, Place } from '../../map/features.ts';
import type { Faces } from '../../store/contract.ts';
import { middleOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import type { Say } from '../../ui/assetName.ts';
import { dayOf, zulu, zuluDay } from '../../ui/time.ts';

type Assets = Faces['asset'];

/** More arrows than these are a carpet; those that come first are drawn. */
const MOST_EFFECTS = 300;

/** What is predicted to be lost within some hours of what is shown, and is not lost yet. */
export function ghostsOf(forecast: Forecast, assets: Assets, now: number, hours: number, say: Say): GhostFeature[] {
  const end = now + hours * 3_600_000;
  const ghosts: GhostFeature[] = [];
  for (const id of assetsIn(forecast)) {
    const asset = assets.get(id);
    // What its time has come for between two forecasts is due, not gone: so it is asked for from the forecast's own now.
    const loss = asset && nextLoss(forecast, id, Date.parse(forecast.now));
    if (!loss || Date.parse(loss.at) > end || isSaid(asset, loss)) continue;
    ghosts.push({
      id,
      status: loss.to === 0 ? 'failed' : 'degraded',
      level: loss.to,
      at: Date.parse(loss.at),
      expected: isExpected(asset, assets, now),
      due: Date.parse(loss.at) <= Date.parse(forecast.now),
      bounded: loss.band === 'rigorous',
      when: clockOf(Date.parse(loss.at), now),
      band:
        loss.band === 'rigorous'
          ? bandWords(loss, now, say)
          : `${bandWords(loss, now, say)} (${say('forecast.estimate')})`,
    });
  }
  return ghosts;
}

const isExpected = (asset: ShownAsset, assets: Assets, now: number): boolean =>
  !isTwin(asset) && standingAnswers(asset, assets, now, true).some(({ kind }) => kind === 'confirmed');

/** Somebody has told of it since the forecast was made. */
const isSaid = (asset: ShownAsset, { to }: Predicted): boolean =>
  isTwin(asset) ? asset.status === 'failed' : asset.level <= to;

/** `14:05Z`, with the day where it is another. */
export const clockOf = (at: number, now: number): string => (dayOf(at) === dayOf(now) ? zulu(at) : zuluDay(at));

/** The prediction of an asset that a map of this moment is about: the last one that came true by then, or the next loss. */
export function predictionAt(forecast: Forecast, assetId: string, at: number | undefined): Predicted | undefined {
  const past = at === undefined ? undefined : lastChange(forecast, assetId, at);
  return past ?? nextLoss(forecast, assetId, at ?? Date.parse(forecast.now));
}

/** From the root of what is predicted of an asset to it; where it is itself a root, all that follows within the time. */
export function pathOf(
  forecast: Forecast,
  assets: Assets,
  assetId: string,
  { at, until }: { at: number | undefined; until: number },
): CascadePath | undefined {
  const one = predictionAt(forecast, assetId, at);
  const causes = one ? causesOf(one, assets) : [];
  const effects = effectsOf(forecast, assets, assetId, until);
  const hops = [...causes, ...effects];
  if (hops.length === 0) return undefined;
  const root = assets.get(one && causes.length > 0 ? one.rootId : assetId);
  return { root: endOf(root), ...(isTwin(root) && { rootIsArea: true }), hops };
}

function causesOf(one: Predicted, assets: Assets): PathHop[] {
  const { chain, skipped } = one;
  // From the root on; `gap` says that steps before it are left out.
  const steps = chain
    .map((link, k) => ({ id: link.assetId, to: link.to, gap: k === chain.length - 2 && skipped > 0 }))
    .reverse();
  steps.push({ id: one.assetId, to: one.to, gap: chain.length === 1 && skipped > 0 });
  const hops = hopsAlong(steps, assets, 'cause');
  const nearest = chain[0]?.assetId;
  for (const { assetId: supplier } of one.lacking) {
    if (supplier === nearest) continue;
    const hop = hopBetween(assets.get(supplier), assets.get(one.assetId), one.to, 'lacking', false);
    if (hop) hops.push(hop);
  }
  return hops;
}

/** What is not shown, or has no place, is passed over: the step across it is drawn as one that leaves some out. */
function hopsAlong(
  steps: readonly { id: string; to: number; gap: boolean }[],
  assets: Assets,
  part: PathHop['part'],
): PathHop[] {
  const hops: PathHop[] = [];
  let from: ShownAsset | undefined;
  let gap = false;
  for (const step of steps) {
    const asset = assets.get(step.id);
    gap ||= step.gap;
    if (!endOf(asset)) {
      gap ||= from !== undefined;
      continue;
    }
    const hop = from && hopBetween(from, asset, step.to, part, gap);
    if (hop) hops.push(hop);
    from = asset;
    gap = false;
  }
  return hops;
}

/** The first prediction of each asset that has this one for its root, from its nearest cause. */
function effectsOf(forecast: Forecast, assets: Assets, rootId: string, until: number): PathHop[] {
  const hops: PathHop[] = [];
  const done = new Set<string>();
  for (const one of [...forecast.already, ...forecast.changes]) {
    if (one.rootId !== rootId || one.assetId === rootId || one.to >= one.from || done.has(one.assetId)) continue;
    if (Date.parse(one.at) > until) continue;
    done.add(one.assetId);
    const causes = one.chain.map(({ assetId }) => assets.get(assetId));
    const nearest = causes.findIndex((asset) => endOf(asset) !== undefined);
    const gap = nearest > 0 || (one.skipped > 0 && nearest === causes.length - 1);
    const hop = nearest < 0 ? undefined : hopBetween(causes[nearest], assets.get(one.assetId), one.to, 'effect', gap);
    if (hop) hops.push(hop);
    if (hops.length === MOST_EFFECTS) break;
  }
  return hops;
}

function hopBetween(
  from: ShownAsset | undefined,
  to: ShownAsset | undefined,
  level: number,
  part: PathHop['part'],
  skipped: boolean,
): PathHop | undefined {
  const [start, end] = [endOf(from), endOf(to)];
  if (!from || !to || !start || !end) return undefined;
  const soft = { from: isTwin(from), to: isTwin(to) };
  return {
    from: start,
    to: end,
    status: level === 0 ? 'failed' : level < 1_000_000 ? 'degraded' : 'operational',
    part,
    skipped,
    // Of a twin no country is shown.
    crossBorder: !isTwin(from) && !isTwin(to) && from.country !== to.country,
    ...((soft.from || soft.to) && { soft }),
  };
}

const endOf = (asset: ShownAsset | undefined): Place | undefined =>
  asset && (isTwin(asset) ? middleOf(asset.cell) : asset.location);
