import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { area, id, line, marking, place, text } from '../fields.ts';
import { INCIDENT_KINDS, INCIDENT_STATUSES } from '../vocabulary.ts';

const severity = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
const assetIds = z
  .array(id)
  .max(LIMITS.assetsPerIncident)
  .refine((list) => new Set(list).size === list.length, { message: 'names an asset twice' });

export const incidentCommands = {
  'incident.report': z.strictObject({
    incidentId: id,
    title: line(LIMITS.title),
    kind: z.enum(INCIDENT_KINDS).default('other'),
    severity: severity.default(2),
    location: place.optional(),
    area: area.optional(),
    assetIds: assetIds.optional(),
    description: text(LIMITS.text).optional(),
    cause: text(LIMITS.text).optional(),
    marking: marking.optional(),
  }),
  'incident.setStatus': z.strictObject({
    incidentId: id,
    status: z.enum(INCIDENT_STATUSES),
    note: text(LIMITS.text).optional(),
  }),
  'incident.setSeverity': z.strictObject({ incidentId: id, severity, note: text(LIMITS.text).optional() }),
  'incident.setLead': z.strictObject({ incidentId: id, organisation: id }),
  /** Replaces the assets that the author was shown; those it cannot see stay. */
  'incident.linkAssets': z.strictObject({ incidentId: id, assetIds }),
  'incident.acknowledge': z.strictObject({ incidentId: id }),
  'incident.withdrawAcknowledgement': z.strictObject({ incidentId: id }),
  'incident.merge': z.strictObject({ incidentId: id, into: id }),
  'incident.void': z.strictObject({ incidentId: id, reason: text(LIMITS.reason) }),
  'incident.addNote': z.strictObject({
    incidentId: id,
    noteId: id,
    text: text(LIMITS.text),
    marking: marking.optional(),
  }),
} as const;
