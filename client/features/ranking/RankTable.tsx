import { Button } from '@mantine/core';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { SECTORS, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName } from '../../ui/assetName.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import { FilterSearch } from '../../ui/parts/FilterBar.tsx';
import { FilterMenu } from '../../ui/parts/FilterMenu.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { isOn, listOf, oneOf, textOf, useFilters } from '../../ui/parts/search.ts';
import { rankingTable } from './csv.ts';
import { filterRows, SORTS, sortRows, type RankRow, type Sort } from './rows.ts';

/** At first, and with each "more": whoever looks for one asset searches. */
const STEP = 50;
const COLUMNS = ['c1', 'c2', 'c3', 'c4', 'c5'] as const;

interface RankTableProps {
  rows: readonly RankRow[];
  /** Single points of failure: those for most others come first. */
  single: boolean;
  tlp: Tlp;
}

export function RankTable({ rows, single, tlp }: RankTableProps) {
  const { t } = useTranslation();
  const { search, set } = useFilters();
  const [most, setMost] = useState(STEP);
  const usual: Sort = single ? 'c4' : 'c1';
  const by = oneOf(search['rsort'], SORTS, usual);
  const reverse = isOn(search['rdesc']);
  const called = useCallback((asset: ShownAsset) => assetName(asset, t), [t]);
  const shown = useMemo(() => {
    const filter = {
      q: textOf(search['rq']),
      sectors: listOf(search['sector']),
      countries: listOf(search['country']),
    };
    return sortRows(filterRows(rows, filter, called), by, reverse, called);
  }, [rows, search, by, reverse, called]);
  const worst = rows.reduce((high, row) => Math.max(high, row.personHours), 1);
  const sort = (column: Sort): void =>
    set({ rsort: column === usual ? undefined : column, rdesc: column === by && !reverse }, true);
  const title = t(single ? 'ranking.single' : 'ranking.table');
  return (
    <section className="nx-part">
      <div className="rk-head">
        <h2>
          {title} <span className="t-count">{shown.length}</span>
        </h2>
        <Filters rows={rows} />
        <SaveCsv
          name={single ? 'single-points-of-failure' : 'criticality'}
          of={title}
          tlp={tlp}
          table={() => rankingTable(shown, t)}
        />
      </div>
      <p className="nx-hint">{t(single ? 'ranking.singleHint' : 'ranking.hint')}</p>
      {shown.length === 0 ? (
        <EmptyState
          title={t(rows.length === 0 ? 'ranking.noSingle' : 'parts.filter.none')}
          hint={rows.length === 0 ? '' : t('parts.filter.noneHint')}
        />
      ) : (
        <Scroll label={title}>
          <table className="nx-table rk-table">
            <caption className="t-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col" className="rk-place">
                  #
                </th>
                <Head column="name" by={by} reverse={reverse} onSort={sort} label={t('ranking.asset')} />
                {COLUMNS.map((column) => (
                  <Head
                    key={column}
                    column={column}
                    by={by}
                    reverse={reverse}
                    onSort={sort}
                    label={t(`ranking.${column}`)}
                    hint={t(`ranking.means.${column}`)}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, most).map((row) => (
                <Row key={row.asset.id} row={row} worst={worst} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {shown.length > most && (
        <p className="rk-more">
          <Button size="compact-sm" variant="default" onClick={() => setMost(most + STEP * 2)}>
            {t('ranking.more', { count: shown.length - most })}
          </Button>
        </p>
      )}
    </section>
  );
}

function Filters({ rows }: { rows: readonly RankRow[] }) {
  const { t } = useTranslation();
  const { search, set } = useFilters();
  const setQ = useCallback((rq: string) => set({ rq }, true), [set]);
  const counts = useMemo(() => {
    const found = new Map<string, number>();
    for (const { asset } of rows) {
      const names = isTwin(asset) ? [asset.sector] : [asset.sector, asset.country];
      for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
    }
    return found;
  }, [rows]);
  return (
    <div className="rk-filters pa-control" role="group" aria-label={t('parts.filter.name')}>
      <FilterSearch value={textOf(search['rq'])} onChange={setQ} />
      <FilterMenu
        label={t('ranking.sector')}
        options={SECTORS.filter((value) => counts.has(value)).map((value) => ({
          value,
          label: t(`ui.sector.${value}`),
          icon: <SectorSymbol sector={value} size={14} />,
          count: counts.get(value) ?? 0,
        }))}
        value={listOf(search['sector'])}
        onChange={(sector) => set({ sector })}
      />
      <FilterMenu
        label={t('ranking.country')}
        options={[...counts.keys()]
          .filter((name) => /^[A-Z]{2}$/.test(name))
          .sort()
          .map((value) => ({ value, label: value, count: counts.get(value) ?? 0 }))}
        value={listOf(search['country'])}
        onChange={(country) => set({ country })}
      />
    </div>
  );
}

interface HeadProps {
  column: Sort;
  by: Sort;
  reverse: boolean;
  label: string;
  hint?: string;
  onSort: (column: Sort) => void;
}

function Head({ column, by, reverse, label, hint, onSort }: HeadProps) {
  const active = column === by;
  const Arrow = reverse ? ArrowUp : ArrowDown;
  // Numbers begin with the largest, names with A.
  const down = (column === 'name') === reverse;
  return (
    <th
      scope="col"
      className={column === 'name' ? '' : 'rk-number'}
      aria-sort={!active ? 'none' : down ? 'descending' : 'ascending'}
    >
      <button type="button" className="rk-sort" title={hint} onClick={() => onSort(column)}>
        {label}
        {active && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}

const percentOf = (ppm: number): number => Math.round(ppm / 10_000);

function Row({ row, worst }: { row: RankRow; worst: number }) {
  const { t } = useTranslation();
  const { asset, place, personHours, losses, abroad, binding, dominates, takesDown, influence } = row;
  return (
    <tr data-entity={asset.code}>
      <td className="rk-place">{place}</td>
      <th scope="row">
        <div className="rk-name">
          <StatusSymbol
            status={asset.status}
            basis={isTwin(asset) ? 'unstated' : (asset.basis ?? 'unstated')}
            size={16}
            label={t(`ui.status.${asset.status}`)}
          />
          <div>
            <RecordLink kind="asset" id={asset.id} />
            <span className="rk-sub">
              <SectorSymbol sector={asset.sector} size={11} /> {t(`ui.sector.${asset.sector}`)}
              {!isTwin(asset) && ` · ${asset.country}`} · {asset.code}
            </span>
          </div>
        </div>
      </th>
      <td className="rk-number rk-hours">
        <strong title={Math.round(personHours).toLocaleString('en')}>{digits.format(personHours)}</strong>
        <span className="rk-meter" aria-hidden="true">
          <i style={{ width: `${(personHours / worst) * 100}%` }} />
        </span>
        {losses.length > 0 && (
          <span className="rk-sub">
            {losses
              .slice(0, 2)
              .map((one) => `${t(`ui.sector.${one.service}`)} ${one.nation} ${short.format(one.personHours)}`)
              .join(' · ')}
            {losses.length > 2 && ` · ${t('ranking.others', { count: losses.length - 2 })}`}
          </span>
        )}
      </td>
      <td className="rk-number">
        {abroad === undefined ? <Unknown why={t('ranking.noHome')} /> : t('ui.percent', { percent: percentOf(abroad) })}
      </td>
      <td className="rk-number">
        {binding === undefined ? (
          <Unknown why={t('ranking.noScenarios')} />
        ) : (
          t('ui.percent', { percent: percentOf(binding) })
        )}
      </td>
      <td className="rk-number">
        {dominates > 0 ? <strong>{dominates}</strong> : 0}
        {(dominates > 0 || takesDown > 0) && (
          <span className="rk-sub">{t('ranking.within', { count: takesDown })}</span>
        )}
      </td>
      <td className="rk-number">
        {influence === undefined ? <Unknown why={t('ranking.noInfluence')} /> : influence.toFixed(2)}
      </td>
    </tr>
  );
}

/** Three digits are more than the numbers behind it are sure of; the file has all. */
const digits = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 3 });
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

function Unknown({ why }: { why: string }) {
  return (
    <span className="rk-unknown" title={why}>
      – <span className="t-hidden">{why}</span>
    </span>
  );
}
