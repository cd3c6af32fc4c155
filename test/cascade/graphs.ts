import type { CascadeForm, NeedForm } from '../../shared/cascade/interchange.ts';
import { buildNetwork } from '../../shared/cascade/network.ts';
import { Simulation } from '../../shared/cascade/simulation.ts';
import { runForm } from '../../shared/cascade/run.ts';

/*
 * The given tests of section B2 of the cascade model that go through the engine, at any size: the test run takes small
 * ones, the benchmark N = 200,000. Sources stand at each; printed values of Haimes & Jiang, Lian & Haimes and Garvey &
 * Pinto are second-hand (MIT-licensed test suites), the others recomputed.
 */

const UP = 1_000_000;
type Fraction = () => number;
const named = (count: number, needsOf: (index: number) => NeedForm[] | undefined): CascadeForm => ({
  assets: Array.from({ length: count }, (_none, index) => {
    const needs = needsOf(index);
    return { name: `${index}`, ...(needs && { needs }) };
  }),
});
const all = (of: readonly number[]) => of.map((j) => ({ j }));

/** Neighbours in an undirected Erdős–Rényi graph of mean degree z. */
export function erdosRenyi(count: number, z: number, random: Fraction): number[][] {
  const neighbours: number[][] = Array.from({ length: count }, () => []);
  for (let edge = 0; edge < (count * z) / 2; edge++) {
    const a = Math.floor(random() * count);
    const b = Math.floor(random() * count);
    if (a === b) continue;
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  return neighbours;
}

/** G12. Gleeson & Cahalane 2007, of Watts 2002: a node falls once a share phi of its neighbours has. The share that falls. */
export function wattsFallen(count: number, z: number, phi: number, seeds: number, random: Fraction): number {
  const neighbours = erdosRenyi(count, z, random);
  const form = named(count, (index) => {
    const of = neighbours[index]!;
    if (of.length === 0) return undefined;
    return [{ rule: 'kofn', k: of.length - Math.ceil(phi * of.length - 1e-12) + 1, sup: all(of) }];
  });
  const simulation = new Simulation(buildNetwork(form));
  for (let index = 0; index < count; index++) if (random() < seeds) simulation.health(1, index, 0);
  simulation.run(1);
  return simulation.state.output.reduce((sum, level) => sum + (level === 0 ? 1 : 0), 0) / count;
}

/** G13. Every node needs k of n random ones and is itself up with probability s: x = s P[Bin(n, x) >= k]. */
export function kOfNAlive(count: number, n: number, k: number, s: number, random: Fraction): number {
  const form = named(count, () => [
    { rule: 'kofn', k, sup: all(Array.from({ length: n }, () => Math.floor(random() * count))) },
  ]);
  const simulation = new Simulation(buildNetwork(form));
  for (let index = 0; index < count; index++) if (random() >= s) simulation.health(1, index, 0);
  simulation.run(1);
  return simulation.state.output.reduce((sum, level) => sum + (level > 0 ? 1 : 0), 0) / count;
}

/**
 * G2. Buldyrev et al. 2010: two random graphs, each node hangs on its twin, and lives only within the largest component
 * of its own graph. The engine follows the dependencies; which component is the largest is asked between its seconds.
 */
export function mutualGiant(count: number, k: number, p: number, random: Fraction): number {
  const graphs = [erdosRenyi(count, k, random), erdosRenyi(count, k, random)];
  const form = named(2 * count, (index) => [{ rule: 'kofn', k: 1, sup: [{ j: (index + count) % (2 * count) }] }]);
  const simulation = new Simulation(buildNetwork(form));
  for (let index = 0; index < count; index++) if (random() >= p) simulation.health(1, index, 0);
  simulation.run(1);
  for (let t = 2; ; t++) {
    let fell = 0;
    graphs.forEach((neighbours, side) => {
      const first = side * count;
      const alive = (node: number) => simulation.state.output[first + node]! > 0;
      const giant = largest(neighbours, alive);
      for (let node = 0; node < count; node++) {
        if (!alive(node) || giant[node] === 1) continue;
        simulation.health(t, first + node, 0);
        fell += 1;
      }
    });
    simulation.run(t);
    if (fell > 0) continue;
    let alive = 0;
    for (let node = 0; node < count; node++) if (simulation.state.output[node]! > 0) alive += 1;
    return alive / count;
  }
}

function largest(neighbours: readonly (readonly number[])[], alive: (node: number) => boolean): Uint8Array {
  const component = new Int32Array(neighbours.length).fill(-1);
  let best = -1;
  let most = 0;
  for (let first = 0; first < neighbours.length; first++) {
    if (component[first]! >= 0 || !alive(first)) continue;
    const members = [first];
    component[first] = first;
    for (const node of members) {
      for (const to of neighbours[node]!) {
        if (component[to]! >= 0 || !alive(to)) continue;
        component[to] = first;
        members.push(to);
      }
    }
    if (members.length > most) [best, most] = [first, members.length];
  }
  return Uint8Array.from(component, (of) => (of === best && best >= 0 ? 1 : 0));
}

/** Inoperabilities of the input-output model q = min(1, A q + c), as outputs of one CAP need each. */
export function inoperability(a: readonly (readonly number[])[], c: readonly number[]): number[] {
  const scale = 1_000_000;
  const form: CascadeForm = {
    assets: a.map((row, i) => {
      const weights = row.map((share) => Math.round(share * scale));
      const rest = scale - weights.reduce((sum, one) => sum + one, 0);
      const sup = weights.flatMap((w, j) => (w === 0 ? [] : [{ j, w }]));
      return { name: `S${i}`, needs: [{ rule: 'cap' as const, D: scale, d0: -rest * UP, sup }] };
    }),
  };
  // What strikes a sector takes its share away whatever else it has: a supplier of its own that loses as much.
  const struck = c.map((share, i) => ({ name: `struck ${i}`, strike: UP - Math.round(share * UP) }));
  const count = a.length;
  const withStrikes: CascadeForm = {
    assets: [
      ...form.assets.map((asset, i) => {
        const [need] = asset.needs!;
        const base = need!.d0! + scale * UP;
        return { ...asset, needs: [{ ...need!, d0: base, sup: [...need!.sup!, { j: count + i, w: scale }] }] };
      }),
      ...struck.map(({ name }) => ({ name })),
    ],
    events: struck.map(({ name, strike }) => [1, name, strike] as const),
  };
  const { state } = runForm(withStrikes, 1);
  return Array.from({ length: count }, (_none, i) => (UP - state.output[i]!) / UP);
}

/** G6. Lian & Haimes 2006, dynamic: q(t+1) = q + K (A q + c - q). Each sector also needs itself, one step ago. */
export function dynamicInoperability(
  a: readonly (readonly number[])[],
  c: readonly number[],
  rate: number,
  steps: number,
): number[] {
  const scale = 1_000_000;
  const count = a.length;
  const form: CascadeForm = {
    assets: [
      ...a.map((row, i) => {
        const weights = row.map((share, j) => Math.round((rate * share + (i === j ? 1 - rate : 0)) * scale));
        const own = Math.round(rate * scale);
        const rest = scale - own - weights.reduce((sum, one) => sum + one, 0);
        const sup = weights.map((w, j) => ({ j, w, lat: 1 }));
        return {
          name: `S${i}`,
          needs: [{ rule: 'cap' as const, D: scale, d0: -rest * UP, sup: [...sup, { j: count + i, w: own, lat: 1 }] }],
        };
      }),
      ...c.map((_share, i) => ({ name: `struck ${i}` })),
    ],
    events: c.map((share, i) => [1, `struck ${i}`, UP - Math.round(share * UP)] as const),
  };
  const { state } = runForm(form, 1 + steps, undefined, { changesPerAsset: 10_000 });
  return Array.from({ length: count }, (_none, i) => (UP - state.output[i]!) / UP);
}

/** A feeder of an FDNA node: its operability in percent, strength alpha and criticality beta. */
export type Feeder = readonly [node: number, alpha: number, beta: number];

/**
 * G8, G9. Garvey & Pinto 2009: the least of the mean over the feeders' strength terms alpha P + 100 (1 - alpha) and of
 * P + beta for each. The mean is one CAP need, each criticality one more need with alpha 0.
 */
export function fdna(roots: readonly number[], nodes: readonly (readonly Feeder[])[]): number[] {
  const scale = 1000;
  const form: CascadeForm = {
    assets: [
      ...roots.map((_percent, i) => ({ name: `root ${i}` })),
      ...nodes.map((feeders, i) => ({
        name: `node ${i}`,
        needs: [
          {
            rule: 'cap' as const,
            D: feeders.length * scale,
            d0: -feeders.reduce((sum, [, alpha]) => sum + (scale - Math.round(alpha * scale)), 0) * UP,
            sup: feeders.map(([j, alpha]) => ({ j, w: Math.round(alpha * scale) })),
          },
          ...feeders.map(([j, , beta]) => ({
            rule: 'cap' as const,
            D: 1,
            alpha: 0,
            beta: Math.round(beta * 10_000),
            sup: [{ j }],
          })),
        ],
      })),
    ],
    events: roots.map((percent, i) => [1, i, percent * 10_000] as const),
  };
  const { state } = runForm(form, 1);
  return nodes.map((_feeders, i) => state.output[roots.length + i]! / 10_000);
}

/** Probability that an asset which needs k of n is up, each supplier being up with p: summed over all their states. */
export function reliability(n: number, k: number, p: number): number {
  const form = named(n + 1, (index) =>
    index < n ? undefined : [{ rule: 'kofn', k, sup: all(Array.from({ length: n }, (_none, j) => j)) }],
  );
  const simulation = new Simulation(buildNetwork(form));
  let sum = 0;
  for (let states = 0; states < 2 ** n; states++) {
    simulation.reset();
    let chance = 1;
    for (let j = 0; j < n; j++) {
      const up = (states >> j) & 1;
      chance *= up ? p : 1 - p;
      if (!up) simulation.health(1, j, 0);
    }
    simulation.run(1);
    if (simulation.state.output[n]! > 0) sum += chance;
  }
  return sum;
}

/**
 * G10. The European grid of section B4: each node needs all its neighbours, delays and buffers drawn as the recipe says.
 * `edges` are pairs of node numbers from 1 on, in the order of the file.
 */
export function europeanGrid(edges: readonly (readonly [number, number])[], fraction: Fraction): CascadeForm {
  const count = edges.reduce((most, [a, b]) => Math.max(most, a, b), 0);
  const sup: { j: number; lat: number }[][] = Array.from({ length: count }, () => []);
  for (const [a, b] of edges) {
    sup[b - 1]!.push({ j: a - 1, lat: 1 + Math.floor(fraction() * 3600) });
    sup[a - 1]!.push({ j: b - 1, lat: 1 + Math.floor(fraction() * 3600) });
  }
  return {
    assets: sup.map((of, index) => ({
      name: `${index + 1}`,
      needs: [{ rule: 'kofn', k: of.length, B: Math.floor(fraction() * 86_400), sup: of }],
    })),
    events: [[1, 0, 0]],
  };
}
