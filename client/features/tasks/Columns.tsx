import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { Instant } from '../../../shared/time.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { useKeys } from '../../ui/parts/keys.ts';
import { COLUMNS, moveTo, type Column, type Group } from './board.ts';
import { Questions, useMoving } from './moving.tsx';
import { TaskTile } from './TaskTile.tsx';

interface ColumnsProps {
  groups: readonly Group[];
  now: Instant;
}

/** The board. A drag, the menu on a card and the keys 1 to 6 do the same. */
export function Columns({ groups, now }: ColumnsProps) {
  const { t } = useTranslation();
  const tasks = useFaces('task');
  const mine = useMe()?.organisation;
  const board = useRef<HTMLDivElement>(null);
  const moving = useMoving();
  const [dragged, setDragged] = useState<string | undefined>(undefined);
  const [over, setOver] = useState<string | undefined>(undefined);
  const moved = useRef<string | undefined>(undefined);
  useKeepFocus(board, moved);

  const focused = (): TaskFace | undefined => {
    const tile = document.activeElement?.closest<HTMLElement>('[data-task]');
    return tile && board.current?.contains(tile) ? tasks.get(tile.dataset['task'] ?? '') : undefined;
  };
  const keys = Object.fromEntries(
    COLUMNS.map((column, index) => [
      String(index + 1),
      () => {
        const task = focused();
        if (!task) return;
        moved.current = task.id;
        moving.move(task, column);
      },
    ]),
  );
  useKeys(keys);

  const held = dragged === undefined ? undefined : tasks.get(dragged);
  const takes = (group: Group): boolean => {
    if (!held) return false;
    if (group.status) return moveTo(held, group.status).kind !== 'none';
    return group.organisation !== undefined && group.organisation !== held.assignee?.organisation;
  };
  const drop = (group: Group) => {
    setOver(undefined);
    setDragged(undefined);
    if (!held) return;
    if (group.status) moving.move(held, group.status);
    else if (group.organisation) moving.ask({ kind: 'offer', task: held, organisation: group.organisation });
  };

  return (
    <>
      <div className="tsk-board" ref={board} role="group" aria-label={t('tasks.board')}>
        {groups.map((group, index) => (
          // A place to drop on: the menu and the keys do the same for whoever does not drag.
          <section
            key={group.key}
            className={`tsk-column ${takes(group) ? 'is-open' : ''} ${over === group.key ? 'is-over' : ''} ${held && !takes(group) ? 'is-shut' : ''}`}
            aria-labelledby={`tsk-column-${group.key}`}
            onDragOver={(event) => {
              if (!takes(group)) return;
              event.preventDefault();
              event.dataTransfer.dropEffect = 'move';
              if (over !== group.key) setOver(group.key);
            }}
            onDragLeave={(event) => {
              if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(undefined);
            }}
            onDrop={(event) => {
              event.preventDefault();
              drop(group);
            }}
          >
            <h3 className="tsk-column-head" id={`tsk-column-${group.key}`}>
              <span>
                {group.status ? (
                  t(`ui.taskStatus.${group.status}`)
                ) : group.organisation ? (
                  <OrganisationName id={group.organisation} />
                ) : (
                  t('tasks.nobodys')
                )}
                {group.organisation === mine && <span className="t-note-hint"> {t('tasks.us')}</span>}
              </span>
              <span className="t-count">{group.tasks.length}</span>
              {group.status && <kbd className="tsk-key">{index + 1}</kbd>}
            </h3>
            <ul className={`tsk-cards ${group.status ? 'is-one-status' : ''}`}>
              {group.tasks.map((task) => (
                <li
                  key={task.id}
                  data-task={task.id}
                  className={dragged === task.id ? 'is-dragged' : ''}
                  draggable
                  onDragStart={(event) => {
                    event.dataTransfer.setData('text/plain', task.code);
                    event.dataTransfer.effectAllowed = 'move';
                    setDragged(task.id);
                  }}
                  onDragEnd={() => {
                    setDragged(undefined);
                    setOver(undefined);
                  }}
                >
                  <TaskTile
                    task={task}
                    now={now}
                    onMove={(column: Column) => {
                      moved.current = task.id;
                      moving.move(task, column);
                    }}
                    onOffer={() => moving.ask({ kind: 'offer', task })}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p className="t-note-hint tsk-hint">{t('tasks.keysHint')}</p>
      <Questions moving={moving} />
    </>
  );
}

/** A card that was moved by key stands in another column a moment later: the focus goes with it. */
function useKeepFocus(board: RefObject<HTMLDivElement | null>, moved: RefObject<string | undefined>): void {
  useEffect(() => {
    const id = moved.current;
    if (id === undefined || document.querySelector('[role="dialog"]')) return;
    const link = board.current?.querySelector<HTMLElement>(`[data-task="${id}"] a`);
    if (!link || link === document.activeElement) return;
    if (document.activeElement === document.body || document.activeElement === null) link.focus();
  });
}
