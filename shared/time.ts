/** An instant: ISO 8601, UTC, milliseconds. Fixed width, so text order is time order. */
declare const brand: unique symbol;
export type Instant = string & { readonly [brand]: 'instant' };

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The moment asked for last: within one millisecond it is asked for again and again. */
let [lastMs, lastInstant] = [0, '1970-01-01T00:00:00.000Z' as Instant];
export function fromMs(ms: number): Instant {
  if (ms === lastMs) return lastInstant;
  lastInstant = new Date(ms).toISOString() as Instant;
  lastMs = ms;
  return lastInstant;
}
export const toMs = (at: Instant | string): number => Date.parse(at);

/** Reads any ISO 8601 instant with an offset; undefined when it is none, or lies outside the years 1970 to 2999. */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  if (!Number.isFinite(ms) || ms < 0 || ms > 32_503_679_999_999) return undefined;
  const at = fromMs(ms);
  return INSTANT.test(at) ? at : undefined;
}

/**
 * The operation's own clock: at real time `anchorReal` it showed `anchorAt`; since then it has run `speed` seconds to
 * the second, or stood still. Sharing deadlines never use it: they run on real time, in exercises too.
 */
export interface Clock {
  readonly running: boolean;
  readonly speed: number;
  readonly anchorAt: Instant;
  readonly anchorReal: Instant;
}

export function operationTime(clock: Clock | undefined, real: Instant): Instant {
  if (!clock) return real;
  if (!clock.running) return clock.anchorAt;
  const elapsed = Math.max(0, toMs(real) - toMs(clock.anchorReal));
  return fromMs(toMs(clock.anchorAt) + Math.round(elapsed * clock.speed));
}

/** How far back a device's own time of an observation is believed, in milliseconds. */
export const OLDEST_OBSERVATION_MS = 7 * 24 * 3600 * 1000;
/** What a device clock may run ahead before it counts as the future, in milliseconds. */
export const CLOCK_TOLERANCE_MS = 2000;

/** `madeAt` as believed: never in the future, never older than seven days; `clamped` when it had to be moved. */
export function believe(madeAt: Instant | undefined, real: Instant): { observed: Instant; clamped: boolean } {
  if (madeAt === undefined) return { observed: real, clamped: false };
  const made = toMs(madeAt);
  const now = toMs(real);
  if (made > now) return { observed: real, clamped: made > now + CLOCK_TOLERANCE_MS };
  if (made < now - OLDEST_OBSERVATION_MS) return { observed: fromMs(now - OLDEST_OBSERVATION_MS), clamped: true };
  return { observed: madeAt, clamped: false };
}
