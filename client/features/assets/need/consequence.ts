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
  const after = (at: string): string => {
    const seconds = Math.round((Date.parse(at) - Date.parse(now)) / 1000);
    return seconds < 60 ? say('need.if.atOnce') : spanWords(seconds, say);
  };
  const what = one.to === 0 ? say('need.if.fails') : say('need.if.falls', { percent: Math.round((one.to / UP) * 100) });
  const when =
    Date.parse(one.at) - Date.parse(now) < 60_000
      ? say('need.if.atOnce')
      : say('need.if.after', { length: after(one.at) });
  const { earliest, latest } = one;
  const band =
    earliest === undefined
      ? say('forecast.band.unsure')
      : latest === undefined
        ? say('need.if.open', { earliest: after(earliest) })
        : after(earliest) === after(latest)
          ? ''
          : say('need.if.band', { earliest: after(earliest), latest: after(latest) });
  const sure = [band, one.band === 'indicative' ? say('forecast.estimate') : ''].filter((part) => part !== '');
  return `${what} ${when}${sure.length > 0 ? ` (${sure.join(', ')})` : ''}`;
}
