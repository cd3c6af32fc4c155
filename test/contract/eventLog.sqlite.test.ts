import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { eventLogContract } from './eventLog.contract.ts';
import type { Home } from './home.ts';
import { tablesContract } from './tables.contract.ts';

const sqlite: Home = {
  name: 'SQLite',
  keeps: true,
  manyNodes: false,
  async newPlace() {
    const directory = await mkdtemp(join(tmpdir(), 'tocsin-log-'));
    return {
      open: (now) => openSqliteStore({ directory, ...(now && { now }) }),
      async alter(sql) {
        const database = new DatabaseSync(join(directory, 'tocsin.db'));
        database.exec(sql);
        database.close();
      },
      discard: () => rm(directory, { recursive: true, force: true }),
    };
  },
};

eventLogContract(sqlite);
tablesContract(sqlite);
