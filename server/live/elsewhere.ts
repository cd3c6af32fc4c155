import { z } from 'zod';
import { isId } from '../../shared/ids.ts';
import { presence } from '../../shared/protocol/up.ts';
import type { Neighbours } from '../log/tables.ts';
import type { Here } from './presence.ts';

/** People that one node tells of: beyond, presence is of no use to anybody and of some cost to all. */
const MOST_PEOPLE = 1000;
/** How long (ms) what was heard is believed when the store does not answer. */
const BELIEVED_MS = 6000;

const id = z.string().refine(isId);
const { looking, editing } = presence.shape;
const told = z.record(id, z.array(z.object({ user: id, organisation: id, looking, editing })));
type Told = z.infer<typeof told>;

/** Who is here on the other nodes. Each node works out for its own readers, by its own view, who of them is shown. */
export class Elsewhere {
  readonly #neighbours: Neighbours;
  readonly #now: () => number;
  #people = new Map<string, Here[]>();
  #texts = new Map<string, string>();
  #heardAt = 0;
  #asking: Promise<unknown> | undefined;
  #left = false;

  /** `now`: milliseconds of a clock that never jumps. */
  constructor(neighbours: Neighbours, now: () => number) {
    this.#neighbours = neighbours;
    this.#now = now;
  }

  of(operation: string): readonly Here[] {
    return this.#people.get(operation) ?? [];
  }

  /** Tells who is here, and answers the operations in which somebody else is elsewhere than before. */
  async exchange(here: ReadonlyMap<string, readonly Here[]>): Promise<readonly string[]> {
    if (this.#asking || this.#left) return this.#stale() ? this.#take([]) : [];
    try {
      const asking = this.#neighbours.exchange(textOf(here));
      this.#asking = asking;
      const heard = await asking;
      this.#heardAt = this.#now();
      return this.#take(heard);
    } catch {
      // The log's own readers tell of a store that is away.
      return this.#stale() ? this.#take([]) : [];
    } finally {
      this.#asking = undefined;
    }
  }

  async leave(): Promise<void> {
    this.#left = true;
    // An exchange under way would bring back what is taken away here.
    await this.#asking?.catch(() => {});
    await this.#neighbours.leave().catch(() => {});
  }

  #stale(): boolean {
    return this.#people.size > 0 && this.#now() - this.#heardAt > BELIEVED_MS;
  }

  #take(heard: readonly string[]): readonly string[] {
    const people = new Map<string, Here[]>();
    for (const text of heard) {
      for (const [operation, list] of Object.entries(parse(text))) {
        const known = people.get(operation) ?? [];
        people.set(operation, known);
        for (const { user, organisation, looking, editing } of list)
          known.push({ user, organisation, ...(looking && { looking }), ...(editing && { editing }) });
      }
    }
    const texts = new Map([...people].map(([operation, list]) => [operation, JSON.stringify(list)]));
    const changed = [...new Set([...texts.keys(), ...this.#texts.keys()])].filter(
      (operation) => texts.get(operation) !== this.#texts.get(operation),
    );
    this.#people = people;
    this.#texts = texts;
    return changed;
  }
}

function textOf(here: ReadonlyMap<string, readonly Here[]>): string {
  let room = MOST_PEOPLE;
  const all: Record<string, readonly Here[]> = {};
  for (const [operation, people] of here) {
    // One person on several screens that look at the same is told of once.
    const distinct = [...new Map(people.map((each) => [JSON.stringify(each), each])).values()].slice(0, room);
    room -= distinct.length;
    if (distinct.length > 0) all[operation] = distinct;
  }
  return JSON.stringify(all);
}

/** A node of another version may tell what this one does not understand: it is then as if it said nothing. */
function parse(text: string): Told {
  try {
    const form = told.safeParse(JSON.parse(text));
    return form.success ? form.data : {};
  } catch {
    return {};
  }
}
