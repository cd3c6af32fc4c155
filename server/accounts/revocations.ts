import type { Tables } from '../log/tables.ts';
import type { RandomBytes } from './keys.ts';

export type Revocation =
  | { kind: 'session'; sessionId: string; userId: string }
  | { kind: 'user'; userId: string }
  /** This node could not look for longer than revocations are kept: whoever is connected must be checked again. */
  | { kind: 'everyone' };

/** Runs `work` every `milliseconds` until the function it returns is called. */
export type Every = (milliseconds: number, work: () => void) => () => void;

export const REVOCATION_POLL_MS = 250;
export const REVOCATION_KEPT_MS = 15 * 60_000;

const TABLE = 'session-revoked'; // random id -> { revocation, at }

interface Dependencies {
  tables: Tables;
  now: () => number;
  randomBytes: RandomBytes;
  every: Every;
  onPollError?: (error: unknown) => void;
}

export interface Revocations {
  announce(revocation: Revocation): Promise<void>;
  onRevoked(listener: (revocation: Revocation) => void): () => void;
  poll(): Promise<void>;
  close(): void;
}

/** A list in the store that every node reads four times a second: no node needs to know of another. */
export function createRevocations({ tables, now, randomBytes, every, onPollError }: Dependencies): Revocations {
  const listeners = new Set<(revocation: Revocation) => void>();
  // Key of each revocation told here -> when; forgotten long after its row is gone from the store.
  const told = new Map<string, number>();
  let lastLookAt = now();
  let looking: Promise<void> | undefined;

  const tell = (revocation: Revocation): void => {
    for (const listener of [...listeners]) listener(revocation);
  };

  async function look(): Promise<void> {
    const startedAt = now();
    const rows = await tables.list(TABLE);
    // Less than the full time: rows go by the store's clock, and this look was not instant.
    if (startedAt - lastLookAt > REVOCATION_KEPT_MS / 2) tell({ kind: 'everyone' });
    lastLookAt = startedAt;
    for (const { key, value } of rows) {
      if (told.has(key)) continue;
      told.set(key, startedAt);
      tell((JSON.parse(value) as { revocation: Revocation }).revocation);
    }
    for (const [key, at] of told) if (startedAt - at > 2 * REVOCATION_KEPT_MS) told.delete(key);
  }

  // A slow look is shared, not doubled.
  const poll = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)));

  const stop = every(REVOCATION_POLL_MS, () => void poll().catch((error: unknown) => onPollError?.(error)));

  return {
    async announce(revocation) {
      const key = Buffer.from(randomBytes(16)).toString('base64url');
      told.set(key, now());
      // Here at once, and even if the store fails to tell the others: the caller then learns it from the rejection.
      tell(revocation);
      await tables.put(TABLE, key, JSON.stringify({ revocation }), now() + REVOCATION_KEPT_MS);
    },
    onRevoked(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    poll,
    close: () => {
      stop();
      listeners.clear();
    },
  };
}
