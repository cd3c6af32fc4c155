import type { Pool, PoolClient } from 'pg';

const schemaVersion = 1;
/** Any number that no other program on the same database is likely to have chosen: "tocsin" as bytes. */
const schemaLock = '128000567798126';

/** Texts compare by their bytes ("C"): the order must not depend on how the database was made. */
const schema = `
  CREATE TABLE IF NOT EXISTS tocsin_head (
    operation text COLLATE "C" PRIMARY KEY, position bigint NOT NULL, hash text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS tocsin_event (
    operation text COLLATE "C" NOT NULL, position bigint NOT NULL,
    touches text NOT NULL, body text NOT NULL, hash text NOT NULL,
    PRIMARY KEY (operation, position)
  );
  CREATE TABLE IF NOT EXISTS tocsin_receipt (
    author text COLLATE "C" NOT NULL, command_id text COLLATE "C" NOT NULL, digest text NOT NULL,
    outcome text NOT NULL, operation text NOT NULL, position bigint NOT NULL,
    PRIMARY KEY (author, command_id)
  );
  CREATE TABLE IF NOT EXISTS tocsin_table (
    name text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, value text NOT NULL, expires bigint,
    PRIMARY KEY (name, key)
  );
  CREATE INDEX IF NOT EXISTS tocsin_table_expires ON tocsin_table (expires) WHERE expires IS NOT NULL;
  CREATE TABLE IF NOT EXISTS tocsin_blob (id text COLLATE "C" PRIMARY KEY, meta text NOT NULL, bytes bytea NOT NULL);
  CREATE UNLOGGED TABLE IF NOT EXISTS tocsin_neighbour (
    node text COLLATE "C" PRIMARY KEY, version bigint NOT NULL, told text NOT NULL, at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS tocsin_version (version integer NOT NULL);
`;

/** Nodes that start together wait for one another; "IF NOT EXISTS" alone still collides in PostgreSQL's catalogue. */
export async function prepareDatabase(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await refuseWhatIsNotDurable(client);
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(${schemaLock})`);
    await client.query(schema);
    const { rows } = await client.query<{ version: number }>('SELECT version FROM tocsin_version');
    const version = rows[0]?.version;
    if (version === undefined) await client.query('INSERT INTO tocsin_version VALUES ($1)', [schemaVersion]);
    if (version !== undefined && version > schemaVersion) {
      throw new Error(
        `The database was written by a newer Tocsin (its store version ${version}, ours ${schemaVersion}).`,
      );
    }
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function refuseWhatIsNotDurable(client: PoolClient): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    const { rows } = await client.query<Record<string, string>>(`SHOW ${setting}`);
    if (rows[0]?.[setting] === 'off') {
      throw new Error(
        `PostgreSQL would not keep what is acknowledged: ${setting} is off. Turn it on for this database and start again.`,
      );
    }
  }
}
