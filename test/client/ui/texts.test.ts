import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const client = fileURLToPath(new URL('../../../client/', import.meta.url));
const folder = join(client, 'texts', 'en');

const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const texts = [...files.map((name) => join(folder, name)), join(client, 'map', 'texts.en.json')].map((path) => ({
  path,
  words: JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>,
}));
const known = new Set(texts.flatMap(({ words }) => Object.keys(words)));
const has = (key: string): boolean => known.has(key) || known.has(`${key}_other`);

/** `t('a.b')` and both ends of `t(x ? 'a' : 'b')`; keys that are put together are left to the screens' own tests. */
function keysIn(source: string): string[] {
  return [...source.matchAll(/\bt\(\s*([^()]*?)[,)]/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/'([a-zA-Z]+(?:\.[\w-]+)+)'/g)].map(([, key = '']) => key),
  );
}

describe('all text goes through keys (U18)', () => {
  const sources = readdirSync(client, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

  it('every key that a screen names has a text', () => {
    const missing = sources.flatMap((path) =>
      keysIn(readFileSync(path, 'utf8'))
        .filter((key) => !has(key))
        .map((key) => `${path.slice(client.length)}: ${key}`),
    );
    expect(sources.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it('no two files give the same key, and every plural has both forms', () => {
    const all = texts.flatMap(({ words }) => Object.keys(words));
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
    const plurals = all.filter((key) => key.endsWith('_one')).map((key) => key.slice(0, -4));
    expect(plurals.filter((key) => !known.has(`${key}_other`))).toEqual([]);
  });
});
