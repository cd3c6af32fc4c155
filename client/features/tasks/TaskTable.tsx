import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { Instant } from '../../../shared/time.ts';
import { TaskStatusBadge } from '../../ui/badges.tsx';
import { OrganisationName } from '../../ui/names.tsx';
import { RecordTable, type TableColumn } from '../../ui/parts/RecordTable.tsx';
import { RowLink } from '../../ui/parts/RowLink.tsx';
import { isOn, oneOf, useFilters } from '../../ui/parts/search.ts';
import { useOrganisationNamer } from '../../ui/parts/useOrganisations.ts';
import { isOverdue, isUnanswered, sortTasks, TASK_SORTS, type TaskSort } from './board.ts';
import { TaskMarks } from './TaskTile.tsx';

/** The equal of the board for whoever reads lists: the same tasks, sortable. */
export function TaskTable({ tasks, now }: { tasks: readonly TaskFace[]; now: Instant }) {
  const { t } = useTranslation();
  const { search, set } = useFilters();
  const nameOf = useOrganisationNamer();
  const sort = oneOf(search['tsort'], TASK_SORTS, 'urgency');
  const reverse = isOn(search['tdesc']);
  const rows = useMemo(() => sortTasks(tasks, sort, now, nameOf, reverse), [tasks, sort, now, nameOf, reverse]);
  const columns = useMemo<readonly TableColumn<TaskFace, TaskSort>[]>(
    () => [
      {
        key: 'priority',
        label: t('tasks.priority'),
        sort: 'urgency',
        width: '64px',
        cell: (task) => <span className={`t-priority is-${task.priority}`}>{t(`ui.priority.${task.priority}`)}</span>,
      },
      {
        key: 'title',
        label: t('tasks.name'),
        width: 'minmax(0, 1fr)',
        cell: (task) => (
          <>
            <RowLink kind="task" code={task.code}>
              {task.title}
            </RowLink>
            <span className="t-table-sub">
              <span className="t-code">{task.code}</span>
              <TaskMarks task={task} now={now} />
            </span>
          </>
        ),
      },
      {
        key: 'status',
        label: t('tasks.status'),
        sort: 'status',
        width: '98px',
        cell: (task) => <TaskStatusBadge status={task.status} />,
      },
      {
        key: 'assignee',
        label: t('tasks.assignee'),
        sort: 'assignee',
        room: 'medium',
        width: '110px',
        cell: (task) => (task.assignee ? <OrganisationName id={task.assignee.organisation} /> : t('tasks.nobodys')),
      },
    ],
    [t, now],
  );
  return (
    <RecordTable
      kind="task"
      label={t('tasks.title')}
      rows={rows}
      columns={columns}
      sort={sort}
      reverse={reverse}
      onSort={(by, turned) => set({ tsort: by === 'urgency' ? undefined : by, tdesc: turned })}
      tone={(task) => (isOverdue(task, now) ? 'is-late' : isUnanswered(task, now) ? 'is-waiting' : '')}
      empty={null}
    />
  );
}
