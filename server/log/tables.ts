import type { EventLog } from './eventLog.ts';

/** A value is JSON text and opaque, as in the log. */
export interface Row {
  readonly key: string;
  readonly value: string;
}

export interface Blob {
  /** JSON text, opaque. */
  readonly meta: string;
  readonly bytes: Uint8Array;
}

/**
 * Small named tables beside the log, on the same store, for what is not history: accounts, sessions, counters, and
 * the bytes of attachments. Writes are as durable as the log's; a write that could not be kept rejects with
 * `NotStored`. A row past its `expiresAt` (milliseconds since 1970) is absent for every reader.
 */
export interface Tables {
  get(table: string, key: string): Promise<string | undefined>;
  put(table: string, key: string, value: string, expiresAt?: number): Promise<void>;
  /** True when it was written, false when a row was already there. */
  putIfAbsent(table: string, key: string, value: string, expiresAt?: number): Promise<boolean>;
  /** True when there was a row. */
  remove(table: string, key: string): Promise<boolean>;
  /** Sorted by the bytes of the key in UTF-8. */
  list(table: string, prefix?: string): Promise<readonly Row[]>;
  /**
   * Adds in one step, for all nodes on the store, and answers the new value. The first increment opens a window that
   * ends at its `expiresAt`; later ones leave that end alone; the first after it starts again from `by`.
   */
  increment(table: string, key: string, by: number, expiresAt: number): Promise<number>;
  putBlob(id: string, meta: string, bytes: Uint8Array): Promise<void>;
  getBlob(id: string): Promise<Blob | undefined>;
  removeBlob(id: string): Promise<boolean>;
}

export interface HomeFigures {
  readonly connections: number;
  readonly idle: number;
  /** Queries that wait for a connection. */
  readonly waiting: number;
  /** Whether the doorbell's own connection stands. */
  readonly listening: boolean;
}

/** The other nodes on the same store. What is told is opaque, volatile, and gone with the node that told it. */
export interface Neighbours {
  /** Says what this node has to tell, and answers what each other node that is alive told last. */
  exchange(told: string): Promise<readonly string[]>;
  leave(): Promise<void>;
}

/** Large things that can be made anew: whoever reads one checks it first, and losing one loses nothing but time. */
export interface Cache {
  read(name: string): Promise<Uint8Array | undefined>;
  /** What was there under the name stays until all pieces are written, and is then replaced in one step. */
  write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface Store {
  readonly log: EventLog;
  readonly tables: Tables;
  /** Absent where one node has the store to itself. */
  readonly neighbours?: Neighbours;
  /** Figures of the home itself, for whoever runs it: those of a database's connections. */
  readonly figures?: () => HomeFigures;
  /** Absent where nothing outlives the process. */
  readonly cache?: Cache;
  close(): Promise<void>;
}
