import type { KindColumns } from '../../../shared/columns/decode.ts';
import { isTwin, type AssetFace } from '../../../shared/domain/asset/record.ts';
import type { Bounds } from '../../map/features.ts';
import { middleOf, type ShownAsset } from '../../store/derive/shownAsset.ts';

/** Of more than so many, some tell where the rest are. */
const ENOUGH = 5000;

/** Assets that have not been made into faces, as far as a box around them goes by them. */
export function* someOf(assets: KindColumns): Generator<ShownAsset> {
  const places = assets.member('location');
  const every = Math.max(1, Math.ceil(assets.rows / ENOUGH));
  for (let row = 0; row < assets.rows; row += every) {
    if (places?.has(row)) yield { location: places.read(row) } as AssetFace;
  }
}

/** The box that holds nearly all of them: one site overseas must not shrink the rest to a dot. */
export function boundsOf(assets: Iterable<ShownAsset>, count = 0): Bounds | undefined {
  const lats: number[] = [];
  const lons: number[] = [];
  const every = Math.max(1, Math.ceil(count / ENOUGH));
  let at = 0;
  for (const asset of assets) {
    if (at++ % every !== 0) continue;
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
