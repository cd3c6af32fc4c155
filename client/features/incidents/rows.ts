import { fold, wordsOf } from '../../ui/parts/fold.ts';
import { isSettled } from '../../../shared/domain/incident/similar.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import { INCIDENT_STATUSES, type IncidentStatus } from '../../../shared/domain/vocabulary.ts';

export const INCIDENT_SORTS = ['severity', 'age', 'status', 'lead', 'unacknowledged'] as const;
export type IncidentSort = (typeof INCIDENT_SORTS)[number];

export interface IncidentFilter {
  readonly q?: string | undefined;
  readonly severities?: readonly number[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** The owner or the lead is one of them. */
  readonly organisations?: readonly string[] | undefined;
  readonly unacknowledged?: boolean | undefined;
  /** Voided, merged and closed ones too. */
  readonly settled?: boolean | undefined;
  readonly within?: ((incident: IncidentFace) => boolean) | undefined;
}

export const isAcknowledgedBy = (incident: Pick<IncidentFace, 'acknowledgements'>, organisation: string): boolean =>
  incident.acknowledgements?.some((one) => one.organisation === organisation) ?? false;

/** Unfinished and without an acknowledgement of this organisation: it still asks for somebody. */
export const asksFor = (incident: IncidentFace, organisation: string): boolean =>
  !isSettled(incident) && incident.status !== 'resolved' && !isAcknowledgedBy(incident, organisation);

export function filterIncidents(
  incidents: Iterable<IncidentFace>,
  filter: IncidentFilter,
  organisation: string,
): IncidentFace[] {
  const words = wordsOf(filter.q);
  const among = filter.organisations?.length ? new Set(filter.organisations) : undefined;
  const rows: IncidentFace[] = [];
  for (const incident of incidents) {
    const chosen = filter.statuses && filter.statuses.length > 0;
    if (chosen ? !filter.statuses.includes(incident.status) : isSettled(incident) && !filter.settled) continue;
    if ((incident.voided || incident.mergedInto) && !filter.settled) continue;
    if (filter.severities?.length && !filter.severities.includes(incident.severity)) continue;
    if (filter.unacknowledged && !asksFor(incident, organisation)) continue;
    if (among && !among.has(incident.owner) && !among.has(incident.lead ?? '')) continue;
    if (filter.within && !filter.within(incident)) continue;
    if (words.length > 0) {
      const text = fold(`${incident.code} ${incident.title} ${incident.kind} ${incident.description ?? ''}`);
      if (!words.every((word) => text.includes(word))) continue;
    }
    rows.push(incident);
  }
  return rows;
}

const statusRank = (status: IncidentStatus): number => INCIDENT_STATUSES.indexOf(status);

/** Sorted so that what asks for a person stands first; `reverse` turns the first key alone. */
export function sortIncidents(
  incidents: readonly IncidentFace[],
  by: IncidentSort,
  options: { organisation: string; nameOf: (organisation: string) => string; reverse?: boolean },
): IncidentFace[] {
  const sign = options.reverse ? -1 : 1;
  const lead = (one: IncidentFace) => (one.lead === undefined ? '' : options.nameOf(one.lead));
  const keys: Record<IncidentSort, (a: IncidentFace, b: IncidentFace) => number> = {
    severity: (a, b) => b.severity - a.severity,
    age: (a, b) => b.at.localeCompare(a.at),
    status: (a, b) => statusRank(a.status) - statusRank(b.status),
    // Nobody leads: that stands first.
    lead: (a, b) => lead(a).localeCompare(lead(b)),
    unacknowledged: (a, b) =>
      Number(asksFor(b, options.organisation)) - Number(asksFor(a, options.organisation)) || b.severity - a.severity,
  };
  return [...incidents].sort(
    (a, b) => sign * keys[by](a, b) || b.severity - a.severity || b.at.localeCompare(a.at) || (a.id < b.id ? -1 : 1),
  );
}
