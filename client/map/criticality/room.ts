/** Pixels that the ring of the most critical asset stands off its symbol, and the least at which one is seen. */
const MOST_ROOM = 26;
const LEAST_ROOM = 4;

/** How far a ring stands off: its area follows the share, as the eye compares areas. */
export const roomOf = (share: number): number =>
  LEAST_ROOM + (MOST_ROOM - LEAST_ROOM) * Math.sqrt(Math.min(1, Math.max(0, share)));
