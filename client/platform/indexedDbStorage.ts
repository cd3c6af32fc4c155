import { openDB, type IDBPDatabase } from 'idb';
import { stampOf, type CommitResult, type DeviceStorage, type Row, type Transaction } from '../sync/storage.ts';

const STORE = 'rows';
/** Sorts after every character that keys are made of. */
const LAST = '\uffff';
const within = (prefix: string) => IDBKeyRange.bound(prefix, prefix + LAST);

/** One object store, keyed by text. Another tab that needs a newer version of it is never blocked by this one. */
export async function indexedDbStorage(name = 'tocsin'): Promise<DeviceStorage> {
  let database = await open(name);

  /** A browser may close the database under us (storage cleared, version changed): open it again once. */
  async function using<T>(run: (db: IDBPDatabase) => Promise<T>): Promise<T> {
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
        const tx = db.transaction(STORE, 'readonly');
        const [keys, values] = await Promise.all([
          tx.store.getAllKeys(within(prefix)),
          tx.store.getAll(within(prefix)),
        ]);
        return keys.map((key, index) => ({ key: String(key), value: values[index] as unknown }));
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

async function write(db: IDBPDatabase, transaction: Transaction): Promise<CommitResult> {
  const { put, remove, removePrefix, onlyIf, durable } = transaction;
  const tx = db.transaction(STORE, 'readwrite', { durability: durable ? 'strict' : 'relaxed' });
  if (onlyIf && stampOf(await tx.store.get(onlyIf.key)) !== onlyIf.stamp) {
    tx.abort();
    await tx.done.catch(() => undefined);
    return 'changed';
  }
  const requests: Promise<unknown>[] = [];
  for (const prefix of removePrefix ?? []) requests.push(tx.store.delete(within(prefix)));
  for (const key of remove ?? []) requests.push(tx.store.delete(key));
  for (const { key, value } of put ?? []) requests.push(tx.store.put(value, key));
  // All must be looked at: a rejected request that nobody awaits is reported as unhandled.
  await Promise.all([...requests, tx.done]);
  return 'done';
}

function open(name: string): Promise<IDBPDatabase> {
  return openDB(name, 1, {
    upgrade: (db) => void db.createObjectStore(STORE),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}
