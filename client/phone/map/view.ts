import type { Cell } from '../../../shared/domain/asset/record.ts';
import type { Place } from '../../../shared/geo.ts';
import { latitudeOfY, longitudeOfX, xOfLongitude, yOfLatitude } from '../../map/geometry/mercator.ts';

/** What the sketch looks at: its middle in the unit world, and pixels for the width of the world. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the whole world to about a street; the coast beneath is honest only to about a region. */
const LEAST = 256;
const MOST = 256 * 2 ** 15;
const clampScale = (scale: number): number => Math.max(LEAST, Math.min(MOST, scale));

export const toScreen = (view: View, size: Size, place: Place): Point => ({
  x: (xOfLongitude(place.lon) - view.x) * view.scale + size.width / 2,
  y: (yOfLatitude(place.lat) - view.y) * view.scale + size.height / 2,
});

export const toPlace = (view: View, size: Size, point: Point): Place => ({
  lon: longitudeOfX((point.x - size.width / 2) / view.scale + view.x),
  lat: latitudeOfY((point.y - size.height / 2) / view.scale + view.y),
});

export const panned = (view: View, dx: number, dy: number): View => ({
  ...view,
  x: view.x - dx / view.scale,
  y: Math.max(0, Math.min(1, view.y - dy / view.scale)),
});

/** Nearer or farther by a factor; what lies under `at` stays there. */
export function zoomed(view: View, size: Size, factor: number, at?: Point): View {
  const scale = clampScale(view.scale * factor);
  const dx = at ? at.x - size.width / 2 : 0;
  const dy = at ? at.y - size.height / 2 : 0;
  return { scale, x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale };
}

/** Everything in view with room around it; one place alone is shown with its surroundings. */
export function fitting(places: readonly Place[], size: Size, closest = 256 * 2 ** 9): View | undefined {
  if (places.length === 0) return undefined;
  const xs = places.map((place) => xOfLongitude(place.lon));
  const ys = places.map((place) => yOfLatitude(place.lat));
  const [minX, maxX, minY, maxY] = [lowest(xs), highest(xs), lowest(ys), highest(ys)];
  const room = 0.86;
  const scale = Math.min(
    (size.width * room) / Math.max(maxX - minX, 1e-9),
    (size.height * room) / Math.max(maxY - minY, 1e-9),
    closest,
  );
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2, scale: clampScale(scale) };
}

// Not Math.min(...values): a hundred thousand arguments are too many for a call.
const lowest = (values: readonly number[]): number => values.reduce((a, b) => (b < a ? b : a), Infinity);
const highest = (values: readonly number[]): number => values.reduce((a, b) => (b > a ? b : a), -Infinity);

/** The index of the smallest area that holds a place: of coarse twins. */
export function areaAt(
  shown: readonly { readonly face: object | { readonly cell: Cell } }[],
  { lat, lon }: Place,
): number | undefined {
  let found: number | undefined;
  let least = Infinity;
  shown.forEach(({ face }, index) => {
    if (!('cell' in face)) return;
    const { cell } = face;
    const holds = lat >= cell.lat && lat <= cell.lat + cell.size && lon >= cell.lon && lon <= cell.lon + cell.size;
    if (!holds || cell.size >= least) return;
    least = cell.size;
    found = index;
  });
  return found;
}

/** The index of the point nearest to `at`, if one is within `reach` pixels. */
export function nearestPoint(points: readonly Point[], at: Point, reach: number): number | undefined {
  let best: number | undefined;
  let least = reach * reach;
  points.forEach((point, index) => {
    const square = (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
    if (square > least) return;
    least = square;
    best = index;
  });
  return best;
}
