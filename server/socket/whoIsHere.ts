import { DIRECTORY } from '../../shared/ids.ts';
import type { PresenceHere } from '../../shared/protocol/down.ts';
import { audienceKey, audienceOf } from '../../shared/sharing/audience.ts';
import type { Desks } from '../desk/desks.ts';
import type { Elsewhere } from '../live/elsewhere.ts';
import { presenceOf, type Here } from '../live/presence.ts';
import type { Person, Seat } from './person.ts';

/** How often (ms) it is told who is here, where that has changed. */
const PRESENCE_MS = 1000;

interface Dependencies {
  readonly desks: Desks;
  readonly people: () => Iterable<Person>;
  /** Who is here on other nodes; absent where there are none. */
  readonly elsewhere?: Elsewhere | undefined;
  readonly onTrouble: (error: unknown) => void;
}

/** Tells everybody who else is here, once a second and only where it changed. */
export class WhoIsHere {
  readonly #deps: Dependencies;
  readonly #moved = new Set<string>();
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
    for (const operation of due) this.#show(operation);
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
    const shown = new Map<string, { people: PresenceHere['people']; text: string }>();
    for (const { person, seat, here } of present) {
      const audience = audienceOf(desk.view, here.organisation, here.user);
      const key = audienceKey(audience);
      let theirs = shown.get(key);
      if (!theirs) {
        const people = presenceOf(audience, everybody, desk.view);
        shown.set(key, (theirs = { people, text: JSON.stringify(people) }));
      }
      // A frame for what somebody does where this reader may not look would tell of it.
      if (seat.people === theirs.text) continue;
      // Such a frame is dropped where others wait: then it is due again.
      if (!person.socket.conn.transport.writable) this.#moved.add(operation);
      else seat.people = theirs.text;
      const people = theirs.people.filter(({ user }) => user !== here.user);
      person.socket.volatile.emit('presence', { operation, people });
    }
  }
}
