import type { Doubt } from '../../../shared/cascade/faces.ts';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import type { ServiceRow } from '../../forecast/rows.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';

type Steps = ServiceRow['steps'];

/** Persons without at one moment of a step line. */
export const valueAt = (steps: Steps, after: number): number => steps.findLast(([from]) => from <= after)?.[1] ?? 0;

/** Marks of an axis from 0 to at least `most`, at round numbers. */
export function niceTicks(most: number, wanted = 4): number[] {
  if (most <= 0) return [0];
  const raw = most / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].find((one) => one * power >= raw)! * power);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_none, k) => k * step);
}

/** How many are served of each service in each nation; of an area the least that its band says. */
export function servedIn(assets: Iterable<ShownAsset>): Map<string, number> {
  const found = new Map<string, number>();
  for (const asset of assets) {
    const key = servedKey(asset.sector, isTwin(asset) ? '' : asset.country);
    found.set(key, (found.get(key) ?? 0) + (asset.served ?? 0));
  }
  return found;
}
export const servedKey = (service: string, nation: string): string => `${service} ${nation}`;

export interface Resilience {
  /** The integral of 1 - Q over the time, in hours: as if the whole service were gone for so long. */
  readonly hours: number;
  /** Of the time looked at, 0 to 1. */
  readonly share: number;
}

/** A7: the loss of resilience of one service in one nation; undefined where nobody says how many it serves. */
export function resilienceLoss(
  { personHours }: Pick<ServiceRow, 'personHours'>,
  served: number,
  hours: number,
): Resilience | undefined {
  if (served <= 0) return undefined;
  // What an area serves is known by its least: never more than all of it for all of the time.
  const lost = Math.min(hours, personHours / served);
  return { hours: lost, share: lost / hours };
}

export interface DoubtRow {
  readonly assetId: string;
  readonly doubts: readonly Doubt[];
  /** How many predictions rest on it, and of how many assets. */
  readonly predictions: number;
  readonly assets: number;
  /** The first of them. */
  readonly first: Predicted;
}

/** Who should be asked first: those on whom most predictions rest. */
export function doubtsIn(changes: readonly Predicted[]): DoubtRow[] {
  const found = new Map<string, { doubts: Set<Doubt>; on: Predicted[] }>();
  for (const one of changes) {
    for (const { assetId, doubt } of one.restsOn) {
      const row = found.get(assetId) ?? { doubts: new Set<Doubt>(), on: [] };
      row.doubts.add(doubt);
      if (row.on.at(-1) !== one) row.on.push(one);
      found.set(assetId, row);
    }
  }
  return [...found]
    .map(([assetId, { doubts, on }]) => ({
      assetId,
      doubts: [...doubts],
      predictions: on.length,
      assets: new Set(on.map((one) => one.assetId)).size,
      first: on[0]!,
    }))
    .sort((a, b) => b.predictions - a.predictions || (a.first.at < b.first.at ? -1 : a.first.at > b.first.at ? 1 : 0));
}

/** How many of them rest on nothing that is in doubt. */
export const sureOf = (changes: readonly Predicted[]): number =>
  changes.filter(({ restsOn }) => restsOn.length === 0).length;
