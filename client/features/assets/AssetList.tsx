import { Button } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { ASSET_STATUSES, SECTORS } from '../../../shared/domain/vocabulary.ts';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import { StatusSymbol } from '../../map/symbols/StatusSymbol.tsx';
import { tallied } from '../../store/derive/picture.ts';
import { operatorOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import type { Sorted, Steps } from '../../store/derive/steps.ts';
import { areaShort, assetName } from '../../ui/assetName.ts';
import { servedShort } from '../../ui/servedWords.ts';
import { StatusBadge } from '../../ui/badges.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { OrganisationName } from '../../ui/names.tsx';
import { Age } from '../../ui/times.tsx';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { useWorkedOut } from '../../ui/workedOut.ts';
import { useInView } from '../../ui/parts/bounds.ts';
import { FilterSearch, FilterSwitch } from '../../ui/parts/FilterBar.tsx';
import { FilterMenu } from '../../ui/parts/FilterMenu.tsx';
import { RecordTable, type TableColumn } from '../../ui/parts/RecordTable.tsx';
import { RowLink } from '../../ui/parts/RowLink.tsx';
import { isOn, listOf, oneOf, textOf, useFilters } from '../../ui/parts/search.ts';
import { useOrganisationNamer, useOrganisationOptions } from '../../ui/parts/useOrganisations.ts';
import { ASSET_SORTS, assetRows, type AssetSort } from './rows.ts';
import './assets.css';

export function AssetList() {
  const { t } = useTranslation();
  const mine = useMe()?.organisation;
  const nameOf = useOrganisationNamer();
  const { search, set } = useFilters();
  const assets = useFaces('asset');
  const within = useInView(isOn(search['inview']));
  const sort = oneOf(search['asort'], ASSET_SORTS, 'status');
  const reverse = isOn(search['adesc']);
  const filter = useMemo(
    () => ({
      q: textOf(search['aq']),
      sectors: listOf(search['sector']),
      statuses: listOf(search['status']),
      countries: listOf(search['country']),
      organisations: listOf(search['org']),
      mine: isOn(search['mine']) ? mine : undefined,
      disputed: isOn(search['disputed']),
      within,
    }),
    [search, mine, within],
  );
  const rowsIn = useMemo(() => {
    const called = (asset: ShownAsset) => assetName(asset, t);
    // A row that did not change stands where it stood: most are not sorted again.
    let before: Sorted<ShownAsset> | undefined;
    return function* (all: Assets): Steps<readonly ShownAsset[]> {
      before = yield* assetRows(all.values(), filter, { by: sort, nameOf, reverse, called }, before);
      return before.rows;
    };
  }, [filter, sort, nameOf, reverse, t]);
  const rows = useWorkedOut(assets, assets.size, rowsIn);
  const columns = useColumns();
  return (
    <section className="t-list" aria-labelledby="assets-title">
      <header className="t-list-head">
        <h2 id="assets-title">{t('assets.title')}</h2>
        {rows && (
          <span className="t-list-count">{t('parts.table.of', { count: rows.length, total: assets.size })}</span>
        )}
      </header>
      <Filters assets={assets} />
      <RecordTable
        kind="asset"
        label={t('assets.title')}
        rows={rows ?? NO_ROWS}
        now={assets}
        columns={columns}
        sort={sort}
        reverse={reverse}
        onSort={(by, turned) => set({ asort: by === 'status' ? undefined : by, adesc: turned })}
        tone={(asset) => `tone-${asset.status}`}
        empty={
          rows && (
            <EmptyState
              title={assets.size === 0 ? t('assets.none') : t('parts.filter.none')}
              hint={assets.size === 0 ? t('assets.noneHint') : t('parts.filter.noneHint')}
              action={
                assets.size > 0 && (
                  <Button size="xs" variant="default" onClick={() => set(NO_FILTER)}>
                    {t('parts.filter.clear')}
                  </Button>
                )
              }
            />
          )
        }
      />
    </section>
  );
}

type Assets = ReadonlyMap<string, ShownAsset>;
const NO_ROWS: readonly ShownAsset[] = [];

const NO_FILTER = {
  aq: undefined,
  sector: undefined,
  status: undefined,
  country: undefined,
  org: undefined,
  mine: undefined,
  disputed: undefined,
  inview: undefined,
};

function Filters({ assets }: { assets: Assets }) {
  const { t } = useTranslation();
  const { search, set } = useFilters();
  const organisations = useOrganisationOptions();
  const setQ = useCallback((aq: string) => set({ aq }, true), [set]);
  const counts = useWorkedOut(assets, assets.size, countsIn) ?? NO_COUNTS;
  return (
    <div className="t-list-filters" role="group" aria-label={t('parts.filter.name')}>
      <FilterSearch value={textOf(search['aq'])} onChange={setQ} />
      <FilterMenu
        label={t('assets.status')}
        options={ASSET_STATUSES.map((value) => ({
          value,
          label: t(`ui.status.${value}`),
          icon: <StatusSymbol status={value} size={14} />,
          count: counts.get(value) ?? 0,
        }))}
        value={listOf(search['status'])}
        onChange={(status) => set({ status })}
      />
      <FilterMenu
        label={t('assets.sector')}
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
        label={t('assets.country')}
        options={[...counts.keys()]
          .filter((name) => /^[A-Z]{2}$/.test(name))
          .sort()
          .map((value) => ({ value, label: value, count: counts.get(value) ?? 0 }))}
        value={listOf(search['country'])}
        onChange={(country) => set({ country })}
      />
      <FilterMenu
        label={t('assets.organisation')}
        options={organisations}
        value={listOf(search['org'])}
        onChange={(org) => set({ org })}
      />
      <FilterSwitch on={isOn(search['mine'])} onChange={(mine) => set({ mine })}>
        {t('assets.mine')}
      </FilterSwitch>
      <FilterSwitch on={isOn(search['disputed'])} onChange={(disputed) => set({ disputed })}>
        {t('assets.disputed')}
      </FilterSwitch>
      <FilterSwitch on={isOn(search['inview'])} onChange={(inview) => set({ inview })}>
        {t('parts.filter.inView')}
      </FilterSwitch>
    </div>
  );
}

/** How many assets each status, sector and country has; their names never collide. */
function* countsIn(assets: Assets): Steps<ReadonlyMap<string, number>> {
  const { countries } = yield* tallied(assets);
  const counts = new Map<string, number>();
  const add = (name: string, count: number): void =>
    void (count > 0 && counts.set(name, (counts.get(name) ?? 0) + count));
  for (const [country, sectors] of countries) {
    for (const [sector, one] of sectors) {
      for (const status of ASSET_STATUSES) {
        add(status, one[status]);
        add(sector, one[status]);
        if (country !== undefined) add(country, one[status]);
      }
    }
  }
  return counts;
}
const NO_COUNTS: ReadonlyMap<string, number> = new Map();

function useColumns(): readonly TableColumn<ShownAsset, AssetSort>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: 'status',
        label: t('assets.status'),
        sort: 'status',
        width: '118px',
        cell: (asset) => <StatusBadge status={asset.status} level={isTwin(asset) ? undefined : asset.level} />,
      },
      {
        key: 'name',
        label: t('assets.name'),
        sort: 'name',
        width: 'minmax(0, 1fr)',
        cell: (asset) => <Name asset={asset} />,
      },
      {
        key: 'owner',
        label: t('assets.owner'),
        sort: 'owner',
        width: '116px',
        room: 'medium',
        cell: (asset) => {
          const operator = operatorOf(asset);
          return operator === undefined ? t('ui.twin.areaOnly') : <OrganisationName id={operator} />;
        },
      },
      {
        key: 'served',
        label: t('assets.served'),
        sort: 'served',
        width: '104px',
        room: 'wide',
        cell: (asset) => {
          if (asset.served === undefined) return '';
          return isTwin(asset) ? servedShort(asset.served, t) : t('assets.people', { count: asset.served });
        },
      },
      {
        key: 'since',
        label: t('assets.sinceShort'),
        sort: 'since',
        width: '58px',
        cell: (asset) => <Age at={asset.since} />,
      },
    ],
    [t],
  );
}

function Name({ asset }: { asset: ShownAsset }) {
  const { t } = useTranslation();
  return (
    <>
      <RowLink kind="asset" code={asset.code}>
        {assetName(asset, t)}
      </RowLink>
      <span className="t-table-sub">
        <span className="t-code">{asset.code}</span>
        <span className="ast-sector">
          <SectorSymbol sector={asset.sector} size={11} label={t(`ui.sector.${asset.sector}`)} />{' '}
          {isTwin(asset) ? areaShort(asset.cell, t) : asset.kind}
        </span>
        {!isTwin(asset) && <span>{asset.country}</span>}
        {!isTwin(asset) && asset.disputed && <span className="t-status-disputed">{t('ui.disputed')}</span>}
      </span>
    </>
  );
}
