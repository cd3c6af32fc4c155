import type { Row } from '../../shared/domain/world.ts';
import type { View } from '../../shared/domain/world.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Batch, Records } from '../../shared/protocol/down.ts';
import { audienceKey, audienceOf, type Audience } from '../../shared/sharing/audience.ts';
import type { Change } from '../../shared/sharing/change.ts';
import { difference, SharedDifference } from '../../shared/sharing/difference.ts';
import { fromMs, toMs, type Instant } from '../../shared/time.ts';
import type { Stream } from '../worlds/stream.ts';
import { actorIn, type Worlds } from '../worlds/worlds.ts';
import { bytesOf, CaughtUp, outgrown, upTo, type Between } from './caughtUp.ts';
import type { Cursors, Moment } from './cursors.ts';
import { inOneGo, inSlices, pageOf, withdrawnSince, type Page } from './paging.ts';
import { Gathered, Merged } from './gathered.ts';
import { Outlet, type Listener } from './outlet.ts';
import { Pace } from './pace.ts';
import { Screens } from './screens.ts';
import { snapshotInSlices, snapshotOf } from './snapshot.ts';

export interface Joined {
  readonly cursor: string;
  /** What happened since the cursor that was given; absent: take the snapshot. */
  readonly caughtUp?: Batch;
  readonly leave: () => void;
}

/** All faces of an audience as they were at one view, and the cursor of that view. */
export interface Taken {
  readonly cursor: string;
  readonly records: Records;
  readonly view: View;
  readonly audience: Audience;
}

/** One page of changes for a reader without a socket. */
export interface Paged {
  readonly prev: string;
  readonly next: string;
  readonly changes: Change[];
  readonly more: boolean;
}

/** What changed between a reader's cursor and a view. */
export interface Caught extends Between {
  readonly audience: Audience;
  readonly cursor: string;
}

/** How long (ms) a snapshot serves others of its audience who join, brought up to date by what changed since. */
const SNAPSHOT_SERVES_MS = 3000;

/** Changes beyond which a returning client is better served by a snapshot. */
const MOST_CHANGES_CAUGHT_UP = 5000;
/** All of them leave as one frame: half of what may wait for a reader. A snapshot leaves in parts, as it is read. */
const MOST_BYTES_CAUGHT_UP = 512 * 1024;
const EMPTY_BATCH_MS = 60_000;

/** A snapshot that serves others of its audience. */
interface Kept {
  readonly view: View;
  readonly taken: Promise<Taken>;
  at: number;
  /** The latest view up to which what changed since is known to be short. */
  fits: View;
}

interface Chain {
  readonly audience: Audience;
  readonly bound: string;
  readonly listeners: Screens;
  cursor: string;
  gathered: Gathered;
  answered: Map<string, string[]>;
  pace: Pace;
  /** When (ms, of a clock that never goes back) what has gathered leaves; absent while nothing has. */
  due: number | undefined;
  /** Frames on the way out. */
  sending: number;
}

const NO_COPIES: ReadonlyMap<string, Batch> = new Map();

/**
 * Everything that is shown of one operation to those who have it open on this node. Sessions are grouped by audience: a
 * difference is computed once for each, never for each socket. Every chain of batches stands at the desk's present view.
 */
export class OperationDesk {
  readonly stream: Stream;
  readonly #worlds: Worlds;
  readonly #cursors: Cursors;
  readonly #now: () => number;
  readonly #scheduleFlush: (inMs: number) => void;
  readonly #elapsed: () => number;
  readonly #outlet: Outlet;
  readonly #merged = new Merged();
  readonly #caughtUp: CaughtUp;
  #view: View;
  #chains = new Map<string, Chain>();
  #taken = new Map<string, Kept>();
  /** The earliest moment that a flush is scheduled for. */
  #pending: number | undefined;
  #beat: number;

