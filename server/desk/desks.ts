import type { Worlds } from '../worlds/worlds.ts';
import type { Cursors } from './cursors.ts';
import { OperationDesk } from './desk.ts';
import { Outlet } from './outlet.ts';

const TICK_MS = 250;

export interface Desks {
  of(operation: string): OperationDesk | undefined;
  /** Those that were opened on this node. */
  open(): Iterable<OperationDesk>;
  close(): void;
}

/** The desks of all operations of this node, the timers of their batches, and their clock. */
export function createDesks(
  worlds: Worlds,
  cursors: Cursors,
  now: () => number,
  onSent?: (changes: number, listeners: number) => void,
): Desks {
  const desks = new Map<string, OperationDesk>();
  const timers = new Map<OperationDesk, NodeJS.Timeout>();

  const of = (operation: string): OperationDesk | undefined => {
    const held = desks.get(operation);
    if (held) return held;
    const stream = worlds.operation(operation);
    if (!stream) return undefined;
    const flushIn = (milliseconds: number) => {
      clearTimeout(timers.get(desk));
      timers.set(
        desk,
        setTimeout(() => desk.flushDue(), Math.ceil(milliseconds)),
      );
    };
    const elapsed = () => performance.now();
    const outlet = new Outlet(setImmediate, onSent);
    const desk: OperationDesk = new OperationDesk(stream, worlds, cursors, now, flushIn, elapsed, outlet);
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
      for (const timer of timers.values()) clearTimeout(timer);
      for (const desk of desks.values()) desk.flush();
    },
  };
}
