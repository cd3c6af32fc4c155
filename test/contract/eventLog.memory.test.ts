import { openMemoryStore } from '../../server/log/memory.ts';
import { eventLogContract } from './eventLog.contract.ts';
import type { Home } from './home.ts';
import { tablesContract } from './tables.contract.ts';

const memory: Home = {
  name: 'memory',
  keeps: false,
  manyNodes: false,
  newPlace: async () => ({
    open: async (now) => openMemoryStore(now ? { now } : {}),
    discard: async () => {},
  }),
};

eventLogContract(memory);
tablesContract(memory);
