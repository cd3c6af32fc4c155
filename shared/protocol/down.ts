import { z } from 'zod';
import { KINDS } from '../domain/entity.ts';
import { TLP } from '../domain/vocabulary.ts';
import { REFUSALS, type RefusalCode } from '../outcome.ts';

/** What the server says: one schema a message. `records` and `set` hold faces: see the nouns' own `…Face` types. */
const instant = z.iso.datetime();
const id = z.string();
const faceOrPart = z.record(z.string(), z.unknown());
const operation = z.string();
const sealed = z.string().describe('A sealed cursor: opaque, of fixed length, bound to its audience.');

export const change = z.object({
  type: z.string(),
  at: instant.describe('Operation time.'),
  realAt: instant.describe('Real time.'),
  by: z.object({ organisation: id, user: id.optional() }).optional(),
  entity: z.object({ kind: z.enum(KINDS), id }),
  set: faceOrPart.optional().describe('The fields that differ; null removes one. Absent when withdrawn.'),
});

/** A reader takes it for any text: a newer server may know codes that it does not. */
const refusalCode: z.ZodType<string> = z.enum(Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]]);

export const outcome = z.object({
  commandId: id,
  outcome: z.enum(['accepted', 'refused']),
  code: refusalCode.optional(),
  message: z.string().optional(),
  records: z.array(z.object({ kind: z.enum(KINDS), id })).optional(),
  settled: z.literal(true).optional().describe('It was true already: no batch will follow.'),
});
export type Outcome = z.infer<typeof outcome>;

export const batch = z.object({
  operation,
  prev: sealed,
  next: sealed,
  changes: z.array(change),
  columns: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The changes, packed, in place of `changes`: only to those who joined with `form: "columns"`.'),
  answered: z.array(id).describe('Commands of the reader whose outcome this batch contains.'),
});
export type Batch = z.infer<typeof batch>;

export const records = z.record(z.enum(KINDS), z.array(faceOrPart));
export type Records = Partial<Record<(typeof KINDS)[number], readonly Record<string, unknown>[]>>;

export const reset = z.object({
  operation,
  cursor: sealed,
  records: z.partialRecord(z.enum(KINDS), z.array(faceOrPart)),
  part: z.number().int().optional().describe('Counts from 1 when the faces come in parts.'),
  parts: z.number().int().optional(),
  answered: z.array(id).optional(),
});
export interface Reset {
  operation: string;
  cursor: string;
  records: Records;
  part?: number;
  parts?: number;
}

export const bye = z.object({
  reason: z.enum(['session-ended', 'not-allowed', 'slow', 'draining', 'too-fast', 'not-authenticated']),
  retryAfterMs: z.number().int().optional(),
  operation: operation.optional().describe('Only this operation is left; the connection stays.'),
});
export type Bye = z.infer<typeof bye>;

export const joined = z.object({
  ok: z.boolean(),
  code: z.string().optional(),
  prev: sealed.optional(),
  next: sealed.optional(),
  reset: z.boolean().optional(),
  epoch: z
    .string()
    .optional()
    .describe('Names the history: another one than before means that the store was restored from a backup.'),
});
export type Joined = z.infer<typeof joined>;

/** The acknowledgement of a `ping`. */
export const pong = z.object({ now: instant });

export const presenceHere = z.object({
  operation,
  people: z
    .array(
      z.object({
        user: id.optional(),
        organisation: id,
        guest: z.literal(true).optional().describe('A guest of that organisation.'),
        looking: z.object({ kind: z.enum(KINDS), id }).optional(),
        editing: z.boolean().optional(),
      }),
    )
    .describe('Of a crowd at most 100, those who look at something or edit it first.'),
});
export type PresenceHere = z.infer<typeof presenceHere>;

export const snapshot = z.object({
  operation,
  cursor: sealed,
  hash: z.string().describe('SHA-256 (hex) over the canonical JSON of `records`: sorted keys, records sorted by id.'),
  records: z.partialRecord(z.enum(KINDS), z.array(faceOrPart)),
});
export const changesPage = z.object({ prev: sealed, next: sealed, changes: z.array(change), more: z.boolean() });

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
});

export const user = z.object({
  id,
  name: z.string(),
  organisation: id,
  roles: z.record(z.string(), z.array(z.string())),
  guest: z
    .object({
      sponsor: id,
      operation,
      cap: z.enum(TLP),
      until: instant,
      records: z.array(z.object({ kind: z.enum(KINDS), id })).optional(),
      contributes: z.literal(true).optional(),
    })
    .optional()
    .describe('Of a guest: what its link permits.'),
});
export const demoAccounts = z.object({
  accounts: z.array(
    z.object({
      username: z.string(),
      password: z.string(),
      organisation: z.string(),
      name: z.string(),
      roles: z.array(z.string()),
      about: z.string(),
    }),
  ),
});
export const operationSummary = z.object({
  id,
  name: z.string(),
  kind: z.enum(['live', 'exercise']),
  phase: z.enum(['planned', 'running', 'ended']),
  succeededBy: id.optional(),
});
export const labels = z.enum(TLP);

/** What a message is acknowledged with. */
export const ACKNOWLEDGED = { join: joined, command: outcome, ping: pong } as const;
export const DOWN = { batch, reset, bye, presence: presenceHere } as const;
