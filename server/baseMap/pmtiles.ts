import { open, type FileHandle } from 'node:fs/promises';

/** What the head of a PMTiles file (version 3) says of it; see https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md */
export interface TileFile {
  readonly size: number;
  /** Strong: changes with the file. */
  readonly etag: string;
  readonly form: 'vector' | 'raster';
  readonly maxZoom: number;
  /** `length` bytes from `start`, fewer at the end of the file. */
  read(start: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

const HEADER = 127;
const MAGIC = 'PMTiles';
const FORMS: Readonly<Record<number, TileFile['form']>> = {
  1: 'vector',
  2: 'raster',
  3: 'raster',
  4: 'raster',
  5: 'raster',
};

/** The file stays open: one that is replaced while the server runs is read to its end, and the new one after a restart. */
export async function openTileFile(path: string): Promise<TileFile> {
  const file = await open(path, 'r');
  try {
    return await describe(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function describe(file: FileHandle): Promise<TileFile> {
  const { size, mtimeMs } = await file.stat();
  const head = Buffer.alloc(HEADER);
  const { bytesRead } = await file.read(head, 0, HEADER, 0);
  if (bytesRead < HEADER || head.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new Error('it is no PMTiles file');
  if (head[7] !== 3) throw new Error(`it is PMTiles version ${head[7]}; version 3 is read`);
  const form = FORMS[head[99]!];
  if (form === undefined)
    throw new Error('its tiles are neither vector tiles (MVT) nor PNG, JPEG, WebP or AVIF pictures');
  return {
    size,
    etag: `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`,
    form,
    maxZoom: head[101]!,
    async read(start, length) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
      const read = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, read.bytesRead);
    },
    close: () => file.close(),
  };
}
