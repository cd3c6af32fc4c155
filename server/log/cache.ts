import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Cache, Tables } from './tables.ts';

/** Files of a directory. The work is done by Node's own threads, off the event loop. */
export function fileCache(directory: string): Cache {
  const fileOf = (name: string) => join(directory, `${name.replaceAll(/[^\w-]/g, '_')}.cache`);
  return {
    read: (name) => readFile(fileOf(name)).catch(() => undefined),
    async write(name, pieces) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = fileOf(name);
      const unfinished = `${file}.unfinished`;
      const handle = await open(unfinished, 'w', 0o600);
      try {
        for await (const piece of pieces) await handle.write(piece);
        // Not for durability: a file that was renamed before its content was written would be found damaged.
        await handle.datasync();
      } catch (error) {
        await handle.close();
        await rm(unfinished, { force: true });
        throw error;
      }
      await handle.close();
      await rename(unfinished, file);
    },
    remove: (name) => rm(fileOf(name), { force: true }),
  };
}

const TABLE = 'cache';
const WRITING = 'cache-writing';
/** How long (ms) a writer is believed to be alive. */
const WRITES_FOR_MS = 120_000;
const BLOB_BYTES = 1024 * 1024;

/** Blobs of a store that has no directory; a row of the tables says which belong together. */
export function tableCache(tables: Tables, now: () => number): Cache {
  const blobsOf = async (name: string): Promise<readonly string[]> => {
    const row = await tables.get(TABLE, name);
    return row === undefined ? [] : (JSON.parse(row) as string[]);
  };
  return {
    async read(name) {
      const ids = await blobsOf(name);
      const blobs = await Promise.all(ids.map((id) => tables.getBlob(id)));
      return ids.length > 0 && blobs.every((blob) => blob)
        ? Buffer.concat(blobs.map((blob) => blob!.bytes))
        : undefined;
    },
    async write(name, pieces) {
      // All nodes come to the same row at about the same time: one of them is enough.
      if (!(await tables.putIfAbsent(WRITING, name, '{}', now() + WRITES_FOR_MS))) return;
      const before = await blobsOf(name);
      const stamp = randomUUID();
      const ids: string[] = [];
      const put = async (gathered: Uint8Array[]) => {
        ids.push(`cache/${stamp}/${ids.length}`);
        await tables.putBlob(ids.at(-1)!, '{}', Buffer.concat(gathered));
      };
      try {
        let gathered: Uint8Array[] = [];
        let bytes = 0;
        for await (const piece of pieces) {
          gathered.push(piece);
          bytes += piece.byteLength;
          if (bytes < BLOB_BYTES) continue;
          await put(gathered);
          [gathered, bytes] = [[], 0];
        }
        if (bytes > 0) await put(gathered);
        await tables.put(TABLE, name, JSON.stringify(ids));
      } catch (error) {
        await Promise.allSettled(ids.map((id) => tables.removeBlob(id)));
        throw error;
      } finally {
        await tables.remove(WRITING, name);
      }
      // Another node may be reading them: it then finds one missing, and folds from the start.
      for (const id of before) await tables.removeBlob(id);
    },
    async remove(name) {
      const before = await blobsOf(name);
      await tables.remove(TABLE, name);
      for (const id of before) await tables.removeBlob(id);
    },
  };
}
