import { browserRandom, browserTimers, reloadFor, watchDevice } from '../platform/device.ts';
import { indexedDbStorage } from '../platform/indexedDbStorage.ts';
import { memoryStorage } from '../platform/memoryStorage.ts';
import { socketWire } from '../platform/socketWire.ts';
import type { DeviceStorage } from '../sync/storage.ts';
import type { Tocsin } from './contract.ts';
import { createTocsinOver, type HeadlessTocsin } from './headless.ts';
import { parseCommand } from './parseCommand.ts';

/** Tocsin in a browser: starts by itself, with what this device kept. */
export function createTocsin(): Tocsin {
  const tocsin: HeadlessTocsin = createTocsinOver({
    wire: socketWire(),
    storage: whenOpened(indexedDbStorage()),
    clock: Date.now,
    random: browserRandom,
    timers: browserTimers,
    outdated: () => void reloadFor(() => tocsin.sync.settled()),
    parse: parseCommand,
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
