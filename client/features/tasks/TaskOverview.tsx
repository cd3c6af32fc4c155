import { Button, Group } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { Instant } from '../../../shared/time.ts';
import { OrganisationName, PersonName } from '../../ui/names.tsx';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { TimeText } from '../../ui/times.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { MomentField } from '../../ui/parts/MomentField.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { Cards } from '../../ui/parts/Records.tsx';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';
import { possibleBlockers } from './board.ts';

export function TaskOverview({ task }: { task: TaskFace }) {
  const { t } = useTranslation();
  return (
    <>
      {task.declined && (
        <div className="tsk-declined" role="note">
          <strong>{t('tasks.declinedBy')}</strong> <OrganisationName id={task.declined.organisation} />{' '}
          <TimeText at={task.declined.at} />
          <p>{task.declined.reason}</p>
        </div>
      )}
      {task.description && <p className="tsk-description">{task.description}</p>}
      <dl className="t-facts">
        <dt>{t('tasks.assignee')}</dt>
        <dd>{task.assignee ? <PersonName by={task.assignee} /> : t('tasks.assigneeNobody')}</dd>
        <dt>{t('tasks.madeBy')}</dt>
        <dd>
          <PersonName by={task.by} /> <TimeText at={task.at} />
        </dd>
        {task.offeredAt && (
          <>
            <dt>{t('tasks.offered')}</dt>
            <dd>
              <TimeText at={task.offeredAt} />
            </dd>
          </>
        )}
        {task.incidentId && (
          <>
            <dt>{t('tasks.incident')}</dt>
            <dd>
              <RecordLink kind="incident" id={task.incidentId} />
            </dd>
          </>
        )}
      </dl>
      {(task.assetIds ?? []).length > 0 && (
        <>
          <h3 className="t-part-title">{t('tasks.assets')}</h3>
          <Cards kind="asset" ids={task.assetIds ?? []} />
        </>
      )}
      <Due task={task} />
      <BlockedBy task={task} />
    </>
  );
}

function Due({ task }: { task: TaskFace }) {
  const { t } = useTranslation();
  const send = useSend();
  const [draft, setDraft] = useState<{ at: Instant | undefined } | undefined>(undefined);
  const why = useWhyNot('task.setDue', { taskId: task.id, due: task.due ?? null });
  const value = draft ? draft.at : task.due;
  const changed = draft !== undefined && draft.at !== task.due;
  const set = async () => {
    if (await send('task.setDue', { taskId: task.id, due: draft?.at ?? null })) setDraft(undefined);
  };
  if (why !== undefined) {
    return (
      <>
        <h3 className="t-part-title">{t('tasks.dueTime')}</h3>
        <p>{task.due ? <TimeText at={task.due} /> : t('tasks.noDue')}</p>
        <p className="t-note-hint">{why}</p>
      </>
    );
  }
  return (
    <>
      <h3 className="t-part-title">{t('tasks.dueTime')}</h3>
      <MomentField label={t('tasks.dueAt')} value={value} onChange={(at) => setDraft({ at })} />
      {changed && (
        <Group gap={6} mt={8}>
          <Button size="xs" onClick={() => void set()}>
            {t('tasks.setDue')}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setDraft(undefined)}>
            {t('ui.cancel')}
          </Button>
        </Group>
      )}
    </>
  );
}

function BlockedBy({ task }: { task: TaskFace }) {
  const { t } = useTranslation();
  const send = useSend();
  const tasks = useFaces('task');
  const blockedBy = task.blockedBy ?? NONE;
  const among = useMemo(() => new Set(possibleBlockers(task, tasks).map((one) => one.id)), [task, tasks]);
  const why = useWhyNot('task.setBlockedBy', { taskId: task.id, blockedBy: [...blockedBy] });
  return (
    <>
      <h3 className="t-part-title">{t('tasks.blockedBy')}</h3>
      <Cards kind="task" ids={blockedBy} />
      {why === undefined ? (
        <RecordPicker
          kind="task"
          label={t('tasks.waitsFor')}
          value={blockedBy}
          among={among}
          onChange={(ids) => void send('task.setBlockedBy', { taskId: task.id, blockedBy: ids })}
        />
      ) : (
        <p className="t-note-hint">{why}</p>
      )}
    </>
  );
}

const NONE: readonly string[] = [];
