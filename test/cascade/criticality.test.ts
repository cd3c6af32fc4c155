import { describe, expect, it } from 'vitest';
import { criticalityOn, dominatedOn, tollsOn, weighed } from '../../shared/cascade/criticality.ts';
import { leontief, sectorInfluence, sectorTable } from '../../shared/cascade/influence.ts';
import type { AssetForm, CascadeForm, NeedForm } from '../../shared/cascade/interchange.ts';
import { buildNetwork } from '../../shared/cascade/network.ts';
import { brokenPair, byExcess, pairsToTry } from '../../shared/cascade/pairs.ts';
import type { Served } from '../../shared/cascade/services.ts';
import { Simulation } from '../../shared/cascade/simulation.ts';
import { Dice } from '../support/historiesDice.ts';

const UP = 1_000_000;
const HOUR = 3600;
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const need = (k: number, suppliers: readonly number[], more: Partial<NeedForm> = {}): NeedForm => ({
  rule: 'kofn',
  k,
  sup: suppliers.map((j) => ({ j })),
  ...more,
});
const networkOf = (assets: readonly Partial<AssetForm>[]) =>
  buildNetwork({ assets: assets.map((one, index) => ({ name: `${index}`, ...one })) } as CascadeForm);
const resting = (network: ReturnType<typeof networkOf>) => new Simulation(network);

describe('what it costs when one asset alone fails', () => {
  // 0 feeds 1 (at once), 2 (after 10 h) and 3 (abroad, at once); 4 stands apart.
  const network = networkOf([
    { nat: 'A' },
    { nat: 'A', needs: [need(1, [0])] },
    { nat: 'A', needs: [need(1, [0], { B: 10 * HOUR })] },
    { nat: 'B', needs: [need(1, [0])] },
    { nat: 'B' },
  ]);
  const served: Served[] = [
    { asset: 1, service: 'water', persons: 100 },
    { asset: 2, service: 'water', persons: 10 },
    { asset: 3, service: 'health', persons: 50 },
    { asset: 4, service: 'health', persons: 1000 },
  ];

  it('[CAS-9][CAS-12] is told by service and nation; declared weights make one number of it', () => {
    const zero = criticalityOn(resting(network), served, { horizon: 72 * HOUR })(0);
    expect(zero.losses).toEqual([
      { service: 'water', nation: 'A', personHours: 100 * 72 + 10 * 62 },
      { service: 'health', nation: 'B', personHours: 50 * 72 },
    ]);
    expect(zero).toMatchObject({ personHours: 7820 + 3600, abroad: Math.round((3600 / 11_420) * UP) });
    expect(weighed(zero.losses, 'A', { water: 0, health: 2 })).toEqual({ personHours: 7200, abroad: UP });
    expect(weighed(zero.losses, '', {})).toEqual({ personHours: 11_420, abroad: undefined });
  });

  it('[CAS-12] comes on top of what is lost anyway', () => {
    const simulation = new Simulation(network);
    simulation.health(5, 0, 0);
    simulation.run(100).mark();
    // 2 still has most of its buffer: whether 0 fails again changes nothing, and nothing is laid at the door of 4.
    expect(tollsOn(simulation, served)([0])).toEqual({ losses: [], takesDown: 0, reaches: 0 });
    const four = tollsOn(simulation, served)([4]);
    expect(four).toEqual({
      losses: [{ service: 'health', nation: 'B', personHours: 1000 * 72 }],
      takesDown: 0,
      reaches: 0,
    });
  });
});

describe('dominators', () => {
  it('[CAS-12] count those for which one asset is a single point of failure, whatever their buffers hold', () => {
    // 2 needs 0 and 1; 3 any of 0 and 1; 4 two of 0, 1 and 2; 5 the third for a third of what it does.
    const network = networkOf([
      {},
      {},
      { needs: [need(1, [0]), need(1, [1], { B: 90 * HOUR })] },
      { needs: [need(1, [0, 1])] },
      { needs: [need(2, [0, 1, 2])] },
      { needs: [need(1, [3], { alpha: 333_333, beta: UP })] },
    ]);
    expect([0, 1, 2, 3, 4, 5].map(dominatedOn(network))).toEqual([2, 2, 0, 0, 0, 0]);
    // Within 72 h the buffer of 2 hides that it hangs on 1, and with 2 still there, so does 4.
    const one = criticalityOn(new Simulation(network), [])(1);
    expect(one).toMatchObject({ takesDown: 0, reaches: 0 });
    // With 1 gone already, 3 hangs on 0 alone, and of 5 a third is left at most: it does not stand still.
    const now = network.health.slice();
    now[1] = 0;
    expect([0, 1, 3].map(dominatedOn(network, now))).toEqual([1, 0, 0]);
  });

  it(`[CAS-12] are those of flow graphs where any one supplier will do (from seed ${SEED})`, () => {
    for (let n = 0; n < 200; n++) {
      const dice = new Dice((SEED + n) >>> 0);
      const size = 4 + dice.below(12);
      const suppliers = Array.from({ length: size }, (_none, i) =>
        i < 2 ? [] : Array.from({ length: 1 + dice.below(3) }, () => dice.below(i)),
      );
      const network = networkOf(suppliers.map((list) => (list.length === 0 ? {} : { needs: [need(1, list)] })));
      const dominated = dominatedOn(network);
      for (let gone = 0; gone < size; gone++) {
        // Without it, which ones can still be reached from a root?
        const reached = new Set<number>();
        suppliers.forEach((list, i) => {
          if (i !== gone && (list.length === 0 || list.some((j) => reached.has(j)))) reached.add(i);
        });
        expect(dominated(gone)).toBe(size - 1 - reached.size);
      }
    }
  });
});

