import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import type { Tables } from '../log/tables.ts';

const NAME = 'last-backup';
const TABLE = 'service';
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * Leaves beside the store when it was copied last, for administrators to see: a row in a database; in a data directory a file,
 * because the embedded store has one writer and that is the server.
 */
export async function noteBackup(
  home: { readonly file: string } | { readonly url: string },
  at: string,
): Promise<void> {
  if ('file' in home) return writeFileSync(join(dirname(home.file), NAME), `${at}\n`);
  const client = new Client({ connectionString: home.url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO tocsin_table (name, key, value) VALUES ($1, $2, $3)
       ON CONFLICT (name, key) DO UPDATE SET value = excluded.value`,
      [TABLE, NAME, at],
    );
  } finally {
    await client.end();
  }
}

export async function lastBackupOf(
  home: { readonly directory: string } | { readonly tables: Tables },
): Promise<string | undefined> {
  const text =
    'tables' in home
      ? await home.tables.get(TABLE, NAME)
      : await readFile(join(home.directory, NAME), 'utf8').catch(() => '');
  return INSTANT.exec(text?.trim() ?? '')?.[0];
}
