import { STATUS_LETTER, STATUSES, type NeedState, type NeedType } from './features.ts';
import { NEED_DASH } from './needs/dash.ts';
import { SECTORS } from './symbols/sectors.ts';
import { SectorSymbol } from './symbols/SectorSymbol.tsx';
import { SeverityBars } from './symbols/SeverityBars.tsx';
import { SEVERITIES } from './symbols/shapes.ts';
import { StatusSymbol } from './symbols/StatusSymbol.tsx';
import type { Translate } from './text.ts';

const NEED_STATES: readonly NeedState[] = ['supplied', 'short', 'lost', 'unknown'];
const NEED_TYPES: readonly NeedType[] = ['physical', 'cyber', 'geographic', 'logical'];

interface LegendProps {
  t: Translate;
  open?: boolean;
}

/** What every mark on the map means. */
export function Legend({ t, open = false }: LegendProps) {
  return (
    <details className="map-panel map-legend" open={open}>
      <summary>
        {t('map.legend.title')}
        <span className="map-legend-strip" aria-hidden="true">
          {STATUSES.map((status) => (
            <StatusSymbol key={status} status={status} size={15} />
          ))}
        </span>
      </summary>
      <div className="map-legend-body">
        <h3>{t('map.legend.status')}</h3>
        <ul className="two">
          {STATUSES.map((status) => (
            <li key={status}>
              <StatusSymbol status={status} /> {t(`map.status.${status}`)}
            </li>
          ))}
        </ul>
        <h3>{t('map.legend.basis')}</h3>
        <ul className="two">
          <li>
            <StatusSymbol status="failed" /> {t('map.legend.confirmed')}
          </li>
          <li>
            <StatusSymbol status="failed" basis="reported" /> {t('map.legend.reported')}
          </li>
          <li>
            <StatusSymbol status="failed" basis="predicted" /> {t('map.legend.predicted')}
          </li>
          <li>
            <span className="map-mark is-disputed">!</span> {t('map.legend.disputed')}
          </li>
          <li>
            <span className="map-mark is-stale" /> {t('map.legend.stale')}
          </li>
          <li>
            <span className="map-mark is-mine" /> {t('map.legend.mine')}
          </li>
          <li className="wide">
            <span className="map-mark is-twin" /> {t('map.legend.twin')}
          </li>
        </ul>
        <h3>{t('map.legend.foresight')}</h3>
        <ul className="two">
          <li>
            <span className="map-mark is-ghost">
              <StatusSymbol status="failed" basis="predicted" size={24} />
              <StatusSymbol status="operational" size={13} />
            </span>
            {t('map.legend.ghost')}
          </li>
          <li>
            <span className="map-mark is-countdown">{t('map.legend.countdownSample')}</span> {t('map.legend.countdown')}
          </li>
          <li>
            <span className="map-mark is-countdown">{t('map.countdown.due')}</span> {t('map.legend.due')}
          </li>
          <li>
            <span className="map-mark is-expected">{STATUS_LETTER.failed}</span> {t('map.legend.expected')}
          </li>
          <li>
            <PathSample /> {t('map.legend.path')}
          </li>
          <li>
            <PathSample dash="4 4" /> {t('map.legend.pathSkipped')}
          </li>
          <li>
            <span className="map-mark is-critical" /> {t('map.legend.critical')}
          </li>
        </ul>
        <h3>{t('map.legend.severity')}</h3>
        <ul className="two">
          {SEVERITIES.map((severity) => (
            <li key={severity}>
              <span className={`map-severity severity-${severity}`}>
                <SeverityBars severity={severity} size={12} />
              </span>
              {t(`map.severity.${severity}`)}
            </li>
          ))}
          <li>
            <span className="map-mark is-calling" /> {t('map.legend.unacknowledged')}
          </li>
        </ul>
        <h3>{t('map.legend.needs')}</h3>
        <ul className="two">
          {NEED_STATES.map((state) => (
            <li key={state}>
              <NeedSample className={`need-${state}`} /> {t(`map.legend.need.${state}`)}
            </li>
          ))}
          {NEED_TYPES.map((type) => (
            <li key={type}>
              <NeedSample dash={NEED_DASH[type]} /> {t(`map.legend.type.${type}`)}
            </li>
          ))}
          <li>
            <span className="map-mark is-border">‖</span> {t('map.legend.crossBorder')}
          </li>
        </ul>
        <h3>{t('map.legend.sectors')}</h3>
        <ul className="two">
          {SECTORS.map((sector) => (
            <li key={sector}>
              <SectorSymbol sector={sector} /> {t(`map.sector.${sector}`)}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function NeedSample({ className = '', dash = [] }: { className?: string; dash?: readonly number[] }) {
  return (
    <svg className={`need-sample ${className}`} width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
      <path d="M1 5H25" strokeDasharray={dash.join(' ')} />
    </svg>
  );
}

function PathSample({ dash }: { dash?: string }) {
  return (
    <svg className="path-sample" width="26" height="12" viewBox="0 0 26 12" aria-hidden="true">
      <path d="M1 6H18" strokeDasharray={dash} />
      <path className="is-head" d="M16 1 25 6 16 11Z" />
    </svg>
  );
}
