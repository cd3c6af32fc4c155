/**
 * The log: one append-only stream per operation, and the receipts of commands beside it. It knows no domain: bodies,
 * outcomes and digests are opaque text. Three homes keep this interface (memory, SQLite, PostgreSQL) and one contract
 * suite holds them to it.
 */

export interface NewEvent {
  /** "kind:id" of every record the event names. */
  readonly touches: readonly string[];
  /** JSON text, opaque. */
  readonly body: string;
}

export interface StoredEvent extends NewEvent {
  /** From 1, gapless, in commit order: a tail is "position > ?". */
  readonly position: number;
  /** Hex SHA-256 over the previous hash, the position, the touches and the body (see chain.ts). */
  readonly hash: string;
  /** It is not what was written (bits of a disk have flipped, somebody altered it): what it says must not be believed. */
  readonly damaged?: true;
}

/** As its writer knows it: the hash is on the disk. */
export type FreshEvent = Omit<StoredEvent, 'hash'>;

export interface Receipt {
  readonly author: string;
  readonly commandId: string;
  readonly digest: string;
  /** Small opaque JSON: outcome, code, ids. */
  readonly outcome: string;
  readonly operation: string;
  /** The operation's head after the append that stored this receipt. */
  readonly position: number;
}

export type NewReceipt = Omit<Receipt, 'operation' | 'position'>;

export interface ReceiptKey {
  readonly author: string;
  readonly commandId: string;
}

export interface Append {
  readonly operation: string;
  readonly expectedHead: number;
  /** May be empty: refused commands leave only their receipts. */
  readonly events: readonly NewEvent[];
  /** The same author and commandId twice in one append is a bug of the caller: the promise rejects. */
  readonly receipts: readonly NewReceipt[];
}

export type NotStoredReason = 'disk-full' | 'unavailable';

/**
 * Duplicates are looked for before the head is compared: a repeated command is answered by its receipt however far the
 * operation has moved on since.
 */
export type Appended =
  | { readonly kind: 'appended'; readonly head: number }
  | { readonly kind: 'conflict'; readonly head: number }
  | { readonly kind: 'duplicate'; readonly receipts: readonly Receipt[] }
  | { readonly kind: 'not-stored'; readonly reason: NotStoredReason; readonly message: string };

export type Verified =
  | { readonly ok: true; readonly events: number; readonly head: string }
  | { readonly ok: false; readonly position: number; readonly reason: string };

/** Why nothing can be written: what a person has to do differs. */
export type HealthReason = NotStoredReason | 'read-only' | 'unreachable';

export interface Health {
  readonly writable: boolean;
  readonly reason?: HealthReason;
  readonly message?: string;
}

export interface EventLog {
  /**
   * One transaction, one fsync, acknowledged only after it. Rejects only with `AppendInDoubt`, or for a bug of the
   * caller; every expected condition is an answer.
   */
  append(append: Append): Promise<Appended>;
  readAfter(operation: string, position: number, limit: number): Promise<readonly StoredEvent[]>;
  /**
   * What was stored through this very handle right after a position, and was not asked for yet: the one tail of a node
   * need not read it back. Nothing says nothing: then `readAfter` is asked.
   */
  justStored?(operation: string, position: number, limit: number): readonly FreshEvent[];
  /** 0 for an operation that was never written to. */
  head(operation: string): Promise<number>;
  /** Every operation that was ever written to, sorted. */
  operations(): Promise<readonly string[]>;
  receipt(author: string, commandId: string): Promise<Receipt | undefined>;
  /** Those that are stored, in the order asked for. */
  receipts(keys: readonly ReceiptKey[]): Promise<readonly Receipt[]>;
  /** A hint that may be late, repeated or missing. Returns the way to stop listening. */
  onDoorbell(ring: (operation?: string) => void): () => void;
  /** Walks the hash chain up to the head at the time of the call. */
  verify(operation: string, onProgress?: (events: number) => void): Promise<Verified>;
  health(): Promise<Health>;
  close(): Promise<void>;
}

/**
 * The connection was lost between "commit" and its answer and the store could not be asked within the bound. Saying
 * "not stored" could be a lie, so nothing is said: the command's own id resolves it when it is sent again.
 */
export class AppendInDoubt extends Error {
  override readonly name = 'AppendInDoubt';
}

/** What is stored cannot be read, and no waiting will help: the file itself is damaged. */
export class LogUnreadable extends Error {
  override readonly name = 'LogUnreadable';
}

/** A write outside the log (tables, blobs) that was refused by the store. Nothing of it was kept. */
export class NotStored extends Error {
  override readonly name = 'NotStored';
  readonly reason: NotStoredReason;
  constructor(reason: NotStoredReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export function receiptKey(key: ReceiptKey): string {
  return JSON.stringify([key.author, key.commandId]);
}

/** Bugs of the caller, stopped before they can reach a transaction that others share. */
export function refuseMalformed({ events, receipts }: Append): void {
  const seen = new Set<string>();
  for (const receipt of receipts) {
    const { author, commandId, digest, outcome } = receipt;
    refuseNoText(author, commandId, digest, outcome);
    seen.add(receiptKey(receipt));
  }
  if (seen.size !== receipts.length) throw new Error('One append carries the same author and commandId twice');
  for (const { body, touches } of events) refuseNoText(body, ...touches);
}

function refuseNoText(...texts: readonly unknown[]): void {
  for (const text of texts) {
    if (typeof text !== 'string') throw new Error('One append carries something that is not text');
    if (text.includes('\0')) throw new Error('One append carries a NUL, which no store can keep');
  }
}
