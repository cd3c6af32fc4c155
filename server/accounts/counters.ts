import type { Tables } from '../log/tables.ts';

/** At most `tries` in any stretch of `windowMs`. */
export interface Limit {
  tries: number;
  windowMs: number;
}

const TABLE = 'tries';
const BUCKETS = 15;

export interface Counters {
  /**
   * Takes one try from each of the named counters, or from none. Taking comes before trying, or a thousand tries sent at
   * once would all find the counter low. `giveBack` for a try that turned out not to be a failed one.
   */
  take(counters: { name: string; limit: Limit }[]): Promise<Taken>;
}

export type Taken = { ok: true; giveBack(): Promise<void> } | { ok: false; retryAfterSeconds: number };

/**
 * Counts in buckets of a fifteenth of the window and sums the present one and the fifteen before, so that no stretch of
 * one window ever holds more than the limit (a single fixed window lets twice as many through around its edge). Each node
 * adds first and reads after, and reads one bucket ahead, for a node whose clock runs before its own.
 */
export function createCounters({ tables, now }: { tables: Tables; now: () => number }): Counters {
  async function takeOne(name: string, { tries, windowMs }: Limit): Promise<Taken> {
    const width = windowMs / BUCKETS;
    const at = now();
    const bucket = Math.floor(at / width);

    /** Undefined while at most `most` are counted; else the seconds until so many of the oldest have left. */
    async function waitWhenOver(most: number): Promise<number | undefined> {
      const held = (await tables.list(TABLE, `${name}/`))
        .map((row) => ({ bucket: Number(row.key.slice(name.length + 1)), count: Number(row.value) }))
        .filter((row) => row.bucket >= bucket - BUCKETS && row.bucket <= bucket + 1)
        .sort((a, b) => a.bucket - b.bucket);
      let over = held.reduce((sum, row) => sum + row.count, 0) - most;
      if (over <= 0) return undefined;
      const freeing = held.find((row) => (over -= row.count) <= 0) ?? { bucket };
      return Math.ceil(((freeing.bucket + BUCKETS + 1) * width - at) / 1000);
    }

    // Without a write while the limit is reached: hammering at a closed door must not cost us a disk flush each time.
    const closed = await waitWhenOver(tries - 1);
    if (closed !== undefined) return { ok: false, retryAfterSeconds: closed };

    const key = `${name}/${bucket}`;
    const expiresAt = (bucket + 2 * BUCKETS) * width;
    const add = async (by: number): Promise<void> => void (await tables.increment(TABLE, key, by, expiresAt));
    await add(1);
    const over = await waitWhenOver(tries);
    if (over === undefined) return { ok: true, giveBack: () => add(-1) };
    await add(-1);
    return { ok: false, retryAfterSeconds: over };
  }

  return {
    async take(counters) {
      const taken: (() => Promise<void>)[] = [];
      const giveBack = async (): Promise<void> => void (await Promise.all(taken.map((give) => give())));
      for (const { name, limit } of counters) {
        const one = await takeOne(name, limit);
        if (!one.ok) {
          await giveBack();
          return one;
        }
        taken.push(one.giveBack);
      }
      return { ok: true, giveBack };
    },
  };
}
