import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { coarse, id, line, markable, marking, text } from '../fields.ts';

export const noteCommands = {
  /** Hangs uploaded bytes (their id was given by the upload) on a record. */
  'attachment.add': z.strictObject({
    attachmentId: id,
    on: z.strictObject({ kind: z.enum(['asset', 'incident', 'task', 'note']), id }),
    name: line(LIMITS.name),
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'text/plain']),
    bytes: z.number().int().min(1).max(LIMITS.attachmentBytes),
    marking: marking.optional(),
  }),
  'sharing.mark': z.strictObject({
    entity: z.strictObject({ kind: markable, id }),
    marking,
    /** `null` withdraws the coarse twin; absent leaves it as it stands. */
    coarse: coarse.nullable().optional(),
    reason: text(LIMITS.reason),
  }),
} as const;
