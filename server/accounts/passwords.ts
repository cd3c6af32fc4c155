import { hash, verify } from '@node-rs/argon2';

// OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const PASSWORD_MIN_CHARACTERS = 8;
// Hashing is linear in the length; a longer one is a burden, not a secret.
export const PASSWORD_MAX_CHARACTERS = 256;

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

/**
 * A well-formed hash of the same cost that belongs to no password: verified where there is no account, so that an unknown
 * user costs exactly what a known one does. Its digest is chosen, so finding a password for it is inverting argon2.
 */
export const NOBODYS_HASH =
  `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}` +
  `$${unpadded(new Uint8Array(16).fill(0x5a))}$${unpadded(new Uint8Array(32).fill(0xa5))}`;

export interface Passwords {
  hashPassword(password: string): Promise<string>;
  /** `storedHash` undefined: there is nothing to compare with; the same work is done and the answer is false. */
  verifyPassword(storedHash: string | undefined, password: string): Promise<boolean>;
}

// The same password typed on two keyboards may arrive composed or decomposed.
const normalised = (password: string): string => password.normalize('NFC');

export const hashPassword = (password: string): Promise<string> => hash(normalised(password), COST);

export function createPasswords(
  argon2Verify: (hash: string, password: string) => Promise<boolean> = verify,
): Passwords {
  return {
    hashPassword,
    async verifyPassword(storedHash, password) {
      const tooLong = password.length > PASSWORD_MAX_CHARACTERS;
      const same = await argon2Verify(storedHash ?? NOBODYS_HASH, tooLong ? '' : normalised(password));
      return same && storedHash !== undefined && !tooLong;
    },
  };
}

export const { verifyPassword } = createPasswords();
