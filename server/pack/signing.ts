import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

/** What of a signing key may be shown to anybody. */
export interface PublicSigningKey {
  readonly algorithm: 'Ed25519';
  /** The 32 bytes of the key, base64url. */
  readonly publicKey: string;
  /** SHA-256 over those 32 bytes, hex: short enough to be compared over the telephone. */
  readonly fingerprint: string;
}

export interface SigningKey {
  readonly shown: PublicSigningKey;
  /** The same key as the tools of others read it. */
  readonly pem: string;
  sign(bytes: Uint8Array): Uint8Array;
}

const RAW_BYTES = 32;
/** What stands before the 32 bytes in DER (RFC 8410): the rest of such a key is always the same. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export function signingKeyFrom(seed: Uint8Array): SigningKey {
  const secret = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const raw = rawOf(createPublicKey(secret));
  return { shown: shownKey(raw), pem: pemOf(raw), sign: (bytes) => new Uint8Array(sign(null, bytes, secret)) };
}

const rawOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length);

const shownKey = (raw: Buffer): PublicSigningKey => ({
  algorithm: 'Ed25519',
  publicKey: raw.toString('base64url'),
  fingerprint: fingerprintOf(raw),
});

export const fingerprintOf = (raw: Uint8Array): string => hash('sha256', raw, 'hex');

/** The 32 bytes behind base64url text that is written in its one canonical way; undefined for anything else. */
export function rawKeyFrom(text: string): Buffer | undefined {
  const raw = Buffer.from(text, 'base64url');
  return raw.length === RAW_BYTES && raw.toString('base64url') === text ? raw : undefined;
}

const keyObject = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' });

export const pemOf = (raw: Uint8Array): string => String(keyObject(raw).export({ format: 'pem', type: 'spki' }));

/** The 32 bytes of an Ed25519 key in PEM; undefined when it is another kind of key, or none. */
export function rawKeyFromPem(text: string): Buffer | undefined {
  try {
    const key = createPublicKey(text);
    return key.asymmetricKeyType === 'ed25519' ? rawOf(key) : undefined;
  } catch {
    return undefined;
  }
}

export function signedBy(raw: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, bytes, keyObject(raw), signature);
  } catch {
    return false;
  }
}

/** A fingerprint in groups, as people compare it. */
export const inGroups = (fingerprint: string): string => (fingerprint.match(/.{1,4}/g) ?? []).join(' ');
