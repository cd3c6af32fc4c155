import { inFull, type AssetFace } from '../../../shared/domain/asset/record.ts';
import { distanceMetres, type Place } from '../../../shared/geo.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';

/** The nearest assets to a place, for what an incident probably hit. */
export function nearestAssets(
  assets: Iterable<ShownAsset>,
  place: Place,
  count: number,
  metres: number,
): { asset: AssetFace; metres: number }[] {
  // One degree of latitude is about 111 km: what is farther off is not measured.
  const degrees = metres / 111_000;
  const width = degrees / Math.max(0.05, Math.cos((place.lat * Math.PI) / 180));
  const near: { asset: AssetFace; metres: number }[] = [];
  for (const shown of assets) {
    // Of a twin nobody knows how near it is.
    const asset = inFull(shown);
    const at = asset?.location;
    if (!asset || !at || Math.abs(at.lat - place.lat) > degrees || Math.abs(at.lon - place.lon) > width) continue;
    const away = distanceMetres(at, place);
    if (away <= metres) near.push({ asset, metres: away });
  }
  return near.sort((a, b) => a.metres - b.metres).slice(0, count);
}
