import { useState } from 'react';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { isOverdue, isUnfinished } from '../../store/derive/alerts.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { zulu } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useMe, useTocsin } from '../../ui/tocsin.ts';
import { ActGrid, SayForm, useActs, type Act } from '../acts.tsx';
import { IncidentCard } from '../cards.tsx';
import { Age, Organisation, PendingMark } from '../parts.tsx';
import { taskAnswers } from '../taskAnswers.ts';
import { t } from '../text.ts';
import { Addition } from './Addition.tsx';
import { Sheet } from './Sheet.tsx';
import { Story } from './Story.tsx';

export function TaskSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const task = useFace('task', id);
  const incident = useFace('incident', task?.incidentId);
  const person = useTocsin((state) =>
    task?.assignee?.user ? state.faces.user.get(task.assignee.user)?.name : undefined,
  );
  const now = useOperationNow(15);
  if (!task) return null;
  const late = isOverdue(task, new Date(now).toISOString());
  return (
    <Sheet
      title={task.title}
      onClose={onClose}
      badges={
        <>
          <span className="p-code">{task.code}</span>
          <span className={`p-priority is-${task.priority}`}>{t(`ui.priority.${task.priority}`)}</span>
          <TlpBadge tlp={task.tlp} />
        </>
      }
      first={<Acts task={task} />}
    >
      <p className="p-facts">
        <span className={`p-state is-${task.status}`}>{t(`ui.taskStatus.${task.status}`)}</span>
        {task.due && isUnfinished(task) && (
          <span className={late ? 'p-late' : ''}>
            {t(late ? 'phone.overdue' : 'phone.due')} <Age at={task.due} />
            {` (${zulu(Date.parse(task.due))})`}
          </span>
        )}
        <span>
          {t('phone.from')} <Organisation id={task.owner} />
        </span>
        {task.assignee && (
          <span>
            {t('phone.for')} <Organisation id={task.assignee.organisation} />
            {person && ` · ${person}`}
          </span>
        )}
        <PendingMark kind="task" id={id} />
      </p>
      {task.declined && (
        <p className="p-note is-warning">
          <Organisation id={task.declined.organisation} />{' '}
          {t('phone.task.declinedBecause', { reason: task.declined.reason })}
        </p>
      )}
      {task.description && <p className="p-text">{task.description}</p>}
      {incident && (
        <section>
          <h3>{t('phone.task.incident')}</h3>
          <IncidentCard incident={incident} />
        </section>
      )}
      <Addition on={{ kind: 'task', id }} />
      <Story on={{ kind: 'task', id }} journal={task.journal} />
    </Sheet>
  );
}

function Acts({ task }: { task: TaskFace }) {
  const me = useMe();
  const acts = useActs();
  const [asking, setAsking] = useState<'decline' | 'blocked'>();
  const { id } = task;
  const list: Act[] = taskAnswers(task, acts, me).map((answer) =>
    answer.key === 'decline'
      ? {
          ...answer,
          open: asking === 'decline',
          press: () => setAsking(asking === 'decline' ? undefined : 'decline'),
        }
      : answer,
  );
  if (task.status !== 'assigned') {
    const unowned = task.assignee?.user === undefined && task.assignee?.organisation === me?.organisation && me;
    const own = me && { organisation: me.organisation, user: me.id };
    if (unowned && own && acts.why('task.setStatus', { taskId: id, status: 'done' }) !== undefined) {
      list.push({
        key: 'take',
        label: t('phone.task.takeOn'),
        tone: 'main',
        why: acts.why('task.assign', { taskId: id, assignee: own }),
        press: () => void acts.send('task.assign', { taskId: id, assignee: own }),
      });
    }
    list.push(status('in-progress', 'main'), blocked(), status('done', 'good'));
  }
  function status(to: 'in-progress' | 'done', tone: Act['tone']): Act {
    return {
      key: to,
      label: t(`phone.task.${to}`),
      tone: task.status === to ? undefined : tone,
      current: task.status === to,
      why: acts.why('task.setStatus', { taskId: id, status: to }),
      press: () => void acts.send('task.setStatus', { taskId: id, status: to }),
    };
  }
  function blocked(): Act {
    return {
      key: 'blocked',
      label: t('phone.task.blocked'),
      current: task.status === 'blocked',
      open: asking === 'blocked',
      why: acts.why('task.setStatus', { taskId: id, status: 'blocked' }),
      press: () => setAsking(asking === 'blocked' ? undefined : 'blocked'),
    };
  }
  return (
    <>
      <ActGrid acts={list} label={t('phone.acts.task')} />
      {asking === 'decline' && (
        <SayForm
          label={t('phone.task.declineWhy')}
          submit={t('phone.task.decline')}
          most={LIMITS.reason}
          onCancel={() => setAsking(undefined)}
          onSubmit={async (reason) => {
            const done = await acts.send('task.decline', { taskId: id, reason });
            if (done) setAsking(undefined);
            return done;
          }}
        />
      )}
      {asking === 'blocked' && (
        <SayForm
          label={t('phone.task.blockedWhy')}
          submit={t('phone.task.blocked')}
          most={LIMITS.reason}
          required={false}
          onCancel={() => setAsking(undefined)}
          onSubmit={async (note) => {
            const said = note.trim() === '' ? {} : { note };
            const done = await acts.send('task.setStatus', { taskId: id, status: 'blocked', ...said });
            if (done) setAsking(undefined);
            return done;
          }}
        />
      )}
    </>
  );
}
