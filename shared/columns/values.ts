import { codeOf } from '../code.ts';
import { fromMs } from '../time.ts';
import { Malformed, type Bytes } from './bytes.ts';
import { DEEPEST, MOST_VALUES, put, type Face } from './format.ts';

/** What is known while a message is being opened. */
export interface Decoding {
  readonly bytes: Bytes;
  readonly assets: { ids: Values | undefined; rows: number };
  /** Values promised so far by all columns together. */
  values: number;
  refersToAssets?: true;
}

/** The values of one column by row; `read` is asked only where `has` says so. */
export interface Values {
  /** In every row. */
  readonly always: boolean;
  has(row: number): boolean;
  read(row: number): unknown;
}
export type Members = ReadonlyMap<string, Values>;

/** Reads the value at a place among those that are there. */
type Read = (place: number) => unknown;
type Node = Readonly<Record<string, unknown>>;

const MADE_OF_OTHERS = new Set<unknown>(['again', 'code', 'row', 'struct', 'list']);
const MOST_WRITTEN = 4096;
const MOST_MS = 8_640_000_000_000_000;
/** Engines learn what lies in a shape; an object of a shape from before that is slow to copy. */
const SHAPE_LASTS = 512;
const everywhere = () => true;

/** Which of so many values each row has. */
interface Choice {
  readonly of: number;
  at(row: number): number;
}

/** The faces around the rows of a struct: a member of it may repeat one of theirs. */
interface Around {
  readonly kind: string;
  readonly members: Members;
  /** Which of their values those members have that choose among few. */
  readonly chosen: Map<string, Choice>;
  /** The member of the face that is being opened, while it is one of those. */
  choosing?: string | undefined;
  /** Members that may be repeated: those of all faces, and none that itself needs another. */
  readonly plain: ReadonlySet<string>;
  rowOf(place: number): number;
}

/** The faces of one kind. */
export function facesIn(decoding: Decoding, node: Node, kind: string, rows: number): Members {
  const members = new Map<string, Values>();
  const plain = new Set<string>();
  const around: Around = { kind, members, chosen: new Map(), plain, rowOf: (row) => row };
  for (const member of membersOf(decoding, node, rows)) {
    const form = isNode(member['column'])['as'];
    const name = String(member['name']);
    // Whatever an id were made of might be made of the id.
    if (name === 'id' && MADE_OF_OTHERS.has(form)) throw new Malformed('Its ids are none.');
    if (members.has(name)) throw new Malformed('A member occurs twice.');
    around.choosing = form === 'one-of' && member['has'] !== true ? name : undefined;
    members.set(name, valuesOf(decoding, member, rows, DEEPEST, around));
    around.choosing = undefined;
    if (member['has'] !== true && form !== 'code') plain.add(name);
  }
  return members;
}

function membersOf(decoding: Decoding, node: Node, rows: number): Node[] {
  const members = node['members'];
  if (node['as'] !== 'struct' || !Array.isArray(members)) throw new Malformed('A struct has no members.');
  promise(decoding, rows * (members.length + 1));
  for (const member of members) {
    if (typeof isNode(member)['name'] !== 'string') throw new Malformed('A member has no name.');
  }
  return members as Node[];
}

function promise(decoding: Decoding, values: number): void {
  decoding.values += values;
  if (decoding.values > MOST_VALUES * 8) throw new Malformed('It claims to hold more values than can be held.');
}

function valuesOf(decoding: Decoding, member: Node, rows: number, depth: number, around: Around | undefined): Values {
  const there = member['has'] === true ? thoseThere(decoding.bytes.take(Math.ceil(rows / 8)), rows) : undefined;
  const column = isNode(member['column']);
  const has = there ? there.has : everywhere;
  if (column['as'] === 'again') {
    const other = String(column['member']);
    if (!around?.plain.has(other)) throw new Malformed('It repeats a member that is not there.');
    const { members, rowOf } = around;
    const { read } = members.get(other)!;
    return { always: !there, has, read: (row) => read(rowOf(row)) };
  }
  const inner = around && there ? { ...around, rowOf: (place: number) => around.rowOf(there.rowOf(place)) } : around;
  const read = columnOf(decoding, column, there ? there.count : rows, depth - 1, inner);
  return { always: !there, has, read: there ? (row) => read(there.placeOf(row)) : read };
}

