import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { shortReceiptKey } from '../../server/log/sqliteStatements.ts';
import { eventLogContract } from './eventLog.contract.ts';
import { append } from './home.ts';
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

test('two commands whose short keys are the same are not taken for one another', async () => {
  const place = await sqlite.newPlace();
  const store = await place.open();
  await store.log.append(append(0, ['a'], ['command-1']));
  await place.alter!(`UPDATE tocsin_receipt SET key = ${shortReceiptKey('author-1', 'command-2')}`);
  expect(await store.log.receipt('author-1', 'command-2')).toBeUndefined();
  expect(await store.log.append(append(1, ['b'], ['command-2']))).toEqual({ kind: 'appended', head: 2 });
  expect(await store.log.receipt('author-1', 'command-2')).toMatchObject({ commandId: 'command-2', position: 2 });
  await store.close();
  await place.discard();
});

eventLogContract(sqlite);
tablesContract(sqlite);
