import { World, type Row } from '../../shared/domain/world.ts';
import { isSound } from '../../shared/domain/sound.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';

/** A stored row as the log hands it out, without what only the log needs. */
export interface StoredRow {
  readonly position: number;
  readonly touches: readonly string[];
  readonly body: string;
}

/** Called for each row as it is confirmed, in order. `position` is the row's. */
export type Confirmed = (row: Row) => void;

/**
 * One operation in memory: the fold of its log, which commands may run ahead of. What was decided here is folded at once
 * so that the next decision sees it; the tail then confirms it row by row, and whatever turns out differently (another
 * node was first, the disk was full) is cut back. Only confirmed rows are ever shown to anybody.
 */
export class Stream {
  readonly operation: string;
  readonly world = new World();
  /** Position up to which the log has confirmed the fold. */
  confirmed = 0;
  #ahead = new Map<number, string>();
  #listeners: Confirmed[] = [];

  constructor(operation: string) {
    this.operation = operation;
  }

  /** Folds rows that were decided here and are being stored. */
  foldAhead(rows: readonly StoredRow[]): void {
    for (const row of rows) {
      this.#ahead.set(row.position, row.body);
      this.world.fold(decode(row));
    }
  }

  /** Takes back everything that the log has not confirmed. */
  cutBack(): void {
    this.#ahead.clear();
    this.world.truncate(this.confirmed);
  }

  /** The next row of the log. Rows come in order and once. */
  confirm(row: StoredRow): void {
    if (row.position !== this.confirmed + 1) throw new Error(`Row ${row.position} does not follow ${this.confirmed}`);
    const decided = this.#ahead.get(row.position);
    const decoded = decode(row);
    if (decided === undefined || decided !== row.body) {
      if (this.world.head >= row.position) this.cutBack();
      this.world.fold(decoded);
    } else {
      this.#ahead.delete(row.position);
    }
    this.confirmed = row.position;
    for (const listener of this.#listeners) listener(decoded);
  }

  onConfirmed(listener: Confirmed): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    };
  }
}

/** One undecodable row stops nobody: its envelope still names the records that it may restrict. */
export function decode(row: StoredRow): Row {
  const { position, touches } = row;
  try {
    const event = JSON.parse(row.body) as TocsinEvent;
    const sound = typeof event === 'object' && event !== null && typeof event.v === 'number' && isSound(event);
    return sound ? { position, touches, event } : { position, touches };
  } catch {
    return { position, touches };
  }
}
