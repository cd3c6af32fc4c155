import type { Tlp } from '../../shared/domain/vocabulary.ts';
import type { Instant } from '../../shared/time.ts';
import type { RedRead } from '../readings.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { SigningKey } from './signing.ts';

/** That somebody took a copy away: what is written down before they get the first byte of it. */
export interface Reading {
  readonly what: 'pack';
  readonly operation: string;
  readonly user: string;
  readonly organisation: string;
  /** The organisations of whom something AMBER or stricter is inside, sorted; one's own among them. */
  readonly owners: readonly string[];
  /** What is TLP:RED inside, each with an entry of its own. */
  readonly red: RedRead[];
  readonly strictest: Tlp;
  readonly reason: string;
  /** Real time. */
  readonly at: Instant;
}

export interface Journal {
  /** Resolves once it is stored. Rejects (`NotStored`) when it is not: then nothing is handed out. */
  record(reading: Reading): Promise<void>;
}

/** What packs are made with, beside the desks. */
export interface PackParts {
  readonly log: EventLog;
  readonly journal: Journal;
  readonly signing: SigningKey;
}
