import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce, BETWEEN_BREATHS, each, sorted } from '../../../client/store/derive/steps.ts';

describe('[P-S9] work in pieces', () => {
  it('lets others have a turn after so many, and leaves none out', () => {
    const seen: number[] = [];
    const steps = each(Array(3 * BETWEEN_BREATHS + 7).keys(), (one) => void seen.push(one));
    const counts: number[] = [];
    while (!steps.next().done) counts.push(seen.length);
    expect(counts).toEqual([1, 2, 3].map((times) => times * BETWEEN_BREATHS));
    expect(seen).toEqual([...Array(3 * BETWEEN_BREATHS + 7).keys()]);
  });

  it('sorts as the language does, with or without what was sorted before', () => {
    const row = fc.record({ key: fc.integer({ min: 0, max: 50 }), id: fc.integer() });
    const order = (a: { key: number; id: number }, b: { key: number; id: number }) => a.key - b.key || a.id - b.id;
    const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 60 });
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 1, max: 40 }), (was, fresh, every) => {
        const before = atOnce(sorted(was, order));
        expect(before.rows).toEqual([...was].sort(order));
        // Some went and some came; some are other ones now, in the same places; the same, in another order.
        const came = [...fresh, ...was.filter((_row, at) => at % 3 !== 0)];
        const changed = was.map((one, at) => (at % every === 0 ? { ...one, key: (one.key * 7) % 51 } : one));
        for (const now of [came, changed, was.toReversed(), was, []]) {
          expect(atOnce(sorted(now, order, before)).rows).toEqual([...now].sort(order));
        }
      }),
      { numRuns: 300 },
    );
    const many = Array.from({ length: 4 * BETWEEN_BREATHS + 3 }, (_one, n) => ({ key: (n * 7919) % 1000, id: n }));
    expect(atOnce(sorted(many, order)).rows).toEqual([...many].sort(order));
  });
});
