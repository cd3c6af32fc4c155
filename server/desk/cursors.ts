import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto';

/** The moment a client is level with: both streams' positions and the real time, in milliseconds. */
export interface Moment {
  readonly position: number;
  readonly directoryPosition: number;
  readonly time: number;
}

const NONCE = 12;
const TAG = 16;
const PLAIN = 24;
const LENGTH = NONCE + PLAIN + TAG;
const LETTERS = Math.ceil((LENGTH * 4) / 3);

/**
 * Cursors are sealed: they tell no position, cannot be made up, have one length, and open only for the audience and the
 * rights they were given for (`bound`). A cursor of another operation or organisation is no cursor at all.
 */
export interface Cursors {
  seal(moment: Moment, bound: string): string;
  open(cursor: string, bound: string): Moment | undefined;
}

/** Cursors whose moments are remembered: who was cut together stands at one. */
const MOST_REMEMBERED = 64;

export function createCursors(secret: Uint8Array): Cursors {
  const key = createSecretKey(secret);
  const aad = (bound: string) => createHash('sha256').update(bound).digest();
  /** Only those that opened, under what they opened for. */
  const remembered = new Map<string, Moment>();
  return {
    seal(moment, bound) {
      const plain = Buffer.alloc(PLAIN);
      plain.writeBigUInt64BE(BigInt(moment.position), 0);
      plain.writeBigUInt64BE(BigInt(moment.directoryPosition), 8);
      plain.writeBigUInt64BE(BigInt(moment.time), 16);
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
      cipher.setAAD(aad(bound));
      const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return sealed.toString('base64url');
    },
    open(cursor, bound) {
      const known = cursor.length === LETTERS ? remembered.get(`${bound} ${cursor}`) : undefined;
      if (known) return known;
      const sealed = Buffer.from(cursor, 'base64url');
      if (sealed.length !== LENGTH) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG });
        decipher.setAAD(aad(bound));
        decipher.setAuthTag(sealed.subarray(NONCE + PLAIN));
        const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE, NONCE + PLAIN)), decipher.final()]);
        const moment: Moment = {
          position: Number(plain.readBigUInt64BE(0)),
          directoryPosition: Number(plain.readBigUInt64BE(8)),
          time: Number(plain.readBigUInt64BE(16)),
        };
        if (cursor.length === LETTERS) {
          if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
          remembered.set(`${bound} ${cursor}`, moment);
        }
        return moment;
      } catch {
        return undefined;
      }
    },
  };
}