  /** `elapsed`: milliseconds of a clock that never goes back, by which frames are paced. */
  constructor(
    stream: Stream,
    worlds: Worlds,
    cursors: Cursors,
    now: () => number,
    scheduleFlush: (inMs: number) => void,
    elapsed: () => number = now,
    outlet = new Outlet(),
  ) {
    this.stream = stream;
    this.#worlds = worlds;
    this.#cursors = cursors;
    this.#now = now;
    this.#caughtUp = new CaughtUp(now, MOST_CHANGES_CAUGHT_UP, MOST_BYTES_CAUGHT_UP);
    this.#scheduleFlush = scheduleFlush;
    this.#elapsed = elapsed;
    this.#outlet = outlet;
    this.#beat = Math.floor(now() / EMPTY_BATCH_MS);
    this.#view = worlds.confirmedView(stream, this.#instant());
    stream.onConfirmed((row) => {
      this.#advance({ position: row.position }, row);
      if (stream === worlds.directory) this.#seatAnew();
    });
  }

  get listening(): number {
    let count = 0;
    for (const chain of this.#chains.values()) count += chain.listeners.size;
    return count;
  }

  /** Chains of batches that are kept, and those of them that somebody listens to. */
  get chains(): { readonly kept: number; readonly heard: number } {
    let heard = 0;
    for (const chain of this.#chains.values()) if (chain.listeners.size > 0) heard += 1;
    return { kept: this.#chains.size, heard };
  }

  /** The view that everybody who has it open is being shown. */
  get view(): View {
    return this.#view;
  }

  directoryMoved(row: Row): void {
    if (this.stream === this.#worlds.directory) return;
    this.#advance({ directoryPosition: row.position }, row);
    this.#seatAnew();
  }

  /** A row of the directory may have ended somebody's part in it, or made an administrator of them or no longer one. */
  #seatAnew(): void {
    for (const chain of [...this.#chains.values()]) {
      for (const listener of [...chain.listeners]) {
        const actor = this.entitled(listener.user);
        if (actor && this.#audienceOf(actor).roleClass === chain.audience.roleClass) continue;
        chain.listeners.delete(listener);
        if (!actor) {
          this.#dismiss(listener);
          continue;
        }
        const seat = this.#chainOf(this.#audienceOf(actor));
        seat.listeners.add(listener);
        // Begins where the listener does not stand: a gap, upon which its client asks again.
        const { cursor } = seat;
        const batch = { operation: this.stream.operation, prev: cursor, next: cursor, changes: [], answered: [] };
        this.#outlet.send({ listeners: [listener], batch, own: NO_COPIES, withdraws: true });
      }
    }
  }

  /** The passing of time: sharing deadlines, and the empty batch by the clock. */
  tick(): void {
    this.#advance({});
    this.#dismissGuests();
    const now = this.#now();
    this.#caughtUp.tidy();
    for (const [key, { at }] of this.#taken) if (now - at > SNAPSHOT_SERVES_MS) this.#taken.delete(key);
    // By the clock alone. Counted from a chain's last batch it would tell when that chain was made, and so who else has one.
    const beat = Math.floor(now / EMPTY_BATCH_MS);
    if (beat === this.#beat) return;
    this.#beat = beat;
    for (const chain of this.#chains.values()) if (chain.listeners.size > 0) this.#send(chain, true);
  }

  /** The time of a guest's link runs out without a row. */
  #dismissGuests(): void {
    for (const chain of this.#chains.values()) {
      if (chain.audience.roleClass !== 'guest') continue;
      for (const listener of [...chain.listeners]) {
        if (this.entitled(listener.user)) continue;
        chain.listeners.delete(listener);
        this.#dismiss(listener);
      }
    }
  }

  #dismiss(listener: Listener): void {
    this.#outlet.gone(listener);
    listener.dismissed();
  }

  entitled(user: string): Actor | undefined {
    return actorIn(this.#view, user);
  }

  /**
   * Admits a listener. With a cursor of its own that is still within the window it is told what changed since; else it
   * takes a snapshot, which is computed on the very view that its cursor stands for.
   */
  join(listener: Listener, cursor: string | undefined): Joined | undefined {
    this.#advance({});
    const actor = this.entitled(listener.user);
    if (!actor) return undefined;
    // All of them: where only the chain of who joins were cut, its frames would tell who else is on it.
    this.flush();
    const audience = this.#audienceOf(actor);
    const chain = this.#chainOf(audience);
    const caughtUp = cursor === undefined ? undefined : this.#catchUp(audience, chain, cursor);
    chain.listeners.add(listener);
    return {
      cursor: chain.cursor,
      ...(caughtUp && { caughtUp }),
      leave: () => this.#leave(listener),
    };
  }

  /**
   * The same for a world too large to be looked at in one go. `from` was taken in slices, on a view that stood still
   * while the world went on; here, in one go, the rest is added: what changed since that view. Where nothing did, the
   * snapshot stands at the chain's own cursor, as if it had been taken just now.
   */
  joinFrom(listener: Listener, from: Taken | Caught): Joined | undefined {
    this.#advance({});
    const actor = this.entitled(listener.user);
    if (!actor) return undefined;
    this.flush();
    const audience = this.#audienceOf(actor);
    // Made or unmade an administrator in the meantime: what was taken is not theirs any more.
    if (from.audience.roleClass !== audience.roleClass) return undefined;
    const chain = this.#chainOf(audience);
    const changes = 'changes' in from ? upTo(audience, from, this.#view) : difference(audience, from.view, this.#view);
    const level = 'records' in from && changes.length === 0;
    chain.listeners.add(listener);
    return {
      cursor: level ? chain.cursor : from.cursor,
      ...(!level && {
        caughtUp: { operation: this.stream.operation, prev: from.cursor, next: chain.cursor, changes, answered: [] },
      }),
      leave: () => this.#leave(listener),
    };
  }

  #leave(listener: Listener): void {
    this.#outlet.gone(listener);
    // It may have moved to a chain of its own since.
    for (const each of this.#chains.values()) each.listeners.delete(listener);
  }

  /** What changed since a cursor, looked at in slices; undefined where a snapshot serves better, or is all there is. */
  async catchUpInSlices(user: string, cursor: string): Promise<Caught | undefined> {
    this.#advance({});
    const actor = this.entitled(user);
    const audience = actor && this.#audienceOf(actor);
    const since = audience && this.momentOf(cursor, audience);
    if (!since) return undefined;
    const between = await this.#caughtUp.between(audience, this.#at(since), this.#view);
    if (!between || outgrown(audience, between, this.#view, MOST_BYTES_CAUGHT_UP)) return undefined;
    return { ...between, audience, cursor };
  }

  /**
   * The faces of a user, looked at in slices on a view that stands still. Who joins may be given what a colleague was
   * given a moment ago: `joinFrom` brings it up to date. Otherwise it is as of now.
   */
  async snapshotInSlices(user: string, { forJoining = false } = {}): Promise<Taken | undefined> {
    this.#advance({});
    const actor = this.entitled(user);
    if (!actor) return undefined;
    const audience = this.#audienceOf(actor);
    const key = audienceKey(audience);
    const view = this.#view;
    const kept = this.#taken.get(key);
    if (kept && (this.#same(kept.view, view) || (forJoining && this.#serves(kept, audience)))) return kept.taken;
    const cursor = this.#seal(audience);
    const taken = snapshotInSlices(audience, view).then((records) => {
      made.at = this.#now();
      return { cursor, records, view, audience };
    });
    // While it is being taken it serves whoever joins, however long that lasts.
    const made: Kept = { view, taken, at: Infinity, fits: view };
    this.#taken.set(key, made);
    // One that failed serves nobody: the next to join asks anew.
    taken.catch(() => this.#taken.get(key) === made && this.#taken.delete(key));
    return taken;
  }

  /** What changed since a kept snapshot leaves as one frame: where that has grown long, the next to join has it taken anew. */
  #serves(kept: Kept, audience: Audience): boolean {
    if (this.#now() - kept.at > SNAPSHOT_SERVES_MS) return false;
    if (this.#same(kept.fits, this.#view)) return true;
    if (bytesOf(difference(audience, kept.view, this.#view)) > MOST_BYTES_CAUGHT_UP) return false;
    kept.fits = this.#view;
    return true;
  }

  /** Whether nothing can look different in two views: the same rows, and no sharing deadline between their times. */
  #same(a: View, b: View): boolean {
    return (
      a.position === b.position &&
      a.directoryPosition === b.directoryPosition &&
      b.operation.deadlinesBetween(toMs(a.time), toMs(b.time)).length === 0
    );
  }

  #catchUp(audience: Audience, chain: Chain, cursor: string): Batch | undefined {
    const since = this.momentOf(cursor, audience);
    if (!since) return undefined;
    const changes = difference(audience, this.#at(since), this.#view);
    if (changes.length > MOST_CHANGES_CAUGHT_UP || bytesOf(changes) > MOST_BYTES_CAUGHT_UP) return undefined;
    return { operation: this.stream.operation, prev: cursor, next: chain.cursor, changes, answered: [] };
  }

  /** The moment a cursor stands for, if it is this audience's and the world still reaches back to it. */
  momentOf(cursor: string, audience: Audience): Moment | undefined {
    const moment = this.#cursors.open(cursor, boundTo(this.stream.operation, audience));
    if (!moment) return undefined;
    const { position, directoryPosition, time } = moment;
    if (position > this.#view.position || directoryPosition > this.#view.directoryPosition) return undefined;
    if (position < this.stream.world.oldest || directoryPosition < this.#worlds.directory.world.oldest)
      return undefined;
    if (time < this.#now() - LIMITS.cursorWindowSeconds * 1000) return undefined;
    return { ...moment, time: Math.min(time, toMs(this.#view.time)) };
  }

  /** The faces of a user now, with the cursor they stand at; undefined when they have no part in it. */
  snapshot(user: string): { cursor: string; records: Records; view: View; audience: Audience } | undefined {
    this.#advance({});
    const actor = this.entitled(user);
    if (!actor) return undefined;
    const audience = this.#audienceOf(actor);
    return { cursor: this.#seal(audience), records: snapshotOf(audience, this.#view), view: this.#view, audience };
  }

  /** One page of what changed since a cursor, for clients without a socket. */
  changesSince(user: string, cursor: string, limit: number): Paged | 'gone' | undefined {
    this.#advance({});
    const actor = this.entitled(user);
    if (!actor) return undefined;
    const audience = this.#audienceOf(actor);
    const since = this.momentOf(cursor, audience);
    if (!since) return 'gone';
    return this.#paged(audience, cursor, inOneGo(pageOf(audience, this.#at(since), this.#view, limit)));
  }

  /** The same without a long turn (P-R4): on a view that stands still while the world goes on. */
  async changesInSlices(user: string, cursor: string, limit: number): Promise<Paged | 'gone' | undefined> {
    this.#advance({});
    const actor = this.entitled(user);
    if (!actor) return undefined;
    const audience = this.#audienceOf(actor);
    const since = this.momentOf(cursor, audience);
    if (!since) return 'gone';
    const present = this.#view;
    const page = await inSlices(pageOf(audience, this.#at(since), present, limit));
    this.#advance({});
    const still = this.entitled(user);
    if (!still) return undefined;
    // What was withdrawn while it was being looked at must not leave after that.
    if (audienceKey(this.#audienceOf(still)) !== audienceKey(audience)) return 'gone';
    if (
      this.#view.position - present.position < MOST_CHANGES_CAUGHT_UP &&
      !withdrawnSince(audience, present, this.#view)
    )
      return this.#paged(audience, cursor, page);
    return 'gone';
  }

  #paged(audience: Audience, cursor: string, page: Page | 'gone'): Paged | 'gone' {
    if (page === 'gone') return 'gone';
    const { position, directoryPosition, time } = page.view;
    const moment = { position, directoryPosition, time: toMs(time) };
    const next = this.#cursors.seal(moment, boundTo(this.stream.operation, audience));
    return { prev: cursor, next, changes: page.changes, more: page.cut };
  }

  /** Sends what has gathered, now. */
  flush(): void {
    this.#pending = undefined;
    for (const chain of this.#chains.values()) this.#flushOne(chain);
    this.#tidy();
  }

  /** Sends what has gathered where it is due: all changes of one tick travel in one frame. */
  flushDue(): void {
    this.#pending = undefined;
    const elapsed = this.#elapsed();
    for (const chain of this.#chains.values()) {
      if (chain.due === undefined) continue;
      // A timer may ring a part of a millisecond early.
      if (chain.sending > 0) chain.due = undefined;
      else if (chain.due <= elapsed + 1) this.#flushOne(chain);
      else this.#wake(chain);
    }
    this.#tidy();
  }

  #flushOne(chain: Chain): void {
    chain.due = undefined;
    if (chain.gathered.size > 0 || chain.answered.size > 0) this.#send(chain, false);
  }

  #tidy(): void {
    let gathering = false;
    for (const [key, chain] of this.#chains) {
      if (chain.listeners.size === 0) this.#chains.delete(key);
      else gathering ||= chain.gathered.size > 0;
    }
    if (!gathering) this.#merged.clear();
  }

  #send(chain: Chain, empty: boolean): void {
    const { withdraws } = chain.gathered;
    const changes = chain.gathered.take();
    const { answered } = chain;
    chain.answered = new Map();
    const prev = chain.cursor;
    if (changes.length > 0 || empty) {
      chain.cursor = this.#seal(chain.audience);
      chain.pace.sent(changes.length, this.#elapsed());
    }
    const batch: Batch = { operation: this.stream.operation, prev, next: chain.cursor, changes, answered: [] };
    // One for all screens of an author: it is encoded once.
    const own = new Map<string, Batch>();
    for (const [user, ids] of answered) own.set(user, { ...batch, answered: ids });
    // A batch that only answers stands still, and is nobody else's: hidden work must not show as a beat.
    const forAll = changes.length > 0 || empty ? batch : undefined;
    chain.sending += 1;
    const done = () => {
      chain.sending -= 1;
      if (chain.sending === 0 && (chain.gathered.size > 0 || chain.answered.size > 0)) this.#wake(chain);
    };
    const listeners = [...chain.listeners];
    const told = forAll ? listeners : listeners.filter(({ user }) => own.has(user));
    this.#outlet.send({ listeners: told, batch: forAll, own, withdraws, done });
  }

  /** Moves the view on by one row, or by the clock alone, and gathers what that changes for each audience. */
  #advance(to: { position?: number; directoryPosition?: number }, row?: Row): void {
    const before = this.#view;
    const after: View = { ...before, ...to, time: this.#instant() };
    if (this.stream === this.#worlds.directory && to.position !== undefined) {
      (after as { directoryPosition: number }).directoryPosition = to.position;
    }
    this.#view = after;
    if (this.#chains.size === 0) return;
    const event = row?.event;
    const step = new SharedDifference(before, after, to.position === undefined ? undefined : event);
    if (step.isEmpty && !event) return;
    // Only where somebody may have been named since for the first time: with a thousand screens this costs more than the rest.
    if (after.operation.lastNamed > before.position) this.#reseat(after);
    for (const chain of this.#chains.values()) {
      const changes = step.for(chain.audience);
      for (const change of changes) chain.gathered.add(change);
      const commandId = event?.commandId;
      if (commandId && to.position !== undefined && chain.listeners.isOf(event.by.user)) {
        const known = chain.answered.get(event.by.user) ?? [];
        if (!known.includes(commandId)) chain.answered.set(event.by.user, [...known, commandId]);
      }
      if (chain.gathered.size > 0 || chain.answered.size > 0) this.#wake(chain);
    }
  }

  /**
   * Somebody whom a RED marking now names for the first time becomes an audience of one. Until now they were shown what
   * their colleagues were, so the new chain goes on from the very cursor of the old one, with what has gathered since: a
   * frame cut here would tell that something named them, and they may not be shown what.
   */
  #reseat(after: View): void {
    for (const chain of [...this.#chains.values()]) {
      if (chain.audience.user !== undefined || chain.audience.roleClass !== 'member') continue;
      for (const listener of [...chain.listeners]) {
        const audience = audienceOf(after, chain.audience.organisation, listener.user);
        // Who becomes a guest is shown less: `#seatAnew` lets their client ask again.
        if (audience.user === undefined || audience.roleClass !== 'member') continue;
        chain.listeners.delete(listener);
        // Made in this very pass, if at all: nobody had a chain of their own before they were named.
        const own = this.#chains.get(audienceKey(audience)) ?? this.#newChain(audience, chain.cursor);
        if (own.listeners.size === 0) {
          own.cursor = chain.cursor;
          own.gathered = new Gathered(this.#merged, chain.gathered);
          own.pace = chain.pace.goingOn();
          own.due = chain.due;
        }
        const answered = chain.answered.get(listener.user);
        if (answered) own.answered.set(listener.user, answered);
        own.listeners.add(listener);
      }
    }
  }

  #wake(chain: Chain): void {
    // Where its last frame is still on the way out, more gathers.
    if (chain.sending > 0) return;
    const elapsed = this.#elapsed();
    chain.due ??= chain.pace.due(elapsed);
    if (this.#pending !== undefined && this.#pending <= chain.due) return;
    this.#pending = chain.due;
    this.#scheduleFlush(Math.max(0, chain.due - elapsed));
  }

  #audienceOf(actor: Actor): Audience {
    if (this.stream.operation === DIRECTORY && actor.roles.includes('admin')) {
      return { organisation: actor.organisation, roleClass: 'administrator' };
    }
    return audienceOf(this.#view, actor.organisation, actor.user);
  }

  #chainOf(audience: Audience): Chain {
    return this.#chains.get(audienceKey(audience)) ?? this.#newChain(audience, this.#seal(audience));
  }

  #newChain(audience: Audience, cursor: string): Chain {
    const bound = boundTo(this.stream.operation, audience);
    const chain: Chain = {
      audience,
      bound,
      listeners: new Screens(),
      cursor,
      gathered: new Gathered(this.#merged),
      answered: new Map(),
      pace: new Pace(),
      due: undefined,
      sending: 0,
    };
    this.#chains.set(audienceKey(audience), chain);
    return chain;
  }

  #seal(audience: Audience): string {
    const { position, directoryPosition, time } = this.#view;
    return this.#cursors.seal(
      { position, directoryPosition, time: toMs(time) },
      boundTo(this.stream.operation, audience),
    );
  }

  #at(moment: Moment): View {
    const { position, directoryPosition, time } = moment;
    return { ...this.#view, position, directoryPosition, time: fromMs(time) };
  }

  /** Never backwards: a deadline that has passed stays passed. */
  #instant(): Instant {
    const now = fromMs(this.#now());
    return this.#view && this.#view.time > now ? this.#view.time : now;
  }
}

/** What a cursor is bound to: the operation, the organisation and the kind of rights. The person is checked when used. */
const boundTo = (operation: string, audience: Audience): string =>
  // A guest's link is its own: a cursor of one guest opens for no other.
  `${operation}/${audience.organisation}/${audience.roleClass}${audience.roleClass === 'guest' ? `/${audience.user}` : ''}`;
