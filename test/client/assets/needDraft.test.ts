import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOf, faultOf, needOf, newDraft, withType } from '../../../client/features/assets/need/draft.ts';
import { assetCommands } from '../../../shared/domain/asset/commands.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import { idOf } from '../derive/faces.support.ts';

const UP = 1_000_000;
const HOUR = 3600;
const supplier = (number: number, some = {}) => ({
  assetId: idOf(number),
  weight: 1,
  delay: 0,
  threshold: 1,
  ...some,
});
const draft = { ...newDraft(), suppliers: [idOf(1), idOf(2), idOf(3)] };
const NEED = idOf(9);

const needs = fc.record(
  {
    needId: fc.constant(NEED),
    type: fc.constantFrom('physical', 'cyber', 'geographic', 'logical'),
    rule: fc.constantFrom('cap', 'kofn'),
    suppliers: fc.uniqueArray(
      fc.record({
        assetId: fc.integer({ min: 1, max: 6 }).map(idOf),
        weight: fc.constantFrom(0, 1, 60, 100),
        delay: fc.constantFrom(0, 1200, 77),
        threshold: fc.constantFrom(1, 400_000, 123_457),
      }),
      { minLength: 1, maxLength: 5, selector: (one) => one.assetId },
    ),
    k: fc.integer({ min: 1, max: 5 }),
    demand: fc.integer({ min: 1, max: 300 }),
    base: fc.constantFrom(0, -5_000_000),
    buffer: fc.constantFrom(0, 24 * HOUR, 12_345),
    recharge: fc.constantFrom(0, 500_000, 1, 333_333),
    alpha: fc.constantFrom(UP, 300_000, 123_456),
    beta: fc.constantFrom(0, UP, 654_321),
  },
  { requiredKeys: ['needId', 'type', 'rule', 'suppliers', 'k', 'demand', 'alpha', 'beta'] },
) as fc.Arbitrary<Need>;

describe('a need in its owner’s words', () => {
  it('comes back as it was when nothing was said, whatever no word tells', () => {
    fc.assert(
      fc.property(needs, (need) => {
        expect(needOf(draftOf(need), NEED, need)).toEqual(need);
      }),
    );
  });

  it('keeps all else, to the last digit, when one thing is said anew', () => {
    fc.assert(
      fc.property(needs, (need) => {
        const changed = needOf({ ...draftOf(need), residual: 33 }, NEED, need);
        const { alpha: _alpha, beta: _beta, ...rest } = need;
        expect(changed).toEqual({ ...rest, alpha: 670_000, beta: UP });
        const later = needOf({ ...draftOf(need), delay: 60 }, NEED, need);
        expect(later.suppliers).toEqual(need.suppliers.map((one) => ({ ...one, delay: 60 })));
        expect({ ...later, suppliers: need.suppliers }).toEqual(need);
      }),
    );
  });

  it('(A2) says what is left without as alpha and beta, and a share as weights and demand', () => {
    const of = (some: object) => needOf({ ...draft, ...some }, NEED);
    expect(of({ residual: 70 })).toMatchObject({ alpha: 300_000, beta: UP });
    expect(of({ residual: 0 })).toMatchObject({ alpha: UP, beta: 0 });
    expect(of({ rule: { how: 'some', k: 2 } })).toMatchObject({ rule: 'kofn', k: 2 });
    expect(of({ rule: { how: 'all' } })).toMatchObject({ rule: 'kofn', k: 3 });
    const share = of({ rule: { how: 'share', percent: 60 } });
    expect(share).toMatchObject({ rule: 'cap', demand: 180 });
    expect(share.suppliers.map(({ weight }) => weight)).toEqual([100, 100, 100]);
    expect(draftOf(share).rule).toEqual({ how: 'share', percent: 60 });
    const capacity = of({ rule: { how: 'capacity', weights: [60, 60, 10], demand: 100 } });
    expect(capacity).toMatchObject({ rule: 'cap', demand: 100 });
    expect(draftOf(capacity).rule).toEqual({ how: 'capacity', weights: [60, 60, 10], demand: 100 });
    expect(of({ buffer: 24 * HOUR, refill: 6 * HOUR })).toMatchObject({ buffer: 24 * HOUR, recharge: 4 * UP });
    expect(of({ buffer: 24 * HOUR })).toMatchObject({ buffer: 24 * HOUR, recharge: 0 });
    const diesel = of({ buffer: 24 * HOUR, stock: ' diesel ' });
    expect(diesel.stock).toBe('diesel');
    expect(needOf({ ...draftOf(diesel), delay: 60 }, NEED, diesel).stock).toBe('diesel');
    expect(needOf({ ...draftOf(diesel), buffer: 0 }, NEED, diesel)).not.toHaveProperty('stock');
    expect(of({ useless: 40, delay: 1200 }).suppliers[0]).toMatchObject({ threshold: 400_000, delay: 1200 });
  });

  it('(A3) starts with what the field assumes of each type, and leaves alone what somebody stated', () => {
    expect(newDraft('physical')).toMatchObject({ residual: 0, buffer: 0 });
    expect(newDraft('cyber')).toMatchObject({ residual: 70, buffer: 0 });
    expect(newDraft('logical')).toMatchObject({ residual: 90, buffer: 3 * 24 * HOUR });
    expect(withType(draft, 'cyber')).toMatchObject({ type: 'cyber', residual: 70 });
    expect(withType({ ...draft, residual: 20, buffer: HOUR }, 'logical')).toMatchObject({ residual: 20, buffer: HOUR });
  });

  it('the server takes every need that the form lets through', () => {
    fc.assert(
      fc.property(
        needs,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        (need, residual, percent) => {
          const said = { ...draftOf(need), residual, rule: { how: 'share', percent } as const, buffer: 7 * HOUR };
          expect(faultOf(said)).toBeUndefined();
          const parsed = assetCommands['asset.setNeeds'].safeParse({
            assetId: idOf(8),
            needs: [needOf(said, NEED, need)],
          });
          expect(parsed.error?.issues).toBeUndefined();
        },
      ),
    );
    expect(faultOf({ ...draft, suppliers: [] })).toBe('noSupplier');
    expect(faultOf({ ...draft, rule: { how: 'some', k: 4 } })).toBe('k');
    expect(faultOf({ ...draft, rule: { how: 'capacity', weights: [0, 0, 0], demand: 5 } })).toBe('capacity');
    expect(faultOf({ ...draft, residual: 101 })).toBe('residual');
    expect(faultOf({ ...draft, buffer: Number.NaN })).toBe('length');
  });

  it('a supplier that comes or goes leaves the others as they were', () => {
    const before: Need = {
      needId: NEED,
      type: 'physical',
      rule: 'cap',
      suppliers: [supplier(1, { weight: 60, delay: 5 }), supplier(2, { weight: 60, delay: 9, threshold: 400_000 })],
      demand: 100,
      base: 7,
      alpha: UP,
      beta: 0,
    };
    const more = needOf(
      {
        ...draftOf(before),
        suppliers: [idOf(1), idOf(2), idOf(3)],
        rule: { how: 'capacity', weights: [60, 60, 20], demand: 100 },
      },
      NEED,
      before,
    );
    expect(more.suppliers).toEqual([...before.suppliers, supplier(3, { weight: 20 })]);
    expect(more.base).toBe(7);
  });
});
