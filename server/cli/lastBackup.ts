import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'last-backup';
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Leaves in the data directory when it was copied last: the server, which owns the store, shows it to administrators. */
export function noteBackup(dataDirectory: string, at: string): void {
  writeFileSync(join(dataDirectory, FILE), `${at}\n`);
}

export async function lastBackupOf(dataDirectory: string): Promise<string | undefined> {
  const text = await readFile(join(dataDirectory, FILE), 'utf8').catch(() => '');
  return INSTANT.exec(text.trim())?.[0];
}
