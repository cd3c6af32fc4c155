import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { country, id, instant, line, markable, text } from '../fields.ts';
import { OPERATION_KINDS, ORGANISATION_KINDS, PERMITS, ROLES, TLP } from '../vocabulary.ts';

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
  /** A guest liaison of one's own organisation: the link itself is made by `POST /guests/{id}/link`. */
  'guest.invite': z.strictObject({
    guestId: id,
    operation: id,
    name: line(LIMITS.name),
    cap: z.enum(['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:RED']),
    until: instant,
    records: z
      .array(z.strictObject({ kind: markable, id }))
      .min(1)
      .max(LIMITS.recordsPerGuest)
      .optional(),
    contributes: z.boolean().optional(),
  }),
  'guest.revoke': z.strictObject({ guestId: id }),
  'agreement.propose': z.strictObject({
    agreementId: id,
    name: line(LIMITS.name),
    parties: ids.min(2),
    permits: z.array(z.enum(PERMITS)).min(1).max(PERMITS.length),
    until: instant.optional(),
    text: text(LIMITS.text).optional(),
  }),
  'agreement.accept': z.strictObject({ agreementId: id }),
  'agreement.end': z.strictObject({ agreementId: id, reason: text(LIMITS.reason) }),
  'operation.setParticipants': z.strictObject({ operationId: id, participants: ids.min(1) }),
} as const;
