import type { Change } from '../sharing/change.ts';
import { fromMs } from '../time.ts';

/**
 * Changes as columns in JSON: what all of them say alike is said once, ids, instants and whole numbers are written with 64
 * letters. For a batch of many changes to readers who ask for it; compressed it takes about half of plain JSON.
 */
export interface Packed {
  readonly count: number;
  readonly groups: readonly Group[];
  /** The group of each change, a letter each; absent where there is one group. */
  readonly order?: string;
}
/** Changes that have the same members. */
export interface Group {
  readonly count: number;
  readonly columns: readonly Column[];
}
/** A path of member names, and the values under it: one for all, or one by one. */
export type Column =
  | { readonly path: readonly string[]; readonly all: unknown }
  /** The same in each change as the column of this number. */
  | { readonly path: readonly string[]; readonly as: number }
  | { readonly path: readonly string[]; readonly ids: string }
  | { readonly path: readonly string[]; readonly numbers: string; readonly from: number; readonly letters: number }
  /** Milliseconds since `since`. */
  | { readonly path: readonly string[]; readonly instants: string; readonly since: number; readonly letters: number }
  /** A letter for each of a few values. */
  | { readonly path: readonly string[]; readonly few: string; readonly of: readonly unknown[] }
  | { readonly path: readonly string[]; readonly each: readonly unknown[] };

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUE = new Map([...LETTERS].map((letter, value) => [letter, value]));
const ID_LETTERS = 22;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What stands at the end of each path of members, in one order; the paths in words of their own. */
interface Leaves {
  shape: string;
  readonly paths: string[][];
  readonly values: unknown[];
}

/** Undefined where columns would not say the same: more kinds of changes than there are letters, or a name that no path can hold. */
export function packChanges(changes: readonly Change[]): Packed | undefined {
  const groups = new Map<
    string,
    { readonly index: number; readonly paths: readonly string[][]; readonly rows: unknown[][] }
  >();
  let order = '';
  for (const change of changes) {
    const leaves: Leaves = { shape: '', paths: [], values: [] };
    if (!gather(change as unknown as Record<string, unknown>, [], leaves)) return undefined;
    let group = groups.get(leaves.shape);
    if (!group) groups.set(leaves.shape, (group = { index: groups.size, paths: leaves.paths, rows: [] }));
    if (group.index >= LETTERS.length) return undefined;
    group.rows.push(leaves.values);
    order += LETTERS[group.index];
  }
  const packed = [...groups.values()].map(({ paths, rows }) => ({
    count: rows.length,
    columns: columnsOf(paths, rows),
  }));
  return { count: changes.length, groups: packed, ...(packed.length > 1 && { order }) };
}

/** False where a member's name would not survive. */
function gather(value: Record<string, unknown>, path: readonly string[], into: Leaves): boolean {
  for (const name in value) {
    const member = value[name];
    if (member === undefined) continue;
    if (name === '__proto__' || name.includes('\n') || name.includes('\t')) return false;
    if (typeof member === 'object' && member !== null && !Array.isArray(member) && Object.keys(member).length > 0) {
      into.shape += `${name}\t`;
      if (!gather(member as Record<string, unknown>, [...path, name], into)) return false;
      // The end of the members of a member.
      into.shape += '\t\n';
      continue;
    }
    into.shape += `${name}\n`;
    into.paths.push([...path, name]);
    into.values.push(member);
  }
  return true;
}

function columnsOf(paths: readonly string[][], rows: readonly unknown[][]): Column[] {
  const known: (readonly unknown[])[] = [];
  return paths.map((path, place): Column => {
    const values = rows.map((row) => row[place]);
    const as = known.findIndex((other) => values.every((one, at) => one === other[at] && !isList(one)));
    known.push(values);
    return (as >= 0 ? { path, as } : { path, ...columnOf(values) }) as Column;
  });
}

const isList = (value: unknown): boolean => typeof value === 'object' && value !== null;

