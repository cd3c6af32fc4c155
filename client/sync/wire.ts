import type { KindColumns } from '../../shared/columns/decode.ts';
import type { Records } from '../../shared/protocol/down.ts';

/** What the client needs of the world: all of it arguments, so that a hand-cranked simulation runs this very code. */

/** One connection attempt and what comes of it. It never revives: the next attempt is another link. */
export interface Link {
  /** Rejects when the link is cut or the time (ms) is up: whether the other side heard it is then unknown. */
  ask(event: 'join' | 'leave' | 'command' | 'ping', message: object, timeoutMs: number): Promise<unknown>;
  /** Volatile: dropped rather than queued. */
  tell(event: 'presence', message: object): void;
  close(): void;
}

export interface LinkEvents {
  opened(): void;
  /** Never opened, or cut. `code` where the server said why it would not. After this the link is silent. */
  closed(code?: string): void;
  heard(event: 'batch' | 'reset' | 'bye' | 'presence', message: unknown): void;
}

export interface HttpAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly retryAfterSeconds?: number;
}

/** All faces of an operation, and the cursor that they stand at. */
export interface WholePicture {
  readonly cursor: string;
  readonly records: Records;
}

export interface Wire {
  open(events: LinkEvents): Link;
  /** Same-origin. Rejects when the server cannot be reached. */
  http(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object | Blob): Promise<HttpAnswer>;
  /** All of an operation, asked for past the link. Where it rejects, or has nothing to answer, the link brings it.
   * `glimpse` is shown its assets while they are not yet made into faces.
   */
  picture?(operation: string, glimpse?: (assets: KindColumns) => void): Promise<WholePicture | undefined>;
}

export interface Timers {
  /** Runs once after so many milliseconds; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

export interface Random {
  /** In [0, 1). */
  fraction(): number;
  bytes(count: number): Uint8Array;
}

/** The device's clock, in milliseconds. */
export type DeviceClock = () => number;
