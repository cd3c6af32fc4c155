import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import '../../../client/phone/laterText.ts';
import { KINDS } from '../../../client/phone/report/kinds.tsx';
import { hasText, t } from '../../../client/phone/text.ts';
import first from '../../../client/texts/en/phone.json';
import later from '../../../client/texts/en/phoneLater.json';
import * as words from '../../../shared/domain/vocabulary.ts';

const folder = fileURLToPath(new URL('../../../client/phone', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const sources = files.map((name) => readFileSync(join(folder, name), 'utf8'));

/** What comes with the first picture: the entry and all it imports other than by `import()`. */
function firstPicture(): string[] {
  const needed = new Set<string>();
  const follow = (name: string): void => {
    if (needed.has(name) || !files.includes(name)) return;
    needed.add(name);
    const source = readFileSync(join(folder, name), 'utf8');
    for (const [, path = ''] of source.matchAll(/^(?:import|export) (?!type )[^;]*?'(\.[^']+)';/gms)) {
      follow(join(name, '..', path));
    }
  };
  follow('main.tsx');
  return [...needed];
}

test('[U18] every key that the phone names has its words, and no words are left over', () => {
  const named = new Set(
    sources.flatMap((source) => [...source.matchAll(/'((?:phone|ui)\.[\w.-]+)'/g)].map(([, key]) => key!)),
  );
  expect(named.size).toBeGreaterThan(100);
  expect([...named].filter((key) => !hasText(key))).toEqual([]);
  // Keys put together from a part and a word: what stands before the first ${.
  const stems = sources.flatMap((source) => [...source.matchAll(/`(phone\.[\w.-]*)\$\{/g)].map(([, stem]) => stem!));
  const left = [...Object.keys(first), ...Object.keys(later)]
    .map((key) => key.replace(/_(one|other)$/, ''))
    .filter((key) => !named.has(key) && !stems.some((stem) => key.startsWith(stem)));
  expect([...new Set(left)]).toEqual([]);
});

test('[U18] what comes with the first picture names no words that come later', () => {
  const first = firstPicture();
  expect(first.length).toBeGreaterThan(10);
  expect(first).not.toContain('laterText.ts');
  const source = first.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const named = new Set([...source.matchAll(/['`](phone\.[\w.-]*)/g)].map(([, key]) => key!));
  const keys = Object.keys(later).map((key) => key.replace(/_(one|other)$/, ''));
  const stems = [...named].filter((key) => key.endsWith('.'));
  expect(keys.filter((key) => named.has(key) || stems.some((stem) => key.startsWith(stem)))).toEqual([]);
});

test('[U18] every word of the vocabulary that the phone shows has its text', () => {
  const keys = [
    ...words.INCIDENT_STATUSES.map((one) => `ui.incidentStatus.${one}`),
    ...words.TASK_STATUSES.map((one) => `ui.taskStatus.${one}`),
    ...words.ASSET_STATUSES.map((one) => `ui.status.${one}`),
    ...words.BECAUSE.map((one) => `ui.because.${one}`),
    ...words.SECTORS.map((one) => `ui.sector.${one}`),
    ...words.ROLES.map((one) => `ui.role.${one}`),
    ...words.INCIDENT_KINDS.map((one) => `ui.incidentKind.${one}`),
  ];
  expect(keys.filter((key) => !hasText(key))).toEqual([]);
  expect([...KINDS].sort()).toEqual([...words.INCIDENT_KINDS].sort());
});

test('[U18] values are filled in, numbers choose their form, a missing key shows itself', () => {
  expect(t('phone.tab.waiting', { count: 1 })).toBe('1 thing waits for an answer');
  expect(t('phone.tab.waiting', { count: 3 })).toBe('3 things wait for an answer');
  expect(t('phone.pill.offline', { time: '14:02' })).toBe('Offline since 14:02');
  expect(t('phone.nothing.here')).toBe('phone.nothing.here');
  expect(t('phone.asset.say', { status: '$& {{x}}' })).toBe('Say: $& {{x}}');
});
