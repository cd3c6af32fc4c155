import type { Predicted } from '../../shared/cascade/forecast.ts';
import type { ShownAsset } from '../store/derive/shownAsset.ts';
import { assetName, type Say } from '../ui/assetName.ts';
import { dayOf, zulu, zuluDay } from '../ui/time.ts';

/** A length of time in the two units that a decision needs: `38 min`, `3 h 40 min`, `2 d 5 h`. */
export function lengthWords(milliseconds: number, say: Say): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 1) return say('forecast.length.now');
  if (minutes < 60) return say('forecast.length.minutes', { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    const rest = minutes % 60;
    return rest === 0
      ? say('forecast.length.hours', { hours })
      : say('forecast.length.hoursMinutes', { hours, minutes: rest });
  }
  const [days, rest] = [Math.floor(hours / 24), hours % 24];
  return rest === 0 ? say('forecast.length.days', { days }) : say('forecast.length.daysHours', { days, hours: rest });
}

const clock = (at: string, now: number): string => {
  const ms = Date.parse(at);
  return dayOf(ms) === dayOf(now) ? zulu(ms) : zuluDay(ms);
};

/** When it happens at the earliest and at the latest. A prediction is never shown without. */
export function bandWords({ earliest, latest }: Pick<Predicted, 'earliest' | 'latest'>, now: number, say: Say): string {
  if (earliest === undefined) return say('forecast.band.unsure');
  if (latest === undefined) return say('forecast.band.open', { earliest: clock(earliest, now) });
  return say('forecast.band.between', { earliest: clock(earliest, now), latest: clock(latest, now) });
}

/** Why: the binding need in the words of who supplies it. */
export function becauseWords(one: Predicted, assets: ReadonlyMap<string, ShownAsset>, say: Say): string {
  if (one.because !== 'need') return say(`forecast.because.${one.because}`);
  const need = assets.get(one.assetId)?.needs?.find(({ needId }) => needId === one.needId);
  const supplier = one.supplierId === undefined ? undefined : assets.get(one.supplierId);
  const what = supplier ? say(`ui.sector.${supplier.sector}`) : say(`assets.needType.${need?.type ?? 'physical'}`);
  const from = supplier ? assetName(supplier, say) : say('forecast.because.hidden');
  return say(
    one.buffer ? 'forecast.because.buffer' : one.to > one.from ? 'forecast.because.back' : 'forecast.because.need',
    {
      what,
      from,
    },
  );
}
