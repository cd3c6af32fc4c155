/**
 * Faces as columns: one member of all faces of a kind lies together, so that it takes few bytes and is read without
 * parsing. A message is
 *
 *   "TCSN", the version of this format, three zero bytes; the length of the head (4 bytes, little endian);
 *   the head (JSON, UTF-8): `ColumnsHead`; then the bytes of all columns, in the order in which the head names them.
 *
 * Numbers lie in planes, all lowest bytes first: that is what a compressor likes, and nothing need be aligned.
 */
export const MAGIC = [0x54, 0x43, 0x53, 0x4e] as const;
export const FORMAT_VERSION = 1;
export const PREAMBLE_BYTES = 12;
/** Named in `Accept` and `Content-Type`. */
export const COLUMNS_TYPE = 'application/vnd.tocsin.columns';

/** Values in a column, at most: a message of a few bytes must not claim more than a machine holds. */
export const MOST_VALUES = 8_000_000;
/** Columns within columns, at most. */
export const DEEPEST = 24;

/** Shared code has neither TextEncoder nor TextDecoder. */
export interface Utf8 {
  encode(text: string): Uint8Array;
  /** Throws where the bytes are no UTF-8. */
  decode(bytes: Uint8Array): string;
}

export interface ColumnsHead {
  readonly operation: string;
  readonly cursor: string;
  readonly kinds: readonly { readonly kind: string; readonly rows: number; readonly faces: StructColumn }[];
}

/** `bytes` planes of whole numbers k; the value is (min + k * unit) / 10^decimals. */
export interface Whole {
  readonly min: number;
  readonly unit: number;
  readonly bytes: number;
}

export interface StructColumn {
  readonly as: 'struct';
  /** `has`: not every row has this member: a bitmap, lowest bit first, lies before its bytes. */
  readonly members: readonly { readonly name: string; readonly has?: true; readonly column: Column }[];
}

export type Column =
  | StructColumn
  | { readonly as: 'list'; readonly lengths: Whole; readonly count: number; readonly items: Column }
  /** 16 planes. `sorted`: the first two bytes together never fall; each is written as its distance from the one before. */
  | { readonly as: 'id'; readonly sorted?: true }
  /** Ids of assets that stand in this very message: the number of their row. */
  | { readonly as: 'row'; readonly bytes: number }
  /** The short code: it follows from the id. */
  | { readonly as: 'code' }
  /** In each row the same as this member of the face. */
  | { readonly as: 'again'; readonly member: string }
  /** What it is follows from which of its values that member of the face, a `one-of`, has: one for each of those. */
  | { readonly as: 'follows'; readonly member: string; readonly values: readonly unknown[] }
  | ({ readonly as: 'number'; readonly decimals: number } & Whole)
  /** Eight planes. */
  | { readonly as: 'double' }
  | ({ readonly as: 'instant' } & Whole)
  | { readonly as: 'one-of'; readonly values: readonly unknown[]; readonly bytes: number }
  /** The same where they are many texts: those lie in a column of their own, after the choices. */
  | { readonly as: 'one-of-texts'; readonly count: number; readonly bytes: number; readonly texts: TextColumn }
  /** Texts up to their first blank, and what comes after it where there is one. */
  | { readonly as: 'words'; readonly first: Column; readonly rest: { readonly has?: true; readonly column: Column } }
  | TextColumn;

export interface TextColumn {
  /** Lengths in UTF-16 units, then all texts one after another in UTF-8. `json`: each text is the canonical JSON of a value, whatever fits nowhere else. */
  readonly as: 'text' | 'json';
  readonly lengths: Whole;
  readonly bytes: number;
}

export type Face = Record<string, unknown>;

/** A member of that name would otherwise become the prototype. */
export function put(target: Face, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else target[name] = value;
}
