import type { Severity, Status } from '../features.ts';

/**
 * The outline of each status on a 24 x 24 grid, as SVG path data. Four silhouettes that differ without colour:
 * circle, triangle, octagon, square.
 */
export const STATUS_OUTLINE: Readonly<Record<Status, string>> = {
  operational: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z',
  degraded: 'M10.27 2.2a2 2 0 0 1 3.46 0L23.2 18.9a2 2 0 0 1-1.74 3H2.54a2 2 0 0 1-1.74-3Z',
  failed: 'M7.9 1.8h8.2L22.2 7.9v8.2l-6.1 6.1H7.9L1.8 16.1V7.9Z',
  unknown: 'M6.5 3h11A3.5 3.5 0 0 1 21 6.5v11a3.5 3.5 0 0 1-3.5 3.5h-11A3.5 3.5 0 0 1 3 17.5v-11A3.5 3.5 0 0 1 6.5 3Z',
};

/** Where a pictogram or letter sits in the outline: centre and scale on the 24 x 24 grid. */
export const STATUS_INSIDE: Readonly<Record<Status, { x: number; y: number; scale: number }>> = {
  operational: { x: 12, y: 12, scale: 0.54 },
  degraded: { x: 12, y: 14.8, scale: 0.44 },
  failed: { x: 12, y: 12, scale: 0.56 },
  unknown: { x: 12, y: 12, scale: 0.52 },
};

/** The cross that only the failed symbol carries. */
export const CROSS = 'M7.5 7.5 16.5 16.5 M16.5 7.5 7.5 16.5';

/** A diamond that stands on its place with its lower corner. */
export const INCIDENT_OUTLINE = 'M12 1.2 22.8 12 12 22.8 1.2 12Z';

/** Bars of severity, left to right, growing: x, y, width, height. */
export const SEVERITY_BARS: readonly (readonly [number, number, number, number])[] = [
  [4, 15, 3, 5],
  [8.5, 11.5, 3, 8.5],
  [13, 8, 3, 12],
  [17.5, 4.5, 3, 15.5],
];

export const SEVERITIES: readonly Severity[] = [1, 2, 3, 4];
