import { createHash } from 'node:crypto';
import { createPipeline, type Pipeline } from '../../server/commands/pipeline.ts';
import { createCursors, type Cursors } from '../../server/desk/cursors.ts';
import { OperationDesk } from '../../server/desk/desk.ts';
import type { EventLog } from '../../server/log/eventLog.ts';
import type { Store } from '../../server/log/tables.ts';
import { decode, type Stream } from '../../server/worlds/stream.ts';
import { Worlds } from '../../server/worlds/worlds.ts';
import { DIRECTORY, uuidFrom } from '../../shared/ids.ts';

/** The server's own names follow from the command: the same history, told twice, names alike. */
export const idAfter = (commandId: string): string =>
  uuidFrom(new Uint8Array(createHash('sha256').update(`named by ${commandId}`).digest()));

/**
 * One node whose tail is cranked by hand: the real pipeline, worlds and desks over a log that other nodes may share.
 * Nothing here waits for a clock; a row is confirmed when the test says so.
 */
export class CoreNode {
  readonly worlds = new Worlds();
  readonly pipeline: Pipeline;
  readonly log: EventLog;
  readonly troubles: unknown[] = [];
  readonly #now: () => number;
  readonly #cursors: Cursors;
  readonly #desks = new Map<string, OperationDesk>();
  /** Refuses the next so many appends, as a full disk does. */
  failAppends = 0;
  /** Runs after each confirmed row. */
  onRow: (operation: string) => void = () => {};

  constructor(store: Store, now: () => number, cursorKey: Uint8Array) {
    this.log = store.log;
    this.#now = now;
    this.#cursors = createCursors(cursorKey);
    this.pipeline = createPipeline({
      log: {
        ...store.log,
        append: async (append) => {
          if (this.failAppends > 0) {
            this.failAppends -= 1;
            return { kind: 'not-stored', reason: 'disk-full', message: 'The disk is full.' };
          }
          return store.log.append(append);
        },
      },
      worlds: this.worlds,
      now,
      caughtUp: (operation, position) => this.follow(operation, position),
      onTrouble: (error) => this.troubles.push(error),
      newId: idAfter,
    });
    this.worlds.directory.onConfirmed((row) => {
      for (const desk of this.#desks.values()) desk.directoryMoved(row);
    });
  }

  desk(operation: string): OperationDesk {
    const held = this.#desks.get(operation);
    if (held) return held;
    const stream = this.worlds.hold(operation);
    const desk = new OperationDesk(stream, this.worlds, this.#cursors, this.#now, () => {});
    this.#desks.set(operation, desk);
    return desk;
  }
  desks(): OperationDesk[] {
    return [...this.#desks.values()];
  }

  /** Confirms what the log holds, up to a position or at most so many rows; the directory first where an event needs it. */
  async follow(operation: string, upTo = Infinity, most = Infinity): Promise<void> {
    const stream: Stream = this.worlds.hold(operation);
    let left = most;
    while (stream.confirmed < upTo && left > 0) {
      const [row] = await this.log.readAfter(operation, stream.confirmed, 1);
      if (!row) return;
      const needed = decode(row).event?.directory ?? 0;
      if (operation !== DIRECTORY && Number.isSafeInteger(needed)) await this.follow(DIRECTORY, needed);
      // Another call may have confirmed it meanwhile.
      if (row.position === stream.confirmed + 1) {
        stream.confirm(row);
        left -= 1;
        this.onRow(operation);
      }
    }
  }

  async followEverything(): Promise<void> {
    for (const operation of await this.log.operations()) await this.follow(operation);
  }
}
