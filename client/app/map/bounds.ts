import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { Bounds } from '../../map/features.ts';
import { middleOf, type ShownAsset } from '../../store/derive/shownAsset.ts';

/** The box that holds nearly all of them: one site overseas must not shrink the rest to a dot. */
export function boundsOf(assets: Iterable<ShownAsset>): Bounds | undefined {
  const lats: number[] = [];
  const lons: number[] = [];
  for (const asset of assets) {
    const location = isTwin(asset) ? middleOf(asset.cell) : asset.location;
    if (!location) continue;
    lats.push(location.lat);
    lons.push(location.lon);
  }
  if (lats.length === 0) return undefined;
  const [south, north] = middle(lats);
  const [west, east] = middle(lons);
  return { south, north, west, east };
}

function middle(values: number[]): [number, number] {
  values.sort((a, b) => a - b);
  const cut = Math.floor(values.length * 0.03);
  return [values[cut]!, values[values.length - 1 - cut]!];
}