function columnOf(values: readonly unknown[]): object {
  const [first] = values;
  if (!isList(first) && values.every((one) => one === first)) return { all: first };
  if (every(values, (value): value is string => typeof value === 'string' && UUID.test(value)))
    return { ids: values.map(lettersOfId).join('') };
  if (every(values, Number.isSafeInteger as (value: unknown) => value is number)) {
    const from = smallest(values);
    if (Number.isSafeInteger(largest(values) - from)) {
      const letters = lettersFor(largest(values) - from);
      return { numbers: values.map((value) => lettersOf(value - from, letters)).join(''), from, letters };
    }
  }
  const moments = new Map<unknown, number>();
  for (const value of values) {
    if (moments.has(value)) continue;
    if (!isInstant(value)) break;
    moments.set(value, Date.parse(value));
  }
  if (values.every((value) => moments.has(value))) {
    const since = smallest([...moments.values()]);
    const letters = lettersFor(largest([...moments.values()]) - since);
    return {
      instants: values.map((value) => lettersOf(moments.get(value)! - since, letters)).join(''),
      since,
      letters,
    };
  }
  const texts = values.map((value) => (isList(value) ? JSON.stringify(value) : value));
  const different = [...new Set(texts)];
  // A list and a text that reads like it are not told apart: they go one by one.
  const clear = values.every(isList) || !values.some(isList);
  if (clear && different.length <= LETTERS.length && different.length * 2 <= values.length) {
    const places = new Map(different.map((text, place) => [text, LETTERS[place]!]));
    const of = different.map((text) => values[texts.indexOf(text)]);
    return { few: texts.map((text) => places.get(text)!).join(''), of };
  }
  return { each: values };
}

const every = <T>(values: readonly unknown[], is: (value: unknown) => value is T): values is readonly T[] =>
  values.every(is);
const isInstant = (value: unknown): value is string => {
  if (typeof value !== 'string' || !INSTANT.test(value)) return false;
  const moment = Date.parse(value);
  return Number.isFinite(moment) && fromMs(moment) === value;
};
const smallest = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value), Infinity);
const largest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), -Infinity);

function lettersFor(most: number): number {
  let letters = 1;
  for (let rest = Math.floor(most / 64); rest > 0; rest = Math.floor(rest / 64)) letters += 1;
  return letters;
}
function lettersOf(value: number, letters: number): string {
  let text = '';
  for (let rest = value; text.length < letters; rest = Math.floor(rest / 64)) text = LETTERS[rest % 64]! + text;
  return text;
}
function numberOf(text: string): number {
  let value = 0;
  for (const letter of text) value = value * 64 + VALUE.get(letter)!;
  return value;
}

const DIGIT = new Map([...'0123456789abcdef'].map((digit, value) => [digit.charCodeAt(0), value]));
const HYPHEN = 45;

/** 32 hex digits in 22 letters: three digits are two letters, the last two digits two more. */
function lettersOfId(id: string): string {
  let text = '';
  let [bits, held] = [0, 0];
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code === HYPHEN) continue;
    bits = bits * 16 + DIGIT.get(code)!;
    held += 1;
    if (held < 3) continue;
    text += LETTERS[bits >> 6]! + LETTERS[bits & 63]!;
    [bits, held] = [0, 0];
  }
  return text + LETTERS[bits >> 6]! + LETTERS[bits & 63]!;
}
function idOf(letters: string): string {
  let hex = '';
  for (let at = 0; at < 20; at += 2)
    hex += numberOf(letters.slice(at, at + 2))
      .toString(16)
      .padStart(3, '0');
  hex += numberOf(letters.slice(20)).toString(16).padStart(2, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The changes as they were, in their order. Only for what `packChanges` made. */
export function unpackChanges(packed: Packed): Change[] {
  const groups = packed.groups.map((group) => rowsOf(group));
  const next = groups.map(() => 0);
  const changes: Change[] = [];
  for (let at = 0; at < packed.count; at++) {
    const group = packed.order === undefined ? 0 : VALUE.get(packed.order[at]!)!;
    changes.push(groups[group]![next[group]!++]! as unknown as Change);
  }
  return changes;
}

function rowsOf({ count, columns }: Group): Record<string, unknown>[] {
  const rows = Array.from({ length: count }, (): Record<string, unknown> => ({}));
  const reads: ((row: number) => unknown)[] = [];
  for (const column of columns) {
    const read = 'as' in column ? reads[column.as]! : readerOf(column);
    reads.push(read);
    rows.forEach((row, index) => put(row, column.path, read(index)));
  }
  return rows;
}

function readerOf(column: Exclude<Column, { readonly as: number }>): (row: number) => unknown {
  const some = (text: string, row: number, letters: number) => numberOf(text.slice(row * letters, (row + 1) * letters));
  if ('ids' in column) return (row) => idOf(column.ids.slice(row * ID_LETTERS, (row + 1) * ID_LETTERS));
  if ('numbers' in column) return (row) => column.from + some(column.numbers, row, column.letters);
  if ('instants' in column) return (row) => fromMs(column.since + some(column.instants, row, column.letters));
  if ('few' in column) return (row) => copyOf(column.of[VALUE.get(column.few[row]!)!]);
  if ('each' in column) return (row) => column.each[row];
  return () => copyOf(column.all);
}

/** Two changes must not hold one and the same list. */
const copyOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (JSON.parse(JSON.stringify(value)) as unknown) : value;

function put(row: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let into = row;
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(into, name)) into[name] = {};
    into = into[name] as Record<string, unknown>;
  }
  into[path.at(-1)!] = value;
}