/** Which rows have a value, and at which place among the values it stands. Counted on first use. */
function thoseThere(bits: Uint8Array, rows: number) {
  const has = (row: number): boolean => (bits[row >> 3]! & (1 << (row & 7))) !== 0;
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest > 0; rest &= rest - 1) count += 1;
  for (let row = rows; row < bits.length * 8; row++)
    if (has(row)) throw new Malformed('It marks rows that are not there.');
  let ranks: Int32Array | undefined;
  let places: Int32Array | undefined;
  const rank = () => {
    ranks = new Int32Array(rows);
    places = new Int32Array(count);
    for (let row = 0, next = 0; row < rows; row++) {
      ranks[row] = next;
      if (has(row)) places[next++] = row;
    }
    return { ranks, places };
  };
  return {
    count,
    has,
    placeOf: (row: number): number => (ranks ?? rank().ranks)[row]!,
    rowOf: (place: number): number => (places ?? rank().places)[place]!,
  };
}

function columnOf(decoding: Decoding, node: Node, count: number, depth: number, around: Around | undefined): Read {
  if (depth < 0) throw new Malformed('Its columns lie too deep in one another.');
  promise(decoding, count);
  const { bytes } = decoding;
  switch (node['as']) {
    case 'struct': {
      const members = new Map<string, Values>();
      for (const member of membersOf(decoding, node, count)) {
        members.set(String(member['name']), valuesOf(decoding, member, count, depth, around));
      }
      const listed = [...members];
      let shape = shapeOf(members);
      let made = 0;
      const read = (place: number): Face => {
        if (++made % SHAPE_LASTS === 0) shape = shapeOf(members);
        const value = { ...shape };
        for (const [name, { always, has, read }] of listed) if (always || has(place)) put(value, name, read(place));
        return value;
      };
      const choice = around && soleChoice(node, around);
      if (!choice) return read;
      // It is what that choice is: made once for each, as the values of a choice are.
      const known = new Array<Face | undefined>(choice.of);
      return (place) => (known[choice.at(around.rowOf(place))] ??= read(place));
    }
    case 'list':
      return listOf(decoding, node, count, depth);
    case 'id':
      return idsOf(bytes.take(16 * count), count, node['sorted'] === true);
    case 'row': {
      const at = planes(decoding, bytesOf(node), count)();
      if (!below(at, decoding.assets.rows)) throw new Malformed('It refers to an asset that is not there.');
      decoding.refersToAssets = true;
      return (place) => decoding.assets.ids!.read(at[place]!);
    }
    case 'follows': {
      const { values } = node;
      const choice = around?.chosen.get(String(node['member']));
      if (!around || !choice || !Array.isArray(values) || values.length !== choice.of)
        throw new Malformed('It follows from a member that is not there.');
      return (place) => values[choice.at(around.rowOf(place))] as unknown;
    }
    case 'code': {
      if (!around || depth < DEEPEST - 1) throw new Malformed('Only faces have a code.');
      return (place) => codeOf(around.kind, String(around.members.get('id')?.read(around.rowOf(place))));
    }
    case 'number': {
      const decimals = whole(node['decimals'], 22);
      const at = wholes(decoding, node, count);
      return decimals === 0
        ? at
        : (
            (factor) => (place: number) =>
              at(place) / factor
          )(10 ** decimals);
    }
    case 'double':
      return doublesOf(bytes.take(8 * count), count);
    case 'instant': {
      const at = wholes(decoding, node, count);
      const { min, unit } = limits(node);
      // Looked at one by one only where some might lie outside of time.
      if (Math.abs(min) + Math.abs(unit) * 256 ** bytesOf(node) > MOST_MS) {
        for (let place = 0; place < count; place++) {
          if (Math.abs(at(place)) > MOST_MS) throw new Malformed('It tells of no time there is.');
        }
      }
      return (place) => instant(at(place));
    }
    case 'one-of': {
      const { values } = node;
      const at = planes(decoding, bytesOf(node), count)();
      if (!Array.isArray(values) || !below(at, values.length))
        throw new Malformed('It chooses a value that is not there.');
      if (around?.choosing !== undefined)
        around.chosen.set(around.choosing, { of: values.length, at: (row) => at[row]! });
      return (place) => values[at[place]!] as unknown;
    }
    case 'one-of-texts': {
      const at = planes(decoding, bytesOf(node), count)();
      const texts = isNode(node['texts']);
      const many = whole(node['count'], MOST_VALUES);
      if (texts['as'] !== 'text' || !below(at, many)) throw new Malformed('It chooses a value that is not there.');
      promise(decoding, many);
      const text = textsOf(decoding, texts, many);
      const read = new Array<string | undefined>(many);
      return (place) => (read[at[place]!] ??= text(at[place]!));
    }
    case 'words': {
      const { read: first } = valuesOf(decoding, { column: node['first'] }, count, depth, around);
      const { has, read } = valuesOf(decoding, isNode(node['rest']), count, depth, around);
      return (place) => (has(place) ? `${String(first(place))} ${String(read(place))}` : first(place));
    }
    case 'text':
      return textsOf(decoding, node, count);
    case 'json': {
      const text = textsOf(decoding, node, count);
      const parsed: unknown[] = [];
      for (let place = 0; place < count; place++) parsed.push(bytes.json(text(place)));
      return (place) => parsed[place];
    }
    default:
      throw new Malformed(`A column of a form unknown here: ${String(node['as']).slice(0, 40)}.`);
  }
}

