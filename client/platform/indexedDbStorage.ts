import { stampOf, type CommitResult, type DeviceStorage, type Row, type Transaction } from '../sync/storage.ts';

const STORE = 'rows';
/** Sorts after every character that keys are made of. */
const LAST = '\uffff';
/** A value is copied when it is put: as long (ms) as the page may be kept from drawing by that. */
const TURN_MS = 4;
const within = (prefix: string) => IDBKeyRange.bound(prefix, prefix + LAST);

/** One object store, keyed by text. Another tab that needs a newer version of it is never blocked by this one. */
export async function indexedDbStorage(name = 'tocsin'): Promise<DeviceStorage> {
  let database = await open(name);

  /** A browser may close the database under us (storage cleared, version changed): open it again once. */
  async function using<T>(run: (db: IDBDatabase) => Promise<T>): Promise<T> {
    try {
      return await run(database);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      database = await open(name);
      return run(database);
    }
  }

  return {
    list: (prefix: string) =>
      using(async (db): Promise<readonly Row[]> => {
        const store = db.transaction(STORE, 'readonly').objectStore(STORE);
        const [keys, values] = await Promise.all([
          answer(store.getAllKeys(within(prefix))),
          answer<unknown[]>(store.getAll(within(prefix))),
        ]);
        return keys.map((key, index) => ({ key: String(key), value: values[index] }));
      }),

    async commit(transaction: Transaction): Promise<CommitResult> {
      try {
        return await using((db) => write(db, transaction));
      } catch (error) {
        // A full disk aborts the transaction under several names; whatever stopped it, nothing was kept.
        if (error instanceof DOMException && error.name !== 'DataCloneError') return 'no-room';
        throw error;
      }
    },
  };
}

async function write(db: IDBDatabase, transaction: Transaction): Promise<CommitResult> {
  const { put, remove, removePrefix, onlyIf, durable } = transaction;
  const tx = db.transaction(STORE, 'readwrite', { durability: durable ? 'strict' : 'relaxed' });
  const store = tx.objectStore(STORE);
  const done = new Promise<void>((completed, failed) => {
    tx.oncomplete = () => completed();
    tx.onabort = () => failed(tx.error ?? new DOMException('The transaction was aborted', 'AbortError'));
  });
  // Whoever fails below has said so already.
  done.catch(() => undefined);
  if (onlyIf && stampOf(await answer<unknown>(store.get(onlyIf.key))) !== onlyIf.stamp) {
    tx.abort();
    return 'changed';
  }
  try {
    for (const prefix of removePrefix ?? []) store.delete(within(prefix));
    for (const key of remove ?? []) store.delete(key);
    let turn = performance.now();
    for (const { key, value } of put ?? []) {
      const request = store.put(value, key);
      if (performance.now() - turn < TURN_MS) continue;
      // The transaction lives on in the answer to one of its requests.
      await answer(request);
      turn = performance.now();
    }
  } catch (error) {
    // It may be over already, by whatever made the request fail.
    if (tx.error === null) tx.abort();
    throw error;
  }
  await done;
  return 'done';
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('The request failed', 'UnknownError'));
  });

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
  return answer(request).then((database) => {
    database.onversionchange = () => database.close();
    return database;
  });
}
