import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Assignee, TaskFace } from '../../../shared/domain/task/record.ts';
import { useSend, useWhyNot } from '../../ui/send.ts';
import { useMe } from '../../ui/tocsin.ts';
import { WhyNot } from '../../ui/parts/Act.tsx';
import { AssigneeField } from './AssigneeField.tsx';

interface OfferDialogProps {
  /** The task to offer; undefined: closed. */
  task: TaskFace | undefined;
  organisation?: string | undefined;
  onClose: () => void;
}

export function OfferDialog({ task, organisation, onClose }: OfferDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={task !== undefined}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('ui.drawer.close') }}
      centered
      title={task ? t('tasks.offerTitle', { title: task.title }) : ''}
    >
      {task && <Offer task={task} organisation={organisation} onClose={onClose} />}
    </Modal>
  );
}

function Offer({ task, organisation, onClose }: OfferDialogProps & { task: TaskFace }) {
  const { t } = useTranslation();
  const send = useSend();
  const mine = useMe()?.organisation;
  const [assignee, setAssignee] = useState<Assignee | undefined>(() => {
    if (organisation) return { organisation };
    return task.assignee?.organisation === mine ? task.assignee : undefined;
  });
  const data = { taskId: task.id, assignee: { ...(assignee ?? { organisation: mine ?? '' }) } };
  const why = useWhyNot('task.assign', data);
  const inside = assignee?.organisation === mine;
  const offer = async () => {
    if (assignee && (await send('task.assign', data))) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void offer();
      }}
    >
      <Stack>
        <AssigneeField
          value={assignee}
          onChange={setAssignee}
          refers={task.incidentId !== undefined || task.assetIds !== undefined}
          first
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <WhyNot why={assignee ? why : undefined}>
            {(described) => (
              <Button type="submit" disabled={!assignee} {...described}>
                {t(inside ? 'tasks.handOn' : 'tasks.offer')}
              </Button>
            )}
          </WhyNot>
        </Group>
      </Stack>
    </form>
  );
}
