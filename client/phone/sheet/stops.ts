/** Lowest first. */
export const STOPS = ['peek', 'half', 'full'] as const;
export type Stop = (typeof STOPS)[number];

/** The share of the screen's height that each takes: the same as in sheet.css. */
const SHARE: Record<Stop, number> = { peek: 0.3, half: 0.58, full: 0.83 };
const CLOSED_BELOW = 0.16;
/** Pixels per millisecond: faster than this is a flick, and goes on in its direction. */
const FLICK = 0.6;

/** Where a sheet that was let go comes to rest. `share`: of the screen's height; `speed`: upwards, in px/ms. */
export function nearestStop(share: number, speed: number): Stop | 'closed' {
  if (speed > FLICK) return STOPS.find((stop) => SHARE[stop] > share) ?? 'full';
  if (speed < -FLICK) return [...STOPS].reverse().find((stop) => SHARE[stop] < share) ?? 'closed';
  if (share < CLOSED_BELOW) return 'closed';
  const distance = (stop: Stop): number => Math.abs(SHARE[stop] - share);
  return STOPS.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
}
