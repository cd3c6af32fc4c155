/**
 * Whether what is on the screen is live. Pure.
 *
 * H1. `live` is claimed only while the link is up, its operation is level, and no ping has been without an answer for
 *     more than DELAYED_MS. H2. Anything heard counts as an answer. H3. `offline` begins where the loss did, not where it
 *     was noticed to last. H4. `since` moves only when the state does.
 */
export const PING_EVERY_MS = 5000;
export const DELAYED_MS = 3000;
export const OFFLINE_AFTER_MS = 10_000;
/** A link this silent is dead, whatever the operating system believes: it is cut and opened anew. */
export const DEAD_AFTER_MS = 20_000;

export type LinkState = 'none' | 'opening' | 'open';

export interface Health {
  readonly state: 'connecting' | 'live' | 'delayed' | 'reconnecting' | 'offline' | 'signed-out';
  readonly since: number;
  readonly heardAt?: number;
  readonly roundTripMs?: number;
  readonly clockOffsetMs: number;
}

export interface HealthState extends Health {
  readonly link: LinkState;
  /** The first ping sent since the server was last heard. */
  readonly unansweredSince?: number;
  /** When the link was lost, or (before there ever was one) first wanted. */
  readonly lostAt: number;
  readonly everOpen: boolean;
  readonly signedIn: boolean;
  readonly deviceOnline: boolean;
  /** Round trip of the sample behind `clockOffsetMs`: the quicker one knows better. */
  readonly offsetRoundTripMs: number;
}

export type HealthInput =
  | { readonly kind: 'signed'; readonly in: boolean; readonly heardAt?: number }
  | { readonly kind: 'device'; readonly online: boolean }
  | { readonly kind: 'opened' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'pinged' }
  | { readonly kind: 'heard' }
  /** The server's clock (ms) as read in an answer to what was sent `roundTripMs` ago. */
  | { readonly kind: 'clock'; readonly serverMs: number; readonly roundTripMs: number }
  | { readonly kind: 'tick' };

export const atRest = (now: number, heardAt?: number, clockOffsetMs = 0): HealthState => ({
  state: 'signed-out',
  since: now,
  ...(heardAt !== undefined && { heardAt }),
  clockOffsetMs,
  link: 'none',
  lostAt: now,
  everOpen: false,
  signedIn: false,
  deviceOnline: true,
  offsetRoundTripMs: Infinity,
});

export function health(before: HealthState, input: HealthInput, now: number): HealthState {
  const next = judged(absorb(before, input, now), now);
  return next.state === before.state ? next : { ...next, since: sinceWhen(next, now) };
}

function absorb(before: HealthState, input: HealthInput, now: number): HealthState {
  switch (input.kind) {
    case 'signed':
      if (before.signedIn === input.in) return before;
      return {
        ...before,
        ...(input.heardAt !== undefined && { heardAt: input.heardAt }),
        signedIn: input.in,
        lostAt: now,
        everOpen: false,
      };
    case 'device':
      return { ...before, deviceOnline: input.online };
    case 'opened':
      return heard({ ...before, link: 'open', everOpen: true, deviceOnline: true }, now);
    case 'cut': {
      const { unansweredSince: _unanswered, ...rest } = before;
      return { ...rest, link: 'none', lostAt: before.link === 'open' ? now : before.lostAt };
    }
    case 'pinged':
      return before.unansweredSince === undefined ? { ...before, unansweredSince: now } : before;
    case 'heard':
      return heard(before, now);
    case 'clock': {
      const { roundTripMs } = input;
      const better = roundTripMs <= before.offsetRoundTripMs;
      // An old good sample loses weight, so that a drifting clock is followed.
      const clockOffsetMs = better ? Math.round(input.serverMs + roundTripMs / 2 - now) : before.clockOffsetMs;
      const offsetRoundTripMs = better ? roundTripMs : before.offsetRoundTripMs * 1.1;
      return heard({ ...before, roundTripMs, clockOffsetMs, offsetRoundTripMs }, now);
    }
    case 'tick':
      return before;
  }
}

function heard({ unansweredSince: _unanswered, ...rest }: HealthState, now: number): HealthState {
  return { ...rest, heardAt: now };
}

function judged(now_: HealthState, now: number): HealthState {
  return { ...now_, state: stateOf(now_, now) };
}

function stateOf(at: HealthState, now: number): Health['state'] {
  if (!at.signedIn) return 'signed-out';
  if (at.link === 'open') {
    return at.unansweredSince !== undefined && now - at.unansweredSince > DELAYED_MS ? 'delayed' : 'live';
  }
  if (!at.deviceOnline || now - at.lostAt >= OFFLINE_AFTER_MS) return 'offline';
  return at.everOpen ? 'reconnecting' : 'connecting';
}

function sinceWhen(at: HealthState, now: number): number {
  // After a reload: since the server was last heard in the page's life before.
  if (at.state === 'offline' && !at.everOpen) return at.heardAt ?? at.lostAt;
  if (at.state === 'offline' || at.state === 'reconnecting' || at.state === 'connecting') return at.lostAt;
  if (at.state === 'delayed') return at.unansweredSince ?? now;
  return now;
}
