/** Quotes, commas and the like around a value, and a number or a truth value. */
const SMALL = 8;
/** Characters from which it matters how many bytes they are. */
const LONG = 64;

/** About as many bytes as the JSON of a value has: told without writing it. */
export function aboutBytes(value: unknown): number {
  if (typeof value === 'string') return 2 + (value.length < LONG ? value.length : Buffer.byteLength(value));
  if (typeof value !== 'object' || value === null) return SMALL;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const each of value) bytes += 1 + aboutBytes(each);
    return bytes;
  }
  for (const name in value) bytes += 4 + name.length + aboutBytes((value as Record<string, unknown>)[name]);
  return bytes;
}
