import { z } from 'zod';
import { id, instant } from '../domain/fields.ts';
import { LIMITS } from '../limits.ts';

/** What a client says: one schema a message, one union. Unknown fields are refused with their path. */
export const operationName = z.union([z.literal('directory'), id]);
export const cursor = z.string().max(200);

export const command = z.strictObject({
  commandId: id,
  type: z.string().max(60),
  data: z.record(z.string(), z.unknown()),
  ifVersion: z.number().int().min(0).optional(),
  madeAt: instant.optional(),
});
export type CommandMessage = z.infer<typeof command>;

export const socketCommand = command.extend({ operation: operationName });
export const join = z.strictObject({
  operation: operationName,
  cursor: cursor.optional(),
  form: z
    .literal('columns')
    .optional()
    .describe('Batches of many changes may then hold `columns` in place of `changes`: half the bytes.'),
});
export const leave = z.strictObject({ operation: operationName });
/** Where somebody is looking: volatile, never stored, shown only to those who see the record. */
export const presence = z.strictObject({
  operation: operationName,
  looking: z.strictObject({ kind: z.enum(['asset', 'incident', 'task']), id }).optional(),
  editing: z.boolean().optional(),
});
export const commands = z.union([command, z.array(command).min(1).max(LIMITS.commandsPerRequest)]);
export const session = z.strictObject({ username: z.string().min(1).max(200), password: z.string().min(1).max(1000) });

/** Acknowledged with `{ now }`: the round trip, and the server's real time. */
export const ping = z.strictObject({});

export const UP = { join, leave, command: socketCommand, presence, ping } as const;
