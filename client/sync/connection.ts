import type { Bye } from '../../shared/protocol/down.ts';
import { waitBefore } from './backoff.ts';
import {
  atRest,
  DEAD_AFTER_MS,
  DELAYED_MS,
  health,
  OFFLINE_AFTER_MS,
  PING_EVERY_MS,
  type HealthInput,
  type HealthState,
} from './health.ts';
import type { DeviceClock, Link, Random, Timers, Wire } from './wire.ts';

export interface ConnectionEvents {
  up(link: Link): void;
  /** The link is gone; another will be tried, unless `ended` says that there is no use. */
  down(ended: 'not-authenticated' | undefined): void;
  heard(event: 'batch' | 'reset' | 'presence', message: unknown): void;
  /** This operation is no longer shown to this person. */
  shutOut(operation: string): void;
  healthChanged(): void;
}

export interface Connection {
  readonly health: HealthState;
  readonly link: Link | undefined;
  /** Somebody is here, whether or not the server can be asked; it was last heard (device time) then. */
  signed(here: boolean, heardAt?: number): void;
  /** Keeps a link up from now on, or none. */
  want(wanted: boolean): void;
  /** Gives up this link and tries another. */
  again(): void;
  /** There is reason to believe that an attempt may succeed now: try without waiting. */
  nudge(): void;
  /** What the device says of its network: only ever believed when it says no. */
  online(online: boolean): void;
  /** The server's clock, from an answer to what was asked `roundTripMs` ago. */
  clock(serverMs: number, roundTripMs: number): void;
  heard(): void;
}

interface Services {
  readonly wire: Wire;
  readonly clock: DeviceClock;
  readonly timers: Timers;
  readonly random: Random;
  /** The server no longer speaks with this build of the page. */
  readonly outdated?: () => void;
}

/** One link at a time, opened again with growing, scattered waits. Says what became of it; decides nothing else. */
export function createConnection(
  { wire, clock, timers, random, outdated }: Services,
  events: ConnectionEvents,
): Connection {
  let state = atRest(clock());
  let link: Link | undefined;
  let wanted = false;
  let attempt = 0;
  /** At least so long until the next attempt, because the server asked for it. */
  let askedToWaitMs = 0;
  let cancelRetry: (() => void) | undefined;
  let cancelPing: (() => void) | undefined;

  function feel(input: HealthInput): void {
    const before = state;
    state = health(state, input, clock());
    if (before.state !== state.state || before.since !== state.since || before.roundTripMs !== state.roundTripMs) {
      events.healthChanged();
    }
  }

  function open(): void {
    cancelRetry?.();
    cancelRetry = undefined;
    if (!wanted || link) return;
    // The wire may call back before it has answered with the link.
    const mine: { link?: Link } = {};
    let over = false;
    mine.link = wire.open({
      opened() {
        if (over) return;
        attempt = 0;
        askedToWaitMs = 0;
        feel({ kind: 'opened' });
        ping(mine.link!);
        events.up(mine.link!);
      },
      closed(code) {
        if (over) return;
        over = true;
        if (link === mine.link) lost(code);
      },
      heard(event, message) {
        if (over || link !== mine.link) return;
        feel({ kind: 'heard' });
        if (event === 'bye') goodbye(message as Bye);
        else events.heard(event, message);
      },
    });
    if (!over) link = mine.link;
    timers.after(OFFLINE_AFTER_MS, () => feel({ kind: 'tick' }));
  }

  function lost(code: string | undefined): void {
    link = undefined;
    cancelPing?.();
    feel({ kind: 'cut' });
    timers.after(OFFLINE_AFTER_MS, () => feel({ kind: 'tick' }));
    if (code === 'client-outdated') outdated?.();
    const ended = code === 'not-authenticated' ? code : undefined;
    if (ended) wanted = false;
    events.down(ended);
    retry();
  }

  function retry(): void {
    if (!wanted || link || cancelRetry) return;
    const wait = Math.max(waitBefore(attempt, random.fraction()), askedToWaitMs);
    attempt += 1;
    cancelRetry = timers.after(wait, open);
  }

  function goodbye({ reason, retryAfterMs, operation }: Bye): void {
    // One operation is no longer this person's; the connection stays.
    if (operation !== undefined) return events.shutOut(operation);
    // Scattered, so that all whom a draining server sent away do not come back as one.
    askedToWaitMs = retryAfterMs === undefined ? 0 : Math.round(retryAfterMs * (1 + 0.5 * random.fraction()));
    cut(reason === 'not-authenticated' || reason === 'session-ended' ? 'not-authenticated' : undefined);
  }

  function cut(code?: string): void {
    const gone = link;
    if (!gone) return;
    // First forgotten, then closed: closing may call back at once.
    link = undefined;
    gone.close();
    lost(code);
  }

  function ping(on: Link): void {
    cancelPing?.();
    const sentAt = clock();
    feel({ kind: 'pinged' });
    timers.after(DELAYED_MS + 1, () => feel({ kind: 'tick' }));
    on.ask('ping', {}, DEAD_AFTER_MS).then(
      (answer) => {
        if (link !== on) return;
        const serverMs = Date.parse((answer as { now?: string } | undefined)?.now ?? '');
        const roundTripMs = clock() - sentAt;
        feel(Number.isFinite(serverMs) ? { kind: 'clock', serverMs, roundTripMs } : { kind: 'heard' });
      },
      () => {
        const silentSince = state.unansweredSince;
        if (link === on && silentSince !== undefined && clock() - silentSince >= DEAD_AFTER_MS) cut();
      },
    );
    cancelPing = timers.after(PING_EVERY_MS, () => ping(on));
  }

  return {
    get health() {
      return state;
    },
    get link() {
      return link;
    },
    signed(here, heardAt) {
      feel({ kind: 'signed', in: here, ...(heardAt !== undefined && { heardAt }) });
      timers.after(OFFLINE_AFTER_MS, () => feel({ kind: 'tick' }));
    },
    again: () => cut(),
    want(now) {
      if (wanted === now) return;
      wanted = now;
      if (now) {
        attempt = 0;
        open();
      } else {
        cancelRetry?.();
        cancelRetry = undefined;
        cut();
      }
    },
    nudge() {
      attempt = 0;
      if (cancelRetry && askedToWaitMs === 0) open();
    },
    online(online) {
      feel({ kind: 'device', online });
      if (online && cancelRetry && askedToWaitMs === 0) open();
    },
    clock: (serverMs, roundTripMs) => feel({ kind: 'clock', serverMs, roundTripMs }),
    heard: () => feel({ kind: 'heard' }),
  };
}
