import { fromMs, type Instant, parseInstant, toMs } from '../../../shared/time.ts';

/** So many minutes from now, on the full minute. */
export const inMinutes = (now: Instant, minutes: number): Instant =>
  fromMs(Math.ceil((toMs(now) + minutes * 60_000) / 60_000) * 60_000);

const RELATIVE = /^\+(?:(\d{1,3}):(\d\d)|(\d{1,4})\s*(min|m|h|d)?)$/i;
const CLOCK = /^(?:(\d{4}-\d\d-\d\d)[T\s]+)?(\d{1,2})[:.](\d\d)\s*(z?)$/i;
const MINUTES: Record<string, number> = { m: 1, min: 1, h: 60, d: 1440 };

/**
 * A moment as people type it, by the operation's own now: `14:30` by this device's clock, `14:30Z`, `+90`, `+1:30`, `+2 h`,
 * `2025-04-28 14:30`. A clock time without a day is the next one. Undefined when it says no moment.
 */
export function parseMoment(text: string, now: Instant): Instant | undefined {
  const trimmed = text.trim();
  const relative = RELATIVE.exec(trimmed);
  if (relative) {
    const [, hours, rest, count, unit] = relative;
    const minutes =
      count === undefined
        ? Number(hours) * 60 + Number(rest)
        : Number(count) * (MINUTES[unit?.toLowerCase() ?? 'm'] ?? 1);
    return inMinutes(now, minutes);
  }
  const clock = CLOCK.exec(trimmed);
  if (!clock) return parseInstant(trimmed);
  const [, day, hour, minute, zulu] = clock;
  if (Number(hour) > 23 || Number(minute) > 59) return undefined;
  if (day !== undefined) {
    const ms = Date.parse(`${day}T${(hour ?? '').padStart(2, '0')}:${minute}:00${zulu ? 'Z' : ''}`);
    return Number.isFinite(ms) ? fromMs(ms) : undefined;
  }
  const date = new Date(now);
  if (zulu) date.setUTCHours(Number(hour), Number(minute), 0, 0);
  else date.setHours(Number(hour), Number(minute), 0, 0);
  if (date.getTime() <= toMs(now)) date.setDate(date.getDate() + 1);
  return fromMs(date.getTime());
}
