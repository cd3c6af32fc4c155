import { Bytes, Malformed } from './bytes.ts';
import { FORMAT_VERSION, MAGIC, MOST_VALUES, PREAMBLE_BYTES, put, type Face, type Utf8 } from './format.ts';
import { facesIn, shapeOf, type Decoding, type Members, type Values } from './values.ts';

/** The faces of one kind, still lying in their columns: nothing but the head has been parsed. */
export interface KindColumns {
  readonly rows: number;
  /** The faces of rows `from` up to, not including, `to`. */
  faces(from: number, to: number): Face[];
  /** One member of all of them, where any has it. */
  member(name: string): Values | undefined;
}

export interface Columns {
  readonly operation: string;
  readonly cursor: string;
  readonly kinds: ReadonlyMap<string, KindColumns>;
}

/**
 * Opens a message. Its columns stay where they are, as views of `buffer`, until faces are asked for. Whatever is wrong
 * with it is found here and said in a sentence: reading its faces afterwards cannot fail.
 */
export function decodeColumns(buffer: Uint8Array, utf8: Utf8): Columns | { readonly refused: string } {
  try {
    return opened(buffer, utf8);
  } catch (error) {
    if (error instanceof Malformed) return { refused: error.message };
    throw error;
  }
}

function opened(buffer: Uint8Array, utf8: Utf8): Columns {
  const bytes = new Bytes(buffer, utf8);
  const preamble = bytes.take(PREAMBLE_BYTES);
  if (MAGIC.some((byte, at) => preamble[at] !== byte)) throw new Malformed('This is not a message of columns.');
  if (preamble[4] !== FORMAT_VERSION) throw new Malformed(`Columns of version ${preamble[4]} cannot be read here.`);
  const headBytes = new DataView(preamble.buffer, preamble.byteOffset).getUint32(8, true);
  const head = objectOf(bytes.json(bytes.text(headBytes)));
  const { operation, cursor, kinds } = head;
  if (typeof operation !== 'string' || typeof cursor !== 'string' || !Array.isArray(kinds)) {
    throw new Malformed('The head names no operation, no cursor or no kinds.');
  }
  const decoding: Decoding = { bytes, assets: { ids: undefined, rows: 0 }, values: 0 };
  const decoded = new Map<string, KindColumns>();
  const named = kinds.map(objectOf);
  const assets = named.find(({ kind }) => kind === 'asset');
  decoding.assets.rows = assets ? countOf(assets['rows']) : 0;
  for (const { kind, rows, faces } of named) {
    if (typeof kind !== 'string' || decoded.has(kind)) throw new Malformed('A kind has no name, or occurs twice.');
    const members = facesIn(decoding, objectOf(faces), kind, countOf(rows));
    if (kind === 'asset') decoding.assets.ids = members.get('id');
    decoded.set(kind, {
      rows: rows as number,
      faces: (from, to) => facesOf(members, from, to),
      member: (name) => members.get(name),
    });
  }
  if (decoding.refersToAssets && !decoding.assets.ids) throw new Malformed('It refers to assets that are not there.');
  if (bytes.left > 0) throw new Malformed(`There are ${bytes.left} bytes left over.`);
  return { operation, cursor, kinds: decoded };
}

function facesOf(members: Members, from: number, to: number): Face[] {
  const shape = shapeOf(members);
  const faces: Face[] = [];
  for (let row = from; row < to; row++) faces.push({ ...shape });
  for (const [name, { always, has, read }] of members) {
    for (let row = from; row < to; row++) if (always || has(row)) put(faces[row - from]!, name, read(row));
  }
  return faces;
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed('The head is ill-formed.');
  return value as Record<string, unknown>;
}

function countOf(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > MOST_VALUES) {
    throw new Malformed(`There can be no ${String(value)} values.`);
  }
  return value as number;
}
