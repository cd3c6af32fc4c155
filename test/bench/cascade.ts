// P-S10: the cascade engine on small reaches, a grid, and whole collapses, beside a breadth-first walk and Dijkstra on the
// same graph in the same run; cost per change against the size; bytes per need; the large given tests. A walk with
// graphology is not measured: it is no dependency of this project.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildNetwork, type Network } from '../../shared/cascade/network.ts';
import { Simulation } from '../../shared/cascade/simulation.ts';
import type { CascadeForm } from '../../shared/cascade/interchange.ts';
import { runForm } from '../../shared/cascade/run.ts';
import { breadthFirst, collapsing, dijkstra, districts, lattice, Lcg } from './cascadeGraphs.ts';
import { europeanGrid, kOfNAlive, mutualGiant, wattsFallen } from '../cascade/graphs.ts';
import { median, print, round, type Result } from './support.ts';

const ALL = 1e9;
const results: Result[] = [];
const quick = process.argv.includes('--quick');

const timed = (times: number, work: () => void): number => {
  const taken: number[] = [];
  for (let turn = 0; turn < times + 3; turn++) {
    const began = performance.now();
    work();
    // The first are the warming of the machine.
    if (turn >= 3) taken.push(performance.now() - began);
  }
  return median(taken);
};
const judged = (metric: string, value: number, target: number | undefined, baseline?: number, unit = 'ms') =>
  results.push({
    id: 'P-S10',
    metric,
    value: round(value),
    unit,
    ...(baseline !== undefined && { baseline: round(baseline), ratio: round(value / baseline) }),
    ...(target !== undefined && { target: `${target} ${unit}`, met: value <= target }),
  });

interface Measured {
  readonly network: Network;
  readonly ms: number;
  readonly changes: number;
  readonly walk: number;
  readonly shortest: number;
}
/** One failure, from the state at rest to the end, and back to rest. */
function measured(form: CascadeForm, first: number, times: number): Measured {
  const network = buildNetwork(form);
  const simulation = new Simulation(network);
  let changes = 0;
  const ms = timed(times, () => {
    simulation.health(1, first, 0);
    simulation.run(ALL);
    changes = simulation.log.length;
    simulation.reset();
  });
  const walk = timed(times, () => breadthFirst(network, first));
  const shortest = timed(times, () => dijkstra(network, first));
  return { network, ms, changes, walk, shortest };
}
const beside = ({ walk, changes }: Measured) =>
  `${changes} changes; breadth-first ${round(walk)} ms, baseline Dijkstra`;

const district = measured(districts(10_000, 42), 400, 200);
judged(`reaches 200 of 10,000 assets (${beside(district)})`, district.ms, 1, district.shortest);
const local = measured(lattice(71, 0.5, 42), 2500, 200);
judged(
  `one status change on a grid of 5,041 nodes, half of the neighbours needed (${beside(local)})`,
  local.ms,
  5,
  local.shortest,
);
const grid = measured(lattice(71, 1, 42), 2500, 50);
judged(`the same grid when all neighbours are needed: all of it falls (${beside(grid)})`, grid.ms, 5, grid.shortest);

const perChange: { readonly size: number; readonly ns: number; readonly dijkstra: number }[] = [];
for (const [assets, links, target, times] of [
  [1000, 4000, undefined, 100],
  [10_000, 40_000, 30, 30],
  [100_000, 400_000, 500, 5],
] as const) {
  const one = measured(collapsing(assets, links, 42, 'one need'), 0, times);
  judged(`${assets} assets fall, ${links} links in one need each (${beside(one)})`, one.ms, target, one.shortest);
  const many = measured(collapsing(assets, links, 42, 'many needs'), 0, times);
  judged(`${assets} assets fall, ${links} needs with a buffer each (${beside(many)})`, many.ms, target, many.shortest);
  const per = (ms: number) => (ms / one.changes) * 1e6;
  perChange.push({ size: assets + links, ns: per(one.ms), dijkstra: per(one.shortest) });
}
const [small, , large] = perChange as [(typeof perChange)[0], unknown, (typeof perChange)[0]];
const logs = round(Math.log2(large.size) / Math.log2(small.size));
// Memory that no longer fits the processor's caches costs both the same: what the algorithm adds is the ratio.
const growth = large.ns / small.ns;
const theirs = large.dijkstra / small.dijkstra;
results.push({
  id: 'P-S10',
  metric: `cost of a change at 100,000 assets over that at 1,000 (logarithms of the sizes: ${logs}; baseline: Dijkstra's growth)`,
  value: round(growth),
  unit: 'x',
  baseline: round(theirs),
  ratio: round(growth / theirs),
  target: "no more than Dijkstra's, which is logarithmic",
  met: growth <= theirs,
});
judged('cost of a change at 100,000 assets, 4 links each (baseline: at 1,000)', large.ns, undefined, small.ns, 'ns');

