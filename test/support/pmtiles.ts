import { deflateSync } from 'node:zlib';
import { crc32 } from 'node:zlib';

/** A PMTiles file, version 3, with one directory and nothing compressed: enough for the tiles of a test. */
export function pmtiles(form: 'vector' | 'raster', maxZoom: number, tile: Uint8Array): Buffer {
  // One entry from tile 0 with a run over all of the pyramid: every place shows the same.
  const tiles = ((1 << (2 * (maxZoom + 1))) - 1) / 3;
  const directory = Buffer.from([...varint(1), ...varint(0), ...varint(tiles), ...varint(tile.length), ...varint(1)]);
  const metadata = Buffer.from('{}');
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head[7] = 3;
  const at = { directory: 127, metadata: 127 + directory.length, tiles: 127 + directory.length + metadata.length };
  const sections = [at.directory, directory.length, at.metadata, metadata.length, at.tiles, 0, at.tiles, tile.length];
  for (const [index, value] of sections.entries()) head.writeBigUInt64LE(BigInt(value), 8 + 8 * index);
  for (const [index, value] of [tiles, 1, 1].entries()) head.writeBigUInt64LE(BigInt(value), 72 + 8 * index);
  head[96] = 1;
  head[97] = 1;
  head[98] = 1;
  head[99] = form === 'vector' ? 1 : 2;
  head[101] = maxZoom;
  for (const [index, degrees] of [-180, -85, 180, 85].entries()) head.writeInt32LE(degrees * 1e7, 102 + 4 * index);
  return Buffer.concat([head, directory, metadata, tile]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

/** A PNG of 256 x 256 in one colour. */
export function plainPng(red: number, green: number, blue: number): Buffer {
  const row = Buffer.from([0, ...Array.from({ length: 256 }, () => [red, green, blue]).flat()]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(256, 0);
  head.writeUInt32BE(256, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: 256 }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A vector tile (MVT) whose layer `water` is one square over the whole tile. */
export function waterTile(): Buffer {
  const [move, line, close] = [(1 << 3) | 1, (3 << 3) | 2, 7];
  const zigzag = (value: number) => (value << 1) ^ (value >> 31);
  const geometry = [move, 0, 0, line, zigzag(4096), 0, 0, zigzag(4096), zigzag(-4096), 0, close].flatMap(varint);
  const field = (number: number, bytes: readonly number[]) => [(number << 3) | 2, ...varint(bytes.length), ...bytes];
  const text = (value: string) => [...Buffer.from(value)];
  // Feature: tags (2), type (3) polygon, geometry (4). Layer: version (15), name (1), features (2), keys, values, extent.
  const feature = [...field(2, [0, 0]), 3 << 3, 3, ...field(4, geometry)];
  const layer = [
    ...[15 << 3, 2, ...field(1, text('water')), ...field(2, feature)],
    ...[...field(3, text('kind')), ...field(4, field(1, text('ocean'))), 5 << 3, ...varint(4096)],
  ];
  return Buffer.from(field(3, layer));
}
