import { quotient, UP } from './levels.ts';
import type { Network } from './network.ts';
import { personHours, type Served } from './services.ts';
import { Simulation } from './simulation.ts';
import type { Timeline } from './timeline.ts';

/** What is lost of one service in one nation. Populations overlap: only declared weights make one number of several. */
export interface Lost {
  readonly service: string;
  readonly nation: string;
  readonly personHours: number;
}

/** By service; 1 when absent. */
export type Weights = Readonly<Record<string, number>>;

/** What it costs when one asset alone fails. */
export interface Criticality {
  readonly asset: number;
  readonly losses: readonly Lost[];
  /** C1: person-hours lost within the horizon, services weighted as declared. */
  readonly personHours: number;
  /** C2: the share of them in other nations than the asset's own, ppm; undefined where its own is not shown. */
  readonly abroad: number | undefined;
  /** Assets that stand still at the end of the horizon because of it alone; what is left in their buffers counts. */
  readonly takesDown: number;
  /** Assets that lose anything. */
  readonly reaches: number;
}

export interface CriticalityOptions {
  /** Seconds; 72 h when absent. */
  readonly horizon?: number;
  readonly weights?: Weights;
}

const HORIZON = 72 * 3600;

/** What comes on top of what would be lost anyway when these fail in the next second, and never come back. */
export interface Toll {
  readonly losses: readonly Lost[];
  readonly takesDown: number;
  readonly reaches: number;
}

/**
 * A reckoner for one network: the simulation must stand where the failure is to begin, and be marked there. What each
 * asset loses is counted in whole ppm-seconds, so that what is not touched cancels out exactly.
 */
export function tollsOn(
  simulation: Simulation,
  served: readonly Served[],
  horizon = HORIZON,
): (failing: readonly number[]) => Toll {
  const { network } = simulation;
  const start = simulation.time;
  const until = start + 1 + horizon;
  const servedBy = new Map<number, Served[]>();
  for (const one of served) servedBy.set(one.asset, [...(servedBy.get(one.asset) ?? []), one]);
  const past = simulation.log.length;
  const lost = new Float64Array(network.size);
  const seen = new Uint8Array(network.size);
  const touched: number[] = [];
  const run = (): void => {
    simulation.run(until);
    const { log } = simulation;
    for (let k = past; k < log.length; k++) {
      const asset = log.asset[k]!;
      lost[asset]! += (log.from[k]! - log.to[k]!) * (until - log.time[k]!);
      if (seen[asset] === 1) continue;
      seen[asset] = 1;
      touched.push(asset);
    }
  };
  // What would be lost anyway, buffers that are already draining included.
  simulation.reset();
  run();
  const anyway = lost.slice();
  const anywayTouched = touched.slice();
  const standsAnyway = simulation.state.output.slice();
  const clear = (): void => {
    for (const asset of touched) {
      lost[asset] = 0;
      seen[asset] = 0;
    }
    touched.length = 0;
  };
  clear();

  return (failing) => {
    simulation.reset();
    for (const asset of failing) simulation.health(start + 1, asset, 0);
    run();
    for (const asset of anywayTouched) {
      if (seen[asset] === 1) continue;
      seen[asset] = 1;
      touched.push(asset);
    }
    const groups = new Map<string, { service: string; nation: string; personHours: number }>();
    let reaches = 0;
    let takesDown = 0;
    for (const asset of touched) {
      const more = lost[asset]! - anyway[asset]!;
      const falls = simulation.state.output[asset] === 0 && standsAnyway[asset]! > 0;
      if ((more === 0 && !falls) || asset >= network.assets) continue;
      if (!failing.includes(asset)) {
        reaches += 1;
        if (falls) takesDown += 1;
      }
      for (const { service, persons } of servedBy.get(asset) ?? []) {
        const nation = network.nations[asset]!;
        const key = `${service} ${nation}`;
        const group = groups.get(key) ?? { service, nation, personHours: 0 };
        group.personHours += personHours(persons, more);
        groups.set(key, group);
      }
    }
    clear();
    const losses = [...groups.values()].sort(
      (a, b) => b.personHours - a.personHours || (`${a.service} ${a.nation}` < `${b.service} ${b.nation}` ? -1 : 1),
    );
    return { losses, takesDown, reaches };
  };
}