/** Bytes in typed arrays once nothing more is given back: what was freed before is swept in the background. */
async function settled(): Promise<number> {
  let held = Infinity;
  for (let still = 0; still < 5;) {
    globalThis.gc?.();
    await new Promise((resume) => setTimeout(resume, 20));
    const { arrayBuffers } = process.memoryUsage();
    still = arrayBuffers < held ? 0 : still + 1;
    held = Math.min(held, arrayBuffers);
  }
  return held;
}
async function bytes(form: CascadeForm): Promise<number> {
  const before = await settled();
  const network = buildNetwork(form);
  const simulation = new Simulation(network);
  simulation.health(1, 0, 0);
  simulation.run(0);
  const held = (await settled()) - before;
  // It is in use until here.
  return held / simulation.network.owner.length;
}
judged(
  'memory of network and state, 10,000 assets and 40,000 needs',
  await bytes(collapsing(10_000, 40_000, 42, 'many needs')),
  200,
  undefined,
  'bytes per need',
);

const chance = (seed: number) => {
  const lcg = new Lcg(seed);
  return () => lcg.fraction();
};
const given = (metric: string, value: number, expected: number, tolerance: number) =>
  results.push({
    id: 'given',
    metric: `${metric}, expected ${expected}`,
    value,
    unit: '',
    target: tolerance === 0 ? 'exact' : `within ${tolerance}`,
    met: Math.abs(value - expected) <= tolerance,
  });
const N = quick ? 20_000 : 200_000;
const tolerance = quick ? 0.02 : 0.005;
for (const [p, expected] of [
  [0.65, 0.459778],
  [0.7, 0.557616],
  [0.8, 0.708841],
  [0.9, 0.838103],
  [1, 0.95696],
] as const) {
  given(
    `G2 mutual giant component, k = 4, p = ${p}, N = ${N}`,
    round(mutualGiant(N, 4, p, chance(Math.round(p * 100))), 6),
    expected,
    tolerance,
  );
}
given(
  `G12 threshold cascade z = 1.5, N = ${N}`,
  round(wattsFallen(N, 1.5, 0.18, 0.01, chance(12)), 6),
  0.591398,
  tolerance,
);
given(
  `G12 threshold cascade z = 3, N = ${N}`,
  round(wattsFallen(N, 3, 0.18, 0.01, chance(13)), 6),
  0.941201,
  tolerance,
);
given(`G13 1 of 2, s = 0.9, N = ${N}`, round(kOfNAlive(N, 2, 1, 0.9, chance(14)), 6), 0.888889, tolerance);
given(`G13 2 of 3, s = 0.95, N = ${N}`, round(kOfNAlive(N, 3, 2, 0.95, chance(15)), 6), 0.940221, tolerance);

const material = resolve(process.env['TOCSIN_MATERIAL'] ?? join(import.meta.dirname, '..', '..', '..', 'shared'));
const file = join(material, 'cascade', 'eu_edges.csv');
if (existsSync(file)) {
  const edges = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number) as [number, number]);
  const form = europeanGrid(edges, chance(42));
  const { log } = runForm(form, ALL);
  given(
    'G10 European grid, sum of the seconds',
    log.time.slice(0, log.length).reduce((sum, t) => sum + t, 0),
    30_667_740_148,
    0,
  );
  const whole = measured(form, 0, 20);
  judged(`the European grid falls, 13,478 nodes (${beside(whole)})`, whole.ms, undefined, whole.shortest);
} else process.stdout.write(`G10 was skipped: there is no ${file}; set TOCSIN_MATERIAL\n`);

print('cascade', results);
