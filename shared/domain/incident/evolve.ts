import type { Fact } from '../event.ts';
import { born, type Born } from '../marked.ts';
import type { IncidentStatus, Severity } from '../vocabulary.ts';
import type { Incident, JournalEntry } from './record.ts';

/** A journal entry of this event, in operation time, with the device's own time where that differs. */
export function entryOf(fact: Fact, what: string, more: Pick<JournalEntry, 'to' | 'note'> = {}): JournalEntry {
  const { event } = fact;
  const note = more.note ?? (event.data['note'] as string | undefined);
  return {
    what,
    at: event.at,
    realAt: event.realAt,
    ...(event.observedAt && { observedAt: event.observedAt }),
    ...(event.clamped && { clamped: true as const }),
    by: event.by,
    ...(more.to !== undefined && { to: more.to }),
    ...(note && { note }),
  };
}

/** A record carries its first entry and the latest; all of them are in its history. */
const ENTRIES = 200;
export const grown = (journal: readonly JournalEntry[], entry: JournalEntry): readonly JournalEntry[] =>
  journal.length < ENTRIES ? [...journal, entry] : [journal[0]!, ...journal.slice(2 - ENTRIES), entry];

/** Total: an event that does not fit leaves the record as it is. */
export function evolveIncident(incident: Incident | undefined, fact: Fact): Incident | undefined {
  const { event } = fact;
  if (event.type === 'incident.reported') {
    if (incident) return incident;
    const { marking: _marking, ...content } = event.data as unknown as Born & Incident;
    return {
      ...content,
      ...born(fact),
      status: 'reported',
      at: event.observedAt ?? event.at,
      changedAt: event.at,
      acknowledgements: {},
      journal: [entryOf(fact, 'reported')],
    };
  }
  if (!incident) return undefined;
  const note = (what: string, to?: string | number, text?: string): Incident => ({
    ...incident,
    changedAt: event.at,
    journal: grown(incident.journal, entryOf(fact, what, { to, note: text })),
  });
  switch (event.type) {
    case 'incident.statusChanged': {
      const status = event.data['status'] as IncidentStatus;
      const { closedAt: _closedAt, ...open } = note('status', status);
      return status === 'closed' ? { ...open, status, closedAt: event.at } : { ...open, status };
    }
    case 'incident.severityChanged': {
      const severity = event.data['severity'] as Severity;
      return { ...note('severity', severity), severity };
    }
    case 'incident.leadChanged': {
      const lead = event.data['organisation'] as string;
      return { ...note('lead', lead), lead };
    }
    case 'incident.assetsLinked': {
      const assetIds = event.data['assetIds'] as readonly string[];
      // No journal entry: to whom the assets are hidden nothing has happened.
      return { ...incident, assetIds };
    }
    case 'incident.acknowledged': {
      const acknowledgement = { by: event.by, at: event.at, realAt: event.realAt };
      if (incident.acknowledgements[event.by.organisation]) return incident;
      return {
        ...note('acknowledged'),
        acknowledgements: { ...incident.acknowledgements, [event.by.organisation]: acknowledgement },
      };
    }
    case 'incident.acknowledgementWithdrawn': {
      const acknowledgements = { ...incident.acknowledgements };
      delete acknowledgements[event.by.organisation];
      return { ...note('acknowledgement-withdrawn'), acknowledgements };
    }
    case 'incident.merged':
      // The surviving incident is named second; it is shown what was merged into it by the reference alone.
      return fact.own ? { ...note('merged'), mergedInto: event.data['into'] as string } : incident;
    case 'incident.voided': {
      const reason = event.data['reason'] as string;
      return { ...note('voided', undefined, reason), voided: { reason, at: event.at } };
    }
    default:
      return incident;
  }
}
