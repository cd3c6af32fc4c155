import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import { countdown } from '../../forecast/When.tsx';
import { percentOf, strictestUnder, within } from '../../forecast/rows.ts';
import { useForecast } from '../../forecast/useForecast.ts';
import { bandWords } from '../../forecast/words.ts';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { assetName } from '../../ui/assetName.ts';
import { pathOfBase, useHere } from '../../ui/entities.ts';
import { isOn, useFilters } from '../../ui/parts/search.ts';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { useOperationNow } from '../../ui/ticking.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces, useTocsin } from '../../ui/tocsin.ts';
import { bandShort, nextInBrief } from './next.ts';
import './next.css';

/** As the screen that it leads to opens. */
const HOURS = 6;
const people = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

/** What fails next, beside the map: the nearest losses, the next decision, and the way to the whole. */
export function NextPanel() {
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  return guest ? null : <Panel />;
}

function Panel() {
  const { t } = useTranslation();
  const { forecast, failed } = useForecast();
  const assets = useFaces('asset');
  const { op } = useHere();
  const now = useOperationNow(5);
  const brief = useMemo(() => forecast && nextInBrief(forecast, assets, HOURS), [forecast, assets]);
  const tlp = useMemo(() => forecast && strictestUnder(within(forecast, assets, HOURS), assets), [forecast, assets]);
  return (
    <section className="cop-next" aria-label={t('forecast.title')}>
      <header className="cop-head">
        <h2>{t('forecast.panel')}</h2>
        {brief && brief.losses > 0 && <span className="t-count">{brief.losses}</span>}
        <span className="cop-space" />
        {tlp && brief && brief.losses > 0 && <TlpBadge tlp={tlp} title={t('forecast.marking')} />}
        <Link
          className="cop-next-all"
          to={pathOfBase(op, 'next') as never}
          search={((all: object) => ({ ...all, on: undefined, tab: undefined })) as never}
        >
          {t('forecast.panelAll')}
          <ChevronRight size={13} aria-hidden="true" />
        </Link>
      </header>
      {!brief ? (
        <p className="cop-next-none">{t(failed ? 'forecast.cannot' : 'forecast.loading')}</p>
      ) : brief.losses === 0 ? (
        <p className="cop-next-none">{t('forecast.none', { hours: HOURS })}</p>
      ) : (
        <>
          <p className="cop-next-lead">
            {[
              t('forecast.panelLead', { count: brief.losses, hours: HOURS }),
              brief.worst &&
                t('forecast.panelPeople', {
                  persons: people.format(brief.worst.persons),
                  service: t(`ui.sector.${brief.worst.service}`),
                  nation: brief.worst.nation,
                }),
              brief.deadlines > 0 && t('forecast.panelDeadlines', { count: brief.deadlines }),
              brief.deadlocks > 0 && t('forecast.panelDeadlocks', { count: brief.deadlocks }),
            ]
              .filter(Boolean)
              .join('; ')}
          </p>
          <ol className="cop-next-list">
            {brief.nearest.map((one) => (
              <Row key={one.assetId} one={one} now={now} />
            ))}
          </ol>
          {brief.deadline && (
            <p className="cop-next-act" title={bandWords(brief.deadline, now, t)}>
              <strong>{t('forecast.actBy')}</strong>
              <RecordLink kind="asset" id={brief.deadline.assetId} />
              <Moment one={brief.deadline} now={now} />
            </p>
          )}
        </>
      )}
      <Rings />
    </section>
  );
}

/** What the rings on the map are, and how to be rid of them. */
function Rings() {
  const { t } = useTranslation();
  const { search, set } = useFilters();
  if (!isOn(search['critical'])) return null;
  return (
    <p className="cop-next-none">
      {t('forecast.panelRings')}{' '}
      <button type="button" className="cop-next-hide" onClick={() => set({ critical: undefined }, true)}>
        {t('forecast.panelRingsHide')}
      </button>
    </p>
  );
}

/** When, and between when: never the one without the other. */
function Moment({ one, now }: { one: Pick<Predicted, 'at' | 'earliest' | 'latest' | 'band'>; now: number }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="cop-next-band">
        {one.band === 'indicative' && <abbr title={t('forecast.estimate')}>≈</abbr>} {bandShort(one, now, t)}
      </span>
      <span className="cop-next-time">{countdown(one.at, now, t)}</span>
    </>
  );
}

function Row({ one, now }: { one: Predicted; now: number }) {
  const { t } = useTranslation();
  const face = useFaces('asset').get(one.assetId);
  if (!face) return null;
  const status = one.to === 0 ? 'failed' : 'degraded';
  return (
    <li data-entity={face.code} title={bandWords(one, now, t)}>
      <StatusSymbol status={status} basis="predicted" size={15} label={t(`ui.status.${status}`)} />
      <RecordLink kind="asset" id={one.assetId}>
        {assetName(face, t)}
      </RecordLink>
      {one.to > 0 && <span className="cop-next-level">{t('ui.percent', { percent: percentOf(one.to) })}</span>}
      <Moment one={one} now={now} />
    </li>
  );
}
