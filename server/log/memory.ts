import { chainNext, chainStart, parseTouches, verifyChain, walkChain } from './chain.ts';
import type { StoredRow } from './chain.ts';
import { receiptKey, refuseMalformed } from './eventLog.ts';
import type { Append, Appended, EventLog, Receipt } from './eventLog.ts';
import type { Blob, Store, Tables } from './tables.ts';

/** For tests: the contract without a disk. Everything is gone when the process is. */
export function openMemoryStore(options: { readonly now?: () => number } = {}): Store {
  const log = memoryLog();
  return { log, tables: memoryTables(options.now ?? Date.now), close: () => log.close() };
}

function memoryLog(): EventLog {
  const streams = new Map<string, StoredRow[]>();
  const stored = new Map<string, Receipt>();
  const bells = new Set<(operation?: string) => void>();
  let closed = false;

  const endOf = (operation: string) => streams.get(operation)?.at(-1) ?? { position: 0, hash: chainStart(operation) };

  function append(request: Append): Appended {
    if (closed) return { kind: 'not-stored', reason: 'unavailable', message: 'The log is closed.' };
    refuseMalformed(request);
    const { operation, expectedHead, events, receipts } = request;
    const known = receipts.map((each) => stored.get(receiptKey(each))).filter((each) => each !== undefined);
    if (known.length > 0) return { kind: 'duplicate', receipts: known };
    let { position, hash } = endOf(operation);
    if (position !== expectedHead) return { kind: 'conflict', head: position };

    const rows = streams.get(operation) ?? [];
    streams.set(operation, rows);
    for (const event of events) {
      const touches = JSON.stringify(event.touches);
      position += 1;
      hash = chainNext(hash, position, touches, event.body);
      rows.push({ position, touches, body: event.body, hash });
    }
    for (const { author, commandId, digest, outcome } of receipts) {
      stored.set(receiptKey({ author, commandId }), { author, commandId, digest, outcome, operation, position });
    }
    if (events.length > 0) for (const ring of bells) ring(operation);
    return { kind: 'appended', head: position };
  }

  return {
    append: async (request) => append(request),
    readAfter: async (operation, position, limit) =>
      (streams.get(operation) ?? [])
        .slice(position, position + limit)
        .map((row) => ({ ...row, touches: parseTouches(row.touches) })),
    head: async (operation) => endOf(operation).position,
    operations: async () => [...streams.keys()].sort(),
    receipt: async (author, commandId) => stored.get(receiptKey({ author, commandId })),
    receipts: async (keys) => keys.map((key) => stored.get(receiptKey(key))).filter((each) => each !== undefined),
    onDoorbell(ring) {
      bells.add(ring);
      return () => bells.delete(ring);
    },
    verify: (operation, onProgress) =>
      verifyChain(
        operation,
        endOf(operation),
        async (after) => walkChain(after, (streams.get(operation) ?? []).slice(after.position)),
        onProgress,
      ),
    health: async () => (closed ? { writable: false, message: 'The log is closed.' } : { writable: true }),
    async close() {
      closed = true;
    },
  };
}

interface Kept {
  readonly value: string;
  readonly expires: number | undefined;
}

function memoryTables(now: () => number): Tables {
  const tables = new Map<string, Map<string, Kept>>();
  const blobs = new Map<string, Blob>();

  function tableOf(name: string): Map<string, Kept> {
    const table = tables.get(name) ?? new Map<string, Kept>();
    tables.set(name, table);
    return table;
  }
  function present(name: string, key: string): Kept | undefined {
    const kept = tableOf(name).get(key);
    return kept && (kept.expires === undefined || kept.expires > now()) ? kept : undefined;
  }

  return {
    get: async (table, key) => present(table, key)?.value,
    async put(table, key, value, expiresAt) {
      tableOf(table).set(key, { value, expires: expiresAt });
    },
    async putIfAbsent(table, key, value, expiresAt) {
      if (present(table, key)) return false;
      tableOf(table).set(key, { value, expires: expiresAt });
      return true;
    },
    async remove(table, key) {
      const was = present(table, key) !== undefined;
      tableOf(table).delete(key);
      return was;
    },
    async list(table, prefix = '') {
      return [...tableOf(table).keys()]
        .filter((key) => key.startsWith(prefix))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .flatMap((key) => {
          const kept = present(table, key);
          return kept ? [{ key, value: kept.value }] : [];
        });
    },
    async increment(table, key, by, expiresAt) {
      const kept = present(table, key);
      const value = (kept ? Number(kept.value) : 0) + by;
      tableOf(table).set(key, { value: String(value), expires: kept ? kept.expires : expiresAt });
      return value;
    },
    async putBlob(id, meta, bytes) {
      blobs.set(id, { meta, bytes: bytes.slice() });
    },
    getBlob: async (id) => blobs.get(id),
    removeBlob: async (id) => blobs.delete(id),
  };
}
