import { useElementSize } from '@mantine/hooks';
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { stepPath, type ServiceRow } from '../../forecast/rows.ts';
import { lengthWords } from '../../forecast/words.ts';
import { zulu, zuluDay } from '../../ui/time.ts';
import { niceTicks, valueAt } from './outputs.ts';

interface PersonsChartProps {
  label: string;
  rows: readonly ServiceRow[];
  /** Operation time of the forecast, in milliseconds. */
  now: number;
  hours: number;
}

const HIGH = 172;
const LEFT = 52;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 24;
/** How far one arrow key goes: so many steps from end to end. */
const STEPS = 72;
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

/**
 * Persons without each service over time. Pointed at, or walked along with the arrow keys, it says the numbers of one
 * moment; the table beside it holds the same.
 */
export function PersonsChart({ label, rows, now, hours }: PersonsChartProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [at, setAt] = useState<number | undefined>(undefined);
  const seconds = hours * 3600;
  const wide = Math.max(120, width - LEFT - RIGHT);
  const high = HIGH - TOP - BOTTOM;
  const ticks = niceTicks(Math.max(...rows.map((row) => row.most)));
  const most = ticks.at(-1) ?? 1;
  const x = (after: number): number => (after / seconds) * wide;
  const y = (persons: number): number => high - (persons / Math.max(1, most)) * high;
  const moment = at ?? 0;
  const timeOf = (after: number): string => (hours > 24 ? zuluDay(now + after * 1000) : zulu(now + after * 1000));
  const count = (persons: number): string => Math.round(persons).toLocaleString('en');
  const said = t('forecast.readOut', {
    time: timeOf(moment),
    length: moment === 0 ? t('forecast.now') : t('forecast.in', { length: lengthWords(moment * 1000, t) }),
    values: rows.map((row) => `${t(`ui.sector.${row.service}`)} ${count(valueAt(row.steps, moment))}`).join(', '),
  });

  const point = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientX - box.left - LEFT) / wide;
    setAt(Math.round(Math.min(1, Math.max(0, part)) * seconds));
  };
  const walk = (event: KeyboardEvent): void => {
    const step = seconds / STEPS;
    const steps: Record<string, number> = {
      ArrowLeft: moment - step,
      ArrowDown: moment - step,
      ArrowRight: moment + step,
      ArrowUp: moment + step,
      PageDown: moment - step * 6,
      PageUp: moment + step * 6,
      Home: 0,
      End: seconds,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.min(seconds, Math.max(0, to)));
  };

  return (
    <div className="nx-figure">
      <div
        ref={ref}
        className="nx-plot"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={seconds}
        aria-valuenow={moment}
        aria-valuetext={said}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setAt(undefined)}
        onBlur={() => setAt(undefined)}
        onKeyDown={walk}
      >
        <svg
          width={wide + LEFT + RIGHT}
          height={HIGH}
          viewBox={`0 0 ${wide + LEFT + RIGHT} ${HIGH}`}
          aria-hidden="true"
        >
          <g transform={`translate(${LEFT} ${TOP})`}>
            {ticks.map((tick) => (
              <g key={tick} transform={`translate(0 ${y(tick)})`}>
                <path className="nx-grid" d={`M0 0H${wide}`} />
                <text className="nx-tick" x={-8} dy="0.32em" textAnchor="end">
                  {compact.format(tick)}
                </text>
              </g>
            ))}
            {Array.from({ length: 7 }, (_none, k) => (seconds / 6) * k).map((after, k) => (
              <g key={after} transform={`translate(${x(after)} ${high})`}>
                <path className="nx-grid" d="M0 0V5" />
                <text className="nx-tick" y={17} textAnchor={k === 0 ? 'start' : k === 6 ? 'end' : 'middle'}>
                  {hours > 24 && wide < 560 && k % 2 === 1 ? '' : timeOf(after)}
                </text>
              </g>
            ))}
            {rows.map((row, k) => (
              <path
                key={row.service}
                className={`nx-curve is-${k}`}
                d={stepPath(row.steps, seconds, most, Math.round(wide), high)}
              />
            ))}
            {at !== undefined && (
              <>
                <path className="nx-cursor" d={`M${x(at)} 0V${high}`} />
                {rows.map((row, k) => (
                  <circle key={row.service} className={`is-${k}`} cx={x(at)} cy={y(valueAt(row.steps, at))} r={3.5} />
                ))}
              </>
            )}
          </g>
        </svg>
      </div>
      <p className="nx-legend" aria-hidden="true">
        <strong>
          {timeOf(moment)}{' '}
          {at === undefined || at === 0 ? t('forecast.now') : t('forecast.in', { length: lengthWords(at * 1000, t) })}
        </strong>
        {rows.map((row, k) => (
          <span key={row.service}>
            <LineSample line={k} /> {t(`ui.sector.${row.service}`)} <b>{count(valueAt(row.steps, moment))}</b>
          </span>
        ))}
      </p>
    </div>
  );
}

/** The line as it is drawn: dashes tell lines apart where there are no colours, as on paper. */
export function LineSample({ line }: { line: number | undefined }) {
  return (
    <svg className="nx-sample" width={24} height={8} aria-hidden="true">
      {line !== undefined && <path className={`nx-curve is-${line}`} d="M0 4H24" />}
    </svg>
  );
}
