import { fromMs } from '../time.ts';
import type { Whole } from './format.ts';
import { every, map, VALUES_PER_SLICE, type Sliced } from './slices.ts';

/** Beyond this many digits after the point a number is no longer thought to be one that somebody wrote down. */
const MOST_DECIMALS = 7;

export interface WrittenWhole {
  readonly whole: Whole;
  readonly planes: Uint8Array;
}

/** Whole numbers as multiples of their greatest common step above the smallest. Undefined where some are not safe. */
export function* wholeOf(values: readonly number[]): Sliced<WrittenWhole | undefined> {
  let min = Infinity;
  let max = -Infinity;
  const safe = yield* every(values, (value) => {
    if (value < min) min = value;
    if (value > max) max = value;
    return Number.isSafeInteger(value);
  });
  if (!safe) return undefined;
  if (values.length === 0) return { whole: { min: 0, unit: 1, bytes: 0 }, planes: new Uint8Array(0) };
  const range = max - min;
  if (!Number.isSafeInteger(range)) return undefined;
  let step = 0;
  yield* every(values, (value) => (step = commonDivisor(value - min, step)) !== 1);
  const unit = step === 0 ? 1 : step;
  let bytes = 0;
  for (let rest = range / unit; rest >= 1; rest /= 256) bytes += 1;
  const planes = yield* planesOf(values, bytes, (value) => (value - min) / unit);
  // No negative zero in the head: it is written as JSON.
  return { whole: { min: min === 0 ? 0 : min, unit, bytes }, planes };
}

function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** Numbers that are short decimal fractions, as whole numbers. */
export function* asFixedPoint(
  values: readonly number[],
): Sliced<(WrittenWhole & { readonly decimals: number }) | undefined> {
  let decimals = 0;
  const short = yield* every(values, (value) => {
    while (!isExact(value, decimals)) if (++decimals > MOST_DECIMALS) return false;
    return true;
  });
  if (!short) return undefined;
  const factor = 10 ** decimals;
  const scaled = yield* map(values, (value) => Math.round(value * factor));
  if (!(yield* every(scaled, (whole, index) => whole / factor === values[index]))) return undefined;
  const written = yield* wholeOf(scaled);
  return written && { ...written, decimals };
}

function isExact(value: number, decimals: number): boolean {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor === value;
}

export function* asDouble(values: readonly number[]): Sliced<Uint8Array> {
  const planes = new Uint8Array(8 * values.length);
  const one = new DataView(new ArrayBuffer(8));
  for (const [row, value] of values.entries()) {
    one.setFloat64(0, value, true);
    for (let at = 0; at < 8; at++) planes[at * values.length + row] = one.getUint8(at);
    if (row % VALUES_PER_SLICE === VALUES_PER_SLICE - 1) yield;
  }
  return planes;
}

/** Instants in the one form in which this house writes them; undefined when a text is none. */
export function* asInstants(values: readonly string[]): Sliced<WrittenWhole | undefined> {
  const moments: number[] = [];
  const told = yield* every(values, (value) => {
    const ms = value.length === 24 ? Date.parse(value) : Number.NaN;
    moments.push(ms);
    return !Number.isNaN(ms) && fromMs(ms) === value;
  });
  return told ? yield* wholeOf(moments) : undefined;
}

/** Whole numbers below 256^bytes, lowest bytes first. */
export function* planesOf<T>(values: readonly T[], bytes: number, of: (value: T) => number): Sliced<Uint8Array> {
  const planes = new Uint8Array(values.length * bytes);
  if (bytes === 0) return planes;
  for (let row = 0; row < values.length; row++) {
    let rest = of(values[row]!);
    for (let at = row; at < planes.length; at += values.length) {
      planes[at] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    if (row % VALUES_PER_SLICE === VALUES_PER_SLICE - 1) yield;
  }
  return planes;
}

export function bitmap(places: readonly number[], length: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (const place of places) bits[place >> 3]! |= 1 << (place & 7);
  return bits;
}
