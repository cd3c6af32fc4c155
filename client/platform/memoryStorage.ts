import { stampOf, type CommitResult, type DeviceStorage, type Row, type Transaction } from '../sync/storage.ts';

/** Keeps for as long as the page lives: for browsers that refuse IndexedDB, and for simulations. */
export function memoryStorage(rows = new Map<string, unknown>()): DeviceStorage {
  return {
    async list(prefix: string): Promise<readonly Row[]> {
      const found: Row[] = [];
      for (const [key, value] of rows) if (key.startsWith(prefix)) found.push({ key, value: structuredClone(value) });
      return found.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async commit({ put, remove, removePrefix, onlyIf }: Transaction): Promise<CommitResult> {
      if (onlyIf && stampOf(rows.get(onlyIf.key)) !== onlyIf.stamp) return 'changed';
      const copies = (put ?? []).map(({ key, value }) => ({ key, value: structuredClone(value) }));
      for (const prefix of removePrefix ?? []) {
        for (const key of [...rows.keys()]) if (key.startsWith(prefix)) rows.delete(key);
      }
      for (const key of remove ?? []) rows.delete(key);
      for (const { key, value } of copies) rows.set(key, value);
      return 'done';
    },
  };
}
