import { CANARY, DEGREES } from '../random.ts';
import { against, type Delivery, type Law, type SeatState, type Telling } from '../replay.ts';
import type { Face } from '../screen.ts';
import { telling } from '../words.ts';

const OF_COMMANDS: ReadonlySet<string> = new Set(['asset', 'incident', 'task', 'note', 'scenario', 'attachment']);

/** Nothing is shown that no accepted (or doubtful) command explains, and nothing of a refused one. */
export class NoGhosts implements Law {
  readonly id = 'no ghosts';
  readonly least = 10_000;
  checks = 0;
  counter: Law['counter'];

  delivered(delivery: Delivery, _state: SeatState, told: Telling): void {
    if (delivery.how === 'receipt') return;
    const { raw, changes, faces, entry, seat } = delivery;
    for (const token of [...(raw.match(CANARY) ?? []), ...(raw.match(DEGREES) ?? [])]) {
      const canary = told.facts.canaries.get(token);
      this.checks += 1;
      if (!canary && token.startsWith('zq'))
        against(this, entry.n, `${telling.seat(seat)} reads ${token}, which nobody wrote.`);
      if (!canary) continue;
      if (canary.sent.outcome?.outcome === 'refused')
        against(
          this,
          entry.n,
          `${telling.seat(seat)} reads ${telling.canary(canary)}, which was refused (${canary.sent.outcome.code}).`,
        );
      if (canary.sent.n > entry.n)
        against(this, entry.n, `${telling.seat(seat)} reads ${telling.canary(canary)} before it was sent.`);
    }
    for (const [kind, face] of faces) this.#explained(kind, face, delivery, told);
    for (const { entity, set, type } of changes)
      if (type !== 'record.withdrawn') this.#explained(entity.kind, { ...set, id: entity.id }, delivery, told);
  }

  #explained(kind: string, face: Face, { entry, seat }: Delivery, told: Telling): void {
    if (!OF_COMMANDS.has(kind)) return;
    this.checks += 1;
    const id = String(face['id']);
    const record = told.facts.records.get(`${kind}:${id}`);
    if (record ? record.made.n < entry.n : told.twins.has(id)) return;
    against(
      this,
      entry.n,
      `${telling.seat(seat)} is shown ${kind} ${id}, which no command made: ${JSON.stringify(face)}`,
    );
  }
}
