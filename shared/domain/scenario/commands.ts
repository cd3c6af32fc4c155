import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { id, level, line, marking, seconds, text } from '../fields.ts';

const after = z.number().int().min(0).max(LIMITS.scenarioSeconds);
const steps = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('health'), after, assetId: id, level }),
      z.strictObject({ kind: z.literal('refuel'), after, assetId: id, needId: id, seconds }),
    ]),
  )
  .min(1)
  .max(LIMITS.stepsPerScenario);
const hours = z
  .number()
  .int()
  .min(1)
  .max(LIMITS.scenarioSeconds / 3600);

export const scenarioCommands = {
  'scenario.save': z.strictObject({
    scenarioId: id,
    name: line(LIMITS.name),
    note: text(LIMITS.text).optional(),
    steps,
    hours: hours.default(72),
    marking: marking.optional(),
  }),
  'scenario.change': z.strictObject({
    scenarioId: id,
    name: line(LIMITS.name).optional(),
    note: text(LIMITS.text).optional(),
    steps: steps.optional(),
    hours: hours.optional(),
  }),
  'scenario.discard': z.strictObject({ scenarioId: id }),
} as const;
