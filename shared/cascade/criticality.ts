import { quotient, UP } from './levels.ts';
import type { Network } from './network.ts';
import { personHours, type Served } from './services.ts';
import type { Simulation } from './simulation.ts';
import type { Timeline } from './timeline.ts';

/** What it costs when one asset alone fails. */
export interface Criticality {
  readonly asset: number;
  /** C1: person-hours lost within the horizon, services weighted as declared. */
  readonly personHours: number;
  /** C2: the share of them in other nations than the asset's own, ppm. */
  readonly abroad: number;
  /** C4: assets that stand still because of it alone: it is a single point of failure for them. */
  readonly takesDown: number;
  /** Assets that are touched at all. */
  readonly reaches: number;
}

export interface CriticalityOptions {
  /** Seconds; 72 h when absent. */
  readonly horizon?: number;
  /** By service; 1 when absent. */
  readonly weights?: Readonly<Record<string, number>>;
}

const HORIZON = 72 * 3600;

/** A reckoner for one network: the simulation must stand where the failure is to begin, and be marked there. */
export function criticalityOn(
  simulation: Simulation,
  served: readonly Served[],
  { horizon = HORIZON, weights = {} }: CriticalityOptions = {},
): (asset: number) => Criticality {
  const { network } = simulation;
  const persons = new Float64Array(network.size);
  for (const one of served) persons[one.asset]! += one.persons * (weights[one.service] ?? 1);
  const start = simulation.time;
  const until = start + 1 + horizon;
  const before = new Float64Array(network.size);
  const reached = new Uint8Array(network.size);
  const add = (sign: number, per: (asset: number, hours: number) => void) => {
    const { log } = simulation;
    for (let k = 0; k < log.length; k++) {
      const t = log.time[k]!;
      if (t <= start || t > until || persons[log.asset[k]!] === 0) continue;
      per(log.asset[k]!, sign * personHours(persons[log.asset[k]!]!, (log.from[k]! - log.to[k]!) * (until - t)));
    }
  };
  // What would be lost anyway, buffers that are already draining included.
  simulation.reset().run(until);
  let anyway = 0;
  add(1, (asset, hours) => {
    before[asset]! += hours;
    anyway += hours;
  });
  const anywayIn = new Map<string, number>();
  before.forEach((hours, asset) => {
    if (hours !== 0) anywayIn.set(network.nations[asset]!, (anywayIn.get(network.nations[asset]!) ?? 0) + hours);
  });

  return (asset) => {
    simulation.reset();
    simulation.health(start + 1, asset, 0);
    simulation.run(until);
    const { log, state } = simulation;
    const home = network.nations[asset]!;
    let sum = -anyway;
    let atHome = -(anywayIn.get(home) ?? 0);
    add(1, (other, hours) => {
      sum += hours;
      if (network.nations[other] === home) atHome += hours;
    });
    let reaches = 0;
    let takesDown = 0;
    for (let k = 0; k < log.length; k++) {
      const other = log.asset[k]!;
      if (log.time[k]! <= start || other === asset || reached[other] === 1 || other >= network.assets) continue;
      reached[other] = 1;
      reaches += 1;
      if (state.output[other] === 0) takesDown += 1;
    }
    for (let k = 0; k < log.length; k++) reached[log.asset[k]!] = 0;
    const abroad = sum > 0 ? Math.min(UP, Math.max(0, Math.round(((sum - atHome) / sum) * UP))) : 0;
    return { asset, personHours: Math.max(0, sum), abroad, takesDown, reaches };
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

/** C3: how often each asset was what a fall hung on, over a library of scenarios; ppm of all falls with a supplier. */
export function bindingShare(timelines: readonly Timeline[], assets: number): Int32Array {
  const counts = new Float64Array(assets);
  let all = 0;
  for (const { log, network } of timelines) {
    for (let k = 0; k < log.length; k++) {
      if (log.link[k]! < 0 || log.to[k]! >= log.from[k]!) continue;
      counts[network.supplier[log.link[k]!]!]! += 1;
      all += 1;
    }
  }
  return Int32Array.from(counts, (count) => (all === 0 ? 0 : quotient(count * UP, all)));
}
