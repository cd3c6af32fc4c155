import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { country, id, line } from '../fields.ts';
import { OPERATION_KINDS, ORGANISATION_KINDS, ROLES, TLP } from '../vocabulary.ts';

const ids = z.array(id).max(2000);
/** `directory` or the id of an operation. */
const operation = z.union([z.literal('directory'), id]);

/** Sent to the operation named `directory`. */
export const directoryCommands = {
  'organisation.register': z.strictObject({
    organisationId: id,
    name: line(LIMITS.name),
    shortName: line(24),
    kind: z.enum(ORGANISATION_KINDS),
    country,
  }),
  'organisation.setClients': z.strictObject({ organisationId: id, clients: ids }),
  'user.register': z.strictObject({ userId: id, name: line(LIMITS.name), organisation: id }),
  'user.setRoles': z.strictObject({ userId: id, operation, roles: z.array(z.enum(ROLES)).max(ROLES.length) }),
  'user.disable': z.strictObject({ userId: id }),
  'user.enable': z.strictObject({ userId: id }),
  'circle.create': z.strictObject({ circleId: id, name: line(LIMITS.name), members: ids, owner: id.optional() }),
  'circle.setMembers': z.strictObject({ circleId: id, members: ids }),
  'operation.create': z.strictObject({
    operationId: id,
    name: line(LIMITS.name),
    kind: z.enum(OPERATION_KINDS),
    defaultTlp: z.enum(TLP).default('TLP:GREEN'),
    participants: ids.min(1),
    simulated: ids.optional(),
    script: line(60).optional(),
    run: z.number().int().min(1).optional(),
    predecessor: id.optional(),
  }),
  'operation.setParticipants': z.strictObject({ operationId: id, participants: ids.min(1) }),
} as const;
