import type { CascadeForm } from './interchange.ts';
import { BEST, buildNetwork, HIGH, LOW, type Network, type Pick } from './network.ts';
import { outsideOf, post, type Outside } from './run.ts';
import { eventsIn, partOf, struckBy } from './part.ts';
import { Simulation } from './simulation.ts';
import { UP } from './levels.ts';
import { Timeline } from './timeline.ts';

/** When something happens at the earliest and at the latest; undefined where it may not happen before the end. */
export interface Band {
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** `rigorous` when it holds for every value within the bands; `indicative` from samples. */
  readonly kind: 'rigorous' | 'indicative';
}

/** Where a run comes from, with every number still a band. */
export interface Source {
  readonly form: CascadeForm;
  readonly events: (network: Network, pick: Pick) => readonly Outside[];
  readonly until: number;
}

export const sourceOf = (form: CascadeForm, until = form.until ?? 0): Source => ({
  form,
  events: (network, pick) => outsideOf(form, network, pick),
  until,
});

export function timelineOf({ form, events, until }: Source, pick: Pick = BEST): Timeline {
  const network = buildNetwork(form, pick);
  return new Timeline(post(new Simulation(network), events(network, pick)).run(until));
}

/**
 * Nothing is ever repaired, refuelled or vouched for, whatever numbers the bands take. Then every output only falls, and
 * is monotone in every delay, buffer and time: the runs with all low and all high numbers bound all others. (An island
 * gains when a member that draws is lost, so layers count as repairs.)
 */
export function isFailOnly({ form, events }: Source, network: Network): boolean {
  if ((form.jobs ?? []).length > 0 || network.layers.length > 0) return false;
  for (const pick of [LOW, BEST, HIGH]) {
    const levels = network.health.slice();
    const inOrder = [...events(network, pick)].sort((a, b) => a.t - b.t);
    for (const event of inOrder) {
      if (event.kind === 'limit') continue;
      if (event.kind !== 'health' || event.level > levels[event.asset]!) return false;
      levels[event.asset] = event.level;
    }
  }
  return true;
}

const SAMPLES = 200;
const OUTSIDE_PERCENT = 5;

/**
 * The band of each change of `timeline`, the run with the best numbers. `random` gives fractions from 0 up to 1 and must
 * be seeded: the same seed gives the same bands everywhere.
 */
export function bandsOf(source: Source, timeline: Timeline, random: () => number, samples = SAMPLES): Band[] {
  const { log, network } = timeline;
  const { source: reached, place } = reachedOnly(source, timeline);
  const places = Array.from({ length: log.length }, (_none, k) => k);
  if (isFailOnly(source, network)) {
    const [low, high] = [timelineOf(reached, LOW), timelineOf(reached, HIGH)];
    return places.map((k) => ({
      low: low.firstAtMost(place(log.asset[k]!), log.to[k]!),
      high: high.firstAtMost(place(log.asset[k]!), log.to[k]!),
      kind: 'rigorous',
    }));
  }
  const keys = changeKeys(timeline, place);
  const times = new Map<string, number[]>(keys.map((key) => [key, []]));
  const picks = [LOW, HIGH, ...Array.from({ length: samples }, () => sampled(random))];
  for (const pick of picks) {
    const other = timelineOf(reached, pick);
    changeKeys(other).forEach((key, k) => times.get(key)?.push(other.log.time[k]!));
  }
  return places.map((k) => {
    const own = [...times.get(keys[k]!)!].sort((a, b) => a - b);
    const skip = Math.floor((picks.length * OUTSIDE_PERCENT) / 100);
    return { low: own[Math.min(skip, own.length - 1)], high: own[picks.length - 1 - skip], kind: 'indicative' };
  });
}

/** The source cut down to what can change: two hundred runs of all would cost two hundred times all. */
function reachedOnly(
  source: Source,
  { network, nominal }: Timeline,
): { source: Source; place: (asset: number) => number } {
  const struck = struckBy(network, source.events(network, BEST));
  const part = partOf(source.form, network, nominal, struck);
  if (!part) return { source, place: (asset) => asset };
  return {
    source: {
      form: part.form,
      events: (small, pick) => eventsIn(part, network, small, source.events(network, pick)),
      until: source.until,
    },
    place: (asset) => part.place[asset]!,
  };
}

/** The how-manieth fall or rise of which asset: what is compared between runs. */
function changeKeys({ log }: Timeline, place: (asset: number) => number = (asset) => asset): string[] {
  const counts = new Map<string, number>();
  return Array.from({ length: log.length }, (_none, k) => {
    const kind = `${place(log.asset[k]!)} ${log.to[k]! < log.from[k]! ? 'falls' : 'rises'}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind} ${count}`;
  });
}

/** Half of the draws lie below the best value, half above. */
const sampled =
  (random: () => number): Pick =>
  (value) => {
    if (typeof value === 'number') return value;
    const [low, best, high] = value;
    const part = Math.floor(random() * UP);
    const from = random() < 0.5 ? [low, best] : [best, high];
    return from[0]! + Math.floor(((from[1]! - from[0]!) * part) / UP);
  };
