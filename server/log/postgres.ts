import { Pool } from 'pg';
import { tableCache } from './cache.ts';
import { chainStart, parseTouches, verifyChain, walkChain } from './chain.ts';
import type { ChainEnd } from './chain.ts';
import { receiptKey, refuseMalformed } from './eventLog.ts';
import type { EventLog, Health, StoredEvent } from './eventLog.ts';
import { PostgresAppender, readReceipts } from './postgresAppend.ts';
import { hangDoorbell } from './postgresDoorbell.ts';
import type { Doorbell } from './postgresDoorbell.ts';
import { postgresNeighbours } from './postgresNeighbours.ts';
import { prepareDatabase } from './postgresSchema.ts';
import { postgresTables } from './postgresTables.ts';
import type { Store } from './tables.ts';

export interface PostgresOptions {
  readonly url: string;
  readonly now?: () => number;
  /** Connections of this node, the doorbell's not counted. */
  readonly connections?: number;
}

const walkPage = 2_000;

/** The home of a cluster: any number of nodes on one database. Rejects in words when the database is not fit for it. */
export async function openPostgresStore({ url, now = Date.now, connections = 10 }: PostgresOptions): Promise<Store> {
  const config = { connectionString: url, application_name: 'tocsin', connectionTimeoutMillis: 5_000 };
  const pool = new Pool({ ...config, max: connections, keepAlive: true, query_timeout: 30_000 });
  // A connection that dies while it is idle must not end the process; the pool has dropped it already.
  pool.on('error', () => {});
  // Nor one that dies while it is lent out, between two queries: the pool does not listen then.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await prepareDatabase(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const doorbell = hangDoorbell(config, pool);
  const appender = new PostgresAppender(pool, doorbell.ring);
  let closing: Promise<void> | undefined;
  const close = () =>
    (closing ??= (async () => {
      await appender.close();
      await doorbell.close();
      await pool.end();
    })());
  const figures = () => ({
    connections: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    listening: doorbell.listening(),
  });
  const log = postgresLog(pool, appender, doorbell, close);
  const tables = postgresTables(pool, now);
  return { log, tables, neighbours: postgresNeighbours(pool), figures, cache: tableCache(tables, now), close };
}

interface EventRow {
  readonly position: string;
  readonly touches: string;
  readonly body: string;
  readonly hash: string;
}

function postgresLog(pool: Pool, appender: PostgresAppender, doorbell: Doorbell, close: () => Promise<void>): EventLog {
  async function endOf(operation: string): Promise<ChainEnd> {
    const { rows } = await pool.query<{ position: string; hash: string }>({
      name: 'tocsin-head',
      text: 'SELECT position, hash FROM tocsin_head WHERE operation = $1',
      values: [operation],
    });
    const row = rows[0];
    return row ? { position: Number(row.position), hash: row.hash } : { position: 0, hash: chainStart(operation) };
  }

  async function rowsAfter(operation: string, position: number, limit: number) {
    const { rows } = await pool.query<EventRow>({
      name: 'tocsin-read',
      text: `SELECT position, touches, body, hash FROM tocsin_event
             WHERE operation = $1 AND position > $2 ORDER BY position LIMIT $3`,
      values: [operation, position, limit],
    });
    return rows.map((row) => ({ ...row, position: Number(row.position) }));
  }

  return {
    async append(append) {
      refuseMalformed(append);
      return appender.append(append);
    },
    async readAfter(operation, position, limit) {
      const rows = await rowsAfter(operation, position, limit);
      return rows.map((row): StoredEvent => ({ ...row, touches: parseTouches(row.touches) }));
    },
    head: async (operation) => (await endOf(operation)).position,
    async operations() {
      const { rows } = await pool.query<{ operation: string }>('SELECT operation FROM tocsin_head ORDER BY operation');
      return rows.map((row) => row.operation);
    },
    receipt: async (author, commandId) => (await readReceipts(pool, [{ author, commandId }]))[0],
    async receipts(keys) {
      const found = new Map((await readReceipts(pool, keys)).map((each) => [receiptKey(each), each]));
      return keys.map((key) => found.get(receiptKey(key))).filter((each) => each !== undefined);
    },
    onDoorbell: (ring) => doorbell.listen(ring),
    async verify(operation, onProgress) {
      const head = await endOf(operation);
      const walk = async (after: ChainEnd) => {
        const limit = Math.min(walkPage, head.position - after.position);
        return walkChain(after, await rowsAfter(operation, after.position, limit));
      };
      return verifyChain(operation, head, walk, onProgress);
    },
    health: () => askHealth(pool),
    close,
  };
}

async function askHealth(pool: Pool): Promise<Health> {
  try {
    const { rows } = await pool.query<{ readonly: boolean }>(
      `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS readonly`,
    );
    if (rows[0]?.readonly === false) return { writable: true };
    return {
      writable: false,
      reason: 'read-only',
      message: 'The database only reads (a standby, or set to read-only).',
    };
  } catch (error) {
    const message = `The database does not answer: ${error instanceof Error ? error.message : ''}`;
    return { writable: false, reason: 'unreachable', message };
  }
}
