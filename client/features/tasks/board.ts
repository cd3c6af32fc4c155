import { fold, wordsOf } from '../../ui/parts/fold.ts';
import { nextTaskStatuses } from '../../../shared/domain/task/decide.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import { TASK_STATUSES, type TaskStatus } from '../../../shared/domain/vocabulary.ts';
import { type Instant, toMs } from '../../../shared/time.ts';

export const COLUMNS = ['open', 'assigned', 'accepted', 'in-progress', 'blocked', 'done'] as const;
export type Column = (typeof COLUMNS)[number];

/** An offer is expected to be answered within this many minutes of operation time, an urgent one sooner. */
const ANSWER_WITHIN_MS: Record<TaskFace['priority'], number> = {
  1: 60 * 60_000,
  2: 30 * 60_000,
  3: 15 * 60_000,
  4: 5 * 60_000,
};

export const isOver = (task: Pick<TaskFace, 'status'>): boolean =>
  task.status === 'done' || task.status === 'cancelled';

export const isOverdue = (task: Pick<TaskFace, 'status' | 'due'>, now: Instant): boolean =>
  task.due !== undefined && !isOver(task) && toMs(task.due) < toMs(now);

/** Milliseconds an offer has been waiting for its answer; undefined when none is expected. */
export const waitingMs = (task: Pick<TaskFace, 'status' | 'offeredAt'>, now: Instant): number | undefined =>
  task.status === 'assigned' && task.offeredAt !== undefined
    ? Math.max(0, toMs(now) - toMs(task.offeredAt))
    : undefined;

export function isUnanswered(task: Pick<TaskFace, 'status' | 'offeredAt' | 'priority'>, now: Instant): boolean {
  const waiting = waitingMs(task, now);
  return waiting !== undefined && waiting >= ANSWER_WITHIN_MS[task.priority];
}

export interface Viewer {
  readonly organisation: string;
  readonly user: string;
}

export const isMine = (task: Pick<TaskFace, 'assignee' | 'by'>, me: Viewer): boolean =>
  task.assignee?.organisation === me.organisation &&
  (task.assignee.user === undefined || task.assignee.user === me.user);

/** What asks for me first: offers to my organisation, then what is overdue, then the urgent, then the earliest due. */
export function byUrgency(now: Instant) {
  return (a: TaskFace, b: TaskFace): number =>
    Number(isOver(a)) - Number(isOver(b)) ||
    Number(isOverdue(b, now)) - Number(isOverdue(a, now)) ||
    Number(isUnanswered(b, now)) - Number(isUnanswered(a, now)) ||
    b.priority - a.priority ||
    (a.due ?? '9').localeCompare(b.due ?? '9') ||
    a.madeAt.localeCompare(b.madeAt) ||
    (a.id < b.id ? -1 : 1);
}

export const TASK_SORTS = ['urgency', 'status', 'assignee'] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

export function sortTasks(
  tasks: readonly TaskFace[],
  by: TaskSort,
  now: Instant,
  nameOf: (organisation: string) => string,
  reverse = false,
): TaskFace[] {
  const sign = reverse ? -1 : 1;
  const urgency = byUrgency(now);
  const assignee = (task: TaskFace) => (task.assignee ? nameOf(task.assignee.organisation) : '');
  const keys: Record<TaskSort, (a: TaskFace, b: TaskFace) => number> = {
    urgency,
    status: (a, b) => TASK_STATUSES.indexOf(a.status) - TASK_STATUSES.indexOf(b.status),
    assignee: (a, b) => assignee(a).localeCompare(assignee(b)),
  };
  return [...tasks].sort((a, b) => sign * keys[by](a, b) || urgency(a, b));
}

export interface TaskFilter {
  readonly q?: string | undefined;
  /** The assignee or the maker is one of them. */
  readonly organisations?: readonly string[] | undefined;
  readonly incidentId?: string | undefined;
  readonly mine?: boolean | undefined;
  readonly cancelled?: boolean | undefined;
}

export function filterTasks(tasks: Iterable<TaskFace>, filter: TaskFilter, me: Viewer): TaskFace[] {
  const words = wordsOf(filter.q);
  return [...tasks].filter((task) => {
    if (task.status === 'cancelled' && !filter.cancelled) return false;
    if (filter.mine && !isMine(task, me)) return false;
    if (filter.incidentId && task.incidentId !== filter.incidentId) return false;
    const among = filter.organisations ?? [];
    if (among.length > 0 && !among.includes(task.owner) && !among.includes(task.assignee?.organisation ?? ''))
      return false;
    const text = fold(`${task.code} ${task.title} ${task.description ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}

/** A group of the board: a column by status, or one by assigned organisation (`undefined`: nobody's). */
export interface Group {
  readonly key: string;
  readonly status?: Column;
  readonly organisation?: string;
  readonly tasks: readonly TaskFace[];
}

export function byStatus(tasks: readonly TaskFace[], now: Instant): Group[] {
  return COLUMNS.map((status) => ({
    key: status,
    status,
    tasks: tasks.filter((task) => task.status === status).sort(byUrgency(now)),
  }));
}

/** Mine first, then by name; what is nobody's stands before all. */
export function byOrganisation(
  tasks: readonly TaskFace[],
  now: Instant,
  mine: string,
  nameOf: (id: string) => string,
): Group[] {
  const groups = new Map<string, TaskFace[]>();
  for (const task of tasks) {
    const key = task.assignee?.organisation ?? '';
    const group = groups.get(key);
    if (group) group.push(task);
    else groups.set(key, [task]);
  }
  const rank = (id: string) => (id === '' ? 0 : id === mine ? 1 : 2);
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || nameOf(a).localeCompare(nameOf(b)))
    .map(([organisation, list]) => ({
      key: organisation || 'nobody',
      ...(organisation && { organisation }),
      tasks: list.sort(byUrgency(now)),
    }));
}

/** What moving a task to a column asks for: a command, a question first, or nothing. */
export type Move =
  | { readonly kind: 'status'; readonly status: TaskStatus }
  | { readonly kind: 'accept' }
  | { readonly kind: 'offer' }
  | { readonly kind: 'decline' }
  | { readonly kind: 'none'; readonly why: 'same' | 'no-way' };

export function moveTo(task: Pick<TaskFace, 'status'>, column: Column): Move {
  if (task.status === column) return { kind: 'none', why: 'same' };
  if (column === 'assigned') return isOver(task) ? { kind: 'none', why: 'no-way' } : { kind: 'offer' };
  if (column === 'accepted' && task.status === 'assigned') return { kind: 'accept' };
  if (column === 'open' && (task.status === 'assigned' || task.status === 'accepted')) return { kind: 'decline' };
  return nextTaskStatuses(task.status).includes(column)
    ? { kind: 'status', status: column }
    : { kind: 'none', why: 'no-way' };
}

/** Tasks this one may wait for: not itself, and none that already waits for it. */
export function possibleBlockers(task: TaskFace, tasks: ReadonlyMap<string, TaskFace>): TaskFace[] {
  return [...tasks.values()].filter((other) => !isOver(other) && other.id !== task.id && !waits(other, task.id, tasks));
}

function waits(from: TaskFace, target: string, tasks: ReadonlyMap<string, TaskFace>): boolean {
  const seen = new Set<string>();
  const open = [...(from.blockedBy ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === target) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(tasks.get(id)?.blockedBy ?? []));
  }
  return false;
}
