import { timingSafeEqual } from 'node:crypto';
import { mac } from './keys.ts';
import type { RandomBytes } from './keys.ts';

/** Milliseconds. A device that was not used for half a year is a stranger again. */
export const DEVICE_COOKIE_LIFE_MS = 180 * 86_400_000;
// One workstation of a control room is used by a whole shift.
const ACCOUNTS_PER_DEVICE = 8;
const MAX_COOKIE_CHARACTERS = 1_024;
const ENTRY = /^([A-Za-z0-9_-]{22})\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/;

export interface DeviceCookies {
  /** The random id this device was given after a success with this very account, if the cookie says so and is ours. */
  recognise(cookie: string | undefined, nameKey: string): string | undefined;
  /** The cookie to set after a success: this account first, the other accounts of the device kept. */
  issue(cookie: string | undefined, nameKey: string): string;
}

/**
 * A cookie `id.issuedAt.mac` for each account that signed in on this device, joined by `~`. It lets nobody in: it only moves
 * tries for that account to a counter of their own, which a stranger's failures do not use up.
 */
export function createDeviceCookies({
  key,
  now,
  randomBytes,
}: {
  key: Uint8Array;
  now: () => number;
  randomBytes: RandomBytes;
}): DeviceCookies {
  const sign = (id: string, issuedAt: string, nameKey: string): string =>
    mac(key, JSON.stringify(['device', id, issuedAt, nameKey]));

  const entriesOf = (cookie: string | undefined): string[] =>
    cookie === undefined || cookie.length > MAX_COOKIE_CHARACTERS
      ? []
      : cookie.split('~').slice(0, ACCOUNTS_PER_DEVICE);

  function idIn(entry: string, nameKey: string): string | undefined {
    const [, id, issuedAt, given] = ENTRY.exec(entry) ?? [];
    if (id === undefined || issuedAt === undefined || given === undefined) return undefined;
    if (!timingSafeEqual(Buffer.from(given), Buffer.from(sign(id, issuedAt, nameKey)))) return undefined;
    return now() - Number.parseInt(issuedAt, 36) < DEVICE_COOKIE_LIFE_MS ? id : undefined;
  }

  const recognise = (cookie: string | undefined, nameKey: string): string | undefined =>
    entriesOf(cookie)
      .map((entry) => idIn(entry, nameKey))
      .find((id) => id !== undefined);

  return {
    recognise,
    issue(cookie, nameKey) {
      const id = recognise(cookie, nameKey) ?? Buffer.from(randomBytes(16)).toString('base64url');
      const issuedAt = now().toString(36);
      const others = entriesOf(cookie).filter((entry) => ENTRY.test(entry) && idIn(entry, nameKey) === undefined);
      return [`${id}.${issuedAt}.${sign(id, issuedAt, nameKey)}`, ...others].slice(0, ACCOUNTS_PER_DEVICE).join('~');
    },
  };
}
