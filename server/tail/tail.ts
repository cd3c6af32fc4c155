import type { Row } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { EventLog, FreshEvent } from '../log/eventLog.ts';
import { follow, type Following } from '../log/follow.ts';
import type { WorldKeeper } from '../worlds/keeper.ts';
import type { Worlds } from '../worlds/worlds.ts';

export interface Tail {
  /** Begins to follow an operation that this node did not hold yet, and resolves once it is level with the log. */
  hold(operation: string): Promise<void>;
  /** Resolves once the operation is confirmed up to a position. */
  caughtUp(operation: string, position: number): Promise<void>;
  /** Whether every stream is level with what the log said last. */
  stop(): void;
}

interface Dependencies {
  readonly log: EventLog;
  readonly worlds: Worlds;
  readonly onTrouble: (error: unknown) => void;
  readonly pollMs?: number;
  /** Where worlds are kept between two runs of a server. */
  readonly keeper?: WorldKeeper;
}

/**
 * Log -> ordered rows -> the world fold. The node that handled a command learns of it here, like every other node. No
 * operation folds an event before the directory has got to where it was when that event was decided.
 */
export async function createTail({ log, worlds, onTrouble, pollMs = 500, keeper }: Dependencies): Promise<Tail> {
  const following = new Map<string, Following>();
  let stopped = false;

  function start(operation: string): Following {
    const running = following.get(operation);
    if (running) return running;
    const stream = worlds.hold(operation);
    const take = async (events: readonly FreshEvent[]): Promise<void> => {
      const rows = events.map((event) => stream.read(event));
      if (operation !== DIRECTORY) await directoryOf(rows);
      for (const [index, event] of events.entries())
        if (event.position > stream.confirmed) stream.confirm(event, rows[index]!);
    };
    const started = follow(log, operation, stream.confirmed, take, { pollMs, onTrouble });
    following.set(operation, started);
    return started;
  }

  async function directoryOf(rows: readonly Row[]): Promise<void> {
    const needed = rows.reduce((highest, { event }) => Math.max(highest, event?.directory ?? 0), 0);
    if (!(needed > worlds.directory.confirmed)) return;
    // A damaged row may name a position that will never come: it must not stop the ones behind it.
    await following.get(DIRECTORY)!.caughtUpTo(Math.min(needed, await log.head(DIRECTORY)));
  }

  /** Takes up the world as it was kept, once, before its tail begins. */
  const opening = new Map<string, Promise<Following>>();
  function open(operation: string): Promise<Following> {
    const running = following.get(operation);
    if (running) return Promise.resolve(running);
    if (!keeper || operation === DIRECTORY || worlds.operation(operation)) return Promise.resolve(start(operation));
    let opened = opening.get(operation);
    if (!opened) {
      opened = keeper.take(operation).then((kept) => {
        opening.delete(operation);
        if (stopped) throw new Error(`No longer following operation ${operation}`);
        keeper.watch(worlds.hold(operation, kept), kept?.position ?? 0);
        return start(operation);
      });
      opening.set(operation, opened);
    }
    return opened;
  }

  async function hold(operation: string): Promise<void> {
    const head = await log.head(operation);
    await (await open(operation)).caughtUpTo(head);
  }

  await hold(DIRECTORY);
  return {
    hold,
    caughtUp: async (operation, position) => (await open(operation)).caughtUpTo(position),
    stop() {
      stopped = true;
      for (const each of following.values()) each.stop();
      following.clear();
    },
  };
}
