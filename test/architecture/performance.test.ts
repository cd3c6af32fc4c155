import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { performanceDigest, performancePage, type Report } from '../../scripts/parts/performance.mjs';

const root = resolve(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(resolve(root, name), 'utf8');
/** Tables are padded, and lines broken, by the formatter. */
const words = (text: string) => text.replaceAll(/[\s|-]+/g, ' ').trim();

describe('the figures that are shown', () => {
  const report = JSON.parse(read('docs/performance.json')) as Report;

  it('are those that were measured: nobody wrote them by hand', () => {
    expect(words(read('docs/performance.md'))).toBe(words(performancePage(report)));
    expect(words(read('README.md'))).toContain(words(performanceDigest(report)));
  });

  it('say of each promise whether it was met, and of which machine and day', () => {
    expect(report.machine).toMatch(/Node v\d+/);
    expect(report.when).toMatch(/^\d{4}-\d\d-\d\dT/);
    for (const { id, target, met } of report.results) {
      if (id.startsWith('P-') && target !== undefined) expect(typeof met).toBe('boolean');
    }
  });

  it('a promise that is missed stands as missed, beside its baseline', () => {
    const one = { id: 'P-S7', metric: 'm', value: 1, unit: '/s', baseline: 2, ratio: 0.5, target: '3 /s', bench: 'b' };
    const page = performancePage({ machine: 'M', when: '2026-01-01T00:00:00Z', results: [{ ...one, met: false }] });
    expect(page).toContain('| P-S7 | m | 1 /s | 2 /s | 0.5 | 3 /s: **missed** | `b` |');
    expect(page).toContain('0 of 1 promised figures were met');
  });
});
