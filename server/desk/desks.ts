import type { Worlds } from '../worlds/worlds.ts';
import type { Cursors } from './cursors.ts';
import { OperationDesk } from './desk.ts';

/** How long changes gather before they travel, in milliseconds: cut by the clock, never by what was stored together. */
const FLUSH_MS = 4;
const TICK_MS = 250;

export interface Desks {
  of(operation: string): OperationDesk | undefined;
  /** Those that were opened on this node. */
  open(): Iterable<OperationDesk>;
  close(): void;
}

/** The desks of all operations of this node, the flush of their batches, and their clock. */
export function createDesks(worlds: Worlds, cursors: Cursors, now: () => number): Desks {
  const desks = new Map<string, OperationDesk>();
  const waiting = new Set<OperationDesk>();
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    timer = undefined;
    const due = [...waiting];
    waiting.clear();
    for (const desk of due) desk.flush();
  };
  const of = (operation: string): OperationDesk | undefined => {
    const held = desks.get(operation);
    if (held) return held;
    const stream = worlds.operation(operation);
    if (!stream) return undefined;
    const desk: OperationDesk = new OperationDesk(stream, worlds, cursors, now, () => {
      waiting.add(desk);
      timer ??= setTimeout(flush, FLUSH_MS);
    });
    desks.set(operation, desk);
    return desk;
  };
  const forget = worlds.directory.onConfirmed((row) => {
    for (const desk of desks.values()) desk.directoryMoved(row);
  });
  const clock = setInterval(() => {
    for (const desk of desks.values()) desk.tick();
  }, TICK_MS);
  clock.unref();
  return {
    of,
    open: () => desks.values(),
    close() {
      forget();
      clearInterval(clock);
      clearTimeout(timer);
      flush();
    },
  };
}
