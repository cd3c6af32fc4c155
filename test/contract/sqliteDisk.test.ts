import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventLog } from '../../server/log/eventLog.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { refuseWhatIsNotDurable } from '../../server/log/sqliteDatabase.ts';
import type { Store } from '../../server/log/tables.ts';
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

  test('D1 another process has it until it is killed, and what that acknowledged is there', async () => {
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

describe('D5 a full disk', () => {
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

  const noMount = process.platform !== 'linux' || process.getuid?.() !== 0 || !canMount();
  const skipped = noMount ? ' (skipped: a small file system can only be mounted by root on Linux)' : '';
  test.skipIf(noMount)(`the same on a real file system of 3 MB${skipped}`, async () => {
    const disk = join(directory, 'disk');
    execFileSync('mkdir', [disk]);
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

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'tocsin-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

describe('D6 a disk that fails', () => {
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
});

/** Sets the soft limit of this very process; the hard limit stays, so that it can be lifted again. */
function canLimitFileSize(bytes: string): boolean {
  try {
    execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${bytes}:`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('D2 the settings that durability rests on', () => {
  test('are refused, in words, when they are not what was asked for', () => {
    expect(() => refuseWhatIsNotDurable('tocsin.db', 'wal', 2)).not.toThrow();
    expect(() => refuseWhatIsNotDurable('tocsin.db', 'wal', 1)).toThrow('would not keep what is acknowledged');
    expect(() => refuseWhatIsNotDurable('tocsin.db', 'delete', 2)).toThrow('journal_mode delete');
  });
});
