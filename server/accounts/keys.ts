import { createHmac } from 'node:crypto';
import type { Tables } from '../log/tables.ts';

export type RandomBytes = (count: number) => Uint8Array;

const TABLE = 'server-key';
const KEY_BYTES = 32;
const EPOCH_BYTES = 12;

export interface ServerKeys {
  /** Seals cursors. */
  cursorSealing: Uint8Array;
  /** Signs device cookies. */
  cookieSigning: Uint8Array;
  /** Names counters, so that the tables hold no usernames that were tried and no addresses. */
  counterNaming: Uint8Array;
  /** The seed of the Ed25519 key that evidence packs are signed with. */
  packSigning: Uint8Array;
  /** Names this history. A store that was restored from a backup has another: what came after the backup may go another way. */
  epoch: string;
}

// Every node starts like this: whoever stores first decides, and all read back what was stored.
async function sharedKey(tables: Tables, name: string, randomBytes: RandomBytes): Promise<Uint8Array> {
  const read = async (): Promise<Uint8Array | undefined> => {
    const stored = await tables.get(TABLE, name);
    if (stored === undefined) return undefined;
    const { key } = JSON.parse(stored) as { key: string };
    const bytes = Buffer.from(key, 'base64url');
    if (bytes.length !== KEY_BYTES) throw new Error(`The server key "${name}" in the store is damaged.`);
    return new Uint8Array(bytes);
  };
  const present = await read();
  if (present) return present;
  await tables.putIfAbsent(
    TABLE,
    name,
    JSON.stringify({ key: Buffer.from(randomBytes(KEY_BYTES)).toString('base64url') }),
  );
  const stored = await read();
  if (!stored) throw new Error(`The server key "${name}" was stored and cannot be read back.`);
  return stored;
}

export async function loadServerKeys(tables: Tables, randomBytes: RandomBytes): Promise<ServerKeys> {
  const [cursorSealing, cookieSigning, counterNaming, packSigning, epoch] = await Promise.all([
    sharedKey(tables, 'cursor-sealing', randomBytes),
    sharedKey(tables, 'cookie-signing', randomBytes),
    sharedKey(tables, 'counter-naming', randomBytes),
    sharedKey(tables, 'pack-signing', randomBytes),
    sharedKey(tables, 'epoch', randomBytes),
  ]);
  const named = Buffer.from(epoch.subarray(0, EPOCH_BYTES)).toString('base64url');
  return { cursorSealing, cookieSigning, counterNaming, packSigning, epoch: named };
}

export const mac = (key: Uint8Array, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');
