import {
  chmodSync,
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DatabaseSync } from 'node:sqlite';
import { copyFromDatabase, copyIntoDatabase, NOT_RESTORED, NotEmpty, type Ends } from '../../log/copyPostgres.ts';
import { chainEnds, chainsOfFile } from '../chainFile.ts';
import { CannotRun } from '../commander.ts';
import { noteBackup } from '../lastBackup.ts';
import type { Output } from '../output.ts';
import { verifyChains } from './verify.ts';

const MANIFEST = 'manifest.json';
const STORE = 'tocsin.db';

/** Where the store is: a file of SQLite, or the address of a PostgreSQL database. A backup of one goes into the other. */
export type Home = { readonly file: string } | { readonly url: string };

interface Manifest {
  readonly made: string;
  readonly chains: Ends;
  /** SHA-256 over the bytes of the copy: accounts and receipts have no chain of their own. Absent in backups of 0.1. */
  readonly sha256?: string;
}

/** Copies the store as it is at one moment, while servers may be writing it, and verifies the copy. */
export async function backUp(home: Home, directory: string, output: Output): Promise<boolean> {
  if ('file' in home && !existsSync(home.file)) throw new CannotRun(`There is no store at ${home.file}.`);
  refuseFilled(directory, 'A backup is never written over anything: choose a new directory.');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const copy = join(directory, STORE);
  output.progress('Copying …');
  if ('file' in home) copyOfFile(home.file, copy);
  else await copyFromDatabase(home.url, directory, (rows) => output.progress(`Copying: ${rows} rows`));
  // It holds everything, passwords' hashes included.
  chmodSync(copy, 0o600);
  const manifest: Manifest = { made: new Date().toISOString(), chains: chainEnds(copy), sha256: await digestOf(copy) };
  writeFileSync(join(directory, MANIFEST), JSON.stringify(manifest, undefined, 2), { mode: 0o600 });
  for (const each of [copy, join(directory, MANIFEST), directory]) onDisk(each);
  output.say(`Copied to ${directory}; verifying the copy.`);
  const sound = await verified(copy, output);
  if (sound) await noteBackup(home, manifest.made);
  return sound;
}

/**
 * One read transaction in SQLite itself: writers go on beside it. The library's page-by-page backup would begin again at
 * every commit of another process, and under load never come to an end.
 */
function copyOfFile(file: string, copy: string): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    database.prepare('VACUUM INTO ?').run(copy);
  } finally {
    database.close();
  }
}

/**
 * Puts a backup into an empty data directory or database. Cursors that clients hold stand for a history that may now go
 * another way, and sessions may have been ended since: both are made void, and the history gets another name, so that
 * everybody signs in, takes the picture anew and is told what of theirs is not in it (P-D12).
 */
export async function restore(directory: string, home: Home, output: Output): Promise<boolean> {
  const source = join(directory, STORE);
  if (!existsSync(source)) throw new CannotRun(`${directory} holds no backup: there is no ${STORE} in it.`);
  const manifest = manifestOf(directory);
  const differing = manifest && (await differences(manifest, source));
  if (differing) throw new CannotRun(`The backup is not what was written: ${differing}. Nothing was restored.`);
  if (!('file' in home)) {
    if (!(await verified(source, output))) return nothingRestored(output);
    try {
      await copyIntoDatabase(source, home.url, (rows) => output.progress(`Restoring: ${rows} rows`));
    } catch (error) {
      throw error instanceof NotEmpty ? new CannotRun(error.message) : error;
    }
    return restored('the database', output);
  }
  const data = dirname(home.file);
  refuseFilled(data, 'Restore into an empty data directory: move the present one away first.');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const unfinished = `${home.file}.restoring`;
  copyFileSync(source, unfinished);
  chmodSync(unfinished, 0o600);
  voidCursorsAndSessions(unfinished);
  if (!(await verified(unfinished, output))) {
    rmSync(unfinished);
    return nothingRestored(output);
  }
  onDisk(unfinished);
  renameSync(unfinished, home.file);
  onDisk(data);
  return restored(data, output);
}

function restored(where: string, output: Output): true {
  output.say(
    `Restored into ${where}. Everybody has to sign in again, and is told what of theirs the backup does not hold. ` +
      'Accounts disabled since the backup are enabled again: check them.',
  );
  return true;
}

function nothingRestored(output: Output): false {
  output.say('Nothing was restored.');
  return false;
}

async function verified(file: string, output: Output): Promise<boolean> {
  const chains = chainsOfFile(file);
  try {
    return await verifyChains(chains, undefined, output);
  } finally {
    await chains.close();
  }
}

function refuseFilled(directory: string, advice: string): void {
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new CannotRun(`${directory} is not empty. ${advice}`);
}

function manifestOf(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, MANIFEST), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

async function differences(manifest: Manifest, file: string): Promise<string | undefined> {
  const found = chainEnds(file);
  for (const [operation, end] of Object.entries(manifest.chains)) {
    const now = found[operation];
    if (!now) return `operation ${operation} is missing`;
    if (now.position !== end.position || now.hash !== end.hash)
      return `the chain of operation ${operation} ends elsewhere`;
  }
  if (manifest.sha256 !== undefined && manifest.sha256 !== (await digestOf(file)))
    return `${STORE} has other bytes than when it was made`;
  return undefined;
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), digest);
  return digest.digest('hex');
}

function voidCursorsAndSessions(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`DELETE FROM tocsin_table WHERE ${NOT_RESTORED}; DELETE FROM tocsin_blob WHERE id LIKE 'cache/%'`);
  } finally {
    database.close();
  }
}

function onDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
