import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical.ts';
import { TRANSIENT } from '../../shared/outcome.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import type { Dice } from '../support/historiesDice.ts';

export interface Sent {
  readonly message: { commandId: string; type: string; data: { incidentId: string; title: string } };
  /** Those of one group were sent together: where one of them was in doubt, its neighbours may have gone before it. */
  readonly group: number;
  outcome?: Outcome;
  /** Answers that said nothing, and calls that were never answered: its id settled it in the end. */
  doubts: number;
}

/**
 * Somebody who reports one incident after another, each by whatever node answers, and sends again under the same id what
 * was not answered for good. Order is theirs: the next is sent when the one before has its answer.
 */
export class Writer {
  readonly sent: Sent[] = [];
  answered = 0;
  changed = 0;
  longestMs = 0;
  #stopped = false;
  readonly #operation: string;
  readonly #token: string;
  readonly #urls: () => readonly string[];
  readonly #dice: Dice;

  constructor(ground: { operation: string; token: string; urls: () => readonly string[]; dice: Dice }) {
    this.#operation = ground.operation;
    this.#token = ground.token;
    this.#urls = ground.urls;
    this.#dice = ground.dice;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    let groups = 0;
    while (!this.#stopped) {
      groups += 1;
      const group = Array.from({ length: this.#dice.chance(0.3) ? 8 : 1 }, () => this.#next(groups));
      const began = performance.now();
      while (group.some((sent) => !sent.outcome)) {
        if (!(await this.#send(group))) await new Promise((resume) => setTimeout(resume, 20 + this.#dice.below(60)));
      }
      this.longestMs = Math.max(this.longestMs, performance.now() - began);
    }
  }

  #next(group: number): Sent {
    const title = String(this.sent.length);
    const sent: Sent = {
      message: { commandId: randomUUID(), type: 'incident.report', data: { incidentId: randomUUID(), title } },
      group,
      doubts: 0,
    };
    this.sent.push(sent);
    return sent;
  }

  async #send(group: readonly Sent[]): Promise<boolean> {
    // From the first that is not answered on: one behind it may be stored already, and keeps its answer.
    const open = group.slice(group.findIndex((sent) => !sent.outcome));
    try {
      const urls = this.#urls();
      if (urls.length === 0) return false;
      const answer = await fetch(`${this.#dice.pick(urls)}/api/v1/operations/${this.#operation}/commands`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: JSON.stringify(open.map(({ message }) => message)),
        signal: AbortSignal.timeout(70_000),
      });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      const outcomes = (await answer.json()) as Outcome[];
      for (const [index, sent] of open.entries()) {
        const outcome = outcomes[index]!;
        if (TRANSIENT.has(outcome.code ?? '')) sent.doubts += 1;
        else if (!sent.outcome) {
          sent.outcome = outcome;
          this.answered += 1;
        } else if (canonicalJson(sent.outcome) !== canonicalJson(outcome)) this.changed += 1;
      }
      return open.every((sent) => sent.outcome);
    } catch {
      for (const sent of open) if (!sent.outcome) sent.doubts += 1;
      return false;
    }
  }
}

export interface Settled {
  acknowledged: number;
  /** Those that needed their id to be settled. */
  resolved: number;
  refused: number;
  lost: number;
  doubled: number;
  misordered: number;
  changed: number;
}

/** What was acknowledged, against the incidents that the journal holds, in its order. */
export function settle(writers: readonly Writer[], journal: readonly string[]): Settled {
  const places = new Map<string, number[]>();
  for (const [place, id] of journal.entries()) places.set(id, [...(places.get(id) ?? []), place]);
  const settled: Settled = {
    acknowledged: 0,
    resolved: 0,
    refused: 0,
    lost: 0,
    doubled: 0,
    misordered: 0,
    changed: writers.reduce((sum, { changed }) => sum + changed, 0),
  };
  for (const { sent } of writers) {
    let [before, reached, current, doubted] = [-1, -1, 0, false];
    for (const { message, outcome, doubts, group } of sent) {
      if (group !== current) [before, current, doubted] = [reached, group, false];
      doubted ||= doubts > 0;
      const at = places.get(message.data.incidentId) ?? [];
      if (at.length > 1) settled.doubled += 1;
      if (!outcome) continue;
      settled.acknowledged += 1;
      settled.resolved += Number(doubts > 0);
      if (outcome.outcome !== 'accepted') settled.refused += 1;
      else if (at.length === 0) settled.lost += 1;
      else {
        if (at[0]! < (doubted ? before : reached)) settled.misordered += 1;
        reached = Math.max(reached, at[0]!);
      }
    }
  }
  return settled;
}
