import { quotient, UP } from './levels.ts';
import type { Timeline } from './timeline.ts';

/** An asset that serves people. One number per service: populations overlap, so services are never added up. */
export interface Served {
  readonly asset: number;
  readonly service: string;
  readonly persons: number;
}

export interface ServiceLoss {
  readonly service: string;
  readonly nation: string;
  /** [second, persons without it from then on], a step function that begins at the start of the window. */
  readonly without: readonly (readonly [t: number, persons: number])[];
  readonly most: number;
  readonly personHours: number;
  /** Of all it serves, the share that was lost over the window: the resilience loss over its length, ppm. */
  readonly lostShare: number;
}

const PPM_SECONDS_PER_HOUR = 3_600 * UP;

/** Persons times hours without the service of one asset. The only fractions: state is whole numbers. */
export const personHours = (persons: number, lost: number): number => (persons * lost) / PPM_SECONDS_PER_HOUR;

/** Per service and nation, over a window: how many are without, when, and for how many hours. */
export function serviceLosses(timeline: Timeline, served: readonly Served[], from = 0): ServiceLoss[] {
  const { network, log, until } = timeline;
  const groups = new Map<string, Served[]>();
  for (const one of served) {
    const key = JSON.stringify([one.service, network.nations[one.asset]]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => {
      const [service, nation] = JSON.parse(key) as [string, string];
      // Persons times ppm without the service; divided once at the end, so that rounding never adds up.
      const persons = members.map((one) => one.persons);
      const levels = members.map((one) => timeline.levelAt(one.asset, from));
      let missing = members.reduce((sum, _one, m) => sum + persons[m]! * (UP - levels[m]!), 0);
      const without: [number, number][] = [[from, quotient(missing, UP)]];
      const changes = members
        .flatMap((one, m) => [...timeline.changesOf(one.asset)].map((k) => ({ k, m })))
        .filter(({ k }) => log.time[k]! > from && log.time[k]! <= until)
        .sort((a, b) => a.k - b.k);
      for (const { k, m } of changes) {
        missing += persons[m]! * (levels[m]! - log.to[k]!);
        levels[m] = log.to[k]!;
        const point: [number, number] = [log.time[k]!, quotient(missing, UP)];
        if (without.at(-1)![0] === point[0]) without[without.length - 1] = point;
        else if (without.at(-1)![1] !== point[1]) without.push(point);
      }
      const hours = members.reduce((sum, one) => sum + personHours(one.persons, timeline.lost(one.asset, from)), 0);
      const all = persons.reduce((sum, one) => sum + one, 0);
      const possible = personHours(all, UP * Math.max(0, until - from));
      return {
        service,
        nation,
        without,
        most: without.reduce((most, [, count]) => Math.max(most, count), 0),
        personHours: hours,
        lostShare: possible === 0 ? 0 : Math.round((hours / possible) * UP),
      };
    });
}

/** Person-hours by name of the asset. */
export function personHoursByAsset(timeline: Timeline, served: readonly Served[], from = 0): Record<string, number> {
  const hours: Record<string, number> = {};
  for (const { asset, persons } of served) {
    const name = timeline.network.names[asset]!;
    hours[name] = (hours[name] ?? 0) + personHours(persons, timeline.lost(asset, from));
  }
  return hours;
}
