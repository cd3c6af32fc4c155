import type { TaskFace } from '../../shared/domain/task/record.ts';
import type { SignedIn } from '../store/contract.ts';
import type { Act, useActs } from './acts.tsx';
import { t } from './text.ts';

/**
 * Accept and decline, for a task that waits for an answer. Somebody who may not answer for the organisation but may take
 * the task on (a responder) accepts by taking it: two commands, in order.
 */
export function taskAnswers(task: TaskFace, acts: ReturnType<typeof useActs>, me: SignedIn | undefined): Act[] {
  if (task.status !== 'assigned' || !me) return [];
  const own = { organisation: me.organisation, user: me.id };
  const cannotAccept = acts.why('task.accept', { taskId: task.id });
  const takes =
    cannotAccept !== undefined && task.assignee?.user === undefined && task.assignee?.organisation === me.organisation;
  const cannotTake = takes ? acts.why('task.assign', { taskId: task.id, assignee: own }) : undefined;
  const accept = async (): Promise<void> => {
    if (takes && !(await acts.send('task.assign', { taskId: task.id, assignee: own }))) return;
    await acts.send('task.accept', { taskId: task.id });
  };
  return [
    {
      key: 'accept',
      label: t(takes ? 'phone.task.take' : 'phone.task.accept'),
      tone: 'main',
      why: takes ? cannotTake : cannotAccept,
      press: () => void accept(),
    },
    {
      key: 'decline',
      label: t('phone.task.decline'),
      why: acts.why('task.decline', { taskId: task.id, reason: '-' }),
      press: () => undefined,
    },
  ];
}
