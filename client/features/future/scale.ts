/** As far as a forecast reaches: 72 h, in minutes. */
export const MOST = 4320;
/** The slider counts in thousandths of its length. */
export const LENGTH = 1000;
/** How near to a moment of change, in the slider's own unit, a hand means that moment. */
const REACH = 9;

/** The first hours have the most room: that is where decisions are made. */
export const positionOf = (minutes: number): number => Math.round(LENGTH * Math.sqrt(minutes / MOST));
const minutesAt = (position: number): number => Math.round(MOST * (position / LENGTH) ** 2);

/** Where a hand has put it: at the change that is nearest, else at a round time. */
export function snapped(position: number, moments: readonly number[]): number {
  let nearest: number | undefined;
  let smallest = REACH;
  for (const moment of moments) {
    const gap = Math.abs(positionOf(moment) - position);
    if (gap > smallest) continue;
    smallest = gap;
    nearest = moment;
  }
  const plain = minutesAt(position);
  const round = plain < 60 ? 5 : plain < 720 ? 15 : 60;
  return nearest ?? Math.min(MOST, Math.round(plain / round) * round);
}

/** To the next round time in a direction, or to the change that lies on the way. */
export function stepped(minutes: number, direction: 1 | -1, moments: readonly number[], by = 15): number {
  const target = direction > 0 ? (Math.floor(minutes / by) + 1) * by : (Math.ceil(minutes / by) - 1) * by;
  const change = changeFrom(minutes, direction, moments);
  const onTheWay = change !== undefined && (direction > 0 ? change < target : change > target);
  return Math.max(0, Math.min(MOST, onTheWay ? change : target));
}

/** The next change in a direction, or none. */
export const changeFrom = (minutes: number, direction: 1 | -1, moments: readonly number[]): number | undefined =>
  direction > 0 ? moments.find((one) => one > minutes) : moments.findLast((one) => one < minutes);

/** What a key does to the slider; undefined when it is not one of its keys. */
export function keyed(key: string, minutes: number, moments: readonly number[]): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return stepped(minutes, 1, moments);
    case 'ArrowLeft':
    case 'ArrowDown':
      return stepped(minutes, -1, moments);
    case 'PageUp':
      return Math.min(MOST, minutes + 60);
    case 'PageDown':
      return Math.max(0, minutes - 60);
    case 'Home':
      return 0;
    case 'End':
      return MOST;
    default:
      return undefined;
  }
}
