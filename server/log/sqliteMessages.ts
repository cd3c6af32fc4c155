import type { Appended, Health, NotStoredReason } from './eventLog.ts';

/**
 * What the main thread and the two workers (one writes, one reads) say to each other. Everything is strings and
 * numbers in flat lists, because structured clone is what limits the rate.
 */

export type Write =
  | {
      readonly kind: 'append';
      readonly operation: string;
      readonly expectedHead: number;
      readonly events: number;
      readonly receipts: number;
      /**
       * One text, because to clone one long one costs a tenth of many short ones; NUL, which no text may hold, stands
       * between: each event's touches as JSON text, each event's body, each receipt's author, commandId, digest, outcome.
       */
      readonly texts: string;
    }
  | {
      readonly kind: 'put';
      readonly table: string;
      readonly key: string;
      readonly value: string;
      readonly expires: number | null;
      readonly now: number;
      readonly ifAbsent: boolean;
    }
  | { readonly kind: 'remove'; readonly table: string; readonly key: string; readonly now: number }
  | {
      readonly kind: 'increment';
      readonly table: string;
      readonly key: string;
      readonly by: number;
      readonly expires: number;
      readonly now: number;
    }
  | { readonly kind: 'putBlob'; readonly id: string; readonly meta: string; readonly bytes: Uint8Array }
  | { readonly kind: 'removeBlob'; readonly id: string }
  | { readonly kind: 'health' };

export type Written =
  | Exclude<Appended, { kind: 'not-stored' }>
  | { readonly kind: 'not-stored'; readonly reason: NotStoredReason; readonly message: string }
  | { readonly kind: 'in-doubt'; readonly message: string }
  | { readonly kind: 'done'; readonly value: number }
  | ({ readonly kind: 'health' } & Health);

export type Read =
  | { readonly kind: 'readAfter'; readonly operation: string; readonly position: number; readonly limit: number }
  | { readonly kind: 'head'; readonly operation: string }
  | { readonly kind: 'operations' }
  /** author, commandId; author, … */
  | { readonly kind: 'receipts'; readonly keys: readonly string[] }
  | {
      readonly kind: 'walk';
      readonly operation: string;
      readonly position: number;
      readonly hash: string;
      readonly limit: number;
      readonly to: number;
    }
  | { readonly kind: 'get'; readonly table: string; readonly key: string; readonly now: number }
  | { readonly kind: 'list'; readonly table: string; readonly prefix: string; readonly now: number }
  | { readonly kind: 'getBlob'; readonly id: string };

export interface EventPage {
  readonly positions: number[];
  readonly touches: string[];
  readonly bodies: string[];
  readonly hashes: string[];
  /** Positions of those that are not what was written. */
  readonly damaged: readonly number[];
}

export type ToWorker =
  | { readonly kind: 'write'; readonly writes: readonly Write[] }
  | { readonly kind: 'read'; readonly id: number; readonly read: Read }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'cannot-open'; readonly message: string }
  | { readonly kind: 'written'; readonly answers: readonly Written[] }
  | { readonly kind: 'read'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'read-failed'; readonly id: number; readonly message: string; readonly damaged: boolean };

/**
 * For a test that fills the disk: a shared cell with the largest number of pages the database may have, 0 for no
 * limit. It is shared so that a test can give the space back to a store that stays open.
 */
export type PageLimit = Int32Array<SharedArrayBuffer>;

export interface WorkerData {
  readonly role: 'writer' | 'reader';
  readonly directory: string;
  readonly pageLimit?: PageLimit;
}
