import type { DatabaseSync } from 'node:sqlite';
import { chainStart, damagedRows, walkChain } from './chain.ts';
import type { StoredRow } from './chain.ts';
import { openForReading, storageFailure } from './sqliteDatabase.ts';
import type { EventPage, Read } from './sqliteMessages.ts';
import { prepareReads, shortReceiptKey } from './sqliteStatements.ts';

interface Handle {
  readonly database: DatabaseSync;
  readonly sql: ReturnType<typeof prepareReads>;
}

/** Reads on a connection and a thread of its own: under WAL no read waits behind a write. */
export class SqliteReader {
  readonly #directory: string;
  #handle: Handle | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    this.#handle = this.#open();
  }

  run(read: Read): unknown {
    this.#handle ??= this.#open();
    try {
      return answer(this.#handle.sql, read);
    } catch (error) {
      if (storageFailure(error)?.handleIsLost) this.close();
      throw error;
    }
  }

  close(): void {
    this.#handle?.database.close();
    this.#handle = undefined;
  }

  #open(): Handle {
    const database = openForReading(this.#directory);
    return { database, sql: prepareReads(database) };
  }
}

function answer(sql: ReturnType<typeof prepareReads>, read: Read): unknown {
  switch (read.kind) {
    case 'readAfter':
      return pageOf(sql, read);
    case 'head': {
      const row = sql.head.get(read.operation);
      return row && { position: row['position'], hash: row['hash'] };
    }
    case 'operations':
      return sql.operations.all().map((row) => row['operation']);
    case 'receipts': {
      const found: unknown[] = [];
      for (let i = 0; i < read.keys.length; i += 2) {
        const author = read.keys[i]!;
        const commandId = read.keys[i + 1]!;
        const row = sql.receipt.get(shortReceiptKey(author, commandId), author, commandId);
        if (row) found.push({ author, commandId, ...row });
      }
      return found;
    }
    case 'walk': {
      const rows = sql.walk.all(read.operation, read.position, read.to, read.limit) as unknown as StoredRow[];
      return walkChain(read, rows);
    }
    case 'get':
      return sql.get.get(read.table, read.key, read.now)?.['value'];
    case 'list':
      return sql.list.all(read.table, read.prefix, read.now).map((row) => ({ key: row['key'], value: row['value'] }));
    case 'getBlob': {
      const row = sql.blob.get(read.id);
      return row && { meta: row['meta'], bytes: row['bytes'] };
    }
  }
}

function pageOf(sql: ReturnType<typeof prepareReads>, read: Extract<Read, { kind: 'readAfter' }>): EventPage {
  const { operation, position, limit } = read;
  const rows = sql.page.all(operation, position, limit) as unknown as StoredRow[];
  const before = position === 0 ? chainStart(operation) : sql.hashAt.get(operation, position)?.['hash'];
  return {
    positions: rows.map((row) => row.position),
    touches: rows.map((row) => row.touches),
    bodies: rows.map((row) => row.body),
    hashes: rows.map((row) => row.hash),
    // Here and not where they are folded: this thread has the time. Who begins beyond the end is told of nothing.
    damaged: typeof before === 'string' ? damagedRows(before, rows) : [],
  };
}
