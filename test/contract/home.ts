import type { Append, EventLog, NewEvent, NewReceipt } from '../../server/log/eventLog.ts';
import type { Store } from '../../server/log/tables.ts';

/** Somewhere a store can live: empty at first, opened as often as the test wants, thrown away after it. */
export interface Place {
  open(now?: () => number): Promise<Store>;
  /** Behind the store's back. Absent where there is no SQL. */
  alter?(sql: string): Promise<void>;
  discard(): Promise<void>;
}

export interface Home {
  readonly name: string;
  /** False: what was stored is gone when the store is closed. */
  readonly keeps: boolean;
  /** True: several stores may be open on one place at once. */
  readonly manyNodes: boolean;
  newPlace(): Promise<Place>;
}

export const operation = 'operation-1';

export function event(text: string, touches: readonly string[] = [`asset:${text}`]): NewEvent {
  return { touches, body: JSON.stringify({ text }) };
}

export function receipt(commandId: string, outcome = 'accepted'): NewReceipt {
  return { author: 'author-1', commandId, digest: `digest of ${commandId}`, outcome: JSON.stringify({ outcome }) };
}

export function append(expectedHead: number, texts: readonly string[], commandIds: readonly string[] = []): Append {
  return {
    operation,
    expectedHead,
    events: texts.map((text) => event(text)),
    receipts: commandIds.map((id) => receipt(id)),
  };
}

export async function textsOf(log: EventLog, of = operation, limit = 1_000_000): Promise<string[]> {
  const events = await log.readAfter(of, 0, limit);
  return events.map((each) => (JSON.parse(each.body) as { text: string }).text);
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Small, seeded and good enough to shuffle a test with (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
