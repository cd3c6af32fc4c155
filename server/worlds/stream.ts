import { World, type Row } from '../../shared/domain/world.ts';
import { isSound } from '../../shared/domain/sound.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { upcast } from '../../shared/domain/upcast.ts';
import type { Instant } from '../../shared/time.ts';
import { Interning } from './interning.ts';

/** A stored row as the log hands it out, without what only the log needs. */
export interface StoredRow {
  readonly position: number;
  readonly touches: readonly string[];
  readonly body: string;
  readonly damaged?: true;
}

/** Called for each row as it is confirmed, in order. `position` is the row's. */
export type Confirmed = (row: Row) => void;

/** A world as it stood at a position of its log. */
export interface Kept {
  readonly world: World;
  readonly position: number;
}

/** So many confirmed rows are folded between two looks at what no cursor can ask for any more: a few milliseconds' work. */
const FORGET_EVERY = 2000;

/**
 * One operation in memory: the fold of its log, which commands may run ahead of. What was decided here is folded at once
 * so that the next decision sees it; the tail then confirms it row by row, and whatever turns out differently (another
 * node was first, the disk was full) is cut back. Only confirmed rows are ever shown to anybody.
 */
export class Stream {
  readonly operation: string;
  readonly world: World;
  /** Position up to which the log has confirmed the fold. */
  confirmed: number;
  /**
   * What was decided here and is not confirmed, by position from the first on. No map: each time a map is made smaller its
   * old table points to the new one, and once one of them is old all that was ever in it waits for a full collection.
   */
  #ahead: { readonly body: string; readonly row: Row }[] = [];
  #aheadFrom = 0;
  #listeners: Confirmed[] = [];
  readonly #keepSince: (() => Instant) | undefined;

  /** `keepSince`: earlier versions of records from before this are not kept; without it, all are. `from`: where the fold goes on. */
  constructor(operation: string, keepSince?: () => Instant, from?: Kept) {
    this.operation = operation;
    this.#keepSince = keepSince;
    this.world = from?.world ?? new World();
    this.confirmed = from?.position ?? 0;
  }

  /** Folds rows that were decided here and are being stored. */
  foldAhead(rows: readonly StoredRow[]): void {
    for (const row of rows) {
      const decoded = decode(row);
      if (this.#ahead.length === 0) this.#aheadFrom = row.position;
      this.#ahead.push({ body: row.body, row: decoded });
      this.world.fold(decoded);
    }
  }

  /** Takes back everything that the log has not confirmed. */
  cutBack(): void {
    this.#ahead = [];
    this.world.truncate(this.confirmed);
  }

  /** A row as it reads; one that was decided here has been read before. */
  read(row: StoredRow): Row {
    const decided = this.#ahead[row.position - this.#aheadFrom];
    return decided?.body === row.body && !row.damaged ? decided.row : decode(row);
  }

  /** The next row of the log. Rows come in order and once. `decoded`: what `read` said of it. */
  confirm(row: StoredRow, decoded: Row = this.read(row)): void {
    if (row.position !== this.confirmed + 1) throw new Error(`Row ${row.position} does not follow ${this.confirmed}`);
    if (row.position === this.#aheadFrom && this.#ahead[0]?.body === row.body) {
      this.#ahead.shift();
      this.#aheadFrom += 1;
    } else {
      if (this.world.head >= row.position) this.cutBack();
      this.world.fold(decoded);
    }
    this.confirmed = row.position;
    if (this.#keepSince && row.position % FORGET_EVERY === 0) this.world.forgetBefore(this.#keepSince());
    for (const listener of this.#listeners) listener(decoded);
  }

  onConfirmed(listener: Confirmed): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    };
  }
}

const interning = new Interning();

/** One undecodable row stops nobody: its envelope still names the records that it may restrict. */
export function decode(row: StoredRow): Row {
  const { position, touches } = row;
  if (row.damaged) return { position, touches };
  try {
    const stored = JSON.parse(row.body) as TocsinEvent;
    if (typeof stored !== 'object' || stored === null || typeof stored.v !== 'number') return { position, touches };
    const event = upcast(stored);
    const sound = isSound(event);
    return sound ? { position, touches, event: interning.event(event), sound } : { position, touches };
  } catch {
    return { position, touches };
  }
}
