import { DatabaseSync } from 'node:sqlite';
import { Pool, type PoolClient } from 'pg';
import type { ChainEnd } from './chain.ts';
import { prepareDatabase } from './postgresSchema.ts';
import { openForWriting } from './sqliteDatabase.ts';
import { shortReceiptKey } from './sqliteStatements.ts';

/** The database to copy into is not empty: nothing was written. */
export class NotEmpty extends Error {
  override readonly name = 'NotEmpty';
}

export type Ends = Readonly<Record<string, ChainEnd>>;

type Value = string | number | bigint | null | Uint8Array;

/** One table as both homes have it: in which order its rows are read, and what of each is kept. */
interface Copied {
  readonly table: string;
  readonly columns: readonly string[];
  /** PostgreSQL's types of the columns, for lists of them. */
  readonly types: readonly string[];
  /** The columns that a page goes on from. */
  readonly order: readonly string[];
  readonly where: string;
  readonly rows: number;
}

const COPIED: readonly Copied[] = [
  {
    table: 'tocsin_head',
    columns: ['operation', 'position', 'hash'],
    types: ['text', 'bigint', 'text'],
    order: ['operation'],
    where: 'true',
    rows: 1000,
  },
  {
    table: 'tocsin_event',
    columns: ['operation', 'position', 'touches', 'body', 'hash'],
    types: ['text', 'bigint', 'text', 'text', 'text'],
    order: ['operation', 'position'],
    where: 'true',
    rows: 5000,
  },
  {
    table: 'tocsin_receipt',
    columns: ['author', 'command_id', 'digest', 'outcome', 'operation', 'position'],
    types: ['text', 'text', 'text', 'text', 'text', 'bigint'],
    order: ['author', 'command_id'],
    where: 'true',
    rows: 5000,
  },
  {
    table: 'tocsin_table',
    columns: ['name', 'key', 'value', 'expires'],
    types: ['text', 'text', 'text', 'bigint'],
    order: ['name', 'key'],
    where: "name NOT IN ('cache', 'cache-writing')",
    rows: 1000,
  },
  {
    table: 'tocsin_blob',
    columns: ['id', 'meta', 'bytes'],
    types: ['text', 'text', 'bytea'],
    order: ['id'],
    where: "id NOT LIKE 'cache/%'",
    rows: 4,
  },
];

/** Columns whose numbers come from PostgreSQL as text. */
const NUMBERS: ReadonlySet<string> = new Set(['position', 'expires']);

/** What a restored store must not bring back, as conditions on rows of its small tables. */
export const NOT_RESTORED = `(name = 'server-key' AND key IN ('cursor-sealing', 'epoch'))
  OR name IN ('session', 'session-of-user', 'session-used', 'cache', 'cache-writing')`;

/** Everything in the database at one moment, as a store of SQLite in `directory`. Nodes go on writing meanwhile. */
export async function copyFromDatabase(
  url: string,
  directory: string,
  onProgress: (rows: number) => void,
): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const file = openForWriting(directory);
  let copied = 0;
  try {
    const client = await pool.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    file.exec('BEGIN');
    for (const each of COPIED) {
      const write = writerOf(file, each);
      let after: readonly Value[] | undefined;
      for (;;) {
        const rows: Record<string, Value>[] = await pageOf(client, each, after);
        for (const row of rows) write(row);
        copied += rows.length;
        onProgress(copied);
        if (rows.length < each.rows) break;
        after = each.order.map((column) => rows.at(-1)![column]!);
      }
    }
    file.exec('COMMIT');
    await client.query('COMMIT');
    client.release();
    // One file, without a write-ahead log beside it.
    file.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
  } finally {
    file.close();
    await pool.end();
  }
}

async function pageOf(client: PoolClient, each: Copied, after: readonly Value[] | undefined) {
  const { table, columns, order, where, rows } = each;
  const from = after ? `AND (${order.join(', ')}) > (${order.map((_, index) => `$${index + 1}`).join(', ')})` : '';
  const text = `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where} ${from} ORDER BY ${order.join(', ')} LIMIT ${rows}`;
  return (await client.query<Record<string, Value>>(text, [...(after ?? [])])).rows;
}

function writerOf(file: DatabaseSync, { table, columns }: Copied): (row: Record<string, Value>) => void {
  // SQLite finds receipts by a short number of its own.
  const own = table === 'tocsin_receipt' ? ['key'] : [];
  const named = [...own, ...columns];
  const insert = file.prepare(`INSERT INTO ${table} (${named.join(', ')}) VALUES (${named.map(() => '?').join(', ')})`);
  return (row) => {
    const values = columns.map((column) => {
      const value = row[column] ?? null;
      return value !== null && NUMBERS.has(column) ? Number(value) : value;
    });
    const key = own.length > 0 ? [shortReceiptKey(String(row['author']), String(row['command_id']))] : [];
    insert.run(...key, ...values);
  };
}

/** A verified backup into an empty database, in one transaction: all of it or nothing. */
export async function copyIntoDatabase(source: string, url: string, onProgress: (rows: number) => void): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const file = new DatabaseSync(source, { readOnly: true });
  let copied = 0;
  try {
    await prepareDatabase(pool);
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      for (const { table } of COPIED) {
        // Locked, so that a node that starts meanwhile waits until everything is there.
        await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
        const { rows } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
        if (rows.length > 0)
          throw new NotEmpty(
            `The database is not empty (${table}). Restore into an empty one: stop the nodes, and make another database.`,
          );
      }
      for (const each of COPIED) {
        const skip = each.table === 'tocsin_table' ? `NOT (${NOT_RESTORED})` : each.where;
        const { table, columns, types, rows } = each;
        const read = file.prepare(`SELECT ${columns.join(', ')} FROM ${table} WHERE ${skip}`);
        const lists = types.map((type, index) => `$${index + 1}::${type}[]`).join(', ');
        const insert = `INSERT INTO ${table} (${columns.join(', ')}) SELECT * FROM unnest(${lists})`;
        let page: Record<string, Value>[] = [];
        const flush = async () => {
          const values = columns.map((column) => page.map((row) => asPostgres(row[column] ?? null)));
          await client.query(insert, values);
          copied += page.length;
          onProgress(copied);
          page = [];
        };
        for (const row of read.iterate() as Iterable<unknown>) {
          page.push(row as Record<string, Value>);
          if (page.length >= rows) await flush();
        }
        if (page.length > 0) await flush();
      }
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  } finally {
    file.close();
    await pool.end();
  }
}

const asPostgres = (value: Value) => (value instanceof Uint8Array ? Buffer.from(value) : value);
