import { Button } from '@mantine/core';
import { Check, HandHelping, UserPlus, X } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { nextTaskStatuses } from '../../../shared/domain/task/decide.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { fromMs } from '../../../shared/time.ts';
import { TaskStatusBadge } from '../../ui/badges.tsx';
import { Drawer, type DrawerTab } from '../../ui/Drawer.tsx';
import { useGo } from '../../ui/entities.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { NotFound } from '../../ui/NotFound.tsx';
import { PresenceDots } from '../../ui/PresenceDots.tsx';
import { useOperationNow } from '../../ui/ticking.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useFaces, useMe, useOperation, useSending, useTocsinApi } from '../../ui/tocsin.ts';
import { useWhyNone, useWhyNot } from '../../ui/send.ts';
import { Act, WhyNot } from '../../ui/parts/Act.tsx';
import { Attachments } from '../../ui/parts/Attachments.tsx';
import { CommandMenu, MenuAct } from '../../ui/parts/CommandMenu.tsx';
import { NoteField } from '../../ui/parts/NoteField.tsx';
import { Timeline } from '../../ui/parts/Timeline.tsx';
import { hangsOn, timelineOf } from '../../ui/parts/timeline.ts';
import { WhoSees } from '../../ui/parts/WhoSees.tsx';
import { Questions, useMoving } from './moving.tsx';
import { TaskMarks } from './TaskTile.tsx';
import { TaskOverview } from './TaskOverview.tsx';
import './tasks.css';

export function TaskDrawer({ id }: { id?: string }) {
  const task = useFace('task', id);
  const tocsin = useTocsinApi();
  useEffect(() => {
    if (id === undefined) return undefined;
    tocsin.look({ kind: 'task', id });
    return () => tocsin.look(undefined);
  }, [tocsin, id]);
  return task ? <Shown task={task} /> : <NotFound />;
}

function Shown({ task }: { task: TaskFace }) {
  const { t } = useTranslation();
  const go = useGo();
  const { id } = task;
  const allFiles = useFaces('attachment');
  const files = useMemo(
    () => [...allFiles.values()].filter((file) => hangsOn(file.on, { kind: 'task', id })).length,
    [allFiles, id],
  );
  const assignee = task.assignee?.organisation;
  const tabs: DrawerTab[] = [
    { value: 'overview', label: t('tasks.tab.overview'), content: <TaskOverview key={id} task={task} /> },
    { value: 'timeline', label: t('tasks.tab.timeline'), content: <Story task={task} /> },
    { value: 'files', label: t('tasks.tab.files'), count: files, content: <Attachments on={{ kind: 'task', id }} /> },
    {
      value: 'shared',
      label: t('tasks.tab.shared'),
      content: <WhoSees kind="task" face={task} alsoOrganisation={assignee === task.owner ? undefined : assignee} />,
    },
  ];
  return (
    <Drawer
      title={task.title}
      code={task.code}
      onClose={go.close}
      header={<Facts task={task} />}
      actions={<Actions task={task} />}
      tabs={tabs}
    />
  );
}

function Facts({ task }: { task: TaskFace }) {
  const { t } = useTranslation();
  const now = fromMs(useOperationNow(15));
  const sending = useSending('task', task.id);
  return (
    <>
      <span className={`t-priority is-${task.priority}`}>{t(`ui.priority.${task.priority}`)}</span>
      <TaskStatusBadge status={task.status} />
      {task.assignee ? <OrganisationName id={task.assignee.organisation} /> : <span>{t('tasks.nobodys')}</span>}
      <TaskMarks task={task} now={now} />
      <TlpBadge tlp={task.tlp} />
      {sending && <span className="t-sending" role="img" aria-label={t('ui.sending')} title={t('ui.sending')} />}
      <PresenceDots kind="task" id={task.id} />
    </>
  );
}

function Actions({ task }: { task: TaskFace }) {
  const { t } = useTranslation();
  const moving = useMoving();
  const { id, status } = task;
  const declinable = status === 'assigned' || status === 'accepted';
  const next = nextTaskStatuses(status);
  const whyNoProgress = useWhyNone(next.map((one) => ({ type: 'task.setStatus', data: { taskId: id, status: one } })));
  return (
    <>
      {status === 'assigned' && (
        <Act
          type="task.accept"
          data={{ taskId: id }}
          variant="filled"
          leftSection={<Check size={14} aria-hidden="true" />}
        >
          {t('tasks.accept')}
        </Act>
      )}
      {declinable && (
        <Act
          type="task.decline"
          data={{ taskId: id, reason: 'x' }}
          leftSection={<X size={14} aria-hidden="true" />}
          onAsk={() => moving.ask({ kind: 'decline', task })}
        >
          {t('tasks.decline')}
        </Act>
      )}
      <PassOn task={task} onAsk={() => moving.ask({ kind: 'offer', task })} />
      <CommandMenu
        label={t('tasks.progress')}
        why={whyNoProgress}
        items={next.map((one) => (
          <MenuAct key={one} type="task.setStatus" data={{ taskId: id, status: one }} danger={one === 'cancelled'}>
            {t(`tasks.become.${one}`)}
          </MenuAct>
        ))}
      >
        {t('tasks.progress')}
      </CommandMenu>
      <Questions moving={moving} />
    </>
  );
}

/** Offers to another organisation, or hands on inside of one's own: whichever of the two is allowed. */
function PassOn({ task, onAsk }: { task: TaskFace; onAsk: () => void }) {
  const { t } = useTranslation();
  const mine = useMe()?.organisation ?? '';
  const operation = useOperation();
  const other = operation?.participants.find((one) => one !== mine && one !== task.assignee?.organisation) ?? mine;
  const whyInside = useWhyNot('task.assign', { taskId: task.id, assignee: { organisation: mine } });
  const whyOther = useWhyNot('task.assign', { taskId: task.id, assignee: { organisation: other } });
  const inside = task.assignee?.organisation === mine;
  const why = whyInside === undefined ? undefined : whyOther;
  return (
    <WhyNot why={why}>
      {(described) => (
        <Button
          size="xs"
          variant={task.status === 'open' ? 'filled' : 'default'}
          leftSection={
            inside ? <UserPlus size={14} aria-hidden="true" /> : <HandHelping size={14} aria-hidden="true" />
          }
          {...described}
          onClick={why === undefined ? onAsk : undefined}
        >
          {t(inside ? 'tasks.handOnDots' : 'tasks.offerTo')}
        </Button>
      )}
    </WhyNot>
  );
}

function Story({ task }: { task: TaskFace }) {
  const notes = useFaces('note');
  const attachments = useFaces('attachment');
  const entries = useMemo(
    () =>
      timelineOf({
        on: { kind: 'task', id: task.id },
        journal: task.journal,
        notes: notes.values(),
        attachments: attachments.values(),
      }),
    [task, notes, attachments],
  );
  return (
    <>
      <NoteField on={{ kind: 'task', id: task.id }} />
      <Timeline entries={entries} kind="task" />
    </>
  );
}
