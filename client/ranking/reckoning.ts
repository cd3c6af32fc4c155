import { staleAfter, weighed, type Weights } from '../../shared/cascade/criticality.ts';
import type { Prepared } from '../../shared/cascade/forecast.ts';
import type { Simulation } from '../../shared/cascade/simulation.ts';
import { Timeline } from '../../shared/cascade/timeline.ts';
import { TOP, type RankEntry, type Story } from './messages.ts';

/** Seconds: A8 reckons over three days. */
export const HORIZON = 72 * 3600;

/** What comes of a scenario from where the simulation rests. */
export function tell({ steps, hours }: Story, { from, network }: Prepared, simulation: Simulation): Timeline {
  simulation.reset();
  const start = simulation.time;
  const inOrder = [...steps].sort((a, b) => a.after - b.after);
  for (const step of inOrder) {
    const asset = from.index.get(step.assetId);
    if (asset === undefined) continue;
    const t = start + Math.max(1, step.after);
    if (step.kind === 'health') simulation.health(t, asset, step.level);
    else {
      const need = from.needIds[asset]!.indexOf(step.needId);
      if (need >= 0) simulation.refuel(t, network.needStart[asset]! + need, step.seconds);
    }
  }
  return new Timeline(simulation.run(start + hours * 3600));
}

/** The most critical of them, by C1 as weighed. */
export function topOf(entries: Iterable<RankEntry>, weights: Weights, most = TOP): RankEntry[] {
  const sums = [...entries].map((entry) => ({ entry, sum: weighed(entry.losses, '', weights).personHours }));
  return sums
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum || (a.entry.id < b.entry.id ? -1 : 1))
    .slice(0, most)
    .map(({ entry }) => entry);
}

/** By id: whatever can reach something that a changed one reaches, in the network of before or of now. */
export function stale(changed: ReadonlySet<string>, ...networks: readonly (Prepared | undefined)[]): Set<string> {
  const found = new Set(changed);
  if (changed.size === 0) return found;
  for (const prepared of new Set(networks)) {
    if (!prepared) continue;
    const { index, ids } = prepared.from;
    const has = staleAfter(
      prepared.network,
      [...changed].flatMap((id) => index.get(id) ?? []),
    );
    ids.forEach((id, at) => {
      if (has[at] === 1) found.add(id);
    });
  }
  return found;
}

/** Assets that will change of themselves, or whose buffers are not full: what fails tomorrow finds them otherwise. */
export function underWay(simulation: Simulation): number[] {
  const { network } = simulation;
  const found = new Set<number>();
  for (let r = 0; r < network.owner.length; r++) {
    if (simulation.bufferLeft(r) < network.full[r]!) found.add(network.owner[r]!);
  }
  const past = simulation.log.length;
  simulation.run(simulation.time + HORIZON);
  for (let k = past; k < simulation.log.length; k++) found.add(simulation.log.asset[k]!);
  simulation.reset();
  return [...found];
}

/** What each asset could give now if all its needs were met. */
export function workingNow({ state }: Simulation): Int32Array {
  return state.health.map((health, i) => (state.pinKind[i] === 0 ? health : Math.min(health, state.pinLevel[i]!)));
}
