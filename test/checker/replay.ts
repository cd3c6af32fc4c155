import { Facts } from './facts.ts';
import { eventIn, type Entry, type EntryOf } from './history.ts';
import { Policy } from './policy.ts';
import { Screen, type Batch, type Change, type Face, type Reset } from './screen.ts';
import type { Seat } from './stage.ts';
import type { Window } from './timeline.ts';

/** Sharing takes effect within one second, on every node and connection. */
export const GRACE_MS = 1000;
/** A machine that is busier than this (ms) excuses nothing more. */
const MOST_EXCUSED_MS = 2500;
/** So long (ms) a reader that stood still takes to read what waited for it. */
export const AFTER_PAUSE_MS = 400;

/** Something that reached a seat. */
export interface Delivery {
  readonly seat: Seat;
  readonly entry: Entry;
  /** When what it shows may have been in force: up to a second before it came. */
  readonly window: Window;
  readonly how: 'batch' | 'reset' | 'page' | 'snapshot' | 'fresh' | 'receipt' | 'history' | 'other';
  /** The first one after a join answers the join. */
  readonly answersJoin: boolean;
  /** The first one after a reset. */
  readonly followsReset?: boolean;
  readonly batch?: Batch;
  readonly changes: readonly Change[];
  readonly faces: readonly (readonly [kind: string, face: Face])[];
  readonly raw: string;
  /** Of an answer over HTTP: its path, and when it was asked for. */
  readonly asked?: EntryOf<'asked'>;
  readonly status?: number;
}

/** What is known of a seat while the history is told again. */
export interface SeatState {
  readonly seat: Seat;
  readonly screen: Screen;
  joinedAt: number | undefined;
  link: number;
  /** The latest time that it stood still: what was sent then is read a moment later. */
  pause: { readonly from: number; readonly to: number } | undefined;
  /** It was cut or lost, and has come back since with its cursor. */
  answersJoin: boolean;
  followsReset: boolean;
  stolen: boolean;
}

/** A law is told everything in order, once. */
export interface Law {
  readonly id: string;
  /** How often it must have been put to the test, or the run shows nothing. */
  readonly least: number;
  checks: number;
  counter?: Counter | undefined;
  entry?(entry: Entry, told: Telling): void;
  /** Before it is applied to the screen. */
  delivered?(delivery: Delivery, state: SeatState, told: Telling): void;
  /** After. */
  applied?(delivery: Delivery, state: SeatState, told: Telling, verdict: 'taken' | 'waits' | 'gap'): void;
  end?(told: Telling): void;
}
/** The first counter-example, in words, and where in the history. */
export interface Counter {
  readonly n: number;
  readonly words: string;
}

/** Keeps the first only. */
export function against(law: Law, n: number, words: string): void {
  law.counter ??= { n, words };
}

export class Telling {
  readonly entries: readonly Entry[];
  readonly facts: Facts;
  readonly policy: Policy;
  readonly states = new Map<string, SeatState>();
  /** The asset behind each coarse twin's id, as its region tells. */
  readonly twins = new Map<string, string>();
  readonly #busy = new Map<number, number>();
  readonly #asked = new Map<number, EntryOf<'asked'>>();
  readonly #laws: readonly Law[];

