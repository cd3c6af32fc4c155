import { Buffer } from 'node:buffer';
import type { Change, Face } from './screen.ts';

/**
 * Columns as their description says they are written (shared/columns): a decoder of the checker's own, which takes the
 * plainest way and no part of the product.
 */
type Node = Readonly<Record<string, unknown>>;
const nodeOf = (value: unknown): Node => value as Node;

/** A whole picture: "TCSN", the version, three zero bytes, the length of the head, the head, then the bytes of all columns. */
export function pictureOf(bytes: Uint8Array): {
  operation: string;
  cursor: string;
  records: Record<string, Face[]>;
} {
  const all = Buffer.from(bytes);
  if (all.toString('latin1', 0, 4) !== 'TCSN' || all[4] !== 1 || all.readUIntBE(5, 3) !== 0)
    throw new Error('These are no columns of version 1.');
  const length = all.readUInt32LE(8);
  const head = JSON.parse(all.toString('utf8', 12, 12 + length)) as {
    operation: string;
    cursor: string;
    kinds: { kind: string; rows: number; faces: Node }[];
  };
  const reading = new Reading(all, 12 + length);
  const records: Record<string, Face[]> = {};
  // Which row of the assets an asset stands in is known only when all columns have been read.
  const whole = head.kinds.map(({ kind, rows, faces }) => ({ kind, rows: reading.faces(kind, faces, rows) }));
  const assets = whole.find(({ kind }) => kind === 'asset')?.rows ?? [];
  for (const { kind, rows } of whole)
    records[kind] = rows.map((row) => settled(row, (at) => String(assets[at]!['id'])) as Face);
  if (reading.left !== 0) throw new Error(`${reading.left} bytes are left over.`);
  return { operation: head.operation, cursor: head.cursor, records };
}

/** Stands where an asset is named by the number of its row. */
class OfRow {
  readonly row: number;
  constructor(row: number) {
    this.row = row;
  }
}
function settled(value: unknown, idAt: (row: number) => string): unknown {
  if (value instanceof OfRow) return idAt(value.row);
  if (Array.isArray(value)) return value.map((one) => settled(one, idAt));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, settled(member, idAt)]));
}

/** What the faces around a column are known to hold by now, by the number of the row. */
interface Around {
  readonly kind: string;
  readonly rows: Record<string, unknown>[];
  /** Of members that choose among a few values: which of them each row has. */
  readonly chosen: Map<string, readonly number[]>;
}

