import type { Cache } from '../log/tables.ts';
import type { EventLog } from '../log/eventLog.ts';
import { foldVersion } from './foldVersion.ts';
import { openKept, piecesOf, worldOf, type KeptHead } from './kept.ts';
import type { Kept, Stream } from './stream.ts';

/** Keeps worlds beside the log, so that a start folds only what came since. A cache: whatever it holds can be folded anew. */
export interface WorldKeeper {
  /** The world of an operation as it was kept last; undefined when there is none that fits the log and this build. */
  take(operation: string): Promise<Kept | undefined>;
  /** From now on the world of this stream is kept, whenever it has gone on far enough. */
  watch(stream: Stream, from: number): void;
  /** Keeps those once more that have gone on since, and stops. */
  close(): Promise<void>;
}

interface Dependencies {
  readonly log: EventLog;
  readonly cache: Cache;
  readonly onTrouble: (error: unknown) => void;
  /** Rows after which a world is kept anew while the server runs. */
  readonly every?: number;
  /** Rows since then for which it is worth while at the end. */
  readonly atLeast?: number;
  /** How many times as long as it took the next waits at least, so that a flood of events is not kept all the time. */
  readonly rests?: number;
  /** For tests: the version of another build. */
  readonly fold?: string | undefined;
}

export function createWorldKeeper({
  log,
  cache,
  onTrouble,
  every = 50_000,
  atLeast = 2_000,
  rests = 20,
  fold = foldVersion(),
}: Dependencies): WorldKeeper {
  const watched = new Map<string, { readonly stream: Stream; keptAt: number; readonly unwatch: () => void }>();
  let work: Promise<void> = Promise.resolve();
  let busy = false;
  let notBefore = 0;
  let closed = false;

  const hashAt = async (operation: string, position: number): Promise<string | undefined> =>
    (await log.readAfter(operation, position - 1, 1))[0]?.hash;

  async function take(operation: string): Promise<Kept | undefined> {
    if (fold === undefined) return undefined;
    let why: string;
    try {
      const bytes = await cache.read(operation);
      if (!bytes) return undefined;
      const opened = openKept(bytes);
      if ('damaged' in opened) why = opened.damaged;
      else {
        const { head, lines } = opened;
        // Another build's: it is made anew, and nothing is wrong.
        if (head.form !== 1 || head.fold !== fold) return undefined;
        const fits = head.operation === operation && (await hashAt(operation, head.position)) === head.hash;
        if (fits) return { world: worldOf(lines), position: head.position };
        why = 'it is not of this journal';
      }
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    onTrouble(new Error(`The kept world of operation ${operation} was thrown away and is folded anew: ${why}`));
    await cache.remove(operation).catch(onTrouble);
    return undefined;
  }

  async function keep(stream: Stream): Promise<void> {
    const position = stream.confirmed;
    const hash = await hashAt(stream.operation, position);
    const state = watched.get(stream.operation);
    if (hash === undefined || fold === undefined || !state) return;
    state.keptAt = position;
    const head: KeptHead = { form: 1, operation: stream.operation, fold, position, hash };
    await cache.write(stream.operation, piecesOf(head, stream.world));
  }

  /** One at a time: two would hold twice the memory. */
  async function keepWhatIsDue(due: number): Promise<void> {
    if (busy) return;
    busy = true;
    const began = performance.now();
    for (const { stream, keptAt } of watched.values()) {
      if (stream.confirmed - keptAt >= due) await keep(stream).catch(onTrouble);
    }
    const ended = performance.now();
    notBefore = ended + rests * (ended - began);
    busy = false;
  }

  return {
    take,
    watch(stream, from) {
      if (fold === undefined || watched.has(stream.operation)) return;
      const state = {
        stream,
        keptAt: from,
        unwatch: stream.onConfirmed(({ position }) => {
          const due = !closed && !busy && position - state.keptAt >= every;
          if (due && performance.now() >= notBefore) work = keepWhatIsDue(every);
        }),
      };
      watched.set(stream.operation, state);
    },
    async close() {
      closed = true;
      for (const { unwatch } of watched.values()) unwatch();
      await work;
      await keepWhatIsDue(atLeast);
    },
  };
}
