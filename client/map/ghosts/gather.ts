import type { GhostFeature } from '../features.ts';

/** Where something is drawn: its own symbol, the badge of its group, or the plate of an area. Unit world and pixels. */
export interface DrawnPlace {
  x: number;
  y: number;
  radius: number;
  form: 'symbol' | 'group' | 'plate';
}

/** The ghosts that share one drawn place: what is said of them together. */
export interface Gathered {
  place: DrawnPlace;
  count: number;
  /** the worst that becomes of any of them */
  status: GhostFeature['status'];
  /** the owners of all of them expect it */
  expected: boolean;
  /** whose time comes first */
  first: GhostFeature;
}

/** What is told of each drawn place, the soonest first. What is drawn nowhere is left out. */
export function gather(
  ghosts: Iterable<GhostFeature>,
  placeOf: (id: string) => DrawnPlace | undefined,
  isIn: (place: DrawnPlace) => boolean,
): Gathered[] {
  const marks = new Map<string, Gathered>();
  for (const ghost of ghosts) {
    const place = placeOf(ghost.id);
    if (!place || !isIn(place)) continue;
    // Two assets on one spot are two symbols on each other: they are told together as well.
    const key = `${place.form} ${place.x} ${place.y}`;
    const known = marks.get(key);
    if (!known) {
      marks.set(key, { place, count: 1, status: ghost.status, expected: ghost.expected, first: ghost });
      continue;
    }
    known.count += 1;
    known.expected &&= ghost.expected;
    if (ghost.status === 'failed') known.status = 'failed';
    if (ghost.at < known.first.at) known.first = ghost;
  }
  return [...marks.values()].sort((a, b) => a.first.at - b.first.at || (a.first.id < b.first.id ? -1 : 1));
}
