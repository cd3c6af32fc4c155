import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runForm } from '../../shared/cascade/run.ts';
import { Lcg } from '../bench/cascadeGraphs.ts';
import {
  dynamicInoperability,
  europeanGrid,
  fdna,
  inoperability,
  kOfNAlive,
  mutualGiant,
  reliability,
  wattsFallen,
} from './graphs.ts';

const material = resolve(process.env['TOCSIN_MATERIAL'] ?? join(import.meta.dirname, '..', '..', '..', 'shared'));
const grid = join(material, 'cascade', 'eu_edges.csv');
const absent = existsSync(grid)
  ? ''
  : ' (skipped: no cascade/eu_edges.csv; set TOCSIN_MATERIAL to the folder of the material)';
/** Nodes of the random graphs; `npm run bench -- cascade` takes 200,000 and a tolerance of 0.005. */
const N = 20_000;
const near = (got: readonly number[], want: readonly number[], tolerance: number) => {
  expect(got).toHaveLength(want.length);
  got.forEach((value, at) => expect(Math.abs(value - want[at]!)).toBeLessThanOrEqual(tolerance));
};
const chance = (seed: number) => {
  const lcg = new Lcg(seed);
  return () => lcg.fraction();
};

describe('given values, through the engine', () => {
  it('[CAS-3] G2 mutual giant component of two random graphs, k = 4 (Buldyrev et al. 2010)', () => {
    near([mutualGiant(N, 4, 0.7, chance(1)), mutualGiant(N, 4, 0.9, chance(2))], [0.557616, 0.838103], 0.02);
    expect(mutualGiant(N, 4, 0.55, chance(3))).toBeLessThan(0.01);
  });
  it('[CAS-3] G4 and G5 inoperability (Haimes & Jiang 2001)', () => {
    near(
      inoperability(
        [
          [0, 0.8],
          [0.2, 0],
        ],
        [0, 0.6],
      ),
      [0.571429, 0.714286],
      1e-5,
    );
    const four = [
      [0, 0.9, 0, 0],
      [0.4, 0, 0, 0],
      [1, 0.8, 0, 0],
      [1, 0.9, 0, 0],
    ];
    near(inoperability(four, [0, 0.5, 0, 0]), [0.703125, 0.78125, 1, 1], 1e-5);
  });
  it('[CAS-3] G6 inoperability, static and dynamic (Lian & Haimes 2006)', () => {
    const a = [
      [0.15, 0.5],
      [0.1, 0.05],
    ];
    near(inoperability(a, [0, 0.1]), [0.066007, 0.112211], 1e-5);
    near(dynamicInoperability(a, [0, 0.1], 0.2, 10), [0.034974, 0.094244], 1e-5);
    near(dynamicInoperability(a, [0, 0.1], 0.2, 50), [0.065886, 0.112168], 1e-5);
  });
  it('[CAS-3] G8 and G9 functional dependency (Garvey & Pinto 2009)', () => {
    near(fdna([60], [[[0, 0.9, 10]]]), [64], 1e-6);
    near(fdna([50], [[[0, 0.85, 20]]]), [57.5], 1e-6);
    near(
      fdna(
        [80, 40],
        [
          [
            [0, 0.9, 10],
            [1, 0.6, 30],
          ],
        ],
      ),
      [70],
      1e-6,
    );
    const chain = fdna(
      [100, 50],
      [
        [
          [0, 0.9, 20],
          [1, 0.35, 40],
        ],
        [[2, 0.8, 15]],
        [
          [2, 0.6, 30],
          [3, 0.9, 10],
        ],
      ],
    );
    near(chain, [90, 92, 93.4], 1e-4);
  });
  it.skipIf(!existsSync(grid))(`[CAS-3] G10 the European grid falls as by Dijkstra, to the second${absent}`, () => {
    const edges = readFileSync(grid, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number) as [number, number]);
    const { log } = runForm(europeanGrid(edges, chance(42)), 1e9);
    const times = [...log.time.slice(0, log.length)];
    expect(log.length).toBe(13_478);
    expect(times.reduce((sum, t) => sum + t, 0)).toBe(30_667_740_148);
    expect(times.at(-1)).toBe(4_433_362);
  });
  it('[CAS-3] G11 with k = 1 on a DAG each node falls when its longest path ends', () => {
    const lcg = new Lcg(11);
    const count = 20_000;
    const sup = Array.from({ length: count }, (_none, index) =>
      index === 0
        ? []
        : Array.from({ length: 1 + lcg.below(3) }, () => ({ j: lcg.below(index), lat: lcg.below(3600) })),
    );
    const buffers = sup.map(() => lcg.below(7200));
    const { log } = runForm(
      {
        assets: sup.map((of, index) => ({
          name: `${index}`,
          ...(index > 0 && { needs: [{ rule: 'kofn' as const, k: 1, B: buffers[index]!, sup: of }] }),
        })),
        events: [[1, 0, 0]],
      },
      1e9,
    );
    const expected = new Float64Array(count);
    expected[0] = 1;
    for (let i = 1; i < count; i++) {
      expected[i] = Math.max(...sup[i]!.map(({ j, lat }) => expected[j]! + lat)) + buffers[i]!;
    }
    const got = new Float64Array(count);
    for (let k = 0; k < log.length; k++) got[log.asset[k]!] = log.time[k]!;
    expect(log.length).toBe(count);
    expect(got).toEqual(expected);
  });
  it('[CAS-3] G12 threshold cascade (Gleeson & Cahalane 2007), phi = 0.18, seeds 0.01', () => {
    near(
      [wattsFallen(N, 1.5, 0.18, 0.01, chance(12)), wattsFallen(N, 3, 0.18, 0.01, chance(13))],
      [0.591398, 0.941201],
      0.03,
    );
  });
  it('[CAS-3] G13 k of n in a random digraph', () => {
    near([kOfNAlive(N, 2, 1, 0.9, chance(14)), kOfNAlive(N, 3, 2, 0.95, chance(15))], [0.888889, 0.940221], 0.015);
  });
  it('[CAS-3] G14 reliability of 2 of 3 and 1 of 2', () => {
    near([reliability(3, 2, 0.9), reliability(2, 1, 0.95)], [0.972, 0.9975], 1e-9);
  });
});
