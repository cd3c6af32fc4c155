/** Times as an operations room says them: 24 hours, with the zone. */
const two = (value: number): string => String(value).padStart(2, '0');

/** `14:05Z` */
export function zulu(ms: number, seconds = false): string {
  const date = new Date(ms);
  const base = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return `${base}${seconds ? `:${two(date.getUTCSeconds())}` : ''}Z`;
}

/** `16:05` by the clock of this device. */
export function local(ms: number, seconds = false): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}${seconds ? `:${two(date.getSeconds())}` : ''}`;
}

/** `28 Apr 14:05Z` */
export function zuluDay(ms: number): string {
  return `${dayOf(ms)} ${zulu(ms)}`;
}

// Making a formatter costs a hundred times what formatting does, and every age on the screen asks for a day.
const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', timeZone: 'UTC' });
export const dayOf = (ms: number): string => day.format(ms);

export type AgeUnit = 'now' | 'seconds' | 'minutes' | 'hours' | 'days';

/** A length of time in the one unit in which people think of it. */
export function ageOf(milliseconds: number): { unit: AgeUnit; count: number } {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  if (seconds < 5) return { unit: 'now', count: 0 };
  if (seconds < 60) return { unit: 'seconds', count: seconds };
  if (seconds < 3600) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  if (seconds < 48 * 3600) return { unit: 'hours', count: Math.floor(seconds / 3600) };
  return { unit: 'days', count: Math.floor(seconds / 86_400) };
}
