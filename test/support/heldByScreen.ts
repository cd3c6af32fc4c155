import type { Batch, Records, Reset } from '../../shared/protocol/down.ts';
import { applyTo, canonicalHeld, heldOf, type Held } from './historiesScreen.ts';

/** The two messages that carry the picture, as a socket hands them out. */
interface Source {
  on(event: 'batch', listener: (batch: Batch) => void): unknown;
  on(event: 'reset', listener: (reset: Reset) => void): unknown;
}

/**
 * What a dashboard holds of one operation, as the published rules say: a reset counts once it is whole, batches that come
 * between its parts wait for it, and a batch that does not start where the dashboard stands is a gap and changes nothing.
 */
export class HeldByScreen {
  readonly operation: string;
  held: Held = new Map();
  cursor: string | undefined;
  gaps = 0;
  resets = 0;
  batches = 0;
  #parts: Reset[] = [];
  #waiting: Batch[] = [];

  constructor(operation: string) {
    this.operation = operation;
  }

  /** From now on by this socket. What another one left half told is forgotten. */
  hear(socket: Source): void {
    this.#parts = [];
    this.#waiting = [];
    socket.on('batch', (batch) => {
      if (batch.operation !== this.operation) return;
      if (this.#parts.length > 0) this.#waiting.push(batch);
      else this.#take(batch);
    });
    socket.on('reset', (reset) => {
      if (reset.operation !== this.operation) return;
      this.#parts.push(reset);
      if (this.#parts.length < (reset.parts ?? 1)) return;
      this.held = new Map(this.#parts.flatMap((part) => [...heldOf(part.records)]));
      this.#parts = [];
      this.cursor = reset.cursor;
      this.resets += 1;
      for (const batch of this.#waiting.splice(0)) this.#take(batch);
    });
  }

  #take(batch: Batch): void {
    if (batch.prev !== this.cursor) {
      this.gaps += 1;
      this.onGap();
      return;
    }
    applyTo(this.held, batch.changes);
    this.cursor = batch.next;
    this.batches += 1;
    this.onTaken(batch);
  }

  protected onGap(): void {}
  protected onTaken(_batch: Batch): void {}

  shows(records: Records): boolean {
    return canonicalHeld(this.held) === canonicalHeld(heldOf(records));
  }
}
