import type { z } from 'zod';
import { refused } from '../../outcome.ts';
import { accept, nothingToDo, unseen, type Decision, type Seen, type Sight } from '../decision.ts';
import type { EntityRef } from '../entity.ts';
import { addNote, exactIds, replaceShownIds } from '../incident/decide.ts';
import { isBorn, markingOfNew } from '../markingOf.ts';
import type { TaskStatus } from '../vocabulary.ts';
import type { taskCommands } from './commands.ts';
import type { Assignee } from './record.ts';

type Data<T extends keyof typeof taskCommands> = z.infer<(typeof taskCommands)[T]>;
const ref = (id: string): EntityRef => ({ kind: 'task', id });
const over = (task: Seen<'task'>): boolean => task.status === 'done' || task.status === 'cancelled';

/** Statuses a person may set by hand, by the present one. `assigned` and `accepted` come from offering and accepting. */
const NEXT: Record<TaskStatus, readonly TaskStatus[]> = {
  open: ['in-progress', 'blocked', 'done', 'cancelled'],
  assigned: ['cancelled'],
  accepted: ['in-progress', 'blocked', 'done', 'cancelled'],
  'in-progress': ['accepted', 'blocked', 'done', 'cancelled'],
  blocked: ['accepted', 'in-progress', 'done', 'cancelled'],
  done: ['in-progress'],
  cancelled: ['open'],
};
export const nextTaskStatuses = (status: TaskStatus): readonly TaskStatus[] => NEXT[status];

function assigneeProblem(sight: Sight, assignee: Assignee, red: boolean) {
  const unknown = unseen(sight, 'organisation', [assignee.organisation]) ?? unseen(sight, 'user', [assignee.user]);
  if (unknown) return unknown;
  if (assignee.user && sight.see('user', assignee.user)!.organisation !== assignee.organisation) {
    return refused('invalid', 'data.assignee.user is not a person of that organisation.');
  }
  if (red && !assignee.user) return refused('not-possible', 'A TLP:RED task is assigned to a person by name.');
  return undefined;
}

export const decideTask = {
  'task.create'(data: Data<'task.create'>, sight: Sight): Decision {
    const { taskId, marking: input, ...content } = data;
    if (sight.taken(taskId)) return refused('id-taken');
    const unknown =
      unseen(sight, 'incident', [content.incidentId]) ??
      unseen(sight, 'asset', content.assetIds) ??
      unseen(sight, 'task', content.blockedBy);
    if (unknown) return unknown;
    const hangs: EntityRef | undefined = content.incidentId ? { kind: 'incident', id: content.incidentId } : undefined;
    const born = markingOfNew(sight, input, hangs);
    if (!isBorn(born)) return born;
    const problem = content.assignee && assigneeProblem(sight, content.assignee, born.marking.tlp === 'TLP:RED');
    if (problem) return problem;
    const assets = content.assetIds && { assetIds: exactIds(sight, content.assetIds) };
    return accept('task.created', ref(taskId), { ...content, ...assets, ...born });
  },

  'task.assign'({ taskId, assignee }: Data<'task.assign'>, sight: Sight): Decision {
    const task = sight.see('task', taskId);
    if (!task) return refused('not-found');
    if (over(task)) return refused('not-possible', 'The task is over: open it again first.');
    const problem = assigneeProblem(sight, assignee, task.tlp === 'TLP:RED');
    if (problem) return problem;
    const now = task.assignee;
    if (now && now.organisation === assignee.organisation && now.user === assignee.user && task.status !== 'open') {
      return nothingToDo(ref(taskId));
    }
    return accept('task.assigned', ref(taskId), { assignee });
  },

  'task.accept'({ taskId }: Data<'task.accept'>, sight: Sight): Decision {
    const task = sight.see('task', taskId);
    if (!task) return refused('not-found');
    if (task.status === 'accepted') return nothingToDo(ref(taskId));
    if (task.status !== 'assigned') return refused('not-possible', 'The task is not waiting for an answer.');
    return accept('task.accepted', ref(taskId), {});
  },

  'task.decline'({ taskId, reason }: Data<'task.decline'>, sight: Sight): Decision {
    const task = sight.see('task', taskId);
    if (!task) return refused('not-found');
    if (task.status !== 'assigned' && task.status !== 'accepted') {
      return refused('not-possible', 'Only an offered or accepted task can be declined.');
    }
    return accept('task.declined', ref(taskId), { reason });
  },

  'task.setStatus'({ taskId, status, note }: Data<'task.setStatus'>, sight: Sight): Decision {
    const task = sight.see('task', taskId);
    if (!task) return refused('not-found');
    if (task.status === status && !note) return nothingToDo(ref(taskId));
    if (task.status !== status && !NEXT[task.status].includes(status)) {
      return refused('not-possible', 'A task in its present status cannot be given that one by hand.');
    }
    return accept('task.statusChanged', ref(taskId), { status, ...(note && { note }) });
  },

  'task.setDue'({ taskId, due }: Data<'task.setDue'>, sight: Sight): Decision {
    if (!sight.see('task', taskId)) return refused('not-found');
    return accept('task.dueChanged', ref(taskId), { due });
  },

  'task.setBlockedBy'({ taskId, blockedBy }: Data<'task.setBlockedBy'>, sight: Sight): Decision {
    const task = sight.see('task', taskId);
    const record = sight.record('task', taskId);
    if (!task || !record || unseen(sight, 'task', blockedBy)) return refused('not-found');
    if (waitsFor(sight, blockedBy, taskId)) return refused('not-possible', 'The tasks would wait for one another.');
    const next = replaceShownIds(record.blockedBy, task.blockedBy, blockedBy);
    return accept('task.blockedByChanged', ref(taskId), { blockedBy: next });
  },

  'task.addNote'(data: Data<'task.addNote'>, sight: Sight): Decision {
    return addNote(sight, ref(data.taskId), data);
  },
};

/** Whether any of these tasks, as the actor sees them, waits directly or through others for `target`. */
function waitsFor(sight: Sight, from: readonly string[], target: string): boolean {
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === target) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(sight.see('task', id)?.blockedBy ?? []));
  }
  return false;
}
