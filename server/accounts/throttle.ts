import { addressKey } from './addresses.ts';
import type { Counters, Limit, Taken } from './counters.ts';
import { mac } from './keys.ts';

const MINUTE = 60_000;
export const TRIES_PER_ACCOUNT: Limit = { tries: 10, windowMs: 15 * MINUTE };
export const TRIES_PER_ADDRESS: Limit = { tries: 100, windowMs: 60 * MINUTE };
export const TRIES_PER_KNOWN_DEVICE: Limit = { tries: 10, windowMs: 15 * MINUTE };

export interface Throttle {
  /** `deviceId` only of a device recognised for this very account. */
  take(attempt: { nameKey: string; address: string; deviceId: string | undefined }): Promise<Taken>;
}

/**
 * A known device has one counter of its own and uses neither of the others: else whoever fails on purpose, from anywhere
 * or from behind the same router, would lock the owner out. Counters exist for names that do not: the answer is the same.
 */
export function createThrottle({ counters, namingKey }: { counters: Counters; namingKey: Uint8Array }): Throttle {
  const named = (kind: 'account' | 'address' | 'device', what: string): string =>
    mac(namingKey, JSON.stringify([kind, what]));
  return {
    take({ nameKey, address, deviceId }) {
      if (deviceId !== undefined) {
        return counters.take([{ name: named('device', deviceId), limit: TRIES_PER_KNOWN_DEVICE }]);
      }
      // The address first: one that is over its limit must not leave rows for ever new names.
      return counters.take([
        { name: named('address', addressKey(address)), limit: TRIES_PER_ADDRESS },
        { name: named('account', nameKey), limit: TRIES_PER_ACCOUNT },
      ]);
    },
  };
}
