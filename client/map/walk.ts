import type { FeatureReference } from './features.ts';

/** Something that the keyboard can stop at; x and y are in any one plane unit. */
export interface Stop extends FeatureReference {
  x: number;
  y: number;
}

/** More stops than this are no walk any more: the list beside the map is the equal way. */
export const MOST_STOPS = 200;

/** U20: what is in view, nearest to a point first. Equal distances fall by id, so that the order is always the same. */
export function nearestFirst(stops: readonly Stop[], x: number, y: number, most = MOST_STOPS): Stop[] {
  return stops
    .map((stop) => ({ stop, distance: (stop.x - x) ** 2 + (stop.y - y) ** 2 }))
    .sort((a, b) => a.distance - b.distance || (a.stop.id < b.stop.id ? -1 : 1))
    .slice(0, most)
    .map(({ stop }) => stop);
}
