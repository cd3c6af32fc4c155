import { Button, SegmentedControl } from '@mantine/core';
import { FlaskConical, Hourglass, Map as MapIcon, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { useDraft, useDraftKeeper, type DraftKeeper } from '../../forecast/draft.ts';
import { NextTabs } from '../../forecast/NextTabs.tsx';
import { strictestUnder, within } from '../../forecast/rows.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/entities.ts';
import { PrintButton } from '../../ui/paper/Paper.tsx';
import { useFilters } from '../../ui/parts/search.ts';
import { zuluDay } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces, useOperation, useTocsin } from '../../ui/tocsin.ts';
import { Composer } from './Composer.tsx';
import { Results } from './Results.tsx';
import { OpenedScenario, Scenarios } from './Scenarios.tsx';
import { Steps } from './Steps.tsx';
import { useRun, type Run } from '../../forecast/useRun.ts';
import '../../forecast/next.css';
import './what-if.css';

const HORIZONS = [6, 24, 72, 168];

/** What would happen if, from what is shown here alone. The operation stays as it is. */
export function WhatIfScreen() {
  const { t } = useTranslation();
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  if (guest) return <EmptyState title={t('what-if.notForGuests')} />;
  return <Screen />;
}

function Screen() {
  const { t } = useTranslation();
  const { set } = useFilters();
  const keeper = useDraftKeeper();
  const { acts, hours } = useDraft();
  const { run, busy, failed } = useRun(acts, hours);
  const tlp = useStrictest(run);
  useUndoKey(keeper);
  const exercise = useOperation()?.kind === 'exercise';
  const clear = (): void => {
    keeper.clear();
    set({ scenario: undefined }, true);
  };
  return (
    <section className="a-sheet nx wi" aria-labelledby="what-if-title" aria-busy={busy}>
      <header className="a-sheet-head">
        <div>
          <h1 id="what-if-title">{t('app.base.what-if')}</h1>
          <p>
            {run ? t('what-if.asOf', { time: zuluDay(Date.parse(run.made.now)) }) : t('what-if.intro')}{' '}
            {failed && acts.length > 0 && t('what-if.failed')}
          </p>
        </div>
        {tlp && <TlpBadge tlp={tlp} title={t('forecast.marking')} />}
        {exercise && <strong className="nx-exercise">{t('app.exerciseThrice')}</strong>}
        <SegmentedControl
          size="xs"
          aria-label={t('forecast.horizon')}
          transitionDuration={0}
          value={String(hours)}
          onChange={(value) => keeper.look(Number(value))}
          data={[...new Set([...HORIZONS, hours])]
            .sort((a, b) => a - b)
            .map((value) => ({
              value: String(value),
              label:
                value < 168 || value % 24 !== 0
                  ? t('forecast.hours', { hours: value })
                  : t('forecast.length.days', { days: value / 24 }),
            }))}
        />
        {run && <ShowOnMap keeper={keeper} />}
        {run && <PrintButton />}
      </header>
      <NextTabs />
      <div className="wi-columns">
        <div className="wi-left">
          <Composer />
          <Steps onClear={clear} />
          <Scenarios />
        </div>
        <div className="wi-right">
          <OpenedScenario onLeave={() => set({ scenario: undefined }, true)} />
          {run && tlp ? <Results run={run} tlp={tlp} /> : <Nothing asked={acts.length > 0} failed={failed && !busy} />}
        </div>
      </div>
    </section>
  );
}

/** Ctrl+Z takes back a change of the list here; elsewhere it takes back what was told to the operation. */
function useUndoKey(keeper: DraftKeeper): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const undoes = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !event.shiftKey;
      if (!undoes || (event.target instanceof Element && event.target.matches('input, textarea'))) return;
      if (keeper.store.getState().past.length === 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      keeper.undo();
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [keeper]);
}

function ShowOnMap({ keeper }: { keeper: DraftKeeper }) {
  const { t } = useTranslation();
  const go = useGo();
  const show = (): void => {
    keeper.showOnMap(true);
    go.base('cop');
  };
  return (
    <Button size="xs" variant="default" leftSection={<MapIcon size={14} aria-hidden="true" />} onClick={show}>
      {t('what-if.showOnMap')}
    </Button>
  );
}

function Nothing({ asked, failed }: { asked: boolean; failed: boolean }) {
  const { t } = useTranslation();
  if (!asked) {
    return <EmptyState icon={<FlaskConical size={30} />} title={t('what-if.empty')} hint={t('what-if.emptyHint')} />;
  }
  if (failed) {
    return <EmptyState icon={<TriangleAlert size={30} />} title={t('what-if.cannot')} hint={t('what-if.cannotHint')} />;
  }
  return <EmptyState icon={<Hourglass size={30} />} title={t('what-if.running')} />;
}

/** As strict as the strictest of what either forecast rests on, and of what was chosen. */
function useStrictest(run: Run | undefined): Tlp | undefined {
  const assets = useFaces('asset');
  return useMemo(() => {
    if (!run) return undefined;
    const { present, made, touched, hours } = run;
    const [one, other] = [within(present, assets, hours), within(made, assets, hours)];
    const both = {
      changes: [...one.changes, ...other.changes],
      already: [...one.already, ...other.already],
      deadlines: [...one.deadlines, ...other.deadlines],
      deadlocks: [...one.deadlocks, ...other.deadlocks],
    };
    return strictestUnder(both, assets, touched);
  }, [run, assets]);
}
