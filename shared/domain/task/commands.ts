import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { id, instant, line, marking, text } from '../fields.ts';
import { TASK_STATUSES } from '../vocabulary.ts';

const assignee = z.strictObject({ organisation: id, user: id.optional() });
const distinctIds = z
  .array(id)
  .max(LIMITS.assetsPerIncident)
  .refine((list) => new Set(list).size === list.length, { message: 'names one twice' });

export const taskCommands = {
  'task.create': z.strictObject({
    taskId: id,
    title: line(LIMITS.title),
    description: text(LIMITS.text).optional(),
    incidentId: id.optional(),
    assetIds: distinctIds.optional(),
    due: instant.optional(),
    priority: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).default(2),
    assignee: assignee.optional(),
    blockedBy: distinctIds.optional(),
    marking: marking.optional(),
  }),
  'task.assign': z.strictObject({ taskId: id, assignee }),
  'task.accept': z.strictObject({ taskId: id }),
  'task.decline': z.strictObject({ taskId: id, reason: text(LIMITS.reason) }),
  'task.setStatus': z.strictObject({
    taskId: id,
    status: z.enum(TASK_STATUSES),
    note: text(LIMITS.text).optional(),
  }),
  'task.setDue': z.strictObject({ taskId: id, due: instant.nullable() }),
  /** Replaces the tasks that the author was shown; those it cannot see stay. */
  'task.setBlockedBy': z.strictObject({ taskId: id, blockedBy: distinctIds }),
  'task.addNote': z.strictObject({
    taskId: id,
    noteId: id,
    text: text(LIMITS.text),
    marking: marking.optional(),
  }),
} as const;
