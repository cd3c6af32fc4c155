import type { DatabaseSync } from 'node:sqlite';
import { chainNext, chainStart, walkChain } from './chain.ts';
import type { ChainEnd, StoredRow } from './chain.ts';
import type { Receipt } from './eventLog.ts';
import { openForWriting, storageFailure } from './sqliteDatabase.ts';
import type { StorageFailure } from './sqliteDatabase.ts';
import type { PageLimit, Write, Written } from './sqliteMessages.ts';
import { prepareWrites, shortReceiptKey } from './sqliteStatements.ts';

type AppendWrite = Extract<Write, { kind: 'append' }>;

/** How far back the chain is walked after a failed commit. */
const tailLength = 1_000;
/**
 * Pages of write-ahead log after which it is copied into the database: about 32 MB. Few and large, because the index of
 * the receipts is written all over and a page that changed a hundred times is then copied once.
 */
const checkpointPages = 8_000;
const settleTries = 50;
const settlePauseMs = 100;

interface Handle {
  readonly database: DatabaseSync;
  readonly sql: ReturnType<typeof prepareWrites>;
  commitNumber: number;
}

/** The one writer. Synchronous throughout: it lives in a worker so that only this thread waits for the disk. */
export class SqliteWriter {
  readonly #directory: string;
  readonly #pageLimit: PageLimit | undefined;
  #handle: Handle | undefined;
  /** Safe to remember because the directory lock makes this the only writer; forgotten whenever a batch fails. */
  readonly #heads = new Map<string, ChainEnd>();
  #pagesInUse = 0;
  #pagesAllowed = 0;
  #lastFailure: StorageFailure | undefined;

  constructor(directory: string, pageLimit?: PageLimit) {
    this.#directory = directory;
    this.#pageLimit = pageLimit;
    this.#handle = this.#open();
    this.#handle.sql.forgetExpired.run(Date.now());
  }

  /** Everything in one transaction with one fsync; each write stands or falls by itself inside it. */
  run(writes: readonly Write[]): readonly Written[] {
    let handle: Handle;
    try {
      handle = this.#handle ??= this.#reopen();
      this.#applyPageLimit(handle);
    } catch (error) {
      return this.#refuse(writes, error);
    }

    const answers: Written[] = [];
    try {
      handle.sql.begin.run();
      for (const write of writes) answers.push(this.#runOne(handle, write));
      handle.sql.countCommit.run(handle.commitNumber + 1);
    } catch (error) {
      this.#rollBack(handle);
      if (storageFailure(error)?.handleIsLost) this.#discard();
      return this.#refuse(writes, error);
    }

    try {
      handle.sql.commit.run();
    } catch (error) {
      return this.#settleFailedCommit(handle.commitNumber + 1, writes, answers, error);
    }
    handle.commitNumber += 1;
    this.#pagesInUse += writes.reduce((pages, write) => pages + pagesOf(write), 2);
    this.#lastFailure = undefined;
    return answers;
  }

  /** Called after the answers have left: a checkpoint waits for the disk too, and nobody waits for it. */
  checkpointWhenDue(): void {
    if (!this.#handle || this.#pagesInUse < checkpointPages) return;
    this.#pagesInUse = 0;
    try {
      this.#handle.database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch (error) {
      // What was acknowledged is safe in the write-ahead log. A lost handle is opened anew by the next batch.
      if (storageFailure(error)?.handleIsLost) this.#discard();
    }
  }

  close(): void {
    try {
      this.#handle?.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The write-ahead log keeps it for the next start.
    }
    this.#discard();
  }

  #open(): Handle {
    const database = openForWriting(this.#directory);
    this.#pagesAllowed = 0;
    const sql = prepareWrites(database);
    return { database, sql, commitNumber: Number(sql.commitNumber.get()?.['number']) };
  }

  #runOne(handle: Handle, write: Write): Written {
    const { sql } = handle;
    switch (write.kind) {
      case 'append':
        return this.#append(handle, write);
      case 'put': {
        const { table, key, value, expires, now, ifAbsent } = write;
        const written = ifAbsent
          ? sql.putIfAbsent.run(table, key, value, expires, now)
          : sql.put.run(table, key, value, expires);
        return done(Number(written.changes));
      }
      case 'remove': {
        sql.forgetExpired.run(write.now);
        return done(Number(sql.remove.run(write.table, write.key).changes));
      }
      case 'increment': {
        const { table, key, by, expires, now } = write;
        const value = Number(sql.increment.get(table, key, by, expires, now)?.['value']);
        sql.forgetExpired.run(now);
        return done(value);
      }
      case 'putBlob':
        sql.putBlob.run(write.id, write.meta, write.bytes);
        return done(1);
      case 'removeBlob':
        return done(Number(sql.removeBlob.run(write.id).changes));
      case 'health':
        return this.#lastFailure ? this.#tryTheDisk(handle) : { kind: 'health', writable: true };
    }
  }

  /** After a failure only a write can tell whether there is space again; 64 KiB that leave with the next batch. */
  #tryTheDisk(handle: Handle): Written {
    handle.sql.putBlob.run('health', '{}', new Uint8Array(65_536));
    handle.sql.removeBlob.run('health');
    return { kind: 'health', writable: true };
  }

