import { memoryStorage } from '../../../client/platform/memoryStorage.ts';
import { storageContract } from './storage.contract.ts';

storageContract('memory', async () => memoryStorage());