/** The one choice among few from which all members of a struct follow, in whatever row it stands. */
function soleChoice(node: Node, { chosen }: Around): Choice | undefined {
  const from = new Set<unknown>();
  for (const member of node['members'] as readonly unknown[]) {
    const column = isNode(isNode(member)['column']);
    from.add(isNode(member)['has'] === true ? undefined : column['member']);
  }
  const [name] = from;
  return from.size === 1 && typeof name === 'string' ? chosen.get(name) : undefined;
}

/** An object in its final shape: one that grows member by member is moved time and again. */
export function shapeOf(members: Members): Face {
  const shape: Face = {};
  for (const [name, { always }] of members) if (always) put(shape, name, null);
  return shape;
}

/** The same moments are told again and again: writing one out is slow, and keeping it twice is a waste. */
const written = new Map<number, string>();
function instant(ms: number): string {
  let text = written.get(ms);
  if (text === undefined) {
    if (written.size >= MOST_WRITTEN) written.clear();
    written.set(ms, (text = fromMs(ms)));
  }
  return text;
}

function below(values: Planes, limit: number): boolean {
  for (let place = 0; place < values.length; place++) if (values[place]! >= limit) return false;
  return true;
}

function listOf(decoding: Decoding, node: Node, count: number, depth: number): Read {
  const ends = endsOf(decoding, isNode(node['lengths']), count);
  const items = whole(node['count'], MOST_VALUES);
  if (ends[count] !== items) throw new Malformed('Its lists are longer or shorter than they say.');
  const read = columnOf(decoding, isNode(node['items']), items, depth - 1, undefined);
  return (place) => {
    const list: unknown[] = [];
    for (let item = ends[place]!; item < ends[place + 1]!; item++) list.push(read(item));
    return list;
  };
}

function textsOf(decoding: Decoding, node: Node, count: number): (place: number) => string {
  const ends = endsOf(decoding, isNode(node['lengths']), count);
  const text = decoding.bytes.text(whole(node['bytes'], 0xffffffff));
  if (ends[count] !== text.length) throw new Malformed('Its texts are longer or shorter than they say.');
  return (place) => text.slice(ends[place], ends[place + 1]);
}

