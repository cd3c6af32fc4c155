import { against, type Delivery, type Law, type SeatState, type Telling } from '../replay.ts';
import type { Entry } from '../history.ts';
import { telling } from '../words.ts';

/** One chain: a batch begins where the one before it ended; after a cut it goes on from the cursor, without gap or repeat. */
export class Resume implements Law {
  readonly id = 'resume';
  readonly least = 500;
  checks = 0;
  /** Cursors that opened after a cut. */
  resumed = 0;
  counter: Law['counter'];
  readonly #asked = new Map<string, string | undefined>();
  readonly #stolen = new Map<string, string>();

  entry(entry: Entry, told: Telling): void {
    if (entry.k === 'joining') this.#asked.set(entry.seat, entry.cursor);
    if (entry.k !== 'joined' || !entry.answer.ok) return;
    const { answer, seat } = entry;
    const cursor = this.#asked.get(seat);
    const state = told.states.get(seat)!;
    if (entry.stolen) {
      this.#theirs(entry, told);
      return;
    }
    if (cursor === undefined || answer.reset) return;
    this.checks += 1;
    this.resumed += 1;
    if (answer.prev !== cursor)
      against(
        this,
        entry.n,
        `${telling.seat(state.seat)} came with cursor ${cursor} and is answered from ${answer.prev}.`,
      );
  }

  /** A cursor opens for the organisation it was given to, and for no other. */
  #theirs({ n, seat, answer }: Extract<Entry, { k: 'joined' }>, told: Telling): void {
    const cursor = this.#asked.get(seat);
    const { person } = told.states.get(seat)!.seat;
    const owner =
      [...told.states.values()].find(({ screen }) => screen.cursor === cursor)?.seat ?? this.#whose(cursor, told);
    if (!owner) return;
    this.checks += 1;
    const { facts } = told;
    const alike =
      facts.organisationOf(owner.person) === facts.organisationOf(person) &&
      !facts.guests.has(owner.person) &&
      !facts.guests.has(person);
    if (!alike && !answer.reset)
      against(
        this,
        n,
        `${telling.seat(told.states.get(seat)!.seat)} resumed with a cursor that was given to ${telling.seat(owner)}.`,
      );
  }

  #whose(cursor: string | undefined, told: Telling) {
    const name = cursor === undefined ? undefined : this.#stolen.get(cursor);
    return name === undefined ? undefined : told.states.get(name)?.seat;
  }

  delivered({ batch, seat }: Delivery): void {
    if (batch) this.#stolen.set(batch.next, seat.name);
  }

  applied(
    { how, entry, seat, batch }: Delivery,
    state: SeatState,
    _told: Telling,
    verdict: 'taken' | 'waits' | 'gap',
  ): void {
    if (how === 'snapshot') return;
    this.checks += 1;
    // Without a cursor it waits for a reset: what still comes of a join before is none of it.
    if (verdict !== 'gap' || state.stolen || (batch && state.screen.cursor === undefined)) return;
    const where = batch ? `a batch from ${batch.prev} to ${batch.next}, at ${state.screen.cursor}` : `a ${how}`;
    against(this, entry.n, `${telling.seat(seat)} has a gap or a repeat: ${where}.`);
  }
}
