import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppendInDoubt } from '../../server/log/eventLog.ts';
import type { EventLog } from '../../server/log/eventLog.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { refuseWhatIsNotDurable } from '../../server/log/sqliteDatabase.ts';
import type { Store } from '../../server/log/tables.ts';
import { canLimitFileSize, canMakeLyingDisk, canMount, mountLyingDisk } from './disks.ts';
import { append, operation, textsOf } from './home.ts';

let directory: string;
let stores: Store[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tocsin-disk-'));
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function open(options: Partial<Parameters<typeof openSqliteStore>[0]> = {}): Promise<Store> {
  const store = await openSqliteStore({ directory, ...options });
  stores.push(store);
  return store;
}

describe('one process owns a data directory', () => {
  test('a second opener is refused in words, and the first is not disturbed', async () => {
    const { log } = await open();
    await expect(open()).rejects.toThrow(`is in use by process ${process.pid}`);
    await expect(open()).rejects.toThrow('TOCSIN_DATA');
    expect(await log.append(append(0, ['a']))).toEqual({ kind: 'appended', head: 1 });
  });

  test('[P-D1] another process has it until it is killed, and what that acknowledged is there', async () => {
    for (const kill of [1, 2, 3]) {
      const writer = spawn(process.execPath, [join(import.meta.dirname, 'appendUntilKilled.ts'), directory]);
      const acknowledged = await readUntil(writer, (heads) => heads.length > 50 * kill);
      await expect(open()).rejects.toThrow(`is in use by process ${writer.pid}`);
      writer.kill('SIGKILL');
      const heads = await acknowledged.untilTheEnd;
      const { log, close } = await openSqliteStore({ directory });
      expect(await log.head(operation)).toBeGreaterThanOrEqual(heads.at(-1)!);
      expect(await log.receipt('author-1', `command ${heads.at(-1)}`)).toBeDefined();
      expect(await log.verify(operation)).toMatchObject({ ok: true });
      await close();
    }
  });
});

async function readUntil(child: ChildProcess, enough: (heads: number[]) => boolean) {
  const heads: number[] = [];
  const lines = createInterface({ input: child.stdout! });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      heads.push(Number(line));
      if (enough(heads)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The writer ended with ${code}`)));
  });
  return { untilTheEnd: once(child, 'close').then(() => heads) };
}

/** Fills the disk with appends; answers how many were acknowledged. */
async function fill(log: EventLog): Promise<number> {
  let head = await log.head(operation);
  for (;;) {
    const answer = await log.append(append(head, [`${head + 1}`.padEnd(2_000)], [`command ${head + 1}`]));
    if (answer.kind === 'not-stored') {
      expect(answer).toMatchObject({ reason: 'disk-full', message: expect.stringContaining('disk is full') });
      return head;
    }
    expect(answer).toEqual({ kind: 'appended', head: head + 1 });
    head += 1;
  }
}

async function holdsOnWhileFull({ log, tables }: Store, head: number): Promise<void> {
  expect(await log.health()).toMatchObject({ writable: false, message: expect.stringContaining('full') });
  expect(await textsOf(log)).toHaveLength(head);
  expect(await log.head(operation)).toBe(head);
  expect(await log.receipt('author-1', `command ${head}`)).toBeDefined();
  expect(await log.receipt('author-1', `command ${head + 1}`)).toBeUndefined();
  await expect(tables.putBlob('photo', '{}', new Uint8Array(1_000_000))).rejects.toThrow('disk is full');
}

async function goesOn({ log }: Store, head: number): Promise<void> {
  expect(await log.append(append(head, ['after'], [`command ${head + 1}`]))).toEqual({
    kind: 'appended',
    head: head + 1,
  });
  expect(await log.health()).toEqual({ writable: true });
  expect(await log.verify(operation)).toMatchObject({ ok: true, events: head + 1 });
}

describe('[P-D5] a full disk', () => {
  test('refuses writes in words, goes on reading, and writes again when there is space', async () => {
    const pageLimit = new Int32Array(new SharedArrayBuffer(4));
    const store = await open({ pageLimit });
    await store.log.append(append(0, ['a']));
    Atomics.store(pageLimit, 0, 100);
    const head = await fill(store.log);
    expect(head).toBeGreaterThan(10);
    await holdsOnWhileFull(store, head);
    Atomics.store(pageLimit, 0, 0);
    await goesOn(store, head);
  });

  test('nothing of a group that did not fit is remembered', async () => {
    const pageLimit = new Int32Array(new SharedArrayBuffer(4));
    const { log } = await open({ pageLimit });
    Atomics.store(pageLimit, 0, 60);
    const group = await Promise.all([
      log.append(append(0, ['small'], ['small'])),
      log.append({ ...append(0, ['large'.padEnd(2_000_000)]), operation: 'operation-2' }),
    ]);
    for (const answer of group) expect(answer).toMatchObject({ kind: 'not-stored', reason: 'disk-full' });
    expect(await log.append(append(0, ['small'], ['small']))).toEqual({ kind: 'appended', head: 1 });
  });

  const noMount = !canMount('-t', 'tmpfs', 'tmpfs');
  const skipped = noMount ? ' (skipped: a small file system can only be mounted by root on Linux)' : '';
  test.skipIf(noMount)(`the same on a real file system of 3 MB${skipped}`, async () => {
    const disk = join(directory, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk]);
    try {
      const store = await open({ directory: disk });
      execFileSync('fallocate', ['-l', '1M', join(disk, 'ballast')]);
      const head = await fill(store.log);
      await holdsOnWhileFull(store, head);
      rmSync(join(disk, 'ballast'));
      await goesOn(store, head);
      await store.close();
      const again = await open({ directory: disk });
      expect(await again.log.head(operation)).toBe(head + 1);
      await again.close();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

describe('[P-D6] a disk that fails', () => {
  const noLimits = !canLimitFileSize('unlimited');
  const skipped = noLimits ? ' (skipped: the program prlimit is needed to make writes fail)' : '';

  test.skipIf(noLimits)(
    `a failed commit is not acknowledged, and nothing is lost or half there${skipped}`,
    async () => {
      const { log } = await open();
      await log.append(append(0, ['a', 'b'], ['command 1']));
      // From here on every write beyond the first 4 KiB of a file fails with EFBIG, which SQLite reports as an I/O error.
      canLimitFileSize('4096');
      try {
        const refused = await Promise.all([
          log.append(append(2, ['lost'], ['command 2'])),
          log.append({ ...append(0, ['lost']), operation: 'operation-2' }),
        ]);
        for (const answer of refused) {
          expect(answer).toMatchObject({
            kind: 'not-stored',
            reason: 'unavailable',
            message: expect.stringMatching(/disk/),
          });
        }
        expect(await log.append(append(2, ['lost'], ['command 2']))).toMatchObject({ kind: 'not-stored' });
        expect(await log.health()).toMatchObject({ writable: false });
        expect(await textsOf(log)).toEqual(['a', 'b']);
      } finally {
        canLimitFileSize('unlimited');
      }
      expect(await log.append(append(2, ['c'], ['command 2']))).toEqual({ kind: 'appended', head: 3 });
      expect(await log.health()).toEqual({ writable: true });
      expect(await textsOf(log)).toEqual(['a', 'b', 'c']);
      expect(await log.operations()).toEqual([operation]);
      expect(await log.verify(operation)).toMatchObject({ ok: true, events: 3 });
    },
  );

  test.skipIf(noLimits)(
    `one append that does not fit is not acknowledged, and the next goes on${skipped}`,
    async () => {
      const { log } = await open();
      await log.append(append(0, ['a']));
      // The database and a small write-ahead log fit below; a commit of 300 KB fails in its middle.
      canLimitFileSize('131072');
      try {
        const large = append(1, ['large'.padEnd(300_000)], ['large']);
        expect(await log.append(large)).toMatchObject({ kind: 'not-stored', reason: 'unavailable' });
        expect(await log.receipt('author-1', 'large')).toBeUndefined();
        expect(await log.append(append(1, ['small']))).toEqual({ kind: 'appended', head: 2 });
      } finally {
        canLimitFileSize('unlimited');
      }
      expect(await textsOf(log)).toEqual(['a', 'small']);
      expect(await log.verify(operation)).toMatchObject({ ok: true, events: 2 });
    },
  );

  test.skipIf(noLimits)(`a log whose tail was altered is not written to after a failed commit${skipped}`, async () => {
    const { log } = await open();
    await log.append(append(0, ['a', 'b']));
    const behindItsBack = new DatabaseSync(join(directory, 'tocsin.db'));
    behindItsBack.exec(`UPDATE tocsin_event SET body = '"forged"' WHERE position = 2`);
    behindItsBack.close();
    canLimitFileSize('4096');
    try {
      expect(await log.append(append(2, ['lost']))).toMatchObject({ kind: 'not-stored' });
    } finally {
      canLimitFileSize('unlimited');
    }
    const answer = await log.append(append(2, ['c']));
    expect(answer).toMatchObject({
      kind: 'not-stored',
      message: expect.stringContaining('event 2 is not what was written'),
    });
    expect(await log.readAfter(operation, 0, 10)).toHaveLength(2);
  });

  // A file system on a disk that lies about its size: writes are taken, and it is the fsync that fails.
  const noLoop = !canMakeLyingDisk();
  const noDisk = noLoop ? ' (skipped: needs root on Linux, loop devices and mkfs.ext2)' : '';
  test.skipIf(noLoop)(
    `a failed fsync is not acknowledged; the handle is opened anew and checked${noDisk}`,
    async () => {
      const disk = mountLyingDisk(directory);
      try {
        const { log, close } = await open({ directory: join(disk.path, 'data') });
        let acknowledged = 0;
        const untilItFails = async () => {
          for (;;) {
            const answer = await log.append(append(acknowledged, [`${acknowledged + 1}`.padEnd(50_000)]));
            if (answer.kind !== 'appended') return answer;
            acknowledged = answer.head;
          }
        };
        // It cannot be known whether the commit mark reached the disk, so nothing is claimed either way.
        await expect(untilItFails()).rejects.toThrow(AppendInDoubt);
        expect(await textsOf(log)).toHaveLength(acknowledged);
        expect(await log.health()).toMatchObject({ writable: false });
        disk.makeHonest();
        const head = await log.head(operation);
        expect(await log.append(append(head, ['after']))).toEqual({ kind: 'appended', head: head + 1 });
        expect(head).toBeGreaterThanOrEqual(acknowledged);
        expect(await log.verify(operation)).toMatchObject({ ok: true, events: head + 1 });
        await close();
      } finally {
        disk.unmount();
      }
    },
  );
});

describe('[LOG-5] the settings that durability rests on', () => {
  test('are refused, in words, when they are not what was asked for', () => {
    expect(() => refuseWhatIsNotDurable('tocsin.db', 'wal', 2)).not.toThrow();
    expect(() => refuseWhatIsNotDurable('tocsin.db', 'wal', 1)).toThrow('would not keep what is acknowledged');
    expect(() => refuseWhatIsNotDurable('tocsin.db', 'delete', 2)).toThrow('journal_mode delete');
  });
});
