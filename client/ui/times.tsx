import { useTranslation } from 'react-i18next';
import { ageOf, dayOf, local, zulu, zuluDay } from './time.ts';
import { useOperationNow, useOperationTime } from './ticking.ts';

interface TimeTextProps {
  /** Operation time. */
  at: string | undefined;
  mode?: 'both' | 'relative' | 'clock';
}

/** A moment of the operation: `14:05Z`, the local time in the tooltip, and how long ago it was. */
export function TimeText({ at, mode = 'both' }: TimeTextProps) {
  if (at === undefined) return null;
  if (mode === 'relative') return <Age at={at} />;
  return (
    <span className="t-time">
      <Clock ms={Date.parse(at)} />
      {mode === 'both' && (
        <>
          {' '}
          <Age at={at} />
        </>
      )}
    </span>
  );
}

function Clock({ ms }: { ms: number }) {
  const now = useOperationNow(60);
  const { t } = useTranslation();
  const today = dayOf(ms) === dayOf(now);
  return (
    <time dateTime={new Date(ms).toISOString()} title={t('ui.time.local', { time: local(ms), day: dayOf(ms) })}>
      {today ? zulu(ms) : zuluDay(ms)}
    </time>
  );
}

/** `4 min`: how old something is by the operation's clock; `in 4 min` when it is still to come. */
export function Age({ at }: { at: string | undefined }) {
  const moment = at === undefined ? 0 : Date.parse(at);
  // Hundreds of ages stand on a screen, and few of them are others five seconds later.
  const age = useOperationTime((now) => {
    const { unit, count } = ageOf(now - moment);
    return `${unit} ${unit === 'seconds' ? Math.floor(count / 5) * 5 : count} ${now - moment < -5000 ? 'ahead' : ''}`;
  });
  const { t } = useTranslation();
  if (at === undefined) return null;
  const [unit, count, ahead] = age.split(' ');
  const words = t(`ui.age.${unit}`, { count: Number(count) });
  return (
    <span className="t-age" title={zuluDay(moment)}>
      {ahead ? t('ui.age.ahead', { age: words }) : words}
    </span>
  );
}
