import {
  chmodSync,
  closeSync,
  copyFileSync,
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
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { chainEnds, chainsOfFile } from '../chainFile.ts';
import { CannotRun } from '../commander.ts';
import { noteBackup } from '../lastBackup.ts';
import type { Output } from '../output.ts';
import { verifyChains } from './verify.ts';

const MANIFEST = 'manifest.json';
const STORE = 'tocsin.db';

interface Manifest {
  readonly made: string;
  readonly chains: ReturnType<typeof chainEnds>;
}

/** Copies the store as it is at one moment, while a server may be writing it, and verifies the copy. */
export async function backUp(file: string, directory: string, output: Output): Promise<boolean> {
  if (!existsSync(file)) throw new CannotRun(`There is no store at ${file}.`);
  refuseFilled(directory, 'A backup is never written over anything: choose a new directory.');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const copy = join(directory, STORE);
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    output.progress('Copying …');
    database.prepare('VACUUM INTO ?').run(copy);
  } finally {
    database.close();
  }
  // It holds everything, passwords' hashes included.
  chmodSync(copy, 0o600);
  const manifest: Manifest = { made: new Date().toISOString(), chains: chainEnds(copy) };
  writeFileSync(join(directory, MANIFEST), JSON.stringify(manifest, undefined, 2), { mode: 0o600 });
  for (const each of [copy, join(directory, MANIFEST), directory]) onDisk(each);
  output.say(`Copied to ${directory}; verifying the copy.`);
  const sound = await verified(copy, output);
  if (sound) noteBackup(dirname(file), manifest.made);
  return sound;
}

/**
 * Puts a backup into an empty data directory. Cursors that clients hold stand for a history that may now go another way,
 * and sessions may have been ended since: both are made void, so that everybody signs in and takes the picture anew (P-D12).
 */
export async function restore(directory: string, file: string, output: Output): Promise<boolean> {
  const source = join(directory, STORE);
  if (!existsSync(source)) throw new CannotRun(`${directory} holds no backup: there is no ${STORE} in it.`);
  const data = dirname(file);
  refuseFilled(data, 'Restore into an empty data directory: move the present one away first.');
  const manifest = manifestOf(directory);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.restoring`;
  copyFileSync(source, unfinished);
  chmodSync(unfinished, 0o600);
  const differing = manifest && differences(manifest, unfinished);
  if (differing) {
    rmSync(unfinished);
    throw new CannotRun(`The backup is not what was written: ${differing}. Nothing was restored.`);
  }
  voidCursorsAndSessions(unfinished);
  if (!(await verified(unfinished, output))) {
    rmSync(unfinished);
    output.say('Nothing was restored.');
    return false;
  }
  onDisk(unfinished);
  renameSync(unfinished, file);
  onDisk(data);
  output.say(
    `Restored into ${data}. Everybody has to sign in again. Accounts disabled since the backup are enabled again: check them.`,
  );
  return true;
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

function differences(manifest: Manifest, file: string): string | undefined {
  const found = chainEnds(file);
  for (const [operation, end] of Object.entries(manifest.chains)) {
    const now = found[operation];
    if (!now) return `operation ${operation} is missing`;
    if (now.position !== end.position || now.hash !== end.hash)
      return `the chain of operation ${operation} ends elsewhere`;
  }
  return undefined;
}

function voidCursorsAndSessions(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      DELETE FROM tocsin_table WHERE name = 'server-key' AND key = 'cursor-sealing';
      DELETE FROM tocsin_table WHERE name IN ('session', 'session-of-user', 'session-used');
    `);
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
