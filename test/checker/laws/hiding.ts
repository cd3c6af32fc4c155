import type { Facts } from '../facts.ts';
import { against, GRACE_MS, type Delivery, type Law, type SeatState, type Telling } from '../replay.ts';
import { latest, reads } from '../reading.ts';
import { Screen, type Face, type Reset } from '../screen.ts';
import { NO, YES } from '../three.ts';
import { telling } from '../words.ts';
import type { Window } from '../timeline.ts';

/** What the policy says that an audience is shown, it is shown, when nothing is under way. */
export class NoHiding implements Law {
  readonly id = 'no over-hiding';
  readonly least = 2000;
  checks = 0;
  counter: Law['counter'];
  readonly #fresh = new Map<number, Delivery>();

  /** Files that were read by whoever is shown them. */
  files = 0;

  delivered(delivery: Delivery, _state: SeatState, told: Telling): void {
    if (delivery.how === 'fresh') this.#fresh.set(delivery.asked!.ask, delivery);
    const file = /\/attachments\/([0-9a-f-]+)$/.exec(delivery.asked?.path ?? '')?.[1];
    if (file !== undefined) this.#file(`attachment:${file}`, delivery, told);
  }

  #file(key: string, { seat, asked, entry, status }: Delivery, { facts, policy }: Telling): void {
    const made = facts.records.get(key)?.made;
    if (!made || made.answeredN > asked!.n || made.outcome?.outcome !== 'accepted') return;
    this.checks += 1;
    if (status === 200) this.files += 1;
    const window = { from: asked!.t - GRACE_MS, to: entry.t };
    if (status === 404 && policy.sees(seat.person, key, window) === YES)
      against(this, entry.n, `${telling.seat(seat)} is shown ${key}, and is not given its file.`);
  }

  entry(entry: Parameters<NonNullable<Law['entry']>>[0], told: Telling): void {
    if (entry.k !== 'level') return;
    const lasting = lastingAt(told.facts, entry.n);
    for (const ask of Object.values(entry.asks)) {
      const fresh = this.#fresh.get(ask);
      if (fresh) this.#look(fresh, told, lasting);
    }
  }

  #look({ seat, asked, entry, status, raw }: Delivery, told: Telling, lasting: ReturnType<typeof lastingAt>): void {
    const window = { from: asked!.t, to: entry.t };
    const { policy, facts } = told;
    const { person } = seat;
    const say = (words: string) => against(this, entry.n, `${telling.seat(seat)} ${words}`);
    const part = policy.takesPart(person, window);
    this.checks += 1;
    // 401: the session ended with the account; the person signs in anew.
    if (part === YES && status !== 200 && status !== 401)
      return say(`takes part and is refused a snapshot: ${status} ${raw}`);
    if (part === NO && status === 200) return say('takes no part, and is given a snapshot');
    if (status !== 200) return;
    const screen = new Screen();
    screen.replace([(JSON.parse(raw) as Reset).records]);
    for (const { key, made } of facts.records.values()) {
      if (made.answeredN > asked!.n || made.outcome?.outcome !== 'accepted') continue;
      if (policy.sees(person, key, window) === YES) {
        this.checks += 1;
        const face = screen.held.get(key);
        if (!face) say(`is not shown ${key}, and the policy says so`);
        else this.#references(key, face, window, told, person, say);
      } else if (key.startsWith('asset:') && policy.seesTwin(person, key, window) === YES) {
        this.checks += 1;
        const shown = [...screen.held.keys()].some((held) => told.twins.get(held.slice('asset:'.length)) === key);
        if (!shown) say(`is shown neither ${key} nor its coarse twin`);
      }
    }
    for (const canary of lasting) {
      if (reads(person, canary, window, told) !== YES) continue;
      this.checks += 1;
      if (!raw.includes(canary.token)) say(`is not shown ${telling.canary(canary)}`);
    }
  }

  /** A reference that was given when the record was made, to what is shown too, is shown; unless it is RED. */
  #references(
    key: string,
    face: Face,
    window: Window,
    told: Telling,
    person: string,
    say: (words: string) => void,
  ): void {
    if (!key.startsWith('task:')) return;
    const { data } = told.facts.records.get(key)!.made.command;
    for (const id of (data['assetIds'] as string[] | undefined) ?? []) {
      const asset = told.facts.records.get(`asset:${id}`);
      if (!asset || told.policy.sees(person, asset.key, window) !== YES) continue;
      if (asset.marking.during(window).some(({ tlp, downgrade }) => tlp === 'TLP:RED' || downgrade)) continue;
      this.checks += 1;
      if (!((face['assetIds'] as string[] | undefined) ?? []).includes(id))
        say(`is shown ${key} without its reference to ${asset.key}`);
    }
  }
}

/** The canaries that stand in full faces at some moment, whatever comes later. */
function lastingAt(facts: Facts, n: number) {
  return [...facts.canaries.values()].filter(
    (canary) =>
      canary.sent.answeredN < n &&
      canary.sent.outcome?.outcome === 'accepted' &&
      (canary.fate === 'kept' || (canary.fate !== 'passing' && latest(canary, facts))),
  );
}
