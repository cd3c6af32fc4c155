import { Button } from '@mantine/core';
import { BellOff, Plus } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { INCIDENT_STATUSES, SEVERITIES } from '../../../shared/domain/vocabulary.ts';
import { SeverityBars } from '../../map/symbols/SeverityBars.tsx';
import { IncidentStatusBadge, SeverityBadge } from '../../ui/badges.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/entities.ts';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { OrganisationName } from '../../ui/names.tsx';
import { Age } from '../../ui/times.tsx';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { useInView } from '../../ui/parts/bounds.ts';
import { FilterSearch, FilterSwitch } from '../../ui/parts/FilterBar.tsx';
import { FilterMenu } from '../../ui/parts/FilterMenu.tsx';
import { RecordTable, type TableColumn } from '../../ui/parts/RecordTable.tsx';
import { RowLink } from '../../ui/parts/RowLink.tsx';
import { isOn, listOf, oneOf, textOf, useFilters } from '../../ui/parts/search.ts';
import { useOrganisationNamer, useOrganisationOptions } from '../../ui/parts/useOrganisations.ts';
import { asksFor, filterIncidents, INCIDENT_SORTS, sortIncidents, type IncidentSort } from './rows.ts';
import './incidents.css';

export function IncidentList() {
  const { t } = useTranslation();
  const go = useGo();
  const incidents = useFaces('incident');
  const mine = useMe()?.organisation ?? '';
  const nameOf = useOrganisationNamer();
  const { search, set } = useFilters();
  const within = useInView(isOn(search['inview']));
  const sort = oneOf(search['isort'], INCIDENT_SORTS, 'unacknowledged');
  const reverse = isOn(search['idesc']);
  const rows = useMemo(() => {
    const filter = {
      q: textOf(search['iq']),
      severities: listOf(search['sev']).map(Number),
      statuses: listOf(search['istatus']),
      organisations: listOf(search['org']),
      unacknowledged: isOn(search['unack']),
      settled: isOn(search['all']),
      within,
    };
    return sortIncidents(filterIncidents(incidents.values(), filter, mine), sort, {
      organisation: mine,
      nameOf,
      reverse,
    });
  }, [incidents, search, within, mine, nameOf, sort, reverse]);
  const columns = useColumns(mine);
  return (
    <section className="t-list" aria-labelledby="incidents-title">
      <header className="t-list-head">
        <h2 id="incidents-title">{t('incidents.title')}</h2>
        <span className="t-list-count">{t('parts.table.of', { count: rows.length, total: incidents.size })}</span>
        <Button
          ml="auto"
          size="xs"
          leftSection={<Plus size={14} aria-hidden="true" />}
          rightSection={<KeyHint keys="C" />}
          onClick={() => go.report()}
        >
          {t('incidents.new')}
        </Button>
      </header>
      <Filters />
      <RecordTable
        kind="incident"
        label={t('incidents.title')}
        rows={rows}
        columns={columns}
        sort={sort}
        reverse={reverse}
        onSort={(by, turned) => set({ isort: by === 'unacknowledged' ? undefined : by, idesc: turned })}
        tone={(incident) => `tone-severity-${incident.severity} ${asksFor(incident, mine) ? 'inc-asks' : ''}`}
        empty={
          <EmptyState
            title={incidents.size === 0 ? t('incidents.none') : t('parts.filter.none')}
            hint={incidents.size === 0 ? t('incidents.noneHint') : t('parts.filter.noneHint')}
            action={
              incidents.size > 0 && (
                <Button size="xs" variant="default" onClick={() => set(NO_FILTER)}>
                  {t('parts.filter.clear')}
                </Button>
              )
            }
          />
        }
      />
    </section>
  );
}

const NO_FILTER = {
  iq: undefined,
  sev: undefined,
  istatus: undefined,
  org: undefined,
  unack: undefined,
  all: undefined,
  inview: undefined,
};