describe('pairs that break a redundancy', () => {
  const served: Served[] = [{ asset: 2, service: 'water', persons: 100 }];
  const two = networkOf([{}, {}, { nat: 'A', needs: [need(1, [0, 1])] }, {}, { needs: [need(1, [3])] }]);

  it('lose more together than each alone, and those that reach nothing in common are not tried', () => {
    expect(pairsToTry(two, [0, 1, 3, 4])).toEqual([
      [0, 1],
      [3, 4],
    ]);
    const toll = tollsOn(new Simulation(two), served);
    const pair = (first: number, second: number) =>
      brokenPair(first, second, {
        first: toll([first]).losses,
        second: toll([second]).losses,
        together: toll([first, second]).losses,
      });
    expect(pair(0, 1)).toEqual({ first: 0, second: 1, together: 7200, apart: 0 });
    expect(pair(0, 2)).toBeUndefined();
    expect(pair(3, 4)).toBeUndefined();
  });

  it('count by the declared weights; what is lost only by being two comes first', () => {
    const of = (personHours: number) => [{ service: 'water', nation: 'A', personHours }];
    const losses = { first: of(10), second: of(20), together: of(90) };
    expect(brokenPair('a', 'b', losses, { water: 0.5 })).toMatchObject({ together: 45, apart: 15 });
    expect(brokenPair('a', 'b', losses, { water: 0 })).toBeUndefined();
    expect(brokenPair('a', 'b', { ...losses, together: of(30.5) })).toBeUndefined();
    const [large, small] = [
      { first: 'a', second: 'b', together: 90, apart: 30 },
      { first: 'c', second: 'd', together: 200, apart: 180 },
    ];
    expect([small!, large!].sort(byExcess)).toEqual([large, small]);
  });
});

describe('the sector table', () => {
  const G5 = [
    [0, 0.9, 0, 0],
    [0.4, 0, 0, 0],
    [1, 0.8, 0, 0],
    [1, 0.9, 0, 0],
  ];

  it('[CAS-3] G5 linear (Haimes & Jiang 2001) and G7, the third round of the same table', () => {
    const c = [0, 0.5, 0, 0];
    const q = leontief(G5)!.map((row) => row.reduce((sum, value, j) => sum + value * c[j]!, 0));
    expect(q[0]).toBeCloseTo(0.703125, 6);
    expect(q[1]).toBeCloseTo(0.78125, 6);
    expect(q[2]).toBeCloseTo(1.328125, 6);
    expect(q[3]).toBeCloseTo(1.40625, 6);
    const times = (x: number[][], y: number[][]) =>
      x.map((row) => y[0]!.map((_none, j) => row.reduce((sum, value, k) => sum + value * y[k]![j]!, 0)));
    const second = times(G5, G5);
    expect(second[2]![1]).toBeCloseTo(0.9, 9);
    expect([0, 2].map((row) => times(second, G5)[row]![1])).toEqual([
      expect.closeTo(0.324, 9),
      expect.closeTo(0.288, 9),
    ]);
  });

  it('is read off the needs, buffers left aside; influence and dependence are sums of its inverse', () => {
    const network = networkOf([
      { sec: 'energy' },
      { sec: 'water', needs: [need(1, [0], { B: HOUR })] },
      { sec: 'water', needs: [need(1, [0], { alpha: 300_000, beta: UP })] },
      { sec: 'digital', needs: [need(1, [1]), need(1, [0, 1])] },
      { sec: 'digital' },
      { sec: 'digital', needs: [need(1, [4])] },
    ]);
    const table = sectorTable(network);
    expect(table.sectors).toEqual(['digital', 'energy', 'water']);
    expect(table.a).toEqual([
      [0, 0, 1 / 3],
      [0, 0, 0],
      [0, expect.closeTo(0.65, 9), 0],
    ]);
    const [digital, energy, water] = sectorInfluence(table)!;
    expect(energy!.influence).toBeCloseTo((0.65 + 0.65 / 3) / 2, 9);
    expect(water).toEqual({
      sector: 'water',
      influence: expect.closeTo(1 / 6, 9),
      dependence: expect.closeTo(0.325, 9),
    });
    expect(digital).toMatchObject({ influence: 0, dependence: expect.closeTo((1 / 3 + 0.65 / 3) / 2, 9) });
  });

  it('has no answer where sectors depend on each other wholly, and says so', () => {
    const wholly = networkOf([
      { sec: 'energy', needs: [need(1, [1])] },
      { sec: 'digital', needs: [need(1, [0])] },
    ]);
    expect(sectorInfluence(sectorTable(wholly))).toBeUndefined();
    expect(
      leontief([
        [0, 2],
        [2, 0],
      ]),
    ).toBeUndefined();
    expect(sectorInfluence({ sectors: [], a: [] })).toEqual([]);
  });
});
