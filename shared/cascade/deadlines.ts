import { OWN } from './log.ts';
import { personHours, type Served } from './services.ts';
import type { Simulation } from './simulation.ts';
import { Timeline } from './timeline.ts';

/** The latest second at which an act still prevents that a buffer runs empty and its asset falls. */
export interface Deadline {
  readonly asset: number;
  /** Counts within the asset. */
  readonly need: number;
  /** Refuelling, or anything that serves in its place, up to and including this second. */
  readonly at: number;
  /** The change that it prevents: a place in the log. */
  readonly change: number;
  /** The repair that would also do, if nothing else were missing: what must be whole again, and by when. */
  readonly repair: { readonly asset: number; readonly by: number } | undefined;
  /** Person-hours saved until the end of the run if this buffer never runs empty, by service and nation. */
  readonly saved: readonly { readonly service: string; readonly nation: string; readonly personHours: number }[];
  /** Their sum, for sorting only: populations overlap. */
  readonly savedSum: number;
  /** Assets that would lose less. */
  readonly spares: number;
}

/**
 * The simulation must be marked at the second `now` and run from there; `timeline` is what came of it. Each candidate is
 * one more run from the mark with that buffer kept full; at most `most`, those first that bring most down with them.
 */
export function decisionDeadlines(
  simulation: Simulation,
  timeline: Timeline,
  served: readonly Served[],
  now: number,
  most = 50,
): Deadline[] {
  const { log, network, until } = timeline;
  const lostNow = served.map((one) => timeline.lost(one.asset, now));
  const deadlines = candidates(timeline, served, now, most).map((change): Deadline => {
    const r = log.need[change]!;
    const asset = log.asset[change]!;
    const at = log.time[change]!;
    simulation.reset();
    simulation.refuel(now + 1, r, Infinity);
    const without = new Timeline(simulation.run(until));
    const groups = new Map<string, { service: string; nation: string; personHours: number }>();
    let savedSum = 0;
    served.forEach((one, n) => {
      const hours = personHours(one.persons, lostNow[n]! - without.lost(one.asset, now));
      if (hours === 0) return;
      savedSum += hours;
      const nation = network.nations[one.asset]!;
      const key = JSON.stringify([one.service, nation]);
      const group = groups.get(key) ?? { service: one.service, nation, personHours: 0 };
      group.personHours += hours;
      groups.set(key, group);
    });
    return {
      asset,
      need: r - network.needStart[asset]!,
      at,
      change,
      repair: repairOf(simulation, timeline, change, now),
      saved: [...groups.values()].sort((a, b) => b.personHours - a.personHours),
      savedSum,
      spares: sparedBy(timeline, without, now),
    };
  });
  simulation.reset().run(until);
  return deadlines.sort((a, b) => b.savedSum - a.savedSum || a.at - b.at || a.asset - b.asset || a.need - b.need);
}

/** First falls that hang on an empty buffer, those first whose consequences cost most. */
function candidates(timeline: Timeline, served: readonly Served[], now: number, most: number): number[] {
  const { log, network, until } = timeline;
  const persons = new Float64Array(network.size);
  for (const one of served) persons[one.asset]! += one.persons;
  const cost = new Float64Array(log.length);
  // A change stands behind all that it caused, so one pass from the end adds up whole trees.
  for (let k = log.length - 1; k >= 0; k--) {
    const seconds = until - log.time[k]!;
    cost[k]! += personHours(persons[log.asset[k]!]!, (log.from[k]! - log.to[k]!) * seconds);
    if (log.cause[k]! >= 0) cost[log.cause[k]!]! += cost[k]!;
  }
  const seen = new Set<number>();
  const found: number[] = [];
  for (let k = 0; k < log.length; k++) {
    const r = log.need[k]!;
    if (r < 0 || log.to[k]! >= log.from[k]! || network.full[r] === 0 || log.time[k]! <= now || seen.has(r)) continue;
    if (log.asset[k]! >= network.assets) continue;
    seen.add(r);
    found.push(k);
  }
  return found.sort((a, b) => cost[b]! - cost[a]! || a - b).slice(0, most);
}

/** By when the root must be whole again so that it reaches the buffer in time: tried, not only reckoned. */
function repairOf(simulation: Simulation, timeline: Timeline, change: number, now: number): Deadline['repair'] {
  const { log, network } = timeline;
  // Within a second falls come before rises: a supplier next door must be back one second earlier.
  let by = log.time[change]! - (log.link[change]! >= 0 && network.delay[log.link[change]!] === 0 ? 1 : 0);
  let last = change;
  while (log.cause[last]! >= 0) {
    by -= network.delay[log.link[last]!]!;
    last = log.cause[last]!;
    by -= network.lag[log.asset[last]!]!;
  }
  const root = log.asset[last]!;
  if (last === change || log.need[last] !== OWN || by <= now || by <= log.time[last]!) return undefined;
  simulation.reset();
  simulation.health(by, root, network.health[root]!);
  const at = log.time[change]!;
  const asset = log.asset[change]!;
  simulation.run(at);
  return simulation.state.output[asset]! > log.to[change]! ? { asset: root, by } : undefined;
}

function sparedBy(timeline: Timeline, without: Timeline, now: number): number {
  let count = 0;
  for (let i = 0; i < timeline.network.assets; i++) {
    if (timeline.changesOf(i).length === 0) continue;
    if (without.lost(i, now) < timeline.lost(i, now)) count += 1;
  }
  return count;
}
