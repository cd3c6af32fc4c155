import { Button, SegmentedControl } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fromMs } from '../../../shared/time.ts';
import { useGo } from '../../ui/entities.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { useOperationNow } from '../../ui/ticking.ts';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { FilterSearch, FilterSwitch } from '../../ui/parts/FilterBar.tsx';
import { FilterMenu } from '../../ui/parts/FilterMenu.tsx';
import { isOn, listOf, oneOf, textOf, useFilters } from '../../ui/parts/search.ts';
import { useOrganisationNamer, useOrganisationOptions } from '../../ui/parts/useOrganisations.ts';
import { byOrganisation, byStatus, filterTasks, isOverdue, isUnanswered } from './board.ts';
import { Columns } from './Columns.tsx';
import { TaskTable } from './TaskTable.tsx';
import './tasks.css';

const VIEWS = ['board', 'list', 'mine'] as const;
const GROUPS = ['status', 'organisation'] as const;

/** Tasks between organisations: as a board, as a list, and those that wait for me. */
export function TaskBoard() {
  const { t } = useTranslation();
  const go = useGo();
  const tasks = useFaces('task');
  const me = useMe();
  const { search, set } = useFilters();
  const nameOf = useOrganisationNamer();
  // Overdue and unanswered come with the clock, not with a change.
  const now = fromMs(useOperationNow(15));
  const view = oneOf(search['tview'], VIEWS, 'board');
  const group = oneOf(search['tgroup'], GROUPS, 'status');
  const shown = useMemo(
    () =>
      filterTasks(
        tasks.values(),
        {
          q: textOf(search['tq']),
          organisations: listOf(search['org']),
          mine: view === 'mine',
          cancelled: isOn(search['tcancelled']),
        },
        { organisation: me?.organisation ?? '', user: me?.id ?? '' },
      ),
    [tasks, search, me, view],
  );
  const overdue = shown.filter((task) => isOverdue(task, now)).length;
  const unanswered = shown.filter((task) => isUnanswered(task, now)).length;
  const groups = group === 'status' ? byStatus(shown, now) : byOrganisation(shown, now, me?.organisation ?? '', nameOf);
  return (
    <section className="t-list" aria-labelledby="tasks-title">
      <header className="t-list-head">
        <h2 id="tasks-title">{t('tasks.title')}</h2>
        <span className="t-list-count">{t('parts.table.of', { count: shown.length, total: tasks.size })}</span>
        {overdue > 0 && <span className="tsk-alarm">{t('tasks.overdueCount', { count: overdue })}</span>}
        {unanswered > 0 && (
          <span className="tsk-alarm is-waiting">{t('tasks.unansweredCount', { count: unanswered })}</span>
        )}
        <SegmentedControl
          ml="auto"
          size="xs"
          aria-label={t('tasks.view')}
          value={view}
          onChange={(value) => set({ tview: value === 'board' ? undefined : value })}
          data={VIEWS.map((value) => ({ value, label: t(`tasks.views.${value}`) }))}
        />
        <Button
          size="xs"
          leftSection={<Plus size={14} aria-hidden="true" />}
          rightSection={<KeyHint keys="T" />}
          onClick={() => go.newTask()}
        >
          {t('tasks.new')}
        </Button>
      </header>
      <Filters />
      {shown.length === 0 ? (
        <EmptyState
          title={tasks.size === 0 ? t('tasks.none') : t(view === 'mine' ? 'tasks.noneMine' : 'parts.filter.none')}
          hint={tasks.size === 0 ? t('tasks.noneHint') : t('parts.filter.noneHint')}
        />
      ) : view === 'board' ? (
        <Columns groups={groups} now={now} />
      ) : (
        <TaskTable tasks={shown} now={now} />
      )}
    </section>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { search, set } = useFilters();
  const organisations = useOrganisationOptions();
  const setQ = useCallback((tq: string) => set({ tq }, true), [set]);
  return (
    <div className="t-list-filters" role="group" aria-label={t('parts.filter.name')}>
      <FilterSearch value={textOf(search['tq'])} onChange={setQ} />
      <FilterMenu
        label={t('tasks.organisation')}
        options={organisations}
        value={listOf(search['org'])}
        onChange={(org) => set({ org })}
      />
      <FilterSwitch
        on={search['tgroup'] === 'organisation'}
        onChange={(on) => set({ tgroup: on ? 'organisation' : undefined })}
      >
        {t('tasks.byOrganisation')}
      </FilterSwitch>
      <FilterSwitch on={isOn(search['tcancelled'])} onChange={(tcancelled) => set({ tcancelled })}>
        {t('tasks.cancelledToo')}
      </FilterSwitch>
    </div>
  );
}
