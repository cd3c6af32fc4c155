import { isUnfinished } from './alerts.ts';
import type { Person } from './alerts.ts';
import { happeningsOf, type Happening } from './feed.ts';
import type { Faces } from '../contract.ts';
import { nameOrCode, type NameOf } from './shownAsset.ts';

/** What changed while somebody was away, by what it asks of them. */
export interface Digest {
  readonly incidents: readonly Happening[];
  readonly worse: readonly Happening[];
  readonly better: readonly Happening[];
  readonly tasks: readonly Happening[];
  readonly other: readonly Happening[];
  readonly total: number;
}

/** `since` is real time. Of one record only the latest word counts: its history is in its own drawer. */
export function digestOf(faces: Faces, me: Person, since: string, nameOf: NameOf = nameOrCode): Digest {
  const incidents: Happening[] = [];
  const worse: Happening[] = [];
  const better: Happening[] = [];
  const tasks: Happening[] = [];
  const other: Happening[] = [];
  const seen = new Set<string>();
  for (const one of happeningsOf(faces, { since, most: 5000, nameOf })) {
    const key = `${one.kind === 'note' ? 'note' : ''}${one.entity.id}`;
    if (one.by.user === me.id) continue;
    if (one.kind === 'incident' && one.what === 'reported') {
      incidents.push(one);
      continue;
    }
    if (seen.has(key)) continue;
    seen.add(key);
    if (one.kind === 'asset') (one.to === 'operational' ? better : worse).push(one);
    else if (one.kind === 'task' && concerns(faces, one.entity.id, me)) tasks.push(one);
    else other.push(one);
  }
  const total = incidents.length + worse.length + better.length + tasks.length + other.length;
  return { incidents, worse, better, tasks, other, total };
}

function concerns(faces: Faces, taskId: string, me: Person): boolean {
  const task = faces.task.get(taskId);
  if (!task) return false;
  return task.owner === me.organisation || (task.assignee?.organisation === me.organisation && isUnfinished(task));
}
