import { distanceMetres, type Place } from '../../geo.ts';
import { type Instant, toMs } from '../../time.ts';
import type { IncidentFace } from './record.ts';

/** Two reports this near to each other in place and operation time may be of one event. */
export const SIMILAR_METRES = 2_000;
export const SIMILAR_MS = 30 * 60 * 1000;

/** What is compared: a report being written, or an incident. */
export interface Sighting {
  readonly id?: string;
  readonly location?: Place;
  readonly assetIds?: readonly string[];
  readonly at: Instant;
}

export interface Similar {
  readonly incident: IncidentFace;
  /** 0 where both name the same asset. */
  readonly metres: number;
  /** Positive: the other one came earlier. */
  readonly earlierMs: number;
}

export const isSettled = (incident: Pick<IncidentFace, 'voided' | 'mergedInto' | 'status'>): boolean =>
  incident.voided !== undefined || incident.mergedInto !== undefined || incident.status === 'closed';

/** The incidents that may be the same as this one, nearest first. Those voided, merged or closed are none. */
export function similarIncidents(sighting: Sighting, incidents: Iterable<IncidentFace>): Similar[] {
  const at = toMs(sighting.at);
  const named = new Set(sighting.assetIds ?? []);
  const found: Similar[] = [];
  for (const incident of incidents) {
    if (incident.id === sighting.id || isSettled(incident)) continue;
    const earlierMs = at - toMs(incident.at);
    if (Math.abs(earlierMs) > SIMILAR_MS) continue;
    const metres = between(sighting, named, incident);
    if (metres !== undefined && metres <= SIMILAR_METRES) found.push({ incident, metres, earlierMs });
  }
  return found.sort(
    (a, b) =>
      a.metres - b.metres || Math.abs(a.earlierMs) - Math.abs(b.earlierMs) || (a.incident.id < b.incident.id ? -1 : 1),
  );
}

function between(sighting: Sighting, named: ReadonlySet<string>, incident: IncidentFace): number | undefined {
  if (incident.assetIds?.some((id) => named.has(id))) return 0;
  if (!sighting.location || !incident.location) return undefined;
  return distanceMetres(sighting.location, incident.location);
}
