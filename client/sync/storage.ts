/**
 * What this device keeps: rows under text keys, written in transactions. Two homes hold to it, IndexedDB and memory; one
 * contract suite holds them (test/client/sync/storage.contract.ts).
 */
export interface DeviceStorage {
  /** Rows whose key begins with `prefix`, in the order of their keys. Values are copies: plain data and blobs. */
  list(prefix: string): Promise<readonly Row[]>;
  /** All or nothing. Resolves when it is done; a `durable` one when it would survive the machine's power being cut. */
  commit(transaction: Transaction): Promise<CommitResult>;
}

export interface Row {
  readonly key: string;
  readonly value: unknown;
}

export interface Transaction {
  readonly put?: readonly Row[];
  readonly remove?: readonly string[];
  /** Everything that begins with one of these; done before `put`. */
  readonly removePrefix?: readonly string[];
  /** Nothing is done unless this row's value has this `stamp` now (undefined: unless there is no such row). */
  readonly onlyIf?: { readonly key: string; readonly stamp: string | undefined };
  readonly durable?: boolean;
}

/** `no-room`: the device's quota is used up, or it refuses to keep anything. `changed`: `onlyIf` did not hold. */
export type CommitResult = 'done' | 'changed' | 'no-room';

export const stampOf = (value: unknown): string | undefined => {
  const stamp = (value as { stamp?: unknown } | undefined)?.stamp;
  return typeof stamp === 'string' ? stamp : undefined;
};
