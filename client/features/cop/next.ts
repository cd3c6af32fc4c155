import type { Forecast, ForecastDeadline, Predicted } from '../../../shared/cascade/forecast.ts';
import { isLoss, within, withoutByNation } from '../../forecast/rows.ts';
import type { Say } from '../../ui/assetName.ts';
import { dayOf, zulu, zuluDay } from '../../ui/time.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';

/** What stands beside the map of what fails next: the nearest, and how much there is. */
export interface NextInBrief {
  /** Assets that lose something within these hours. */
  readonly losses: number;
  /** The first loss of each of the nearest assets. */
  readonly nearest: readonly Predicted[];
  readonly deadlines: number;
  /** The next to come, whatever it saves: it is the one that can be missed. */
  readonly deadline: ForecastDeadline | undefined;
  /** Of all services of all nations the one with most people without it; services are never added up. */
  readonly worst: { readonly service: string; readonly nation: string; readonly persons: number } | undefined;
  readonly deadlocks: number;
}

export function nextInBrief(
  forecast: Forecast,
  assets: ReadonlyMap<string, ShownAsset>,
  hours: number,
  most = 5,
): NextInBrief {
  const { changes, deadlines, deadlocks } = within(forecast, assets, hours);
  const firsts = new Map<string, Predicted>();
  for (const one of changes) if (isLoss(one) && !firsts.has(one.assetId)) firsts.set(one.assetId, one);
  const rows = withoutByNation(forecast, hours, []).flatMap(({ nation, rows: some }) =>
    some.map(({ service, most: persons }) => ({ service, nation, persons })),
  );
  return {
    losses: firsts.size,
    nearest: [...firsts.values()].slice(0, most),
    deadlines: deadlines.length,
    deadline: [...deadlines].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0],
    worst: rows.sort((a, b) => b.persons - a.persons)[0],
    deadlocks: deadlocks.length,
  };
}

/** The band where there is little room: `12:08Z–12:52Z`, `from 12:08Z`. The words of it stand in the tooltip. */
export function bandShort({ earliest, latest }: Pick<Predicted, 'earliest' | 'latest'>, now: number, say: Say): string {
  const clock = (at: string): string => {
    const ms = Date.parse(at);
    return dayOf(ms) === dayOf(now) ? zulu(ms) : zuluDay(ms);
  };
  if (earliest === undefined) return say('forecast.band.shortUnsure');
  if (latest === undefined) return say('forecast.band.shortOpen', { earliest: clock(earliest) });
  const until = dayOf(Date.parse(earliest)) === dayOf(Date.parse(latest)) ? zulu(Date.parse(latest)) : clock(latest);
  return `${clock(earliest)}–${until}`;
}
