import type { Sent } from '../facts.ts';
import { CANARY } from '../random.ts';
import { against, type Delivery, type Law, type SeatState, type Telling } from '../replay.ts';
import type { Change } from '../screen.ts';
import { telling } from '../words.ts';

interface Seen {
  readonly seat: string;
  readonly n: number;
}

/** Any two clients see common changes in one order; and what was invoked after an answer is never seen before it. */
export class OneOrder implements Law {
  readonly id = 'one order';
  readonly least = 1000;
  checks = 0;
  counter: Law['counter'];
  /** By seat: the events in the order in which they came. */
  readonly #streams = new Map<string, Map<string, number>>();
  readonly #twice = new Set<string>();
  /** By connection: the latest sending among what was seen already. */
  readonly #latest = new Map<string, Sent>();

  delivered(delivery: Delivery, state: SeatState, told: Telling): void {
    // What answers a join is a difference, sorted by kind; so is a page.
    if (delivery.how !== 'batch' || delivery.answersJoin) return;
    const { seat, entry } = delivery;
    const stream = this.#streams.get(seat.name) ?? new Map<string, number>();
    this.#streams.set(seat.name, stream);
    for (const change of delivery.changes) {
      const key = eventOf(change);
      if (key === undefined) continue;
      if (stream.has(key)) this.#twice.add(key);
      stream.set(key, entry.n * 1000 + stream.size);
      this.#afterAnswers(change, { seat: `${seat.name} ${state.link}`, n: entry.n }, told);
    }
  }

  #afterAnswers(change: Change, { seat, n }: Seen, told: Telling): void {
    const sent = sentFor(change, told);
    if (!sent) return;
    const latest = this.#latest.get(seat);
    this.checks += 1;
    if (latest && sent.answeredN < latest.n)
      against(
        this,
        n,
        `${seat} sees ${latest.command.type} ${latest.command.commandId} before ${sent.command.type} ${sent.command.commandId}, which was answered before the other was sent.`,
      );
    if (!latest || sent.n > latest.n) this.#latest.set(seat, sent);
  }

  end(told: Telling): void {
    const all = [...this.#streams].map(([seat, stream]) => ({
      seat,
      stream,
      keys: [...stream.keys()].filter((key) => !this.#twice.has(key)),
    }));
    for (const one of all) {
      for (const other of all) {
        if (one.seat >= other.seat) continue;
        let last = -1;
        let before = '';
        for (const key of other.keys) {
          const at = one.stream.get(key);
          if (at === undefined) continue;
          this.checks += 1;
          if (at < last)
            against(
              this,
              Math.floor(at / 1000),
              `${telling.seat(told.facts.seats.get(other.seat)!)} saw ${before} before ${key}, ${one.seat} the other way round.`,
            );
          last = at;
          before = key;
        }
      }
    }
  }
}

/** What tells one event from another for whoever sees it; undefined for a change without an event of its own. */
function eventOf({ type, realAt, entity }: Change): string | undefined {
  return type.startsWith('record.') ? undefined : `${type} ${entity.kind}:${entity.id} ${realAt}`;
}

/** The command behind an event, by the canary that only it brought. */
function sentFor(change: Change, told: Telling): Sent | undefined {
  const { entity, type } = change;
  const made = told.facts.records.get(`${entity.kind}:${entity.id}`)?.made;
  if (/\.(registered|reported|created|added|saved)$/.test(type)) return made;
  if (type !== 'asset.statusChanged') return undefined;
  const tokens = JSON.stringify(change.set ?? {}).match(CANARY) ?? [];
  const sent = tokens
    .map((token) => told.facts.canaries.get(token)?.sent)
    .filter((one) => one?.command.type === 'asset.setStatus');
  return sent.length === 1 ? sent[0] : undefined;
}