/** C1 and C2 of what was lost, for an asset at home in that nation; the empty name stands for one that is not shown. */
export function weighed(
  losses: readonly Lost[],
  home: string,
  weights: Weights = {},
): Pick<Criticality, 'personHours' | 'abroad'> {
  let sum = 0;
  let away = 0;
  for (const { service, nation, personHours: hours } of losses) {
    const part = hours * (weights[service] ?? 1);
    sum += part;
    if (nation !== home && nation !== '') away += part;
  }
  const share = sum > 0 ? Math.min(UP, Math.max(0, Math.round((away / sum) * UP))) : 0;
  return { personHours: Math.max(0, sum), abroad: home === '' ? undefined : share };
}

export function criticalityOn(
  simulation: Simulation,
  served: readonly Served[],
  { horizon = HORIZON, weights = {} }: CriticalityOptions = {},
): (asset: number) => Criticality {
  const toll = tollsOn(simulation, served, horizon);
  const { nations } = simulation.network;
  return (asset) => {
    const of = toll([asset]);
    return { asset, ...of, ...weighed(of.losses, nations[asset]!, weights) };
  };
}

/**
 * C4: for how many assets each is a single point of failure. One asset dominates another when every way of supplying the
 * other leads through it: with it gone and all buffers empty, the other stands still. Where each need is met by any one
 * supplier, that is the dominator of flow graphs; here "and" between needs, k of n and shares count as well. Assets that
 * feed each other in a circle are taken to go on, as by the engine. `health`: what works now, ppm.
 */
export function dominatedOn(network: Network, health: Int32Array = network.health): (asset: number) => number {
  const simulation = new Simulation({
    ...network,
    health,
    jobs: [],
    full: new Float64Array(network.full.length),
    delay: new Float64Array(network.delay.length),
  });
  const { log, state } = simulation;
  const at = simulation.time + 1;
  const counted = new Uint8Array(network.size);
  return (asset) => {
    if (health[asset] === 0) return 0;
    simulation.reset();
    simulation.health(at, asset, 0);
    simulation.run(at);
    let count = 0;
    for (let k = 0; k < log.length; k++) {
      const other = log.asset[k]!;
      if (other === asset || other >= network.assets || counted[other] === 1 || state.output[other]! > 0) continue;
      counted[other] = 1;
      count += 1;
    }
    for (let k = 0; k < log.length; k++) counted[log.asset[k]!] = 0;
    return count;
  };
}

/** Worst first. */
export const ranked = (entries: readonly Criticality[]): Criticality[] =>
  [...entries].sort((a, b) => b.personHours - a.personHours || b.takesDown - a.takesDown || a.asset - b.asset);

/**
 * The assets whose criticality may differ when these have changed: all that can reach something which a changed one
 * reaches. What was reckoned for the others still holds. When needs changed, ask the old and the new network both.
 */
export function staleAfter(network: Network, changed: readonly number[]): Uint8Array {
  const reached = closure(network.size, changed, (i, visit) => {
    for (let n = network.outStart[i]!; n < network.outStart[i + 1]!; n++) {
      visit(network.owner[network.need[network.outLinks[n]!]!]!);
    }
  });
  return closure(network.size, reached.list, (i, visit) => {
    const end = network.linkStart[network.needStart[i + 1]!]!;
    for (let l = network.linkStart[network.needStart[i]!]!; l < end; l++) visit(network.supplier[l]!);
  }).has;
}

function closure(
  size: number,
  first: readonly number[],
  next: (node: number, visit: (to: number) => void) => void,
): { readonly list: readonly number[]; readonly has: Uint8Array } {
  const has = new Uint8Array(size);
  const list: number[] = [];
  const visit = (node: number) => {
    if (has[node] === 1) return;
    has[node] = 1;
    list.push(node);
  };
  first.forEach(visit);
  for (let at = 0; at < list.length; at++) next(list[at]!, visit);
  return { list, has };
}

/** C3: how often each asset was what a fall hung on after that second, over a library of scenarios; ppm of all such falls. */
export function bindingShare(timelines: readonly Timeline[], assets: number, after = -1): Int32Array {
  const counts = new Float64Array(assets);
  let all = 0;
  for (const { log, network } of timelines) {
    for (let k = 0; k < log.length; k++) {
      if (log.time[k]! <= after || log.link[k]! < 0 || log.to[k]! >= log.from[k]!) continue;
      counts[network.supplier[log.link[k]!]!]! += 1;
      all += 1;
    }
  }
  return Int32Array.from(counts, (count) => (all === 0 ? 0 : quotient(count * UP, all)));
}
