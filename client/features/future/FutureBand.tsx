import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { strictestUnder, within } from '../../forecast/rows.ts';
import { lengthWords } from '../../forecast/words.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { dayOf, local, zulu, zuluDay } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { lostBy } from './ahead.ts';
import './future.css';

interface FutureBandProps {
  forecast: Forecast | undefined;
  failed: boolean;
  /** Minutes after now. */
  ahead: number;
  wall: boolean;
  onNow: () => void;
}

/** Over a map of a moment to come: nobody takes it for the present, in a picture of the screen neither. */
export function FutureBand({ forecast, failed, ahead, wall, onNow }: FutureBandProps) {
  const { t } = useTranslation();
  const now = useOperationNow(1);
  const at = now + ahead * 60_000;
  const when = dayOf(at) === dayOf(now) ? zulu(at) : zuluDay(at);
  return (
    <>
      <div className="future-frame" aria-hidden="true" />
      <section className={`future-band ${wall ? 'is-wall' : ''}`} aria-label={t('future.band')}>
        <div className="future-words">
          {forecast ? (
            <>
              <strong title={t('ui.time.local', { time: local(at), day: dayOf(at) })}>
                {t('future.forecast', { when })}
              </strong>
              <span>{t('forecast.in', { length: lengthWords(ahead * 60_000, t) })}</span>
              <em>{t('future.notWhatIs')}</em>
              <Lost forecast={forecast} at={at} hours={ahead / 60} failed={failed} />
            </>
          ) : (
            <strong>{t(failed ? 'future.cannot' : 'future.waiting')}</strong>
          )}
          <span className="future-present">{t('future.drawers')}</span>
        </div>
        {!wall && (
          <button type="button" onClick={onNow}>
            {t('future.back')} <kbd>{t('future.esc')}</kbd>
          </button>
        )}
      </section>
    </>
  );
}

interface LostProps {
  forecast: Forecast;
  at: number;
  hours: number;
  failed: boolean;
}

function Lost({ forecast, at, hours, failed }: LostProps) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const lost = useMemo(() => lostBy(forecast, assets, at), [forecast, assets, at]);
  const tlp = useMemo(() => strictestUnder(within(forecast, assets, hours), assets), [forecast, assets, hours]);
  const { least, most } = lost;
  return (
    <>
      <span className="future-lost" role="status">
        {lost.failed + lost.degraded === 0
          ? t('future.nothingLost')
          : (['failed', 'degraded'] as const)
              .filter((status) => lost[status] > 0)
              .map((status) => t(`future.${status}`, { count: lost[status] }))
              .join(', ')}
        {most > 0 && <small> {least === most ? t('future.sure') : t('future.between', { least, most })}</small>}
        {failed && <small> {t('forecast.failed')}</small>}
      </span>
      <TlpBadge tlp={tlp} title={t('forecast.marking')} />
    </>
  );
}