class Reading {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }
  get left(): number {
    return this.#bytes.length - this.#at;
  }
  #take(count: number): Buffer {
    if (count > this.left) throw new Error('The columns end too early.');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  faces(kind: string, node: Node, count: number): Record<string, unknown>[] {
    const rows = Array.from({ length: count }, (): Record<string, unknown> => ({}));
    const around: Around = { kind, rows, chosen: new Map() };
    const every = rows.map((_row, index) => index);
    this.#members(node, rows, every, around, true);
    // The short code follows from the id, which may come after it.
    for (const row of rows)
      for (const [name, value] of Object.entries(row)) if (value === CODE) row[name] = codeOf(kind, String(row['id']));
    return rows;
  }

  /** `of`: for each value the row of the face that it belongs to. */
  #members(
    node: Node,
    into: Record<string, unknown>[],
    of: readonly number[],
    around: Around | undefined,
    whole: boolean,
  ): void {
    for (const { name, has, column } of node['members'] as { name: string; has?: true; column: Node }[]) {
      const there = this.#there(has === true, into.length);
      const rows = there.map((place) => of[place]!);
      const values = this.#column(column, there.length, rows, around, whole && has !== true ? name : undefined);
      there.forEach((place, index) => (into[place]![name] = values[index]));
    }
  }

  /** Which have a value: all, or as a bitmap says, lowest bit first. */
  #there(some: boolean, count: number): number[] {
    const every = Array.from({ length: count }, (_one, place) => place);
    if (!some) return every;
    const bits = this.#take(Math.ceil(count / 8));
    return every.filter((place) => (bits[place >> 3]! >> (place & 7)) & 1);
  }

  #column(node: Node, count: number, of: readonly number[], around: Around | undefined, choosing?: string): unknown[] {
    switch (node['as']) {
      case 'struct': {
        const values = Array.from({ length: count }, (): Record<string, unknown> => ({}));
        this.#members(node, values, of, around, false);
        return values;
      }
      case 'list': {
        const lengths = this.#wholes(nodeOf(node['lengths']), count);
        const items = this.#column(nodeOf(node['items']), Number(node['count']), [], undefined);
        let at = 0;
        return lengths.map((length) => items.slice(at, (at += length)));
      }
      case 'id':
        return this.#ids(count, node['sorted'] === true);
      case 'row':
        return this.#planes(Number(node['bytes']), count).map((row) => new OfRow(row));
      case 'code':
        return Array.from({ length: count }, () => CODE);
      case 'again':
        return of.map((row) => around!.rows[row]![String(node['member'])]);
      case 'follows': {
        const chosen = around!.chosen.get(String(node['member']))!;
        return of.map((row) => (node['values'] as unknown[])[chosen[row]!]);
      }
      case 'number': {
        const factor = 10 ** Number(node['decimals']);
        return this.#wholes(node, count).map((value) => value / factor);
      }
      case 'double': {
        const planes = this.#take(8 * count);
        const one = Buffer.alloc(8);
        return Array.from({ length: count }, (_one, place) => {
          for (let at = 0; at < 8; at++) one[at] = planes[at * count + place]!;
          return one.readDoubleLE();
        });
      }
      case 'instant':
        return this.#wholes(node, count).map((ms) => new Date(ms).toISOString());
      case 'one-of': {
        const places = this.#planes(Number(node['bytes']), count);
        if (choosing !== undefined) around?.chosen.set(choosing, places);
        return places.map((place) => (node['values'] as unknown[])[place]);
      }
      case 'one-of-texts': {
        const places = this.#planes(Number(node['bytes']), count);
        const texts = this.#texts(nodeOf(node['texts']), Number(node['count']));
        return places.map((place) => texts[place]);
      }
      case 'words': {
        const first = this.#column(nodeOf(node['first']), count, of, around);
        const { has, column } = node['rest'] as { has?: true; column: Node };
        const there = this.#there(has === true, count);
        const rests = this.#column(
          column,
          there.length,
          there.map((place) => of[place]!),
          around,
        );
        const whole = [...first];
        there.forEach((place, index) => (whole[place] = `${String(first[place])} ${String(rests[index])}`));
        return whole;
      }
      case 'text':
        return this.#texts(node, count);
      case 'json':
        return this.#texts(node, count).map((text): unknown => JSON.parse(text));
      default:
        throw new Error(`There is no column of the form ${String(node['as'])}.`);
    }
  }

  /** Numbers in planes, all lowest bytes first. */
  #planes(bytes: number, count: number): number[] {
    const planes = this.#take(bytes * count);
    return Array.from({ length: count }, (_one, place) => {
      let value = 0;
      for (let at = bytes - 1; at >= 0; at--) value = value * 256 + planes[at * count + place]!;
      return value;
    });
  }
  #wholes({ min, unit, bytes }: Node, count: number): number[] {
    return this.#planes(Number(bytes), count).map((value) => Number(min) + value * Number(unit));
  }
  #ids(count: number, sorted: boolean): string[] {
    const planes = Buffer.from(this.#take(16 * count));
    let start = 0;
    return Array.from({ length: count }, (_one, place) => {
      const bytes = Buffer.from(Array.from({ length: 16 }, (_byte, at) => planes[at * count + place]!));
      if (sorted) {
        start = (start + bytes.readUInt16BE()) % 65_536;
        bytes.writeUInt16BE(start);
      }
      return hyphened(bytes.toString('hex'));
    });
  }
  #texts(node: Node, count: number): string[] {
    const lengths = this.#wholes(nodeOf(node['lengths']), count);
    const text = this.#take(Number(node['bytes'])).toString('utf8');
    let at = 0;
    return lengths.map((length) => text.slice(at, (at += length)));
  }
}