  #append(handle: Handle, write: AppendWrite): Written {
    const { sql } = handle;
    const { operation, expectedHead, events } = write;
    const texts = write.texts.split('\0');
    const firstReceipt = 2 * events;
    const end = firstReceipt + 4 * write.receipts;
    const known: Receipt[] = [];
    for (let i = firstReceipt; i < end; i += 4) {
      const author = texts[i]!;
      const commandId = texts[i + 1]!;
      const row = sql.storedReceipt.get(shortReceiptKey(author, commandId), author, commandId);
      if (row) known.push({ author, commandId, ...row } as unknown as Receipt);
    }
    if (known.length > 0) return { kind: 'duplicate', receipts: known };

    const before = this.#headOf(handle, operation);
    if (before.position !== expectedHead) return { kind: 'conflict', head: before.position };

    // The savepoint is for the unforeseen (a damaged log that already has this position): the neighbours go on.
    sql.savepoint.run();
    try {
      let { position, hash } = before;
      for (let i = 0; i < events; i += 1) {
        const touches = texts[i]!;
        const body = texts[events + i]!;
        position += 1;
        hash = chainNext(hash, position, touches, body);
        sql.event.run(operation, position, touches, body, hash);
      }
      sql.setHead.run(operation, position, hash);
      for (let i = firstReceipt; i < end; i += 4) {
        const [author, commandId, digest, outcome] = texts.slice(i, i + 4) as [string, string, string, string];
        sql.receipt.run(shortReceiptKey(author, commandId), author, commandId, digest, outcome, operation, position);
      }
      sql.release.run();
      this.#heads.set(operation, { position, hash });
      return { kind: 'appended', head: position };
    } catch (error) {
      if (storageFailure(error)) throw error;
      handle.database.exec('ROLLBACK TO one; RELEASE one');
      const message = `Operation ${operation} cannot be written (${messageOf(error)}). Run "tocsin verify".`;
      return { kind: 'not-stored', reason: 'unavailable', message };
    }
  }

  #headOf(handle: Handle, operation: string): ChainEnd {
    const remembered = this.#heads.get(operation);
    if (remembered) return remembered;
    const row = handle.sql.head.get(operation) as unknown as ChainEnd | undefined;
    return row ?? { position: 0, hash: chainStart(operation) };
  }

  #applyPageLimit(handle: Handle): void {
    const allowed = this.#pageLimit ? Atomics.load(this.#pageLimit, 0) : 0;
    if (allowed === this.#pagesAllowed) return;
    handle.database.exec(`PRAGMA max_page_count = ${allowed === 0 ? 4_294_967_294 : allowed}`);
    this.#pagesAllowed = allowed;
  }

  #rollBack(handle: Handle): void {
    this.#heads.clear();
    try {
      // SQLite has already rolled back by itself after some errors.
      if (handle.database.isTransaction) handle.database.exec('ROLLBACK');
    } catch {
      this.#discard();
    }
  }

  #discard(): void {
    this.#heads.clear();
    try {
      this.#handle?.database.close();
    } catch {
      // Whatever it still had to say, it is not used again.
    }
    this.#handle = undefined;
  }

  #refuse(writes: readonly Write[], error: unknown): readonly Written[] {
    const failure = storageFailure(error) ?? {
      reason: 'unavailable',
      message: `The log cannot be written: ${messageOf(error)}.`,
      mayBeStored: false,
      handleIsLost: true,
    };
    this.#lastFailure = failure;
    const { reason, message } = failure;
    return writes.map((write) =>
      write.kind === 'health'
        ? { kind: 'health', writable: false, reason, message }
        : { kind: 'not-stored', reason, message: `${message} Nothing of this was stored.` },
    );
  }

  /**
   * D6. A handle whose commit failed is never trusted again. It is opened anew, and the write-ahead log is copied out
   * and emptied: that rewrites and syncs every page which a failed fsync may have dropped, and removes a commit mark
   * that might otherwise come back to life after a crash. Then the number of the last commit says which of the two
   * happened, and the tails of the operations concerned are walked before anything is acknowledged.
   */
  #settleFailedCommit(number: number, writes: readonly Write[], answers: readonly Written[], error: unknown) {
    const failure = storageFailure(error);
    this.#discard();
    for (let left = settleTries; left > 0; left -= 1) {
      try {
        const handle = this.#reopen();
        this.#handle = handle;
        if (handle.commitNumber < number) return this.#refuse(writes, error);
        this.#lastFailure = undefined;
        return answers;
      } catch (again) {
        this.#discard();
        // The commit mark was never written, so "not stored" is true whatever state the disk is in now.
        if (failure && !failure.mayBeStored) return this.#refuse(writes, error);
        if (left === 1) this.#refuse(writes, again);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, settlePauseMs);
      }
    }
    const message = 'The disk failed during a commit and does not say whether it was stored.';
    return writes.map((write): Written =>
      write.kind === 'health'
        ? { kind: 'health', writable: false, reason: 'unavailable', message }
        : { kind: 'in-doubt', message },
    );
  }

  #reopen(): Handle {
    const handle = this.#open();
    try {
      const checkpoint = handle.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      if (checkpoint?.['busy'] !== 0) throw new Error('a reader keeps the write-ahead log from being emptied');
      this.#pagesInUse = 0;
      for (const row of handle.database.prepare('SELECT operation, position, hash FROM tocsin_head').all()) {
        verifyTail(handle, String(row['operation']), row as unknown as ChainEnd);
      }
      return handle;
    } catch (error) {
      handle.database.close();
      throw error;
    }
  }
}

function verifyTail(handle: Handle, operation: string, head: ChainEnd): void {
  const first = Math.max(0, head.position - tailLength);
  const rows = handle.sql.tail.all(operation, first) as unknown as StoredRow[];
  const start = first === 0 ? { position: 0, hash: chainStart(operation) } : rows.shift();
  const walked = start && walkChain(start, rows);
  if (walked?.ok && walked.end.position === head.position && walked.end.hash === head.hash) return;
  const reason = walked && !walked.ok ? walked.reason : 'its head is not its last event';
  throw new Error(`the log of operation ${operation} does not verify: ${reason}. Run "tocsin verify"`);
}

function pagesOf(write: Write): number {
  if (write.kind === 'putBlob') return 2 + write.bytes.byteLength / 4_096;
  if (write.kind !== 'append') return 2;
  return 2 + write.receipts + (write.texts.length + 100 * write.events) / 4_096;
}

function done(value: number): Written {
  return { kind: 'done', value };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
