import { z } from 'zod';
import { instant, text } from '../fields.ts';

/** The operation's own clock: started, paused, sped up, moved forward. */
export const clockCommands = {
  'clock.start': z.strictObject({
    at: instant.optional(),
    speed: z.number().min(0.1).max(3600).optional(),
    paused: z.boolean().optional(),
  }),
  'clock.pause': z.strictObject({}),
  'clock.resume': z.strictObject({}),
  /** Only forward: what has happened stays happened. */
  'clock.jump': z.strictObject({ at: instant }),
  'clock.setSpeed': z.strictObject({ speed: z.number().min(0.1).max(3600) }),
  'operation.end': z.strictObject({ reason: text(500) }),
} as const;
