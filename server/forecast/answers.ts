import { z } from 'zod';

/** What `forecast` answers, as the API describes it. */
const id = z.string();
const level = z.number().int().describe('Parts per million.');
const at = z.iso.datetime().describe('Operation time.');
const band = {
  at,
  earliest: at.optional().describe('Absent: it may not happen at all.'),
  latest: at.optional().describe('Absent: perhaps not within the forecast.'),
  band: z.enum(['rigorous', 'indicative']),
};
const border = z.object({ from: z.string(), to: z.string() });

const predicted = z.object({
  assetId: id,
  ...band,
  from: level,
  to: level,
  because: z.enum(['own', 'known', 'need']),
  needId: id.optional(),
  supplierId: id.optional(),
  buffer: z.boolean().describe('The need had a buffer, and it is empty by then.'),
  lacking: z.array(z.object({ assetId: id, level })),
  chain: z.array(z.object({ assetId: id, at, to: level })).describe('From the nearest cause to the root.'),
  skipped: z.number().int().describe('Of the chain, left out before the root.'),
  rootId: id,
  borders: z.array(border),
  restsOn: z.array(z.object({ assetId: id, doubt: z.string() })),
  contradicted: z.boolean().describe("The asset's own latest word is younger than this change, and better."),
});

export const forecastAnswer = z.object({
  now: at,
  until: at,
  already: z.array(predicted).describe('What the model says has changed already, and nobody has said so.'),
  changes: z.array(predicted),
  services: z.array(
    z.object({
      service: z.string(),
      nation: z.string().describe('Empty for areas, of which no country is shown.'),
      without: z.array(z.array(z.number()).length(2)).describe('[second since 1970, persons without it from then on]'),
      most: z.number(),
      personHours: z.number(),
      lostShare: z.number().describe('Parts per million.'),
    }),
  ),
  deadlines: z.array(
    z.object({
      assetId: id,
      needId: id,
      ...band,
      repair: z.object({ assetId: id, by: at }).optional(),
      saved: z.array(z.object({ service: z.string(), nation: z.string(), personHours: z.number() })),
      savedSum: z.number(),
      spares: z.number().int(),
    }),
  ),
  deadlocks: z.array(
    z.object({
      members: z.array(id),
      blackStart: z.array(id),
      pointOfNoReturn: at,
      onlyIfRepairedLate: z.boolean(),
    }),
  ),
  odd: z.array(z.object({ code: z.string(), where: z.string(), message: z.string() })),
});

const called = {
  key: z.string().describe('The same for as long as the same root cause leads to the same.'),
  severity: z.number().int().min(1).max(4),
  rootId: id,
  since: at.describe('Operation time since which the root cause stands.'),
  prediction: predicted,
  already: z.boolean(),
  confirmed: z.boolean().describe('The owner of the asset expects it as well.'),
};
const crossing = z.discriminatedUnion('kind', [
  z.object({ ...called, kind: z.literal('loss'), below: z.enum(['half', 'any']) }),
  z.object({ ...called, kind: z.literal('persons'), nation: z.string(), service: z.string(), mark: z.number().int() }),
  z.object({ ...called, kind: z.literal('border'), from: z.string(), to: z.string() }),
]);

export const warningsAnswer = z.object({
  from: at,
  now: at,
  moments: z.number().int().describe('How many moments in between were looked at.'),
  coarser: z.boolean().describe('Several changes were taken together: there were too many to look at each.'),
  warnings: z.array(
    z.object({
      crossing,
      arose: at,
      outcome: z.enum(['predicted', 'came-true', 'averted']),
      ended: at.optional().describe('Operation time since which it is not predicted any more.'),
    }),
  ),
});
