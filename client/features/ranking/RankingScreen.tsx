import { Button, SegmentedControl } from '@mantine/core';
import { Hourglass, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { strictness, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { NextTabs } from '../../forecast/NextTabs.tsx';
import '../../forecast/next.css';
import { choice } from '../../ranking/choice.ts';
import { STANDINGS, type Standing } from '../../ranking/messages.ts';
import type { RankingState } from '../../ranking/RankingSource.ts';
import { useRanking, useRankingChoice } from '../../ranking/useRanking.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/entities.ts';
import { Paper, PrintButton } from '../../ui/paper/Paper.tsx';
import { FilterSwitch } from '../../ui/parts/FilterBar.tsx';
import { isOn, oneOf, useFilters } from '../../ui/parts/search.ts';
import { zuluDay } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces, useOperation, useTocsin } from '../../ui/tocsin.ts';
import { Pairs } from './Pairs.tsx';
import { RankTable } from './RankTable.tsx';
import { rankRows } from './rows.ts';
import { Sectors } from './Sectors.tsx';
import { WeightsForm } from './WeightsForm.tsx';
import './ranking.css';

const VIEWS = ['all', 'single', 'pairs', 'sectors'] as const;

/** What would cost most if it alone failed (A8), of what is shown here. */
export function RankingScreen() {
  const { t } = useTranslation();
  const found = useRanking();
  const { standing, weights } = useRankingChoice();
  const { search, set } = useFilters();
  const go = useGo();
  const assets = useFaces('asset');
  const exercise = useOperation()?.kind === 'exercise';
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  const view = oneOf(search['rview'], VIEWS, 'all');
  const rows = useMemo(() => rankRows(found, assets, weights), [found, assets, weights]);
  const tlp = useMemo(
    () =>
      rows.reduce<Tlp>((most, { asset }) => (strictness(asset.tlp) > strictness(most) ? asset.tlp : most), 'TLP:CLEAR'),
    [rows],
  );
  if (guest) return <EmptyState title={t('ranking.notForGuests')} />;
  const about = t('ranking.about', {
    time: found.askedAt === undefined ? '–' : zuluDay(Date.parse(found.askedAt)),
    standing: t(`ranking.standing.${standing}`),
  });
  return (
    <section className="a-sheet nx rk" aria-labelledby="ranking-title" aria-busy={found.phase !== 'done'}>
      <header className="a-sheet-head">
        <div>
          <h1 id="ranking-title">{t('app.base.ranking')}</h1>
          <p>{about}</p>
        </div>
        {rows.length > 0 && <TlpBadge tlp={tlp} title={t('ranking.marking')} />}
        {exercise && <strong className="nx-exercise">{t('app.exerciseThrice')}</strong>}
        <SegmentedControl
          size="xs"
          transitionDuration={0}
          aria-label={t('ranking.standing')}
          value={standing}
          onChange={(value) => choice.setState({ standing: value as Standing })}
          data={STANDINGS.map((value) => ({ value, label: t(`ranking.standing.${value}`) }))}
        />
        <PrintButton />
      </header>
      <NextTabs />
      <Paper title={t('app.base.ranking')} about={about} tlp={tlp}>
        <div className="rk-bar pa-control">
          <SegmentedControl
            size="xs"
            transitionDuration={0}
            aria-label={t('ranking.view')}
            value={view}
            onChange={(value) => set({ rview: value === 'all' ? undefined : value }, true)}
            data={VIEWS.map((value) => ({ value, label: t(`ranking.views.${value}`) }))}
          />
          <Progress found={found} />
          <FilterSwitch on={isOn(search['critical'])} onChange={(critical) => set({ critical }, true)}>
            {t('ranking.onMap')}
          </FilterSwitch>
          {isOn(search['critical']) && (
            <Button size="compact-sm" variant="subtle" onClick={() => go.base('cop')}>
              {t('ranking.openMap')}
            </Button>
          )}
        </div>
        {found.failed && rows.length === 0 ? (
          <EmptyState icon={<TriangleAlert size={30} />} title={t('ranking.cannot')} hint={t('forecast.cannotHint')} />
        ) : rows.length === 0 ? (
          <EmptyState
            icon={<Hourglass size={30} />}
            title={t(assets.size === 0 ? 'ranking.noAssets' : 'ranking.loading')}
            hint={t(assets.size === 0 ? 'ranking.noAssetsHint' : 'ranking.loadingHint')}
          />
        ) : (
          <>
            {(view === 'all' || view === 'single') && (
              <RankTable
                key={view}
                rows={view === 'single' ? rows.filter(({ dominates }) => dominates > 0) : rows}
                single={view === 'single'}
                tlp={tlp}
              />
            )}
            {view === 'pairs' && <Pairs found={found} tlp={tlp} />}
            {view === 'sectors' && <Sectors found={found} tlp={tlp} />}
            {view !== 'sectors' && <WeightsForm rows={rows} />}
            <Means stories={found.bindings?.stories} />
          </>
        )}
      </Paper>
    </section>
  );
}

/** How far the work in the background is; what is known already stands below. */
function Progress({ found: { phase, done, total, failed } }: { found: RankingState }) {
  const { t } = useTranslation();
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0;
  return (
    <div className="rk-progress" role="status">
      {phase === 'done' || phase === 'waiting' ? (
        <span>{failed ? t('forecast.failed') : ''}</span>
      ) : (
        <>
          <progress max={100} value={percent} aria-label={t(`ranking.phase.${phase}`)} />
          <span>{t(`ranking.progress.${phase}`, { percent })}</span>
        </>
      )}
    </div>
  );
}

/** What the columns mean, in words of the model. */
function Means({ stories }: { stories: number | undefined }) {
  const { t } = useTranslation();
  return (
    <details className="nx-part rk-means">
      <summary>{t('ranking.means')}</summary>
      <dl>
        {(['c1', 'c2', 'c3', 'c4', 'c5'] as const).map((column) => (
          <div key={column}>
            <dt>{t(`ranking.${column}`)}</dt>
            <dd>
              {t(`ranking.means.${column}`)}
              {column === 'c3' && stories === 0 && ` ${t('ranking.noScenarios')}`}
              {column === 'c3' &&
                stories !== undefined &&
                stories > 0 &&
                ` ${t('ranking.scenarios', { count: stories })}`}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
