import type { Area, Place } from '../../geo.ts';
import type { Instant } from '../../time.ts';
import type { Author, Marked, MarkedFace } from '../entity.ts';
import type { IncidentKind, IncidentStatus, Severity } from '../vocabulary.ts';

export interface JournalEntry {
  readonly what: string;
  readonly at: Instant;
  readonly realAt: Instant;
  readonly observedAt?: Instant;
  readonly clamped?: true;
  readonly by: Author;
  /** What it changed to: a status, a severity, an organisation. */
  readonly to?: string | number;
  readonly note?: string;
}
export type ShownEntry = Omit<JournalEntry, 'by'> & {
  readonly by: { readonly organisation: string; readonly user?: string };
};

export interface Acknowledgement {
  readonly by: Author;
  readonly at: Instant;
  readonly realAt: Instant;
}
export type ShownAcknowledgement = Omit<Acknowledgement, 'by'> & ShownEntry['by'];

interface IncidentContent {
  readonly title: string;
  readonly kind: IncidentKind;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly location?: Place;
  readonly area?: Area;
  readonly assetIds?: readonly string[];
  readonly description?: string;
  readonly cause?: string;
  readonly lead?: string;
  /** Operation time of the report; of the latest change. */
  readonly at: Instant;
  readonly changedAt: Instant;
  readonly closedAt?: Instant;
  readonly mergedInto?: string;
  readonly voided?: { readonly reason: string; readonly at: Instant };
}

export interface Incident extends Marked, IncidentContent {
  /** One of each organisation. */
  readonly acknowledgements: Readonly<Record<string, Acknowledgement>>;
  readonly journal: readonly JournalEntry[];
}

export interface IncidentFace extends MarkedFace, IncidentContent {
  readonly acknowledgements?: readonly ShownAcknowledgement[];
  readonly journal: readonly ShownEntry[];
  /** Incidents merged into this one, of those that the reader sees. */
  readonly merged?: readonly string[];
}