  constructor(entries: readonly Entry[], laws: readonly Law[]) {
    this.entries = entries;
    this.facts = new Facts(entries);
    this.policy = new Policy(this.facts);
    this.#laws = laws;
    for (const seat of this.facts.seats.values())
      this.states.set(seat.name, {
        seat,
        screen: new Screen(),
        joinedAt: undefined,
        link: 0,
        pause: undefined,
        answersJoin: false,
        followsReset: false,
        stolen: false,
      });
    for (const entry of entries) {
      const late = entry.k === 'beat' ? entry.late : entry.k === 'pulse' ? entry.took : 0;
      const bucket = Math.floor(entry.t / 500);
      if (late > (this.#busy.get(bucket) ?? 0)) this.#busy.set(bucket, late);
    }
  }

  /** By how much (ms) this machine was late about then. */
  excused(at: number): number {
    const bucket = Math.floor(at / 500);
    let most = 0;
    for (let near = bucket - 6; near <= bucket + 5; near++) most = Math.max(most, this.#busy.get(near) ?? 0);
    return Math.min(2 * most, MOST_EXCUSED_MS);
  }

  tell(): void {
    for (const entry of this.entries) {
      for (const law of this.#laws) law.entry?.(entry, this);
      this.#tellOne(entry);
    }
    for (const law of this.#laws) law.end?.(this);
  }

  #tellOne(entry: Entry): void {
    if (entry.k === 'asked') this.#asked.set(entry.ask, entry);
    if (!('seat' in entry)) return;
    const state = this.states.get(entry.seat);
    if (!state) return;
    switch (entry.k) {
      case 'joining':
        state.screen.broken();
        state.link = entry.link;
        state.joinedAt = undefined;
        state.answersJoin = true;
        state.stolen = entry.stolen === true;
        if (entry.stolen) state.screen.clear();
        return;
      case 'joined':
        state.joinedAt = entry.answer.ok ? entry.t : undefined;
        if (!entry.answer.ok && entry.answer.code === 'not-found') state.screen.clear();
        return;
      case 'down':
        state.screen.broken();
        // Whoever comes back and is not let in any more forgets what they had.
        if (entry.why === 'not-authenticated') state.screen.clear();
        state.joinedAt = undefined;
        state.pause = undefined;
        return;
      case 'paused':
        state.pause = { from: entry.t, to: Infinity };
        return;
      case 'resumed':
        state.pause &&= { ...state.pause, to: entry.t };
        return;
      case 'frame':
        return this.#frame(entry, state);
      case 'told':
        return this.#told(entry, state);
    }
  }

  #frame(entry: EntryOf<'frame'>, state: SeatState): void {
    const { seat } = state;
    const stood = state.pause && entry.t < state.pause.to + AFTER_PAUSE_MS ? state.pause.from : entry.t;
    const from = stood - GRACE_MS - this.excused(entry.t);
    const window = { from, to: entry.t };
    const event = eventIn(entry.raw);
    const plain = { seat, entry, window, raw: entry.raw, answersJoin: false, changes: [], faces: [] };
    if (event?.name === 'batch') {
      const batch = event.message as Batch;
      const delivery = {
        ...plain,
        how: 'batch' as const,
        batch,
        changes: batch.changes,
        answersJoin: state.answersJoin,
        followsReset: state.followsReset,
      };
      state.answersJoin = false;
      state.followsReset = false;
      this.#deliver(delivery, state);
      this.#apply(delivery, state, state.screen.batch(batch));
    } else if (event?.name === 'reset') {
      const reset = event.message as Reset;
      // The batch that follows brings it up to date. Of what was withdrawn in between, and so is in no part of it, that says nothing.
      const delivery = { ...plain, how: 'reset' as const, faces: facesOf(reset.records) };
      state.answersJoin = false;
      state.followsReset = true;
      this.#deliver(delivery, state);
      const whole = state.screen.reset(reset);
      if (whole) this.#apply(delivery, state, whole.gaps > 0 ? 'gap' : 'taken');
    } else {
      this.#deliver({ ...plain, how: 'other' }, state);
      if (event?.name === 'bye') {
        state.joinedAt = undefined;
        state.screen.clear();
      }
    }
  }

  #told(entry: EntryOf<'told'>, state: SeatState): void {
    const asked = this.#asked.get(entry.ask)!;
    const { status, body } = entry;
    const window = { from: asked.t - GRACE_MS - this.excused(entry.t), to: entry.t };
    const own = state.seat.by === 'poll';
    const plain = {
      seat: state.seat,
      entry,
      window,
      raw: body,
      answersJoin: false,
      changes: [],
      faces: [],
      asked,
      status,
    };
    const how = /\/(snapshot\?fresh|snapshot|changes|history|commands)\b/.exec(asked.path)?.[1];
    const ok = status === 200;
    if (how?.startsWith('snapshot')) {
      const reset = ok ? (JSON.parse(body) as Reset) : undefined;
      const mine = own && how === 'snapshot';
      const delivery: Delivery = { ...plain, how: mine ? 'snapshot' : 'fresh', faces: facesOf(reset?.records ?? {}) };
      this.#deliver(delivery, state);
      if (!mine) return;
      state.screen.clear();
      if (reset) {
        state.screen.replace([reset.records]);
        state.screen.cursor = reset.cursor;
      }
      return this.#apply(delivery, state, 'taken');
    }
    if (how === 'changes' && ok) {
      const page = JSON.parse(body) as { prev: string; next: string; changes: Change[] };
      const delivery: Delivery = { ...plain, how: own ? 'page' : 'other', changes: page.changes };
      this.#deliver(delivery, state);
      if (!own) return;
      const verdict = page.prev === state.screen.cursor ? 'taken' : 'gap';
      state.screen.apply(page.changes);
      state.screen.cursor = page.next;
      return this.#apply(delivery, state, verdict);
    }
    if (how === 'changes' && own && status !== 410) state.screen.clear();
    this.#deliver({ ...plain, how: how === 'commands' ? 'receipt' : how === 'history' ? 'history' : 'other' }, state);
  }

  #deliver(delivery: Delivery, state: SeatState): void {
    this.#learnTwins(delivery);
    for (const law of this.#laws) law.delivered?.(delivery, state, this);
  }

  #apply(delivery: Delivery, state: SeatState, verdict: 'taken' | 'waits' | 'gap'): void {
    for (const law of this.#laws) law.applied?.(delivery, state, this, verdict);
  }

  /** The id of a twin is the server's own: the canary in its region says whose it is. */
  #learnTwins({ faces, changes }: Delivery): void {
    const learn = (id: unknown, face: Face | undefined) => {
      const region = face?.['region'];
      const canary = typeof region === 'string' ? this.facts.canaries.get(region) : undefined;
      if (canary) this.twins.set(String(id), canary.key);
    };
    for (const [, face] of faces) learn(face['id'], face);
    for (const { entity, set } of changes) learn(entity.id, set);
  }
}

const facesOf = (records: Reset['records']): [string, Face][] =>
  Object.entries(records).flatMap(([kind, faces]) => faces.map((face): [string, Face] => [kind, face]));
