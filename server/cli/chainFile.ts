import { DatabaseSync } from 'node:sqlite';
import { chainStart, verifyChain, walkChain, type ChainEnd, type StoredRow } from '../log/chain.ts';
import type { Verified } from '../log/eventLog.ts';

const PAGE = 5_000;

/** The streams of a store and the walk along one of them. */
export interface Chains {
  operations(): Promise<readonly string[]>;
  verify(operation: string, onProgress: (events: number) => void): Promise<Verified>;
  close(): Promise<void>;
}

/**
 * Reads a SQLite store beside whoever writes it, without its lock and without writing a byte: one read transaction sees
 * one moment. Stricter than a walk up to the head, because here nothing may lie beyond it.
 */
export function chainsOfFile(file: string): Chains {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  let sql: ReturnType<typeof prepared>;
  try {
    database.exec('BEGIN');
    sql = prepared(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    operations: async () => sql.operations.all().map((row) => String(row['operation'])),
    async verify(operation, onProgress) {
      const stored = sql.head.get(operation) as unknown as ChainEnd | undefined;
      const last = Number(sql.last.get(operation)?.['position'] ?? 0);
      const head = stored ?? { position: 0, hash: chainStart(operation) };
      const walk = async (after: ChainEnd) =>
        walkChain(after, sql.page.all(operation, after.position, head.position, PAGE) as unknown as StoredRow[]);
      const verified = await verifyChain(operation, head, walk, onProgress);
      if (!verified.ok || last <= head.position) return verified;
      const reason = stored
        ? `event ${head.position + 1} lies beyond the recorded head`
        : 'the recorded head is missing';
      return { ok: false, position: head.position + 1, reason };
    },
    async close() {
      database.close();
    },
  };
}

function prepared(database: DatabaseSync) {
  return {
    operations: database.prepare(
      'SELECT operation FROM tocsin_head UNION SELECT DISTINCT operation FROM tocsin_event ORDER BY 1',
    ),
    head: database.prepare('SELECT position, hash FROM tocsin_head WHERE operation = ?'),
    last: database.prepare('SELECT max(position) AS position FROM tocsin_event WHERE operation = ?'),
    page: database.prepare(
      `SELECT position, touches, body, hash FROM tocsin_event
       WHERE operation = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?`,
    ),
  };
}

/** The ends of all chains at one moment, for the manifest of a backup. */
export function chainEnds(file: string): Record<string, ChainEnd> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const rows = database.prepare('SELECT operation, position, hash FROM tocsin_head ORDER BY operation').all();
    return Object.fromEntries(
      rows.map((row) => [String(row['operation']), { position: Number(row['position']), hash: String(row['hash']) }]),
    );
  } finally {
    database.close();
  }
}
