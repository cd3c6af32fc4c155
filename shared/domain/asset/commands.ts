import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { coarse, country, id, instant, level, line, marking, place, seconds, text } from '../fields.ts';
import { ASSET_STATUSES, BECAUSE, NEED_TYPES, PREDICTION_ANSWERS, SECTORS } from '../vocabulary.ts';

const ppm = level;
const factor = z.number().int().min(0).max(1_000_000_000);

export const supplier = z.strictObject({
  assetId: id,
  weight: factor.default(1),
  delay: seconds.default(0),
  threshold: ppm.min(1).default(1),
});

export const need = z
  .strictObject({
    needId: id,
    type: z.enum(NEED_TYPES),
    rule: z.enum(['cap', 'kofn']),
    suppliers: z.array(supplier).min(1).max(LIMITS.suppliersPerNeed),
    k: z.number().int().min(1).max(LIMITS.suppliersPerNeed).optional(),
    demand: factor.min(1).optional(),
    base: z.number().int().min(-1_000_000_000_000_000).max(1_000_000_000_000_000).optional(),
    buffer: seconds.optional(),
    stock: line(40).optional(),
    recharge: factor.optional(),
    alpha: ppm.default(1_000_000),
    beta: ppm.default(0),
  })
  .refine((n) => n.rule !== 'kofn' || n.k !== undefined, { message: 'a kofn need states k', path: ['k'] })
  .refine((n) => n.rule !== 'cap' || n.demand !== undefined, { message: 'a cap need states demand', path: ['demand'] })
  .refine((n) => new Set(n.suppliers.map((s) => s.assetId)).size === n.suppliers.length, {
    message: 'names a supplier twice',
    path: ['suppliers'],
  });

const needs = z
  .array(need)
  .max(LIMITS.needsPerAsset)
  .refine((list) => new Set(list.map((n) => n.needId)).size === list.length, { message: 'uses a needId twice' });

export const assetCommands = {
  'asset.register': z.strictObject({
    assetId: id,
    name: line(LIMITS.name),
    sector: z.enum(SECTORS),
    kind: line(60),
    country,
    location: place,
    organisation: id.optional(),
    operatorName: line(LIMITS.name).optional(),
    level: level.optional(),
    served: z.number().int().min(0).max(100_000_000).optional(),
    contacts: text(LIMITS.reason).optional(),
    notes: text(LIMITS.text).optional(),
    source: line(LIMITS.name).optional(),
    needs: needs.optional(),
    marking: marking.optional(),
    coarse: coarse.optional(),
  }),
  'asset.setStatus': z.strictObject({
    assetId: id,
    status: z.enum(ASSET_STATUSES),
    level: level.optional(),
    because: z.enum(BECAUSE).optional(),
    note: text(LIMITS.reason).optional(),
    expectedRestoration: instant.optional(),
  }),
  'asset.confirm': z.strictObject({ assetId: id }),
  'asset.refute': z.strictObject({ assetId: id, note: text(LIMITS.reason).optional() }),
  /** The owner's word on what is predicted of it: confirmed, or refuted, and then vouched for until a moment. */
  'asset.answerPrediction': z
    .strictObject({
      assetId: id,
      answer: z.enum(PREDICTION_ANSWERS),
      /** When it is predicted, and the level. */
      at: instant,
      level,
      /** A day after the predicted moment when absent. */
      until: instant.optional(),
      note: text(LIMITS.reason).optional(),
    })
    .refine(({ answer, until }) => answer === 'refuted' || until === undefined, {
      message: 'is given only where the prediction is refuted',
      path: ['until'],
    }),
  'asset.setNeeds': z.strictObject({ assetId: id, needs }),
  /** What is written about it. Sector, country and marking are not: a correction must never widen who sees what. */
  'asset.setDetails': z.strictObject({
    assetId: id,
    name: line(LIMITS.name).optional(),
    kind: line(60).optional(),
    location: place.optional(),
    operatorName: line(LIMITS.name).optional(),
    served: z.number().int().min(0).max(100_000_000).optional(),
    notes: text(LIMITS.text).optional(),
    contacts: text(LIMITS.reason).optional(),
  }),
  'asset.setBuffer': z.strictObject({ assetId: id, needId: id, secondsLeft: seconds }),
} as const;
