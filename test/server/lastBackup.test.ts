import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApp } from '../../server/app.ts';
import { lastBackupOf } from '../../server/cli/lastBackup.ts';
import { backUp } from '../../server/cli/verbs/backup.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';

test('[P-D12] when a store was backed up last is known to the server that runs on it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-backed-up-'));
  const directory = join(folder, 'data');
  const app = await createApp({
    store: await openSqliteStore({ directory }),
    clientDirectory: '/nowhere',
    lastBackup: () => lastBackupOf({ directory }),
  });
  expect((await app.context.health()).lastBackup).toBeUndefined();
  const before = new Date().toISOString();
  const quiet = { progress() {}, say() {}, result() {} };
  expect(await backUp({ file: join(directory, 'tocsin.db') }, join(folder, 'copy'), quiet as never)).toBe(true);
  const { lastBackup } = await app.context.health();
  expect(lastBackup! >= before && lastBackup! <= new Date().toISOString()).toBe(true);
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
