import { describe, expect, it } from 'vitest';
import {
  byOrganisation,
  byStatus,
  COLUMNS,
  filterTasks,
  isOverdue,
  isUnanswered,
  moveTo,
  possibleBlockers,
  sortTasks,
} from '../../../client/features/tasks/board.ts';
import { nextTaskStatuses } from '../../../shared/domain/task/decide.ts';
import { TASK_STATUSES } from '../../../shared/domain/vocabulary.ts';
import { at, byId, task } from './faces.ts';

const now = at('12:00');
const me = { organisation: 'us', user: 'ana' };
const ids = (tasks: readonly { id: string }[]) => tasks.map((one) => one.id);

describe('overdue and unanswered, by the operation clock', () => {
  it('is overdue after its due time and until it is over', () => {
    expect(isOverdue(task({ id: 'a', due: at('11:59') }), now)).toBe(true);
    expect(isOverdue(task({ id: 'a', due: at('12:00') }), now)).toBe(false);
    expect(isOverdue(task({ id: 'a', due: at('11:59'), status: 'done' }), now)).toBe(false);
    expect(isOverdue(task({ id: 'a', due: at('11:59'), status: 'cancelled' }), now)).toBe(false);
    expect(isOverdue(task({ id: 'a' }), now)).toBe(false);
  });

  it('expects an answer to an urgent offer within 5 minutes, to a low one within an hour', () => {
    const offered = { status: 'assigned', offeredAt: at('11:54') } as const;
    expect(isUnanswered(task({ id: 'a', priority: 4, ...offered }), now)).toBe(true);
    expect(isUnanswered(task({ id: 'a', priority: 3, ...offered }), now)).toBe(false);
    expect(isUnanswered(task({ id: 'a', priority: 1, status: 'assigned', offeredAt: at('10:59') }), now)).toBe(true);
    expect(isUnanswered(task({ id: 'a', priority: 4, status: 'accepted', offeredAt: at('09:00') }), now)).toBe(false);
  });
});

describe('the board', () => {
  const late = task({ id: 'late', due: at('11:00') });
  const urgent = task({ id: 'urgent', priority: 4 });
  const plain = task({ id: 'plain' });
  const theirs = task({ id: 'theirs', status: 'assigned', assignee: { organisation: 'them' }, offeredAt: at('11:59') });
  const ours = task({ id: 'ours', status: 'accepted', assignee: { organisation: 'us' } });

  it('has one column for each status but cancelled, what asks for somebody first', () => {
    const groups = byStatus([plain, urgent, late, theirs, ours], now);
    expect(groups.map((group) => group.key)).toEqual([...COLUMNS]);
    expect(ids(groups[0]?.tasks ?? [])).toEqual(['late', 'urgent', 'plain']);
  });

  it('groups by organisation: what is nobody’s, then ours, then the others by name', () => {
    const groups = byOrganisation([theirs, ours, plain], now, 'us', (id) => id);
    expect(groups.map((group) => group.key)).toEqual(['nobody', 'us', 'them']);
  });

  it('knows what is mine: given to my organisation or to me, not to a colleague', () => {
    const colleague = task({ id: 'colleague', assignee: { organisation: 'us', user: 'rui' } });
    const myself = task({ id: 'myself', assignee: { organisation: 'us', user: 'ana' } });
    expect(ids(filterTasks([ours, theirs, colleague, myself], { mine: true }, me))).toEqual(['ours', 'myself']);
  });

  it('hides cancelled ones until asked, and finds by words without accents', () => {
    const gone = task({ id: 'gone', title: 'Grupo eléctrico', status: 'cancelled' });
    expect(filterTasks([gone], {}, me)).toEqual([]);
    expect(ids(filterTasks([gone, plain], { cancelled: true, q: 'ELECTRICO gru' }, me))).toEqual(['gone']);
  });

  it('sorts by each column and back', () => {
    const all = [ours, plain, theirs];
    expect(ids(sortTasks(all, 'status', now, (id) => id))).toEqual(['plain', 'theirs', 'ours']);
    expect(ids(sortTasks(all, 'status', now, (id) => id, true))).toEqual(['ours', 'theirs', 'plain']);
    expect(ids(sortTasks(all, 'assignee', now, (id) => id))).toEqual(['plain', 'theirs', 'ours']);
  });
});

describe('moving a card', () => {
  it('asks whom to offer it to, and for a reason to decline', () => {
    expect(moveTo({ status: 'open' }, 'assigned')).toEqual({ kind: 'offer' });
    expect(moveTo({ status: 'assigned' }, 'accepted')).toEqual({ kind: 'accept' });
    expect(moveTo({ status: 'assigned' }, 'open')).toEqual({ kind: 'decline' });
    expect(moveTo({ status: 'done' }, 'assigned')).toEqual({ kind: 'none', why: 'no-way' });
    expect(moveTo({ status: 'open' }, 'open')).toEqual({ kind: 'none', why: 'same' });
  });

  it('sets no status by hand that the decision would refuse', () => {
    for (const status of TASK_STATUSES) {
      for (const column of COLUMNS) {
        const move = moveTo({ status }, column);
        if (move.kind === 'status') expect(nextTaskStatuses(status)).toContain(move.status);
      }
    }
  });
});

describe('waiting for others', () => {
  it('offers no task that already waits for this one, directly or through others', () => {
    const first = task({ id: 'first' });
    const second = task({ id: 'second', blockedBy: ['first'] });
    const third = task({ id: 'third', blockedBy: ['second'] });
    const free = task({ id: 'free' });
    const done = task({ id: 'done', status: 'done' });
    expect(ids(possibleBlockers(first, byId(first, second, third, free, done)))).toEqual(['free']);
  });
});
