import { DIRECTORY } from '../../shared/ids.ts';
import type { PresenceHere } from '../../shared/protocol/down.ts';
import { audienceKey, audienceOf } from '../../shared/sharing/audience.ts';
import type { Desks } from '../desk/desks.ts';
import type { Elsewhere } from '../live/elsewhere.ts';
import { presenceOf, type Here } from '../live/presence.ts';
import type { Person, Seat } from './person.ts';
import type { SharedFrames } from './sharedFrames.ts';

/** How often (ms) it is told who is here, where that has changed. */
const PRESENCE_MS = 1000;
/** So many screens are told in each of these rounds, about: a crowd is told less often. */
const SCREENS_PER_ROUND = 500;

interface Dependencies {
  readonly desks: Desks;
  readonly people: () => Iterable<Person>;
  /** Who is here on other nodes; absent where there are none. */
  readonly elsewhere?: Elsewhere | undefined;
  readonly frames: SharedFrames;
  readonly onTrouble: (error: unknown) => void;
}

/** Tells everybody who else is here, once a second and only where it changed. */
export class WhoIsHere {
  readonly #deps: Dependencies;
  readonly #moved = new Set<string>();
  /** Rounds until a crowd is told again. */
  readonly #waits = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.#tick(), PRESENCE_MS);
    this.#timer.unref();
  }

  /** Somebody came, left, or looks at something else. */
  moved(operation: string): void {
    this.#moved.add(operation);
  }

  close(): void {
    clearInterval(this.#timer);
    void this.#deps.elsewhere?.leave();
  }

  #tick(): void {
    for (const [operation, rounds] of this.#waits) {
      if (rounds > 1) this.#waits.set(operation, rounds - 1);
      else this.#waits.delete(operation);
    }
    this.#showDue();
    const { elsewhere, onTrouble } = this.#deps;
    elsewhere?.exchange(this.#everybody()).then((changed) => {
      for (const operation of changed) this.#moved.add(operation);
      if (changed.length > 0) this.#showDue();
    }, onTrouble);
  }

  #showDue(): void {
    if (this.#moved.size === 0) return;
    const due = [...this.#moved];
    this.#moved.clear();
    for (const operation of due) {
      const rounds = this.#waits.get(operation) ?? 0;
      if (rounds > 0) this.#moved.add(operation);
      else this.#show(operation);
    }
  }

  #everybody(): Map<string, Here[]> {
    const everybody = new Map<string, Here[]>();
    for (const { seats } of this.#deps.people()) {
      for (const { operation, here } of seats) {
        if (!here || operation === DIRECTORY) continue;
        const known = everybody.get(operation);
        if (known) known.push(here);
        else everybody.set(operation, [here]);
      }
    }
    return everybody;
  }

  #show(operation: string): void {
    const desk = this.#deps.desks.of(operation);
    if (!desk || operation === DIRECTORY) return;
    const present: { person: Person; seat: Seat; here: Here }[] = [];
    for (const person of this.#deps.people()) {
      for (const seat of person.seats)
        if (seat.here && seat.operation === operation) present.push({ person, seat, here: seat.here });
    }
    const entitled = (this.#deps.elsewhere?.of(operation) ?? []).filter(({ user }) => desk.entitled(user));
    const everybody = [...present.map(({ here }) => here), ...entitled];
    const rounds = Math.floor(present.length / SCREENS_PER_ROUND);
    if (rounds > 0) this.#waits.set(operation, rounds);
    const shown = new Map<string, { message: PresenceHere; text: string; users: ReadonlySet<string | undefined> }>();
    for (const { person, seat, here } of present) {
      const audience = audienceOf(desk.view, here.organisation, here.user);
      const key = audienceKey(audience);
      let theirs = shown.get(key);
      if (!theirs) {
        const people = presenceOf(audience, everybody, desk.view);
        const users = new Set(people.map(({ user }) => user));
        shown.set(key, (theirs = { message: { operation, people }, text: JSON.stringify(people), users }));
      }
      // A frame for what somebody does where this reader may not look would tell of it.
      if (seat.people === theirs.text) continue;
      // Such a frame is dropped where others wait: then it is due again.
      if (!person.socket.conn.transport.writable) {
        this.#moved.add(operation);
        continue;
      }
      seat.people = theirs.text;
      // Who is not among those that are told of is told the same as others: it is encoded once.
      if (!theirs.users.has(here.user)) this.#deps.frames.send(person.socket, 'presence', theirs.message);
      else {
        const people = theirs.message.people.filter(({ user }) => user !== here.user);
        person.socket.volatile.emit('presence', { operation, people });
      }
    }
  }
}
