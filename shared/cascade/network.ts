import type { Banded, CascadeForm, NeedForm } from './interchange.ts';
import { islandLayers, type IslandLayer } from './island.ts';
import { UP } from './levels.ts';

export const RULE = { cap: 0, kofn: 1, island: 2 } as const;

/**
 * A network as the engine reads it. Needs stand by their asset (`needStart`), links by their need (`linkStart`), and for
 * each supplier the links that leave it (`outStart`, `outLinks`). Repair jobs are assets behind the others.
 */
export interface Network {
  readonly names: readonly string[];
  readonly nations: readonly string[];
  readonly sectors: readonly string[];
  /** Assets proper; with the jobs behind them there are `size`. */
  readonly assets: number;
  readonly size: number;
  readonly health: Int32Array;
  /** Restart lag, seconds. */
  readonly lag: Float64Array;
  /** Trip level, ppm. */
  readonly trip: Int32Array;
  readonly needStart: Int32Array;
  readonly owner: Int32Array;
  readonly rule: Uint8Array;
  /** D of CAP, k of KOFN, the layer of an island. */
  readonly measure: Float64Array;
  readonly base: Float64Array;
  /** Full buffers, in ppm-seconds. */
  readonly full: Float64Array;
  readonly recharge: Float64Array;
  readonly alpha: Int32Array;
  readonly beta: Int32Array;
  readonly linkStart: Int32Array;
  readonly need: Int32Array;
  readonly supplier: Int32Array;
  readonly weight: Int32Array;
  /** Seconds. */
  readonly delay: Float64Array;
  readonly threshold: Int32Array;
  readonly outStart: Int32Array;
  readonly outLinks: Int32Array;
  readonly jobs: readonly Job[];
  readonly layers: readonly IslandLayer[];
}

export interface Job {
  readonly asset: number;
  readonly target: number;
  /** Seconds. */
  readonly work: number;
  readonly start: number;
  readonly to: number;
}

/** Chooses a number of a band. */
export type Pick = (value: Banded) => number;
export const LOW: Pick = (value) => (typeof value === 'number' ? value : value[0]);
export const BEST: Pick = (value) => (typeof value === 'number' ? value : value[1]);
export const HIGH: Pick = (value) => (typeof value === 'number' ? value : value[2]);

/** Where a name or an index points to; -1 when nowhere. */
export function indexIn(form: CascadeForm): (name: string | number) => number {
  const byName = new Map<string, number>();
  form.assets.forEach(({ name }, index) => byName.set(name, index));
  return (name) => (typeof name === 'number' ? name : (byName.get(name) ?? -1));
}

/** The form must have passed `inspect`: nothing is checked here. */
export function buildNetwork(form: CascadeForm, pick: Pick = BEST): Network {
  const indexOf = indexIn(form);
  const formJobs = form.jobs ?? [];
  const assets = form.assets.length;
  const size = assets + formJobs.length;
  const lists: (readonly NeedForm[])[] = [
    ...form.assets.map((one) => one.needs ?? []),
    ...formJobs.map((job) => job.needs ?? []),
  ];
  let needs = 0;
  let links = 0;
  for (const list of lists) {
    needs += list.length;
    for (const one of list) links += one.sup?.length ?? 0;
  }
  const layerNames = Object.keys(form.layers ?? {});
  const net = {
    health: new Int32Array(size),
    lag: new Float64Array(size),
    trip: new Int32Array(size),
    needStart: new Int32Array(size + 1),
    owner: new Int32Array(needs),
    rule: new Uint8Array(needs),
    measure: new Float64Array(needs),
    base: new Float64Array(needs),
    full: new Float64Array(needs),
    recharge: new Float64Array(needs),
    alpha: new Int32Array(needs),
    beta: new Int32Array(needs),
    linkStart: new Int32Array(needs + 1),
    need: new Int32Array(links),
    supplier: new Int32Array(links),
    weight: new Int32Array(links),
    delay: new Float64Array(links),
    threshold: new Int32Array(links),
    outStart: new Int32Array(size + 1),
    outLinks: new Int32Array(links),
  };
  form.assets.forEach((one, index) => {
    net.health[index] = one.h ?? UP;
    net.lag[index] = pick(one.rho ?? 1);
    net.trip[index] = one.phi ?? 0;
  });
  const jobs = formJobs.map((job, index): Job => {
    net.lag[assets + index] = pick(job.rho ?? 1);
    const { start = 0, to = UP } = job;
    return { asset: assets + index, target: indexOf(job.asset), work: pick(job.work), start, to };
  });
  let r = 0;
  let l = 0;
  lists.forEach((list, owner) => {
    net.needStart[owner] = r;
    for (const one of list) {
      net.owner[r] = owner;
      net.rule[r] = RULE[one.rule];
      net.measure[r] =
        one.rule === 'cap' ? (one.D ?? 1) : one.rule === 'kofn' ? (one.k ?? 1) : layerNames.indexOf(one.layer ?? '');
      net.base[r] = one.rule === 'cap' ? (one.d0 ?? 0) : 0;
      net.full[r] = pick(one.B ?? 0) * UP;
      net.recharge[r] = one.rech ?? 0;
      net.alpha[r] = one.alpha ?? UP;
      net.beta[r] = one.beta ?? 0;
      net.linkStart[r] = l;
      for (const sup of one.sup ?? []) {
        net.need[l] = r;
        net.supplier[l] = sup.j;
        net.weight[l] = sup.w ?? 1;
        net.delay[l] = pick(sup.lat ?? 0);
        net.threshold[l] = sup.theta ?? 1;
        l++;
      }
      r++;
    }
  });
  net.needStart[size] = r;
  net.linkStart[needs] = l;
  outOf(net);
  return {
    ...net,
    assets,
    size,
    names: [...form.assets.map(({ name }) => name), ...formJobs.map((job, index) => job.name ?? `repair ${index + 1}`)],
    nations: [...form.assets.map(({ nat }) => nat ?? ''), ...formJobs.map(() => '')],
    sectors: [...form.assets.map(({ sec }) => sec ?? ''), ...formJobs.map(() => '')],
    jobs,
    layers: islandLayers(form, indexOf, size),
  };
}

/** The links that leave each asset, in the order of the assets they reach: the order in which a fall spreads. */
function outOf({ supplier, outStart, outLinks }: Pick2<'supplier' | 'outStart' | 'outLinks'>): void {
  for (let l = 0; l < supplier.length; l++) outStart[supplier[l]! + 1]! += 1;
  for (let i = 1; i < outStart.length; i++) outStart[i]! += outStart[i - 1]!;
  const fill = outStart.slice();
  for (let l = 0; l < supplier.length; l++) outLinks[fill[supplier[l]!]!++] = l;
}
type Pick2<K extends keyof Network> = { readonly [P in K]: Network[P] };
