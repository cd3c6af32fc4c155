import { UNDECIDED, type Outcome } from '../history.ts';
import { against, type Delivery, type Law, type Telling } from '../replay.ts';
import { canonical } from '../screen.ts';
import { YES } from '../three.ts';
import { reads, latest } from '../reading.ts';
import { telling } from '../words.ts';

/** Refusals of what was never judged as a command: there is no receipt of these. */
const NO_RECEIPT: ReadonlySet<string> = new Set(['invalid', 'too-large', 'unknown-type', ...UNDECIDED]);

/** Every acknowledged command's effect is there in the end, every copy had one answer, and the receipt is the same. */
export class NoLoss implements Law {
  readonly id = 'no loss';
  readonly least = 200;
  checks = 0;
  counter: Law['counter'];
  readonly #receipts = new Map<string, { status: number; body: string; n: number }>();
  readonly #last = new Map<string, Delivery>();

  delivered(delivery: Delivery): void {
    const { how, asked, status, raw, entry, seat } = delivery;
    if (how === 'receipt')
      this.#receipts.set(asked!.path.split('/').at(-1)!, { status: status!, body: raw, n: entry.n });
    if (how === 'fresh' && status === 200) this.#last.set(seat.name, delivery);
  }

  end(told: Telling): void {
    for (const sent of told.facts.sent.values()) {
      if (!sent.outcome) continue;
      this.#oneAnswer(sent.command.commandId, sent.answers, told);
    }
    const final = told.entries.findLast((entry) => entry.k === 'level');
    if (!final) return;
    const finals = [...this.#last.values()].filter(({ asked, seat }) => asked!.ask === final.asks[seat.name]);
    for (const canary of told.facts.canaries.values()) {
      if (canary.fate === 'passing' || canary.sent.outcome?.outcome !== 'accepted') continue;
      if (canary.fate !== 'kept' && !latest(canary, told.facts)) continue;
      const entitled = finals.filter(
        ({ seat, asked, entry }) => reads(seat.person, canary, { from: asked!.t, to: entry.t }, told) === YES,
      );
      if (entitled.length === 0) continue;
      this.checks += 1;
      if (!entitled.some(({ raw }) => raw.includes(canary.token)))
        against(
          this,
          canary.sent.answeredN,
          `${telling.canary(canary)} was accepted, and nobody who may see it is shown it in the end.`,
        );
    }
  }

  #oneAnswer(commandId: string, answers: readonly Outcome[], told: Telling): void {
    const [first, ...others] = answers.map((answer) => canonical(answer));
    const sent = told.facts.sent.get(commandId)!;
    for (const other of others) {
      this.checks += 1;
      if (other !== first)
        against(this, sent.n, `${sent.command.type} ${commandId} was answered ${first} and ${other}.`);
    }
    const receipt = this.#receipts.get(commandId);
    // 401: the author has no account any more.
    if (!receipt || receipt.status === 401 || NO_RECEIPT.has(answers[0]!.code ?? '')) return;
    this.checks += 1;
    const same = receipt.status === 200 && canonical(JSON.parse(receipt.body)) === first;
    if (!same)
      against(
        this,
        receipt.n,
        `${sent.command.type} ${commandId} was answered ${first}; its receipt says ${receipt.status} ${receipt.body}`,
      );
  }
}
