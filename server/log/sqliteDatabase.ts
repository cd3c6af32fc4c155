import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { NotStoredReason } from './eventLog.ts';

const schemaVersion = 1;

const schema = `
  CREATE TABLE IF NOT EXISTS tocsin_head (
    operation TEXT PRIMARY KEY, position INTEGER NOT NULL, hash TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tocsin_event (
    operation TEXT NOT NULL, position INTEGER NOT NULL, touches TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (operation, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tocsin_receipt (
    id INTEGER PRIMARY KEY, key INTEGER NOT NULL, author TEXT NOT NULL, command_id TEXT NOT NULL,
    digest TEXT NOT NULL, outcome TEXT NOT NULL, operation TEXT NOT NULL, position INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS tocsin_receipt_key ON tocsin_receipt (key);
  CREATE TABLE IF NOT EXISTS tocsin_table (
    name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER,
    PRIMARY KEY (name, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS tocsin_table_expires ON tocsin_table (expires) WHERE expires IS NOT NULL;
  CREATE TABLE IF NOT EXISTS tocsin_blob (id TEXT PRIMARY KEY, meta TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
  -- The number of the last commit: after a commit that failed half-way it tells whether that one is there.
  CREATE TABLE IF NOT EXISTS tocsin_commit (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO tocsin_commit VALUES (1, 0);
`;

export function databaseFile(directory: string): string {
  return join(directory, 'tocsin.db');
}

/** Opens for writing and holds the settings that durability rests on to what they say, not to what was asked. */
export function openForWriting(directory: string): DatabaseSync {
  const file = databaseFile(directory);
  const database = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: false });
  try {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536',
    );
    const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode'];
    const synchronous = database.prepare('PRAGMA synchronous').get()?.['synchronous'];
    refuseWhatIsNotDurable(file, mode, synchronous);
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > schemaVersion) {
      throw new Error(`${file} was written by a newer Tocsin (its store version ${version}, ours ${schemaVersion}).`);
    }
    if (version < schemaVersion) {
      database.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${schemaVersion}; COMMIT`);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const synchronousFull = 2;

/** Exported for its test: no file system at hand makes SQLite refuse these settings. */
export function refuseWhatIsNotDurable(file: string, mode: unknown, synchronous: unknown): void {
  if (mode === 'wal' && synchronous === synchronousFull) return;
  throw new Error(
    `SQLite would not keep what is acknowledged: ${file} runs with journal_mode ${String(mode)} and synchronous ` +
      `${String(synchronous)}, and Tocsin needs wal and 2 (FULL). Put the data directory on a local file system.`,
  );
}

export function openForReading(directory: string): DatabaseSync {
  return new DatabaseSync(databaseFile(directory), { readOnly: true, timeout: 5_000 });
}

const primaryCodes = { ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };
/** A write that did not happen: no valid commit mark can be on the disk. After a failed fsync there can be. */
const ioErrorWrite = 778;

/** Not a disk that fails for now: the file is not what it was. */
export function isDamaged(error: unknown): boolean {
  const primary = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
  return primary === primaryCodes.corrupt || primary === primaryCodes.notADatabase;
}

export interface StorageFailure {
  readonly reason: NotStoredReason;
  readonly message: string;
  /** True when a commit that failed so may nevertheless be read back after a restart. */
  readonly mayBeStored: boolean;
  /** The handle may not be used again. */
  readonly handleIsLost: boolean;
}

/** Undefined for an error that is ours (a constraint, a wrong type) and no word about the disk. */
export function storageFailure(error: unknown): StorageFailure | undefined {
  const { errcode, errstr } = error as { errcode?: number; errstr?: string };
  if (errcode === undefined) return undefined;
  const primary = errcode & 0xff;
  if (primary === primaryCodes.full) {
    const message = 'The disk is full; writing resumes by itself when there is space.';
    return { reason: 'disk-full', message, mayBeStored: false, handleIsLost: false };
  }
  const isOurs = primary === 1 || primary === 18 || primary === 19 || primary === 20 || primary === 25;
  if (isOurs) return undefined;
  const message = `The disk does not take writes (SQLite ${errcode}: ${errstr ?? 'unknown'}).`;
  const handleIsLost = Object.values(primaryCodes).includes(primary);
  return { reason: 'unavailable', message, mayBeStored: errcode !== ioErrorWrite, handleIsLost };
}
