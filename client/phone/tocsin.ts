import { browserRandom, browserTimers, reloadFor, watchDevice } from '../platform/device.ts';
import { indexedDbStorage } from '../platform/indexedDbStorage.ts';
import { memoryStorage } from '../platform/memoryStorage.ts';
import type { Tocsin } from '../store/contract.ts';
import { createTocsinOver, type HeadlessTocsin } from '../store/headless.ts';
import type { DeviceStorage } from '../sync/storage.ts';
import { parseLightly } from './parse.ts';
import { lightWire } from './wire.ts';

/** Tocsin as the desktop has it, same outbox and same device storage, but without the schemas (P-S14). */
export function createPhoneTocsin(): Tocsin {
  const tocsin: HeadlessTocsin = createTocsinOver({
    wire: lightWire({ stock: async () => (await import('../platform/socketWire.ts')).socketWire() }),
    storage: whenOpened(indexedDbStorage()),
    clock: Date.now,
    random: browserRandom,
    timers: browserTimers,
    outdated: () => void reloadFor(() => tocsin.sync.settled()),
    parse: parseLightly,
  });
  watchDevice(tocsin.sync);
  void tocsin.start();
  return tocsin;
}

/** A private window may refuse IndexedDB: then what is queued lives as long as the page does. */
function whenOpened(opening: Promise<DeviceStorage>): DeviceStorage {
  const storage = opening.catch(() => memoryStorage());
  return {
    list: async (prefix) => (await storage).list(prefix),
    commit: async (transaction) => (await storage).commit(transaction),
  };
}
