import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DirectoryLock {
  release(): void;
}

/**
 * One process at a time owns a data directory. The lock is the operating system's, taken through SQLite on a file of
 * its own, so it ends with its holder however that dies and no stale lock is ever left.
 *
 * Trap: POSIX drops every lock a process has on a file when it closes any descriptor of that file. So nothing here
 * may read lock.db by itself, and who holds it is written to another file.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true });
  const holder = join(directory, 'lock.json');
  const database = new DatabaseSync(join(directory, 'lock.db'), { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
    throw new Error(
      `The data directory ${directory} is in use by ${describeHolder(holder)}. ` +
        'Stop that process first, or choose another directory with TOCSIN_DATA.',
      { cause: error },
    );
  }
  try {
    writeFileSync(holder, JSON.stringify({ pid: process.pid, host: hostname() }));
  } catch {
    // A full disk must not keep a server from starting to read; the name of the holder is only a courtesy.
  }
  return { release: () => database.close() };
}

const sqliteBusy = 5;

function describeHolder(file: string): string {
  try {
    const { pid, host } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; host: string };
    return `process ${pid} on ${host}`;
  } catch {
    return 'another process';
  }
}
