import { ChevronLeft, ChevronRight, Undo2 } from 'lucide-react';
import { useMemo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { HORIZONS, type Horizon } from '../../forecast/rows.ts';
import { lengthWords } from '../../forecast/words.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { dayOf, zulu, zuluDay } from '../../ui/time.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { momentsOf } from './ahead.ts';
import { changeFrom, keyed, LENGTH, MOST, positionOf, snapped } from './scale.ts';
import './future.css';

interface FutureBarProps {
  forecast: Forecast | undefined;
  /** Minutes after now; 0 is now. */
  ahead: number;
  hours: Horizon;
  onAhead: (minutes: number) => void;
  onNow: () => void;
  onHours: (hours: Horizon) => void;
}

const HOUR_MARKS = [1, 3, 6, 12, 24, 48, 72];

/** From now to as far as the forecast reaches; it rests where something changes. */
export function FutureBar({ forecast, ahead, hours, onAhead, onNow, onHours }: FutureBarProps) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const now = useOperationNow(1);
  const moments = useMemo(() => (forecast ? momentsOf(forecast, assets, now, MOST) : []), [forecast, assets, now]);
  const [before, next] = [changeFrom(ahead, -1, moments), changeFrom(ahead, 1, moments)];
  const at = now + ahead * 60_000;
  const when = dayOf(at) === dayOf(now) ? zulu(at) : zuluDay(at);
  const said = ahead === 0 ? t('future.isNow') : t('future.isAhead', { length: lengthWords(ahead * 60_000, t), when });
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = keyed(event.key, ahead, moments);
    if (wanted === undefined) return;
    event.preventDefault();
    onAhead(wanted);
  };
  const off = forecast === undefined;
  return (
    <section className={`future-bar ${ahead > 0 ? 'is-ahead' : ''}`} aria-label={t('future.bar')}>
      <button type="button" className="future-now" disabled={ahead === 0} onClick={onNow}>
        <Undo2 size={14} aria-hidden="true" /> {t('future.now')}
      </button>
      <button
        type="button"
        disabled={off || (before === undefined && ahead === 0)}
        onClick={() => onAhead(before ?? 0)}
        aria-label={t('future.previousChange')}
        title={t('future.previousChange')}
      >
        <ChevronLeft size={16} aria-hidden="true" />
      </button>
      <div className="future-track">
        <svg className="future-changes" viewBox={`0 0 ${LENGTH} 10`} preserveAspectRatio="none" aria-hidden="true">
          <path d={changePath(moments)} vectorEffect="non-scaling-stroke" />
        </svg>
        <input
          type="range"
          min={0}
          max={LENGTH}
          step={1}
          value={positionOf(ahead)}
          disabled={off}
          aria-label={t('future.slider')}
          aria-valuetext={said}
          onChange={(event) => onAhead(snapped(Number(event.currentTarget.value), moments))}
          onKeyDown={onKey}
        />
        <div className="future-scale" aria-hidden="true">
          {HOUR_MARKS.map((hour) => (
            <span key={hour} style={{ insetInlineStart: `${positionOf(hour * 60) / (LENGTH / 100)}%` }}>
              {t('future.mark', { hours: hour })}
            </span>
          ))}
        </div>
      </div>
      <button
        type="button"
        disabled={off || next === undefined}
        onClick={() => next !== undefined && onAhead(next)}
        aria-label={t('future.nextChange')}
        title={t('future.nextChange')}
      >
        <ChevronRight size={16} aria-hidden="true" />
      </button>
      <button type="button" disabled={off || ahead >= MOST} onClick={() => onAhead(Math.min(MOST, ahead + 60))}>
        {t('future.hourMore')}
      </button>
      <output className="future-when" aria-live="off">
        {ahead > 0 ? said : moments[0] === undefined ? t('future.none') : nextWords(moments[0])}
      </output>
      <label className="future-hours" title={t('future.within')}>
        <span>{t('future.within')}</span>
        <select value={hours} onChange={(event) => onHours(Number(event.currentTarget.value) as Horizon)}>
          {HORIZONS.map((one) => (
            <option key={one} value={one}>
              {t('forecast.hours', { hours: one })}
            </option>
          ))}
        </select>
      </label>
    </section>
  );

  function nextWords(minutes: number): string {
    return off ? t('future.waiting') : t('future.next', { length: lengthWords(minutes * 60_000, t) });
  }
}

/** One stroke for each place on the slider at which something changes. */
const changePath = (moments: readonly number[]): string =>
  [...new Set(moments.map(positionOf))].map((x) => `M${x} 0V10`).join('');
