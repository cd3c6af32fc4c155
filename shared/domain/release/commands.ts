import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { coarse, id, markable, marking, text } from '../fields.ts';
import { TLP } from '../vocabulary.ts';

export const releaseCommands = {
  /** Asks the owner of a record to share more of it. */
  'sharing.request': z.strictObject({
    releaseId: id,
    entity: z.strictObject({ kind: markable, id }),
    wanted: z.enum(TLP).optional(),
    reason: text(LIMITS.reason),
  }),
  /** Granting marks the record in the same act. */
  'sharing.answer': z
    .strictObject({
      releaseId: id,
      answer: z.enum(['granted', 'declined']),
      reason: text(LIMITS.reason),
      marking: marking.optional(),
      coarse: coarse.nullable().optional(),
    })
    .refine(({ answer, marking: given }) => (answer === 'granted') === (given !== undefined), {
      message: 'is given when, and only when, the answer is granted',
      path: ['marking'],
    }),
} as const;
