import { z } from 'zod';
import { instant, text } from '../fields.ts';

/** The operation's own clock: started, paused, sped up, set. Only before its start can the time be set back. */
export const clockCommands = {
  'clock.start': z.strictObject({ at: instant.optional(), speed: z.number().min(0.1).max(3600).optional() }),
  'clock.pause': z.strictObject({}),
  'clock.resume': z.strictObject({}),
  'clock.setSpeed': z.strictObject({ speed: z.number().min(0.1).max(3600) }),
  'operation.end': z.strictObject({ reason: text(500) }),
} as const;
