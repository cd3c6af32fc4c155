/** Text that JSON writes as it stands, between quotes. */
const AS_IT_STANDS = /^[ !#-[\]-~]*$/;
/** Looking at a long text first costs more than it saves. */
const SHORT = 64;
/** The names of members come back again and again; more than these are somebody else's, and are not kept. */
const KEPT_NAMES = 2000;
const names = new Map<string, string>();

/** Canonical JSON: sorted keys, no blanks, absent members left out. Two equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') {
    return value.length < SHORT && AS_IT_STANDS.test(value) ? `"${value}"` : JSON.stringify(value);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) text += (index === 0 ? '' : ',') + canonicalJson(value[index]);
    return `[${text}]`;
  }
  const members = value as Record<string, unknown>;
  for (const name of sortedNames(members)) {
    const member = members[name];
    if (member === undefined) continue;
    text += (text ? ',' : '') + written(name) + canonicalJson(member);
  }
  return `{${text}}`;
}

function sortedNames(members: object): string[] {
  const found = Object.keys(members);
  for (let index = 1; index < found.length; index++) if (found[index]! < found[index - 1]!) return found.sort();
  return found;
}

function written(name: string): string {
  let text = names.get(name);
  if (text === undefined) {
    text = `${JSON.stringify(name)}:`;
    if (names.size < KEPT_NAMES) names.set(name, text);
  }
  return text;
}

/**
 * A 53-bit hash of text (two rounds of multiply and mix over 32-bit lanes). Not for secrecy: it is only ever taken of
 * what the reader sees in full, to tell "equal" from "not equal".
 */
export function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i]));
  }
  if (Array.isArray(b)) return false;
  const x = a as Record<string, unknown>;
  const y = b as Record<string, unknown>;
  for (const key of Object.keys(x)) if (!deepEqual(x[key], y[key])) return false;
  for (const key of Object.keys(y)) if (y[key] !== undefined && x[key] === undefined) return false;
  return true;
}
