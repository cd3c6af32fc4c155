import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { Instant } from '../../../shared/time.ts';
import { EntityCard } from '../../ui/EntityCard.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { ageOf } from '../../ui/time.ts';
import { TimeText } from '../../ui/times.tsx';
import { CommandMenu } from '../../ui/parts/CommandMenu.tsx';
import { COLUMNS, isOverdue, isUnanswered, moveTo, waitingMs, type Column } from './board.ts';

interface TaskTileProps {
  task: TaskFace;
  now: Instant;
  onMove: (column: Column) => void;
  onOffer: () => void;
}

export function TaskTile({ task, now, onMove, onOffer }: TaskTileProps) {
  const { t } = useTranslation();
  return (
    <EntityCard kind="task" id={task.id} dense>
      <div className="tsk-tile">
        <TaskMarks task={task} now={now} />
        <CommandMenu
          label={t('tasks.moveName', { title: task.title })}
          size="compact-xs"
          variant="subtle"
          items={
            <>
              <Menu.Label>{t('tasks.moveTo')}</Menu.Label>
              {COLUMNS.map((column, index) => {
                const off = moveTo(task, column).kind === 'none';
                return (
                  <Menu.Item
                    key={column}
                    disabled={off}
                    rightSection={<KeyHint keys={String(index + 1)} />}
                    onClick={() => onMove(column)}
                  >
                    {t(`ui.taskStatus.${column}`)}
                  </Menu.Item>
                );
              })}
              <Menu.Divider />
              <Menu.Item onClick={onOffer}>{t('tasks.offerTo')}</Menu.Item>
            </>
          }
        >
          {t('tasks.move')}
        </CommandMenu>
      </div>
    </EntityCard>
  );
}

/** What makes a task stand out: overdue, an offer without answer, declined, waiting for another. */
export function TaskMarks({ task, now }: { task: TaskFace; now: Instant }) {
  const { t } = useTranslation();
  const waiting = waitingMs(task, now);
  const late = isOverdue(task, now);
  const { unit, count } = ageOf(waiting ?? 0);
  return (
    <span className="tsk-marks">
      {task.due && (
        <span className={late ? 'tsk-alarm' : 'tsk-due'}>
          {t(late ? 'tasks.overdue' : 'tasks.due')} <TimeText at={task.due} mode={late ? 'relative' : 'clock'} />
        </span>
      )}
      {waiting !== undefined && (
        <span className={isUnanswered(task, now) ? 'tsk-alarm is-waiting' : 'tsk-due'}>
          {t('tasks.waitsForAnswer', { age: t(`ui.age.${unit}`, { count }) })}
        </span>
      )}
      {task.declined && task.status === 'open' && <span className="tsk-due">{t('tasks.wasDeclined')}</span>}
      {(task.blockedBy ?? []).length > 0 && task.status !== 'done' && (
        <span className="tsk-due">{t('tasks.waitsForOthers', { count: task.blockedBy?.length ?? 0 })}</span>
      )}
    </span>
  );
}
