import { createHash } from 'node:crypto';
import { against, type Delivery, type Law, type SeatState, type Telling } from '../replay.ts';
import { canonical, Screen, type Reset } from '../screen.ts';
import { NO } from '../three.ts';
import { telling } from '../words.ts';

/** What was put together of snapshots and batches is what a fresh snapshot shows, and the same for everybody alike. */
export class Convergence implements Law {
  readonly id = 'convergence';
  readonly least = 20;
  checks = 0;
  counter: Law['counter'];
  /** What the seat itself held at the moment of the answer: a deadline may pass while others are still asked. */
  readonly #fresh = new Map<
    number,
    { delivery: Delivery; joined: boolean; held: number; hash: string; differs: string }
  >();

  delivered(delivery: Delivery, { screen, joinedAt }: SeatState): void {
    const { how, asked, status, entry, raw, seat } = delivery;
    if (status === 200 && (how === 'fresh' || how === 'snapshot')) {
      const { hash, records } = JSON.parse(raw) as Reset & { hash: string };
      this.checks += 1;
      if (createHash('sha256').update(canonical(records)).digest('hex') !== hash)
        against(this, entry.n, `${telling.seat(seat)}: the hash of a snapshot is not that of its records.`);
    }
    if (how !== 'fresh' || !asked!.path.endsWith('?fresh')) return;
    const hash = screen.hash();
    const shown = status === 200 ? (JSON.parse(raw) as Reset & { hash: string }) : undefined;
    const differs = shown && shown.hash !== hash ? differing(screen, shown) : '';
    this.#fresh.set(asked!.ask, { delivery, joined: joinedAt !== undefined, held: screen.held.size, hash, differs });
  }

  entry(entry: Parameters<NonNullable<Law['entry']>>[0], told: Telling): void {
    if (entry.k !== 'level') return;
    const alike = new Map<string, { hash: string; seat: string; from: number; to: number }>();
    for (const ask of Object.values(entry.asks)) {
      const fresh = this.#fresh.get(ask);
      if (!fresh) continue;
      const { seat, status, window, raw, asked } = fresh.delivery;
      this.checks += 1;
      if (status !== 200) {
        if (fresh.held > 0)
          against(
            this,
            entry.n,
            `${telling.seat(seat)} still shows ${fresh.held} records and is refused a snapshot (${status}).`,
          );
        continue;
      }
      const shown = JSON.parse(raw) as Reset & { hash: string };
      if (seat.by === 'socket' && !fresh.joined) {
        if (told.policy.takesPart(seat.person, window) !== NO)
          against(this, entry.n, `${telling.seat(seat)} could not join, and is given a snapshot.`);
        continue;
      }
      if (fresh.differs !== '') against(this, entry.n, `${telling.seat(seat)}: ${fresh.differs}`);
      // Two seats of one person were asked at different times: only where no deadline lies between can they be compared.
      const same = alike.get(seat.person);
      const between = same && { from: Math.min(same.from, asked!.t), to: Math.max(same.to, fresh.delivery.entry.t) };
      if (same && same.hash !== shown.hash && !told.facts.deadlineIn(between!))
        against(this, entry.n, `${same.seat} and ${seat.name} are one person, and are shown different things.`);
      alike.set(seat.person, { hash: shown.hash, seat: seat.name, from: asked!.t, to: fresh.delivery.entry.t });
    }
  }
}

function differing(screen: Screen, { records }: Reset): string {
  const fresh = new Screen();
  fresh.replace([records]);
  for (const key of new Set([...screen.held.keys(), ...fresh.held.keys()])) {
    const [held, shown] = [screen.held.get(key), fresh.held.get(key)].map((face) => face && canonical(face));
    if (held !== shown) return `${key} is held as ${held ?? 'nothing'}, a fresh snapshot shows ${shown ?? 'nothing'}`;
  }
  return 'the same records in another order';
}