const CODE = Symbol('code');
const hyphened = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

const LETTERS_OF_CODES = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODES: Readonly<Record<string, string>> = {
  incident: 'INC',
  asset: 'AST',
  task: 'TSK',
  note: 'NTE',
  attachment: 'ATT',
  organisation: 'ORG',
  circle: 'CIR',
  user: 'PER',
  operation: 'OPN',
};
/** The kind, and the first 20 bits of the id in Crockford's base 32. */
function codeOf(kind: string, id: string): string {
  const bits = Number.parseInt(id.slice(0, 5), 16);
  const letters = [15, 10, 5, 0].map((shift) => LETTERS_OF_CODES[(bits >> shift) & 31]);
  return `${CODES[kind] ?? 'REC'}-${letters.join('')}`;
}

/** Changes packed in a batch: in groups of like members, a column for each member. */
export interface Packed {
  readonly count: number;
  readonly groups: readonly { readonly count: number; readonly columns: readonly PackedColumn[] }[];
  readonly order?: string;
}
type PackedColumn = { readonly path: readonly string[] } & Node;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const numberIn = (text: string): number => [...text].reduce((value, letter) => value * 64 + LETTERS.indexOf(letter), 0);

export function changesIn({ count, groups, order }: Packed): Change[] {
  const rows = groups.map(({ count: many, columns }) => rowsOf(many, columns));
  const changes: Change[] = [];
  for (let at = 0; at < count; at++)
    changes.push(rows[order === undefined ? 0 : LETTERS.indexOf(order[at]!)]!.shift() as unknown as Change);
  if (rows.some((left) => left.length > 0)) throw new Error('More changes are packed than are told of.');
  return changes;
}

function rowsOf(count: number, columns: readonly PackedColumn[]): Record<string, unknown>[] {
  const known: unknown[][] = [];
  for (const column of columns) known.push(unpacked(column, count, known));
  return Array.from({ length: count }, (_one, row) => {
    const change: Record<string, unknown> = {};
    columns.forEach(({ path }, place) => {
      let into = change;
      for (const name of path.slice(0, -1)) into = (into[name] ??= {}) as Record<string, unknown>;
      into[path.at(-1)!] = known[place]![row];
    });
    return change;
  });
}

function unpacked(column: PackedColumn, count: number, known: readonly unknown[][]): unknown[] {
  const each = <T>(value: (row: number) => T): T[] => Array.from({ length: count }, (_one, row) => value(row));
  const part = (text: unknown, row: number, letters: number) => String(text).slice(row * letters, (row + 1) * letters);
  const letters = Number(column['letters']);
  if ('as' in column) return known[Number(column['as'])]!;
  if ('ids' in column)
    return each((row) => {
      const text = part(column['ids'], row, 22);
      let hex = '';
      for (let at = 0; at < 20; at += 2)
        hex += numberIn(text.slice(at, at + 2))
          .toString(16)
          .padStart(3, '0');
      return hyphened(hex + numberIn(text.slice(20)).toString(16).padStart(2, '0'));
    });
  if ('numbers' in column)
    return each((row) => Number(column['from']) + numberIn(part(column['numbers'], row, letters)));
  if ('instants' in column)
    return each((row) =>
      new Date(Number(column['since']) + numberIn(part(column['instants'], row, letters))).toISOString(),
    );
  if ('few' in column) return each((row) => (column['of'] as unknown[])[LETTERS.indexOf(String(column['few'])[row]!)]);
  return 'each' in column ? (column['each'] as unknown[]) : each(() => column['all']);
}
