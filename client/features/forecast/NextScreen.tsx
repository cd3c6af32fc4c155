import { SegmentedControl } from '@mantine/core';
import { Hourglass, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { HORIZONS, leadOf, strictestUnder, within, type Horizon, type Within } from '../../forecast/rows.ts';
import { useForecast } from '../../forecast/useForecast.ts';
import { bandWords, lengthWords } from '../../forecast/words.ts';
import { assetName } from '../../ui/assetName.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Paper, PrintButton } from '../../ui/paper/Paper.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { oneOf, useFilters } from '../../ui/parts/search.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { zuluDay } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces, useOperation, useTocsin } from '../../ui/tocsin.ts';
import { Changed } from './Changed.tsx';
import { Deadlines } from '../../forecast/Deadlines.tsx';
import { Deadlocks } from '../../forecast/Deadlocks.tsx';
import { NextTabs } from '../../forecast/NextTabs.tsx';
import { Odd } from '../../forecast/Odd.tsx';
import { Services } from './Services.tsx';
import { Timeline } from './Timeline.tsx';
import { Doubts } from './Doubts.tsx';
import { sureOf } from './outputs.ts';
import { deadlinesTable, deadlocksTable, timelineTable } from './tables.ts';
import './outputs.css';
import '../../forecast/next.css';

const CHOICES = HORIZONS.map(String);

/** What the cascade does next, from what is shown here alone. */
export function NextScreen() {
  const { t } = useTranslation();
  const { forecast, failed, busy } = useForecast();
  const { search, set } = useFilters();
  const hours = Number(oneOf(search['horizon'], CHOICES, '6')) as Horizon;
  const exercise = useOperation()?.kind === 'exercise';
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  if (guest) return <EmptyState title={t('forecast.notForGuests')} />;
  return (
    <section className="a-sheet nx" aria-labelledby="next-title" aria-busy={busy}>
      <header className="a-sheet-head">
        <div>
          <h1 id="next-title">{t('forecast.title')}</h1>
          {forecast && (
            <p>
              {t('forecast.asOf', { time: zuluDay(Date.parse(forecast.now)) })} {failed && t('forecast.failed')}
            </p>
          )}
        </div>
        {forecast && <Marking forecast={forecast} hours={hours} />}
        {exercise && <strong className="nx-exercise">{t('app.exerciseThrice')}</strong>}
        <SegmentedControl
          size="xs"
          aria-label={t('forecast.horizon')}
          transitionDuration={0}
          value={String(hours)}
          onChange={(value) => set({ horizon: value === '6' ? undefined : value }, true)}
          data={HORIZONS.map((value) => ({ value: String(value), label: t('forecast.hours', { hours: value }) }))}
        />
        {forecast && <PrintButton />}
      </header>
      <NextTabs />
      {forecast ? <Predictions forecast={forecast} hours={hours} /> : <Waiting failed={failed} />}
    </section>
  );
}

function Waiting({ failed }: { failed: boolean }) {
  const { t } = useTranslation();
  if (!failed) return <EmptyState icon={<Hourglass size={30} />} title={t('forecast.loading')} />;
  return <EmptyState icon={<TriangleAlert size={30} />} title={t('forecast.cannot')} hint={t('forecast.cannotHint')} />;
}

function Predictions({ forecast, hours }: { forecast: Forecast; hours: Horizon }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const shown = useMemo(() => within(forecast, assets, hours), [forecast, assets, hours]);
  const tlp = useMemo(() => strictestUnder(shown, assets), [shown, assets]);
  const { changes, already, deadlines, deadlocks } = shown;
  const nothing = changes.length === 0 && already.length === 0 && deadlocks.length === 0;
  const about = t('forecast.printedAbout', { time: zuluDay(Date.parse(forecast.now)), hours });
  return (
    <Paper title={t('forecast.title')} about={about} tlp={tlp}>
      {nothing ? (
        <EmptyState
          icon={<ShieldCheck size={30} />}
          title={t('forecast.none', { hours })}
          hint={t('forecast.noneHint')}
        />
      ) : (
        <>
          <Lead changes={changes} hours={hours} />
          <Parts shown={shown} />
          {changes.length > 0 && (
            <div className="nx-tooled" id="nx-when">
              <SaveCsv
                name="what-fails-next"
                of={t('forecast.timeline')}
                tlp={tlp}
                table={() => timelineTable(changes, assets, t)}
              />
              <Timeline title={t('forecast.timeline')} list={changes} />
            </div>
          )}
          {already.length > 0 && (
            <div className="nx-tooled">
              <SaveCsv
                name="should-have-changed"
                of={t('forecast.already')}
                tlp={tlp}
                table={() => timelineTable(already, assets, t)}
              />
              <Timeline title={t('forecast.already')} list={already} />
            </div>
          )}
        </>
      )}
      <Services forecast={forecast} hours={hours} tlp={tlp} />
      {!nothing && (
        <div className="nx-tooled" id="nx-decisions">
          {deadlines.length > 0 && (
            <SaveCsv
              name="decision-deadlines"
              of={t('forecast.deadlines')}
              tlp={tlp}
              table={() => deadlinesTable(deadlines, assets, t)}
            />
          )}
          <Deadlines list={deadlines} from={forecast} />
        </div>
      )}
      {deadlocks.length > 0 && (
        <div className="nx-tooled" id="nx-locks">
          <SaveCsv
            name="restart-deadlocks"
            of={t('forecast.deadlocks')}
            tlp={tlp}
            table={() => deadlocksTable(deadlocks, assets, t)}
          />
          <Deadlocks list={deadlocks} />
        </div>
      )}
      <Doubts changes={changes} tlp={tlp} />
      <Changed tlp={tlp} />
      <Odd odd={forecast.odd} />
    </Paper>
  );
}

/** The parts of a long screen, with how much there is in each. */
function Parts({ shown: { changes, deadlines, deadlocks } }: { shown: Within }) {
  const { t } = useTranslation();
  const parts = [
    { id: 'nx-when', label: t('forecast.timeline'), count: changes.length },
    { id: 'nx-people', label: t('forecast.services'), count: undefined },
    { id: 'nx-decisions', label: t('forecast.part.decisions'), count: deadlines.length },
    { id: 'nx-locks', label: t('forecast.part.locks'), count: deadlocks.length },
    { id: 'nx-doubts', label: t('forecast.quality'), count: changes.length - sureOf(changes) },
  ].filter(({ count }) => count !== 0);
  const goTo = (id: string): void => {
    const part = document.getElementById(id);
    part?.scrollIntoView({ block: 'start' });
    part?.querySelector<HTMLElement>('button, a, [tabindex="0"]')?.focus({ preventScroll: true });
  };
  return (
    <nav className="nx-parts pa-control" aria-label={t('forecast.parts')}>
      {parts.map(({ id, label, count }) => (
        <button key={id} type="button" onClick={() => goTo(id)}>
          {label} {count !== undefined && <span className="t-count">{count}</span>}
        </button>
      ))}
    </nav>
  );
}

/** Persons without a service rest on assets as well: the label stands where nothing is predicted, too. */
function Marking({ forecast, hours }: { forecast: Forecast; hours: Horizon }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const tlp = useMemo(() => strictestUnder(within(forecast, assets, hours), assets), [forecast, assets, hours]);
  return <TlpBadge tlp={tlp} title={t('forecast.marking')} />;
}

function Lead({ changes, hours }: Pick<ReturnType<typeof within>, 'changes'> & { hours: Horizon }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const now = useOperationNow(5);
  const { count, first } = leadOf({ changes });
  const face = first && assets.get(first.assetId);
  return (
    <p className="nx-lead">
      {t('forecast.lead', { count, hours })}
      {face &&
        `; ${t('forecast.leadFirst', {
          name: assetName(face, t),
          length: lengthWords(Date.parse(first.at) - now, t),
          band: bandWords(first, now, t),
        })}`}
    </p>
  );
}
