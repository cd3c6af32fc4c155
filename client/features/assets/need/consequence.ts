import type { Forecast, Predicted } from '../../../../shared/cascade/forecast.ts';
import { UP } from '../../../../shared/domain/vocabulary.ts';
import { isLoss } from '../../../forecast/rows.ts';
import type { Say } from '../../../ui/assetName.ts';
import { spanWords } from './words.ts';

/** What becomes of an asset in a forecast: what is lost already, and each further loss, at most so many. */
export function lossesIn(forecast: Forecast, assetId: string, most = 2): readonly Predicted[] {
  const of = (one: Predicted): boolean => one.assetId === assetId && isLoss(one);
  const ahead = forecast.changes.filter(of);
  const lost: Predicted[] = [];
  for (const one of ahead) if (lost.length === 0 || one.to < lost.at(-1)!.to) lost.push(one);
  // The first loss and the worst: what lies between says little.
  return lost.length <= most ? lost : [lost[0]!, ...lost.slice(-(most - 1))];
}

/** `fails after 24 h (23 h to 25 h)`; never a time without how sure it is. */
export function afterWords(one: Predicted, now: string, say: Say): string {
  const secondsTo = (at: string): number => Math.round((Date.parse(at) - Date.parse(now)) / 1000);
  const atOnce = say('need.if.atOnce');
  const after = (at: string): string => (secondsTo(at) < 60 ? atOnce : spanWords(secondsTo(at), say));
  const what = one.to === 0 ? say('need.if.fails') : say('need.if.falls', { percent: Math.round((one.to / UP) * 100) });
  const when = secondsTo(one.at) < 60 ? atOnce : say('need.if.after', { length: after(one.at) });
  const band = bandOf(one, after, say);
  // Within the same minute at the latest: the words say so already.
  const sure = when === atOnce && one.latest !== undefined && after(one.latest) === atOnce ? [] : [band];
  if (one.band === 'indicative') sure.push(say('forecast.estimate'));
  return `${what} ${when}${sure.length > 0 ? ` (${sure.join(', ')})` : ''}`;
}

function bandOf({ earliest, latest }: Predicted, after: (at: string) => string, say: Say): string {
  if (earliest === undefined) return say('forecast.band.unsure');
  if (latest === undefined) return say('need.if.open', { earliest: after(earliest) });
  return say('need.if.band', { earliest: after(earliest), latest: after(latest) });
}
