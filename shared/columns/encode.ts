import { canonicalJson } from '../canonical.ts';
import { codeOf } from '../code.ts';
import type { Records } from '../protocol/down.ts';
import {
  DEEPEST,
  FORMAT_VERSION,
  MAGIC,
  PREAMBLE_BYTES,
  type Column,
  type ColumnsHead,
  type Face,
  type StructColumn,
  type TextColumn,
  type Utf8,
} from './format.ts';
import { asDouble, asFixedPoint, asInstants, bitmap, planesOf, wholeOf } from './numbers.ts';
import { every, map, VALUES_PER_SLICE, type Sliced } from './slices.ts';

/** Objects looked at before it is believed that few of them differ. */
const SAMPLE = 32;
/** Different members in a column of objects, beyond which the names are rather keys. */
const MOST_MEMBERS = 64;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The faces of one kind while they are being written. */
interface Writing {
  readonly kind: string;
  readonly pieces: Uint8Array[];
  readonly utf8: Utf8;
  readonly assets: ReadonlyMap<string, number>;
  readonly faces: readonly Face[];
  /** Members that are written already, for columns that say the same. */
  readonly written: string[];
  /** Of those the ones that choose among few values, with the values. */
  readonly chosen: Map<string, readonly unknown[]>;
}

/** Where a value of a column stands: the row of its face, unless it stands in a list. */
type Rows = readonly number[] | undefined;

/** Faces as columns, in pieces to be joined; any face survives byte for byte in canonical form. */
export function* encodeColumns(
  { operation, cursor, records }: { operation: string; cursor: string; records: Records },
  utf8: Utf8,
): Sliced<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  const assets = new Map<string, number>();
  yield* every(records.asset ?? [], ({ id }, row) => {
    if (typeof id === 'string') assets.set(id, row);
    return true;
  });
  const kinds: ColumnsHead['kinds'][number][] = [];
  for (const [kind, list] of Object.entries(records)) {
    const writing: Writing = { kind, pieces, utf8, assets, faces: list, written: [], chosen: new Map() };
    const rows = yield* map(list, (_face, row) => row);
    kinds.push({ kind, rows: list.length, faces: yield* asStruct(writing, list, rows, 0) });
  }
  const head: ColumnsHead = { operation, cursor, kinds };
  const text = utf8.encode(JSON.stringify(head));
  const preamble = new Uint8Array(PREAMBLE_BYTES);
  preamble.set([...MAGIC, FORMAT_VERSION]);
  new DataView(preamble.buffer).setUint32(8, text.length, true);
  return [preamble, text, ...pieces];
}

/** A member's values in order, and where they stand; undefined while that is everywhere so far. */
class Gathered {
  readonly values: unknown[];
  places: number[] | undefined;
  #count = 0;

  /** What the first object has, most have: dozens of lists that grow at the same moment would keep everybody waiting. */
  constructor(room: number) {
    this.values = new Array<unknown>(room);
  }

