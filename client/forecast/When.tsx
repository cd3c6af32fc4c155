import { useTranslation } from 'react-i18next';
import type { Predicted } from '../../shared/cascade/forecast.ts';
import { useOperationNow } from '../ui/ticking.ts';
import { TimeText } from '../ui/times.tsx';
import { bandWords, lengthWords } from './words.ts';
import './forecast.css';

type Moment = Pick<Predicted, 'at' | 'earliest' | 'latest' | 'band'>;

/** `14:05Z in 38 min`, and under it the band. The countdown runs by the operation's clock. */
export function When({ one }: { one: Moment }) {
  const { t } = useTranslation();
  const now = useOperationNow(5);
  return (
    <div className="fc-when">
      <TimeText at={one.at} mode="clock" /> <strong>{countdown(one.at, now, t)}</strong>
      <span className="fc-band">
        {bandWords(one, now, t)}
        {one.band === 'indicative' && ` · ${t('forecast.estimate')}`}
      </span>
    </div>
  );
}

type Say = ReturnType<typeof useTranslation>['t'];
export const countdown = (at: string, now: number, t: Say): string =>
  Date.parse(at) <= now ? t('forecast.due') : t('forecast.in', { length: lengthWords(Date.parse(at) - now, t) });
