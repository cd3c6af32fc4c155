import type { Fact } from '../event.ts';
import { entryOf, grown } from '../incident/evolve.ts';
import { born, type Born } from '../marked.ts';
import type { Instant } from '../../time.ts';
import type { TaskStatus } from '../vocabulary.ts';
import type { Assignee, Task } from './record.ts';

/** Total: an event that does not fit leaves the record as it is. */
export function evolveTask(task: Task | undefined, fact: Fact): Task | undefined {
  const { event } = fact;
  if (event.type === 'task.created') {
    if (task) return task;
    const { marking: _marking, ...content } = event.data as unknown as Born & Task;
    const assigned = content.assignee !== undefined;
    return {
      ...content,
      ...born(fact),
      status: assigned ? 'assigned' : 'open',
      ...(assigned && { offeredAt: event.at }),
      at: event.at,
      changedAt: event.at,
      journal: [entryOf(fact, 'created')],
    };
  }
  if (!task) return undefined;
  const noted = (what: string, to?: string, text?: string): Task => ({
    ...task,
    changedAt: event.at,
    journal: grown(task.journal, entryOf(fact, what, { to, note: text })),
  });
  switch (event.type) {
    case 'task.assigned': {
      const assignee = event.data['assignee'] as Assignee;
      const handedOn = task.assignee?.organisation === assignee.organisation;
      const { declined: _declined, ...rest } = noted(handedOn ? 'handed-on' : 'offered', assignee.organisation);
      // Handing on inside the organisation keeps what was agreed; a new organisation has yet to answer.
      if (handedOn && task.status !== 'open') return { ...rest, assignee };
      return { ...rest, assignee, status: 'assigned', offeredAt: event.at };
    }
    case 'task.accepted': {
      const { offeredAt: _offeredAt, ...rest } = noted('accepted');
      return { ...rest, status: 'accepted' };
    }
    case 'task.declined': {
      const reason = event.data['reason'] as string;
      const { offeredAt: _offeredAt, assignee, ...rest } = noted('declined', undefined, reason);
      const organisation = assignee?.organisation ?? event.by.organisation;
      return { ...rest, status: 'open', declined: { organisation, reason, at: event.at } };
    }
    case 'task.statusChanged': {
      const status = event.data['status'] as TaskStatus;
      const { offeredAt, ...rest } = noted('status', status);
      return { ...rest, status, ...(status === 'assigned' && offeredAt && { offeredAt }) };
    }
    case 'task.dueChanged': {
      const due = event.data['due'] as Instant | null;
      const { due: _due, ...rest } = noted('due', due ?? undefined);
      return due === null ? rest : { ...rest, due };
    }
    case 'task.blockedByChanged': {
      const blockedBy = event.data['blockedBy'] as readonly string[];
      // No journal entry: to whom those tasks are hidden nothing has happened.
      return { ...task, blockedBy };
    }
    default:
      return task;
  }
}
