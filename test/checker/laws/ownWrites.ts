import type { Canary } from '../facts.ts';
import { against, type Delivery, type Law, type SeatState, type Telling } from '../replay.ts';
import { reads } from '../reading.ts';
import { YES } from '../three.ts';
import { telling } from '../words.ts';

/** A snapshot asked for after an answer contains what was answered; so does the batch that names the command as answered. */
export class OwnWrites implements Law {
  readonly id = 'own writes';
  readonly least = 200;
  checks = 0;
  counter: Law['counter'];
  readonly #mine = new Map<string, Canary[]>();
  readonly #byCommand = new Map<string, Canary[]>();
  readonly #answered = new Map<string, Set<string>>();
  /** By connection: when it was joined, and when it went. */
  readonly #links = new Map<number, { seat: string; from: number; to: number }>();

  entry(entry: Parameters<NonNullable<Law['entry']>>[0], told: Telling): void {
    if (entry.n === 0) this.#prepare(told);
    if (entry.k === 'joined' && entry.answer.ok) {
      const known = this.#links.get(entry.link);
      // Joined anew: batches between the two went nowhere.
      this.#links.set(entry.link, { seat: entry.seat, from: entry.n, to: known ? entry.n : Infinity });
    }
    if (entry.k === 'down') {
      const link = this.#links.get(entry.link);
      if (link) link.to = Math.min(link.to, entry.n);
    }
  }

  #prepare(told: Telling): void {
    for (const canary of told.facts.canaries.values()) {
      if (canary.fate !== 'kept' || canary.sent.outcome?.outcome !== 'accepted') continue;
      const { person, command } = canary.sent;
      this.#mine.set(person, [...(this.#mine.get(person) ?? []), canary]);
      this.#byCommand.set(command.commandId, [...(this.#byCommand.get(command.commandId) ?? []), canary]);
    }
  }

  delivered({ how, asked, seat, entry, raw, status }: Delivery, _state: SeatState, told: Telling): void {
    if (!asked || status !== 200 || (how !== 'snapshot' && how !== 'fresh')) return;
    const window = { from: asked.t, to: entry.t };
    for (const canary of this.#mine.get(seat.person) ?? []) {
      if (canary.sent.answeredN > asked.n) continue;
      if (reads(seat.person, canary, window, told) !== YES) continue;
      this.checks += 1;
      if (!raw.includes(canary.token))
        against(
          this,
          entry.n,
          `${telling.seat(seat)} asked for a snapshot after ${telling.canary(canary)} was acknowledged to them: it is not in it.`,
        );
    }
  }

  applied({ batch, seat, entry }: Delivery, state: SeatState, told: Telling, verdict: string): void {
    if (!batch || verdict !== 'taken') return;
    const window = { from: entry.t - 1000 - told.excused(entry.t), to: entry.t };
    for (const id of batch.answered) {
      const link = `${state.link}`;
      this.#answered.set(link, (this.#answered.get(link) ?? new Set()).add(id));
      for (const canary of this.#byCommand.get(id) ?? []) {
        if (reads(seat.person, canary, window, told) !== YES) continue;
        this.checks += 1;
        const held = JSON.stringify(state.screen.held.get(canary.key) ?? {});
        if (!held.includes(canary.token))
          against(
            this,
            entry.n,
            `${telling.seat(seat)} is told that ${id} is answered by this batch, and does not hold ${telling.canary(canary)}.`,
          );
      }
    }
  }

  end(told: Telling): void {
    const sentOver = new Map<string, string>();
    for (const entry of told.entries) {
      if (entry.k === 'sent' && entry.operation !== 'directory')
        sentOver.set(`${entry.via} ${entry.command.commandId}`, entry.via);
      if (entry.k !== 'answer' || entry.outcome.outcome !== 'accepted' || entry.outcome.settled) continue;
      const number = Number(/^link (\d+)$/.exec(entry.via)?.[1]);
      const link = this.#links.get(number);
      const sent = told.facts.sent.get(entry.commandId);
      // Only where the connection was joined before it was sent, and stayed until long after.
      if (!link || !sent || sent.operation === 'directory' || sent.n < link.from || link.to !== Infinity) continue;
      if (told.entries.at(-1)!.t - entry.t < 3000 || !this.#stayed(told, entry.n, number)) continue;
      this.checks += 1;
      if (!this.#answered.get(String(number))?.has(entry.commandId))
        against(
          this,
          entry.n,
          `${link.seat}: no batch ever names ${sent.command.type} ${entry.commandId} as answered.`,
        );
    }
  }

  /** Still in the operation at the next moment when nothing was under way. */
  #stayed(told: Telling, from: number, link: number): boolean {
    for (let at = from; at < told.entries.length; at++) {
      const entry = told.entries[at]!;
      if (entry.k === 'level') return true;
      if ('link' in entry && entry.link === link && entry.k === 'frame' && entry.raw.startsWith('2["bye"'))
        return false;
    }
    return false;
  }
}
