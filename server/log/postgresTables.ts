import type { Pool } from 'pg';
import { NotStored } from './eventLog.ts';
import { postgresFailure } from './postgresErrors.ts';
import type { Blob, Row, Tables } from './tables.ts';

export function postgresTables(pool: Pool, now: () => number): Tables {
  async function write(sql: string, values: readonly unknown[]): Promise<{ rowCount: number; rows: Row[] }> {
    try {
      const { rowCount, rows } = await pool.query<Row>(sql, [...values]);
      return { rowCount: rowCount ?? 0, rows };
    } catch (error) {
      const failure = postgresFailure(error);
      throw failure ? new NotStored(failure.reason, failure.message) : error;
    }
  }
  const forgetExpired = () => write('DELETE FROM tocsin_table WHERE expires <= $1', [now()]);

  return {
    async get(table, key) {
      const { rows } = await pool.query<Row>(
        'SELECT value FROM tocsin_table WHERE name = $1 AND key = $2 AND (expires IS NULL OR expires > $3)',
        [table, key, now()],
      );
      return rows[0]?.value;
    },
    async put(table, key, value, expiresAt) {
      await write(
        `INSERT INTO tocsin_table VALUES ($1, $2, $3, $4)
         ON CONFLICT (name, key) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
        [table, key, value, expiresAt ?? null],
      );
    },
    async putIfAbsent(table, key, value, expiresAt) {
      const { rowCount } = await write(
        `INSERT INTO tocsin_table AS old VALUES ($1, $2, $3, $4) ON CONFLICT (name, key)
         DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE old.expires <= $5`,
        [table, key, value, expiresAt ?? null, now()],
      );
      return rowCount > 0;
    },
    async remove(table, key) {
      const sql = 'DELETE FROM tocsin_table WHERE name = $1 AND key = $2 RETURNING expires';
      const { rows } = await write(sql, [table, key]);
      const expires = (rows[0] as { expires?: string | null } | undefined)?.expires;
      return rows.length > 0 && (expires === null || Number(expires) > now());
    },
    async list(table, prefix = '') {
      const { rows } = await pool.query<Row>(
        `SELECT key, value FROM tocsin_table WHERE name = $1 AND key >= $2 AND starts_with(key, $2)
         AND (expires IS NULL OR expires > $3) ORDER BY key`,
        [table, prefix, now()],
      );
      return rows;
    },
    async increment(table, key, by, expiresAt) {
      const { rows } = await write(
        `INSERT INTO tocsin_table AS old VALUES ($1, $2, ($3::bigint)::text, $4) ON CONFLICT (name, key) DO UPDATE SET
           value = ((CASE WHEN old.expires <= $5 THEN 0 ELSE old.value::bigint END) + $3::bigint)::text,
           expires = CASE WHEN old.expires <= $5 THEN excluded.expires ELSE old.expires END
         RETURNING value`,
        [table, key, by, expiresAt, now()],
      );
      const value = Number(rows[0]?.value);
      if (value === by) await forgetExpired();
      return value;
    },
    async putBlob(id, meta, bytes) {
      await write(
        `INSERT INTO tocsin_blob VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET meta = excluded.meta, bytes = excluded.bytes`,
        [id, meta, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
      );
    },
    async getBlob(id) {
      const { rows } = await pool.query<Blob>('SELECT meta, bytes FROM tocsin_blob WHERE id = $1', [id]);
      return rows[0];
    },
    removeBlob: async (id) => (await write('DELETE FROM tocsin_blob WHERE id = $1', [id])).rowCount > 0,
  };
}