  add(place: number, value: unknown): void {
    if (place !== this.#count) this.#gap();
    this.places?.push(place);
    this.values[this.#count++] = value;
  }

  close(objects: number): void {
    if (this.#count < objects) this.#gap();
    this.values.length = this.#count;
  }

  #gap(): void {
    this.places ??= Array.from({ length: this.#count }, (_one, at) => at);
  }
}

function* asStruct(writing: Writing, objects: readonly Face[], rows: Rows, depth: number): Sliced<StructColumn> {
  const gathered = yield* gather(objects, Infinity);
  const members: StructColumn['members'][number][] = [];
  const isFace = depth === 0;
  // What is plain first: what is nested may then say that it is the same.
  const simple = ({ values }: Gathered) => typeof values[0] !== 'object';
  const order = [...gathered!].sort(([, a], [, b]) => Number(simple(b)) - Number(simple(a)));
  for (const [name, { places, values }] of order) {
    const all = !places;
    if (places) writing.pieces.push(bitmap(places, objects.length));
    const under = rows && places ? yield* map(places, (place) => rows[place]!) : rows;
    const column = yield* asColumn(writing, values, under, depth + 1, isFace ? name : undefined);
    members.push({ name, ...(!all && { has: true as const }), column });
    if (isFace && all && typeof values[0] !== 'object' && column.as !== 'code') {
      writing.written.push(name);
      if (column.as === 'one-of') writing.chosen.set(name, column.values);
    }
  }
  return { as: 'struct', members };
}

/** The members of many objects, each with where it occurs; undefined when there are more names than `most`. */
function* gather(objects: readonly Face[], most: number): Sliced<Map<string, Gathered> | undefined> {
  const gathered = new Map<string, Gathered>();
  for (const [place, object] of objects.entries()) {
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (value === undefined) continue;
      let column = gathered.get(name);
      if (!column) {
        if (gathered.size >= most) return undefined;
        gathered.set(name, (column = new Gathered(place === 0 ? objects.length : 0)));
      }
      column.add(place, value);
    }
    if (place % 512 === 511) yield;
  }
  for (const column of gathered.values()) column.close(objects.length);
  return gathered;
}

function* asColumn(
  writing: Writing,
  values: readonly unknown[],
  rows: Rows,
  depth: number,
  member: string | undefined,
): Sliced<Column> {
  // Of ids nothing may be made of which an id is made.
  const nests = member !== 'id' && depth < DEEPEST - 2;
  const type = yield* commonType(values);
  if (type === 'array' && nests) return yield* asList(writing, values as unknown[][], depth);
  if (type === 'object' && nests) {
    const fewObjects = yield* asOneOf(writing, values, canonicalJson, SAMPLE);
    if (fewObjects) return fewObjects;
    const names = yield* gather(values as Face[], MOST_MEMBERS);
    if (names) return yield* asStruct(writing, values as Face[], rows, depth);
  }
  if (type === 'string' || type === 'number') {
    const same = rows && member !== 'id' && (yield* saidAlready(writing, values, rows));
    if (same) return { as: 'again', member: same };
    const follows = rows && member !== 'id' && (yield* whatFollows(writing, values, rows));
    if (follows) return follows;
    const few = yield* asOneOf(writing, values, (value) => value as string | number, Infinity);
    if (few) return few;
    const column = type === 'number' ? yield* asNumbers(writing, values as number[]) : undefined;
    if (column) return column;
  }
  if (type === 'string') return yield* asStrings(writing, values as string[], rows, depth, member);
  const few = yield* asOneOf(writing, values, canonicalJson, Infinity);
  return few ?? (yield* asTexts(writing, yield* map(values, canonicalJson), 'json'));
}

type Type = 'string' | 'number' | 'array' | 'object' | 'other';
function* commonType(values: readonly unknown[]): Sliced<Type> {
  const first = typeOf(values[0]);
  return (yield* every(values, (value) => typeOf(value) === first)) ? first : 'other';
}
function typeOf(value: unknown): Type {
  if (typeof value === 'string' || typeof value === 'number') return typeof value as Type;
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' && value !== null ? 'object' : 'other';
}

function* asList(writing: Writing, lists: readonly (readonly unknown[])[], depth: number): Sliced<Column> {
  const few = yield* asOneOf(writing, lists, canonicalJson, SAMPLE);
  if (few) return few;
  const lengths = (yield* wholeOf(yield* map(lists, (list) => list.length)))!;
  writing.pieces.push(lengths.planes);
  const items: unknown[] = [];
  for (const list of lists) for (const item of list) items.push(item === undefined ? null : item);
  yield;
  const column = yield* asColumn(writing, items, undefined, depth + 1, undefined);
  return { as: 'list', lengths: lengths.whole, count: items.length, items: column };
}

/** The name of a member of the face that says the same wherever this one stands. */
function* saidAlready(
  { faces, written }: Writing,
  values: readonly unknown[],
  rows: readonly number[],
): Sliced<string | undefined> {
  for (const name of written) {
    if (yield* every(values, (value, index) => faces[rows[index]!]![name] === value)) return name;
  }
  return undefined;
}

/** A member of the face that chooses among few values, where this one is the same whenever that is. */
function* whatFollows(
  { faces, chosen }: Writing,
  values: readonly unknown[],
  rows: readonly number[],
): Sliced<Column | undefined> {
  for (const [member, choices] of chosen) {
    if (choices.length * 4 > values.length) continue;
    const known = new Map<unknown, unknown>();
    const follows = yield* every(values, (value, index) => {
      const choice = faces[rows[index]!]![member];
      if (!known.has(choice)) known.set(choice, value);
      return known.get(choice) === value;
    });
    if (follows) return { as: 'follows', member, values: choices.map((choice) => known.get(choice) ?? null) };
  }
  return undefined;
}

/** So many values are written in the head; more of them, if they are texts, in a column. */
const MOST_IN_HEAD = 256;
/** Numbers that differ more are as short in themselves as chosen from a list. */
const MOST_NUMBERS = 256;

/** Where few values differ each is written once, in the head. Gives up early where they do differ. */
function* asOneOf(
  writing: Writing,
  values: readonly unknown[],
  nameOf: (value: unknown) => string | number,
  sample: number,
): Sliced<Column | undefined> {
  const most = Math.min(65_536, Math.floor(values.length / 4) + 1);
  const known = new Map<string | number, number>();
  const distinct: unknown[] = [];
  const indices = new Array<number>(values.length);
  for (const [at, value] of values.entries()) {
    const name = nameOf(value);
    let index = known.get(name);
    if (index === undefined) {
      index = distinct.length;
      if (index >= most || (index >= MOST_NUMBERS && typeof value === 'number')) return undefined;
      known.set(name, index);
      distinct.push(value);
    }
    indices[at] = index;
    if (at === sample - 1 && distinct.length > sample / 2) return undefined;
    if (at % VALUES_PER_SLICE === VALUES_PER_SLICE - 1) yield;
  }
  const bytes = distinct.length <= 1 ? 0 : distinct.length <= 256 ? 1 : 2;
  writing.pieces.push(yield* planesOf(indices, bytes, (index) => index));
  if (distinct.length < MOST_IN_HEAD || !isTexts(distinct)) return { as: 'one-of', values: distinct, bytes };
  // The head is parsed whole before anything is shown; what lies outside of it is read when it is wanted.
  return { as: 'one-of-texts', count: distinct.length, bytes, texts: yield* asTexts(writing, distinct, 'text') };
}
const isTexts = (values: readonly unknown[]): values is readonly string[] =>
  values.every((value) => typeof value === 'string' && value.isWellFormed());

function* asNumbers(writing: Writing, values: readonly number[]): Sliced<Column> {
  const fixed = yield* asFixedPoint(values);
  if (fixed) {
    writing.pieces.push(fixed.planes);
    return { as: 'number', decimals: fixed.decimals, ...fixed.whole };
  }
  writing.pieces.push(yield* asDouble(values));
  return { as: 'double' };
}

function* asStrings(
  writing: Writing,
  values: readonly string[],
  rows: Rows,
  depth: number,
  member: string | undefined,
): Sliced<Column> {
  const { kind, faces, assets, pieces } = writing;
  if (member === 'code' && values.length === faces.length) {
    const follows = yield* every(values, (code, row) => {
      const id = faces[row]!['id'];
      return typeof id === 'string' && UUID.test(id) && code === codeOf(kind, id);
    });
    if (follows) return { as: 'code' };
  }
  if (yield* every(values, (value) => UUID.test(value))) {
    if (member !== 'id' && (yield* every(values, (value) => assets.has(value)))) {
      const bytes = assets.size <= 256 ? 1 : assets.size <= 65_536 ? 2 : 3;
      pieces.push(yield* planesOf(values, bytes, (value) => assets.get(value)!));
      return { as: 'row', bytes };
    }
    const sorted = yield* every(values, (value, at) => at === 0 || values[at - 1]!.slice(0, 4) <= value.slice(0, 4));
    const planes = yield* asIds(values);
    if (sorted) toDistances(planes, values.length);
    pieces.push(planes);
    return { as: 'id', ...(sorted && { sorted }) };
  }
  const instants = yield* asInstants(values);
  if (instants) {
    pieces.push(instants.planes);
    return { as: 'instant', ...instants.whole };
  }
  if (yield* every(values, (value) => value.isWellFormed())) {
    const words = depth < DEEPEST - 2 ? yield* asWords(writing, values, rows, depth) : undefined;
    return words ?? (yield* asTexts(writing, values, 'text'));
  }
  return yield* asTexts(writing, yield* map(values, canonicalJson), 'json');
}

function* asIds(values: readonly string[]): Sliced<Uint8Array> {
  const planes = new Uint8Array(16 * values.length);
  for (const [row, value] of values.entries()) {
    const hex = value.replaceAll('-', '');
    for (let at = 0; at < 16; at++) planes[at * values.length + row] = parseInt(hex.slice(2 * at, 2 * at + 2), 16);
    if (row % VALUES_PER_SLICE === VALUES_PER_SLICE - 1) yield;
  }
  return planes;
}

/** Names often begin alike: where there are few first words, those and what follows them are columns of their own. */
function* asWords(writing: Writing, texts: readonly string[], rows: Rows, depth: number): Sliced<Column | undefined> {
  const most = texts.length / 8;
  const known = new Set<string>();
  const first: string[] = [];
  const rest: string[] = [];
  const places: number[] = [];
  const few = yield* every(texts, (text, place) => {
    const blank = text.indexOf(' ');
    const word = blank < 0 ? text : text.slice(0, blank);
    known.add(word);
    first.push(word);
    if (blank >= 0) {
      places.push(place);
      rest.push(text.slice(blank + 1));
    }
    return known.size <= most;
  });
  if (!few || rest.length === 0) return undefined;
  const firstColumn = yield* asColumn(writing, first, rows, depth + 1, undefined);
  const all = rest.length === texts.length;
  if (!all) writing.pieces.push(bitmap(places, texts.length));
  const under = rows && !all ? yield* map(places, (place) => rows[place]!) : rows;
  const column = yield* asColumn(writing, rest, under, depth + 1, undefined);
  return { as: 'words', first: firstColumn, rest: { ...(!all && { has: true as const }), column } };
}

/** The first two planes, from what they are to how far each is from the one before. */
function toDistances(planes: Uint8Array, count: number): void {
  let before = 0;
  for (let row = 0; row < count; row++) {
    const start = planes[row]! * 256 + planes[count + row]!;
    planes[row] = (start - before) >> 8;
    planes[count + row] = (start - before) & 255;
    before = start;
  }
}

function* asTexts<As extends 'text' | 'json'>(
  { pieces, utf8 }: Writing,
  texts: readonly string[],
  as: As,
): Sliced<TextColumn & { readonly as: As }> {
  const lengths = (yield* wholeOf(yield* map(texts, (text) => text.length)))!;
  pieces.push(lengths.planes);
  let bytes = 0;
  for (let at = 0; at < texts.length; at += VALUES_PER_SLICE) {
    const some = utf8.encode(texts.slice(at, at + VALUES_PER_SLICE).join(''));
    pieces.push(some);
    bytes += some.length;
    yield;
  }
  return { as, lengths: lengths.whole, bytes };
}