/** Where each of many stretches begins, and the last one ends. */
function endsOf(decoding: Decoding, node: Node, count: number): Float64Array {
  const { min, unit } = limits(node);
  if (min < 0 || unit < 0) throw new Malformed('A length is none.');
  const steps = planes(decoding, bytesOf(node), count)();
  const ends = new Float64Array(count + 1);
  let end = 0;
  for (let place = 0; place < count; place++) ends[place + 1] = end += min + steps[place]! * unit;
  return ends;
}

/** The characters of each byte in hexadecimal. */
const HIGH = Uint8Array.from({ length: 256 }, (_one, byte) => '0123456789abcdef'.charCodeAt(byte >> 4));
const LOW = Uint8Array.from({ length: 256 }, (_one, byte) => '0123456789abcdef'.charCodeAt(byte & 15));
const DASH = 45;

function idsOf(taken: Uint8Array, count: number, sorted: boolean): Read {
  const bytes = sorted ? fromDistances(taken, count) : taken;
  const high = (at: number, place: number): number => HIGH[bytes[at * count + place]!]!;
  const low = (at: number, place: number): number => LOW[bytes[at * count + place]!]!;
  // In one go: text put together piece by piece would be kept in pieces.
  // prettier-ignore
  return (p) =>
    String.fromCharCode(
      high(0, p), low(0, p), high(1, p), low(1, p), high(2, p), low(2, p), high(3, p), low(3, p), DASH,
      high(4, p), low(4, p), high(5, p), low(5, p), DASH, high(6, p), low(6, p), high(7, p), low(7, p), DASH,
      high(8, p), low(8, p), high(9, p), low(9, p), DASH, high(10, p), low(10, p), high(11, p), low(11, p),
      high(12, p), low(12, p), high(13, p), low(13, p), high(14, p), low(14, p), high(15, p), low(15, p),
    );
}

function fromDistances(taken: Uint8Array, count: number): Uint8Array {
  const bytes = taken.slice();
  let start = 0;
  for (let row = 0; row < count; row++) {
    start = (start + ((bytes[row]! << 8) | bytes[count + row]!)) & 0xffff;
    bytes[row] = start >> 8;
    bytes[count + row] = start;
  }
  return bytes;
}

function doublesOf(bytes: Uint8Array, count: number): Read {
  const one = new DataView(new ArrayBuffer(8));
  return (place) => {
    for (let at = 0; at < 8; at++) one.setUint8(at, bytes[at * count + place]!);
    return one.getFloat64(0, true);
  };
}

type Planes = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Whole numbers of so many planes; put together when they are first wanted. */
function planes({ bytes }: Decoding, width: number, count: number): () => Planes {
  const all = bytes.take(width * count);
  if (width === 1) return () => all;
  let made: Planes | undefined;
  return () => {
    if (made) return made;
    made =
      width === 0
        ? new Uint8Array(count)
        : width === 2
          ? new Uint16Array(count)
          : width <= 4
            ? new Uint32Array(count)
            : new Float64Array(count);
    if (width === 2) {
      // The most frequent of all: in one go, and in whole numbers.
      for (let place = 0; place < count; place++) made[place] = all[place]! | (all[count + place]! << 8);
      return made;
    }
    for (let at = width - 1; at >= 0; at--) {
      for (let place = 0, byte = at * count; place < count; place++, byte++)
        made[place] = made[place]! * 256 + all[byte]!;
    }
    return made;
  };
}

function wholes(decoding: Decoding, node: Node, count: number): (place: number) => number {
  const { min, unit } = limits(node);
  const steps = planes(decoding, bytesOf(node), count);
  let made: Planes | undefined;
  return (place) => min + (made ??= steps())[place]! * unit;
}

/** Where a column of numbers begins, and in which steps it goes on. */
function limits({ min, unit }: Node): { min: number; unit: number } {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(unit))
    throw new Malformed('A number has no beginning or no step.');
  return { min: min as number, unit: unit as number };
}

const bytesOf = (node: Node): number => whole(node['bytes'], 7);

function whole(value: unknown, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most)
    throw new Malformed('The head is ill-formed.');
  return value as number;
}

function isNode(value: unknown): Node {
  if (typeof value !== 'object' || value === null) throw new Malformed('The head is ill-formed.');
  return value as Node;
}
