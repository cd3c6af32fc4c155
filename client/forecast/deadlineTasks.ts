import type { ForecastDeadline } from '../../shared/cascade/forecast.ts';
import type { TaskFace } from '../../shared/domain/task/record.ts';
import type { Instant } from '../../shared/time.ts';
import { operatorOf, type ShownAsset } from '../store/derive/shownAsset.ts';

/** 1 low to 4 urgent. */
export type Priority = 1 | 2 | 3 | 4;

/** A deadline as the task that somebody is about to make of it. */
export interface Proposal {
  readonly key: string;
  readonly assetId: string;
  readonly title: string;
  readonly due: Instant;
  readonly priority: Priority;
  /** Who runs the asset, if they take part. */
  readonly organisation: string | undefined;
}

export const keyOf = ({ assetId, needId }: ForecastDeadline): string => `${assetId} ${needId}`;

/** Whoever acts by the earliest moment is in time whatever the numbers really are. */
export const dueOf = ({ at, earliest }: ForecastDeadline, now: Instant): Instant =>
  earliest !== undefined && earliest > now ? earliest : at;

/** From so many person-hours on: a city for an hour, a village for a day. */
const URGENT = 1_000_000;
const HIGH = 100_000;

/** By what acting saves: person-hours over all services. It sorts only: populations overlap. */
export function priorityOf({ savedSum, spares }: ForecastDeadline): Priority {
  if (savedSum >= URGENT) return 4;
  if (savedSum >= HIGH) return 3;
  return savedSum > 0 || spares > 1 ? 2 : 1;
}

export function proposalOf(
  one: ForecastDeadline,
  face: ShownAsset,
  title: string,
  participants: readonly string[],
  now: Instant,
): Proposal {
  const operator = operatorOf(face);
  return {
    key: keyOf(one),
    assetId: one.assetId,
    title,
    due: dueOf(one, now),
    priority: priorityOf(one),
    organisation: operator !== undefined && participants.includes(operator) ? operator : undefined,
  };
}

/** The task that was made of it already, if nobody has finished it. */
export const madeOf = (tasks: Iterable<TaskFace>, assetId: string, title: string): TaskFace | undefined => {
  for (const task of tasks) {
    if (task.title === title && task.assetIds?.includes(assetId) && !OVER.has(task.status)) return task;
  }
  return undefined;
};
const OVER = new Set<string>(['done', 'cancelled']);
