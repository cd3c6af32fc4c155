import { hash } from 'node:crypto';
import type { Verified } from './eventLog.ts';

/** A row as it lies in the store: `touches` is JSON text there, and it is that text which is hashed. */
export interface StoredRow {
  readonly position: number;
  readonly touches: string;
  readonly body: string;
  readonly hash: string;
}

/** What the first event is chained to: it names the operation, so that no chain can pass for another's. */
export function chainStart(operation: string): string {
  return hash('sha256', `tocsin log\n${operation}`, 'hex');
}

/**
 * Unambiguous because a hash has a fixed length, a position has no line feed and neither has JSON text as
 * `JSON.stringify` writes it.
 */
export function chainNext(previous: string, position: number, touches: string, body: string): string {
  return hash('sha256', `${previous}\n${position}\n${touches}\n${body}`, 'hex');
}

export interface ChainEnd {
  readonly position: number;
  readonly hash: string;
}

export type Walked = { readonly ok: true; readonly end: ChainEnd } | Extract<Verified, { ok: false }>;

/** Follows one page of rows on from where the walk stood. */
export function walkChain(from: ChainEnd, rows: readonly StoredRow[]): Walked {
  let { position, hash: previous } = from;
  for (const row of rows) {
    if (row.position !== position + 1) {
      return { ok: false, position: position + 1, reason: `event ${position + 1} is missing` };
    }
    const expected = chainNext(previous, row.position, row.touches, row.body);
    if (expected !== row.hash) {
      return { ok: false, position: row.position, reason: `event ${row.position} is not what was written` };
    }
    position = row.position;
    previous = expected;
  }
  return { ok: true, end: { position, hash: previous } };
}

/**
 * The rows of a page that are not what was written. Whoever reads on must not take their bodies for true; the rest of the
 * page is. Where only a row's own hash was altered, its successor tells that the row is sound.
 */
export function damagedRows(previous: string, rows: readonly StoredRow[]): number[] {
  const damaged: number[] = [];
  let before = previous;
  for (const [index, row] of rows.entries()) {
    const expected = chainNext(before, row.position, row.touches, row.body);
    const next = rows[index + 1];
    if (expected === row.hash || (next && chainNext(expected, next.position, next.touches, next.body) === next.hash)) {
      before = expected;
    } else {
      damaged.push(row.position);
      before = row.hash;
    }
  }
  return damaged;
}

/** Walks a whole operation. `head` is the stored head row: it is what betrays events cut off at the end. */
export async function verifyChain(
  operation: string,
  head: ChainEnd,
  readPage: (after: ChainEnd) => Promise<Walked>,
  onProgress: (events: number) => void = () => {},
): Promise<Verified> {
  let end: ChainEnd = { position: 0, hash: chainStart(operation) };
  while (end.position < head.position) {
    const walked = await readPage(end);
    if (!walked.ok) return walked;
    if (walked.end.position === end.position) {
      return { ok: false, position: end.position + 1, reason: `event ${end.position + 1} is missing` };
    }
    end = walked.end;
    onProgress(end.position);
  }
  if (end.position === head.position && end.hash !== head.hash) {
    return { ok: false, position: head.position, reason: 'the recorded head is not the last event' };
  }
  return { ok: true, events: end.position, head: end.hash };
}

/** Text that is no list of strings names no record; `verify` finds such a row, and reading goes on. */
export function parseTouches(text: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((each) => typeof each === 'string') ? parsed : [];
  } catch {
    return [];
  }
}
