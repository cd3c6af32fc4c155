import { isTwin } from '../../../shared/domain/asset/record.ts';
import { distanceMetres, type Place } from '../../../shared/geo.ts';
import { middleOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import { parsePlace } from '../../ui/parts/place.ts';

/** Corners in order; the last is joined to the first. */
export type Ring = readonly Place[];

/** Something that has an inside: drawn, typed or around a place. */
export type Within = (place: Place) => boolean;

/** Longitudes are taken on the side of the globe where the ring begins: a ring may cross the date line. */
const beside = (lon: number, of: number): number => lon - 360 * Math.round((lon - of) / 360);

/** Even-odd: where a ring crosses itself, what is surrounded twice lies outside. On an edge counts as inside. */
export function inRing(ring: Ring): Within {
  const first = ring[0]?.lon ?? 0;
  const xs: number[] = [];
  for (const { lon } of ring) xs.push(beside(lon, xs.at(-1) ?? first));
  const ys = ring.map(({ lat }) => lat);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  return ({ lat, lon }) => {
    if (ring.length < 3) return false;
    const x = beside(lon, (west + east) / 2);
    let odd = false;
    for (let k = 0, before = ring.length - 1; k < ring.length; before = k++) {
      const [x1, y1, x2, y2] = [xs[before]!, ys[before]!, xs[k]!, ys[k]!];
      const cross = (x2 - x1) * (lat - y1) - (y2 - y1) * (x - x1);
      const along = (x - x1) * (x - x2) + (lat - y1) * (lat - y2);
      if (cross === 0 && along <= 0) return true;
      if (y1 > lat !== y2 > lat && x < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
    }
    return odd;
  };
}

export const around =
  (middle: Place, metres: number): Within =>
  (place) =>
    distanceMetres(middle, place) <= metres;

/** One corner a line, or separated by `;`. Undefined unless all are places and there are three at least. */
export function parseRing(text: string): Ring | undefined {
  const corners = text
    .split(/[\n;]/)
    .filter((line) => line.trim() !== '')
    .map(parsePlace);
  return corners.length >= 3 && corners.every((corner) => corner !== undefined) ? (corners as Place[]) : undefined;
}

export interface Found {
  readonly ids: readonly string[];
  /** Of these, coarse twins: they count where the middle of their square lies inside. */
  readonly twins: number;
}

export function assetsWithin(assets: Iterable<ShownAsset>, within: Within): Found {
  const ids: string[] = [];
  let twins = 0;
  for (const asset of assets) {
    const place = isTwin(asset) ? middleOf(asset.cell) : asset.location;
    if (!place || !within(place)) continue;
    ids.push(asset.id);
    if (isTwin(asset)) twins += 1;
  }
  return { ids, twins };
}