function Filters() {
  const { t } = useTranslation();
  const { search, set } = useFilters();
  const organisations = useOrganisationOptions();
  const setQ = useCallback((q: string) => set({ iq: q }, true), [set]);
  return (
    <div className="t-list-filters" role="group" aria-label={t('parts.filter.name')}>
      <FilterSearch value={textOf(search['iq'])} onChange={setQ} />
      <FilterMenu
        label={t('incidents.severity')}
        options={[...SEVERITIES].reverse().map((severity) => ({
          value: String(severity),
          label: t(`ui.severity.${severity}`),
          icon: <SeverityBars severity={severity} size={14} />,
        }))}
        value={listOf(search['sev'])}
        onChange={(sev) => set({ sev })}
      />
      <FilterMenu
        label={t('incidents.status')}
        options={INCIDENT_STATUSES.map((value) => ({ value, label: t(`ui.incidentStatus.${value}`) }))}
        value={listOf(search['istatus'])}
        onChange={(istatus) => set({ istatus })}
      />
      <FilterMenu
        label={t('incidents.organisation')}
        options={organisations}
        value={listOf(search['org'])}
        onChange={(org) => set({ org })}
      />
      <FilterSwitch on={isOn(search['unack'])} onChange={(unack) => set({ unack })}>
        {t('incidents.unacknowledged')}
      </FilterSwitch>
      <FilterSwitch on={isOn(search['inview'])} onChange={(inview) => set({ inview })}>
        {t('parts.filter.inView')}
      </FilterSwitch>
      <FilterSwitch on={isOn(search['all'])} onChange={(all) => set({ all })}>
        {t('incidents.closedToo')}
      </FilterSwitch>
    </div>
  );
}

function useColumns(mine: string): readonly TableColumn<IncidentFace, IncidentSort>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: 'severity',
        label: t('incidents.severity'),
        sort: 'severity',
        width: '84px',
        cell: (one) => <SeverityBadge severity={one.severity} />,
      },
      { key: 'title', label: t('incidents.name'), width: 'minmax(0, 1fr)', cell: (one) => <Name incident={one} /> },
      {
        key: 'status',
        label: t('incidents.status'),
        sort: 'status',
        width: '96px',
        room: 'medium',
        cell: (one) => <State incident={one} />,
      },
      {
        key: 'lead',
        label: t('incidents.lead'),
        sort: 'lead',
        width: '112px',
        room: 'wide',
        cell: (one) =>
          one.lead ? <OrganisationName id={one.lead} /> : <span className="inc-nobody">{t('incidents.nobody')}</span>,
      },
      {
        key: 'acknowledged',
        label: t('incidents.acknowledgedShort'),
        sort: 'unacknowledged',
        width: '46px',
        cell: (one) => <Acknowledged incident={one} mine={mine} />,
      },
      { key: 'age', label: t('incidents.age'), sort: 'age', width: '58px', cell: (one) => <Age at={one.at} /> },
    ],
    [t, mine],
  );
}

function Name({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  return (
    <>
      <RowLink kind="incident" code={incident.code}>
        {incident.title}
      </RowLink>
      <span className="t-table-sub">
        <span className="t-code">{incident.code}</span>
        <span>{t(`ui.incidentKind.${incident.kind}`)}</span>
      </span>
    </>
  );
}

function State({ incident }: { incident: IncidentFace }) {
  const { t } = useTranslation();
  if (incident.voided) return <span className="inc-gone">{t('incidents.voided')}</span>;
  if (incident.mergedInto) return <span className="inc-gone">{t('incidents.merged')}</span>;
  return <IncidentStatusBadge status={incident.status} />;
}

function Acknowledged({ incident, mine }: { incident: IncidentFace; mine: string }) {
  const { t } = useTranslation();
  if (asksFor(incident, mine)) {
    return (
      <span
        className="inc-unacknowledged"
        role="img"
        aria-label={t('ui.unacknowledged')}
        title={t('ui.unacknowledged')}
      >
        <BellOff size={14} aria-hidden="true" />
      </span>
    );
  }
  const count = incident.acknowledgements?.length ?? 0;
  return <span title={t('incidents.acknowledgedBy')}>{count > 0 ? count : ''}</span>;
}
