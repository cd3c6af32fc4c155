import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Every statement of the writer, prepared once per handle. */
export function prepareWrites(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    begin: prepare('BEGIN IMMEDIATE'),
    commit: prepare('COMMIT'),
    savepoint: prepare('SAVEPOINT one'),
    release: prepare('RELEASE one'),
    countCommit: prepare('UPDATE tocsin_commit SET number = ?'),
    commitNumber: prepare('SELECT number FROM tocsin_commit'),
    head: prepare('SELECT position, hash FROM tocsin_head WHERE operation = ?'),
    setHead: prepare('INSERT OR REPLACE INTO tocsin_head VALUES (?, ?, ?)'),
    event: prepare('INSERT INTO tocsin_event VALUES (?, ?, ?, ?, ?)'),
    tail: prepare(
      'SELECT position, touches, body, hash FROM tocsin_event WHERE operation = ? AND position >= ? ORDER BY position',
    ),
    receipt: prepare('INSERT INTO tocsin_receipt VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)'),
    storedReceipt: prepare(selectReceipt),
    put: prepare('INSERT OR REPLACE INTO tocsin_table VALUES (?, ?, ?, ?)'),
    putIfAbsent: prepare(
      `INSERT INTO tocsin_table VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
         SET value = excluded.value, expires = excluded.expires WHERE tocsin_table.expires <= ?`,
    ),
    forgetExpired: prepare('DELETE FROM tocsin_table WHERE expires <= ?'),
    remove: prepare('DELETE FROM tocsin_table WHERE name = ? AND key = ?'),
    increment: prepare(
      `INSERT INTO tocsin_table VALUES (?1, ?2, CAST(?3 AS INTEGER), ?4) ON CONFLICT DO UPDATE SET
         value = CAST(iif(expires <= ?5, 0, CAST(value AS INTEGER)) + CAST(?3 AS INTEGER) AS TEXT),
         expires = iif(expires <= ?5, excluded.expires, expires)
       RETURNING value`,
    ),
    putBlob: prepare('INSERT OR REPLACE INTO tocsin_blob VALUES (?, ?, ?)'),
    removeBlob: prepare('DELETE FROM tocsin_blob WHERE id = ?'),
  };
}

/**
 * Commands have random ids, so an index over the ids themselves would be written all over the place and be larger than
 * the rest of the store. 48 bits of a hash find the row; its own words decide.
 */
export function shortReceiptKey(author: string, commandId: string): number {
  return hash('sha256', `${author}\n${commandId}`, 'buffer').readIntBE(0, 6);
}

const selectReceipt =
  'SELECT digest, outcome, operation, position FROM tocsin_receipt WHERE key = ? AND author = ? AND command_id = ?';

export function prepareReads(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    hashAt: prepare('SELECT hash FROM tocsin_event WHERE operation = ? AND position = ?'),
    page: prepare(
      `SELECT position, touches, body, hash FROM tocsin_event
       WHERE operation = ? AND position > ? ORDER BY position LIMIT ?`,
    ),
    walk: prepare(
      `SELECT position, touches, body, hash FROM tocsin_event
       WHERE operation = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?`,
    ),
    head: prepare('SELECT position, hash FROM tocsin_head WHERE operation = ?'),
    operations: prepare('SELECT operation FROM tocsin_head ORDER BY operation'),
    receipt: prepare(selectReceipt),
    get: prepare('SELECT value FROM tocsin_table WHERE name = ? AND key = ? AND (expires IS NULL OR expires > ?)'),
    // char(1114111) is the last code point: the range keeps the search inside the index.
    list: prepare(
      `SELECT key, value FROM tocsin_table WHERE name = ?1 AND key >= ?2 AND key < ?2 || char(1114111)
       AND (expires IS NULL OR expires > ?3) ORDER BY key`,
    ),
    blob: prepare('SELECT meta, bytes FROM tocsin_blob WHERE id = ?'),
  };
}
