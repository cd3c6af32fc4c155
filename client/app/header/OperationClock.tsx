import { useTranslation } from 'react-i18next';
import { useOperationNow } from '../../ui/ticking.ts';
import { dayOf, local, zulu } from '../../ui/time.ts';
import { useClock } from '../../ui/tocsin.ts';

/** The operation's time, not the wall's; its speed where it is not one second to the second. */
export function OperationClock() {
  const { t } = useTranslation();
  const now = useOperationNow(1);
  const clock = useClock();
  const speed = clock?.clock?.speed ?? 1;
  const running = clock?.clock?.running ?? true;
  const phase = clock?.phase;
  return (
    <div className="head-clock" role="timer" aria-label={t('app.clock')}>
      <strong>{zulu(now, true)}</strong>
      <span>
        {dayOf(now)} · {t('app.local', { time: local(now) })}
      </span>
      {phase === 'ended' ? (
        <em className="is-paused">{t('app.phase.ended')}</em>
      ) : phase === 'planned' ? (
        <em className="is-paused">{t('app.phase.planned')}</em>
      ) : !running ? (
        <em className="is-paused">{t('app.paused')}</em>
      ) : (
        speed !== 1 && <em>{t('app.speed', { speed })}</em>
      )}
    </div>
  );
}
