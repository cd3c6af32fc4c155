import { join } from 'node:path';
import { fileCache } from './cache.ts';
import { chainStart, parseTouches, verifyChain } from './chain.ts';
import type { ChainEnd, Walked } from './chain.ts';
import { lockDirectory } from './directoryLock.ts';
import { AppendInDoubt, NotStored, refuseMalformed } from './eventLog.ts';
import type { Append, Appended, EventLog, Receipt, StoredEvent } from './eventLog.ts';
import type { EventPage, PageLimit, Read, Write } from './sqliteMessages.ts';
import { startReader, startWriter } from './sqliteThreads.ts';
import type { ReaderThread, WriterThread } from './sqliteThreads.ts';
import { JustStored } from './justStored.ts';
import type { Blob, Cache, Row, Store, Tables } from './tables.ts';

export interface SqliteOptions {
  readonly directory: string;
  readonly now?: () => number;
  /** For tests; see PageLimit. */
  readonly pageLimit?: PageLimit;
}

/**
 * The embedded home: one SQLite database in a directory that one process owns. Rejects, in words for a person, when
 * another process has the directory or when SQLite would not be durable there.
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const { directory, now = Date.now, pageLimit } = options;
  const lock = lockDirectory(directory);
  let writer: WriterThread | undefined;
  try {
    writer = await startWriter({ directory, ...(pageLimit && { pageLimit }) });
    const reader = await startReader(directory);
    return assemble(writer, reader, now, lock.release, fileCache(join(directory, 'worlds')));
  } catch (error) {
    await writer?.close();
    lock.release();
    throw error;
  }
}

function assemble(
  writer: WriterThread,
  reader: ReaderThread,
  now: () => number,
  release: () => void,
  cache: Cache,
): Store {
  let closing: Promise<void> | undefined;
  const close = () =>
    (closing ??= (async () => {
      // The writer last: as the last connection it can empty the write-ahead log.
      const written = writer.close();
      await reader.close();
      await written;
      release();
    })());
  return { log: sqliteLog(writer, reader, close), tables: sqliteTables(writer, reader, now), cache, close };
}

const walkPage = 2_000;

function textsOf({ events, receipts }: Append): string[] {
  const texts: string[] = [];
  for (const { touches } of events) texts.push(JSON.stringify(touches));
  for (const { body } of events) texts.push(body);
  for (const { author, commandId, digest, outcome } of receipts) texts.push(author, commandId, digest, outcome);
  return texts;
}

function sqliteLog(writer: WriterThread, reader: ReaderThread, close: () => Promise<void>): EventLog {
  const bells = new Set<(operation?: string) => void>();
  const fresh = new JustStored();
  const read = async <T>(request: Read): Promise<T> => (await reader.read(request)) as T;
  const endOf = async (operation: string) =>
    (await read<ChainEnd | undefined>({ kind: 'head', operation })) ?? { position: 0, hash: chainStart(operation) };
  const storedReceipts = (keys: readonly string[]) => read<readonly Receipt[]>({ kind: 'receipts', keys });

  async function append(request: Append): Promise<Appended> {
    const { operation, expectedHead, events, receipts } = request;
    refuseMalformed(request);
    const answer = await writer.write({
      kind: 'append',
      operation,
      expectedHead,
      events: events.length,
      receipts: receipts.length,
      texts: textsOf(request).join('\0'),
    });
    switch (answer.kind) {
      case 'appended':
        fresh.add(operation, answer.head, events);
        if (events.length > 0) for (const ring of bells) ring(operation);
        return answer;
      case 'conflict':
      case 'duplicate':
      case 'not-stored':
        return answer;
      case 'in-doubt':
        throw new AppendInDoubt(answer.message);
      default:
        throw new Error(`Unexpected answer ${answer.kind}`);
    }
  }

  return {
    append,
    justStored: (operation, position, limit) => fresh.take(operation, position, limit),
    async readAfter(operation, position, limit) {
      const page = await read<EventPage>({ kind: 'readAfter', operation, position, limit });
      const damaged = new Set(page.damaged);
      return page.positions.map((each, index): StoredEvent => ({
        ...(damaged.has(each) && { damaged: true as const }),
        position: each,
        touches: parseTouches(page.touches[index]!),
        body: page.bodies[index]!,
        hash: page.hashes[index]!,
      }));
    },
    head: async (operation) => (await endOf(operation)).position,
    operations: () => read<readonly string[]>({ kind: 'operations' }),
    receipt: async (author, commandId) => (await storedReceipts([author, commandId]))[0],
    receipts: (keys) => storedReceipts(keys.flatMap((each) => [each.author, each.commandId])),
    onDoorbell(ring) {
      bells.add(ring);
      return () => bells.delete(ring);
    },
    async verify(operation, onProgress) {
      const head = await endOf(operation);
      const walk = ({ position, hash }: ChainEnd) =>
        read<Walked>({ kind: 'walk', operation, position, hash, limit: walkPage, to: head.position });
      return verifyChain(operation, head, walk, onProgress);
    },
    async health() {
      const answer = await writer.write({ kind: 'health' });
      if (answer.kind === 'health') {
        const { writable, reason, message } = answer;
        return { writable, ...(reason && { reason }), ...(message !== undefined && { message }) };
      }
      return { writable: false, message: 'message' in answer ? answer.message : 'The log does not answer.' };
    },
    close,
  };
}

function sqliteTables(writer: WriterThread, reader: ReaderThread, now: () => number): Tables {
  async function write(request: Write): Promise<number> {
    const answer = await writer.write(request);
    if (answer.kind === 'done') return answer.value;
    if (answer.kind === 'not-stored') throw new NotStored(answer.reason, answer.message);
    throw new Error('message' in answer ? answer.message : `Unexpected answer ${answer.kind}`);
  }
  const put = (table: string, key: string, value: string, expiresAt: number | undefined, ifAbsent: boolean) =>
    write({ kind: 'put', table, key, value, expires: expiresAt ?? null, now: now(), ifAbsent });

  return {
    get: async (table, key) => (await reader.read({ kind: 'get', table, key, now: now() })) as string | undefined,
    async put(table, key, value, expiresAt) {
      await put(table, key, value, expiresAt, false);
    },
    putIfAbsent: async (table, key, value, expiresAt) => (await put(table, key, value, expiresAt, true)) > 0,
    remove: async (table, key) => (await write({ kind: 'remove', table, key, now: now() })) > 0,
    list: async (table, prefix = '') =>
      (await reader.read({ kind: 'list', table, prefix, now: now() })) as readonly Row[],
    increment: (table, key, by, expires) => write({ kind: 'increment', table, key, by, expires, now: now() }),
    async putBlob(id, meta, bytes) {
      await write({ kind: 'putBlob', id, meta, bytes });
    },
    getBlob: async (id) => (await reader.read({ kind: 'getBlob', id })) as Blob | undefined,
    removeBlob: async (id) => (await write({ kind: 'removeBlob', id })) > 0,
  };
}
