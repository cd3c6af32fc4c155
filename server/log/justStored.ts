import type { FreshEvent, NewEvent } from './eventLog.ts';

/** Rows of one operation that are remembered for a tail that is slow; beyond, it reads them from the disk. */
const MOST = 4_000;

/** What was stored through this handle and its tail has not asked for yet. */
export class JustStored {
  /** An operation, once it was written to, stays: a map from which much is taken away keeps what was in it for long. */
  readonly #rows = new Map<string, FreshEvent[]>();

  /** `head`: the position of the last of them. */
  add(operation: string, head: number, events: readonly NewEvent[]): void {
    if (events.length === 0) return;
    const first = head - events.length + 1;
    let rows = this.#rows.get(operation);
    if (!rows || rows.length + events.length > MOST || rows.at(-1)?.position !== first - 1) {
      this.#rows.set(operation, (rows = []));
    }
    for (const [index, { touches, body }] of events.entries()) rows.push({ position: first + index, touches, body });
  }

  /** What follows a position, at most `limit`; it is forgotten with what came before it. Nothing says nothing. */
  take(operation: string, after: number, limit: number): readonly FreshEvent[] {
    const rows = this.#rows.get(operation);
    const from = rows?.[0] ? after + 1 - rows[0].position : -1;
    if (!rows || from < 0 || from >= rows.length) return [];
    const taken = rows.slice(from, from + limit);
    this.#rows.set(operation, rows.slice(from + taken.length));
    return taken;
  }
}
