import { fromMs, type Instant, toMs } from '../../../shared/time.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** What a `datetime-local` field holds, in the zone of this device. */
export function toField(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function fromField(text: string): Instant | undefined {
  const ms = new Date(text).getTime();
  return Number.isFinite(ms) ? fromMs(ms) : undefined;
}

/** So many minutes from now, on the full minute. */
export const inMinutes = (now: Instant, minutes: number): Instant =>
  fromMs(Math.ceil((toMs(now) + minutes * 60_000) / 60_000) * 60_000);
