import { SegmentedControl, Select } from '@mantine/core';
import { Route, ShieldCheck } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NextTabs } from '../../forecast/NextTabs.tsx';
import '../../forecast/next.css';
import { useForecast } from '../../forecast/useForecast.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Paper, PrintButton } from '../../ui/paper/Paper.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { FilterSwitch } from '../../ui/parts/FilterBar.tsx';
import { isOn, oneOf, textOf, useFilters } from '../../ui/parts/search.ts';
import { useOrganisationNamer } from '../../ui/parts/useOrganisations.ts';
import { zuluDay } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useFaces, useMe, useOperation, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { answering } from './answering.ts';
import { CorridorTable } from './CorridorTable.tsx';
import { corridorsOf, crossingsOf, DIRECTIONS, firstLosses, nationsOf, strictestOf } from './corridors.ts';
import { corridorsTable } from './words.ts';
import './corridors.css';

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

/** What enters and leaves a country, how it stands on both banks, and who answers there. */
export function CorridorsScreen() {
  const { t } = useTranslation();
  const me = useMe();
  const tocsin = useTocsinApi();
  const home = useFace('organisation', me?.organisation)?.country;
  const assets = useFaces('asset');
  const users = useFaces('user');
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  const presence = useTocsin((state) => state.presence);
  const exercise = useOperation()?.kind === 'exercise';
  const nameOf = useOrganisationNamer();
  const { forecast } = useForecast();
  const { search, set } = useFilters();
  const crossings = useMemo(() => crossingsOf(assets), [assets]);
  const nations = useMemo(() => nationsOf(crossings), [crossings]);
  const wanted = textOf(search['nation']) ?? home;
  // One's own country may have no border that anything crosses: an empty page with a choice says less than a full one.
  const nation = nations.some((one) => one.nation === wanted) ? wanted! : (nations[0]?.nation ?? home ?? '');
  const direction = oneOf(search['way'], DIRECTIONS, 'both');
  const onlyTrouble = isOn(search['trouble']);
  const losses = useMemo(() => firstLosses(forecast), [forecast]);
  const all = useMemo(
    () => corridorsOf(crossings, { nation, direction, onlyTrouble: false }, losses),
    [crossings, nation, direction, losses],
  );
  const corridors = useMemo(
    () => (onlyTrouble ? corridorsOf(crossings, { nation, direction, onlyTrouble }, losses) : all),
    [crossings, nation, direction, onlyTrouble, losses, all],
  );
  const tlp = useMemo(() => strictestOf(corridors, losses, assets), [corridors, losses, assets]);
  const answers = useCallback((asset: ShownAsset) => answering(asset, users.values(), presence), [users, presence]);
  const count = (list: typeof all, of: 'crossings' | 'troubled'): number =>
    list.reduce((sum, one) => sum + (of === 'crossings' ? one.crossings.length : one.troubled), 0);
  if (guest) return <EmptyState title={t('corridors.notForGuests')} />;
  const country = nation === '' ? '' : countries.of(nation);
  const title = country === '' ? t('corridors.titleNone') : t('corridors.title', { country });
  const about = t('corridors.about', {
    time: zuluDay(Date.parse(forecast?.now ?? tocsin.operationNow())),
    country,
  });
  return (
    <section className="a-sheet nx co" aria-labelledby="corridors-title">
      <header className="a-sheet-head">
        <div>
          <h1 id="corridors-title">{title}</h1>
          <p>{about}</p>
        </div>
        {corridors.length > 0 && <TlpBadge tlp={tlp} title={t('corridors.marking')} />}
        {exercise && <strong className="nx-exercise">{t('app.exerciseThrice')}</strong>}
        <PrintButton />
      </header>
      <NextTabs />
      <Paper title={title} about={about} tlp={tlp}>
        {nations.length === 0 ? (
          <EmptyState icon={<Route size={30} />} title={t('corridors.none')} hint={t('corridors.noneHint')} />
        ) : (
          <>
            <div className="co-bar pa-control">
              <Select
                size="xs"
                aria-label={t('corridors.country')}
                allowDeselect={false}
                value={nation}
                onChange={(value) => set({ nation: value === home || value === null ? undefined : value }, true)}
                data={nations.map((one) => ({
                  value: one.nation,
                  label: t(one.nation === home ? 'corridors.ownCountry' : 'corridors.otherCountry', {
                    country: countries.of(one.nation),
                    count: one.count,
                  }),
                }))}
              />
              <SegmentedControl
                size="xs"
                transitionDuration={0}
                aria-label={t('corridors.direction')}
                value={direction}
                onChange={(value) => set({ way: value === 'both' ? undefined : value }, true)}
                data={DIRECTIONS.map((value) => ({ value, label: t(`corridors.direction.${value}`) }))}
              />
              <FilterSwitch on={onlyTrouble} onChange={(trouble) => set({ trouble }, true)}>
                {t('corridors.onlyTrouble')}
              </FilterSwitch>
              <span className="co-space" />
              <SaveCsv
                name={`corridors-${nation}`}
                of={title}
                tlp={tlp}
                table={() => corridorsTable(corridors, forecast, losses, answers, nameOf, t)}
              />
            </div>
            <p className="nx-lead">
              {t('corridors.lead', {
                crossings: t('corridors.crossings', { count: count(all, 'crossings') }),
                troubled: t('corridors.troubled', { count: count(all, 'troubled') }),
                country,
              })}
            </p>
            {corridors.length === 0 ? (
              <EmptyState
                icon={<ShieldCheck size={30} />}
                title={t(onlyTrouble ? 'corridors.noTrouble' : 'corridors.noneThisWay')}
                hint={t(onlyTrouble ? 'corridors.noTroubleHint' : 'corridors.noneHint')}
              />
            ) : (
              corridors.map((corridor) => (
                <CorridorTable key={corridor.key} corridor={corridor} losses={losses} answers={answers} />
              ))
            )}
          </>
        )}
      </Paper>
    </section>
  );
}
