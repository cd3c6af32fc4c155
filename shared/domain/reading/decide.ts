import { accept, type Decision, type Sight } from '../decision.ts';
import { refused } from '../../outcome.ts';
import type { EntityRef, Marking } from '../entity.ts';
import type { ReadingKind } from '../vocabulary.ts';

/** What the server records of a reading before the bytes leave. No client can send it: see `COMMANDS`. */
export interface ReadingToRecord {
  readonly readingId: string;
  readonly what: ReadingKind;
  readonly on?: EntityRef;
  readonly owners: readonly string[];
  readonly reason?: string;
  readonly of?: string;
}
export const RECORD_READING = 'reading.record';

export const decideReading = {
  [RECORD_READING](data: ReadingToRecord, sight: Sight): Decision {
    const { readingId, ...content } = data;
    if (sight.taken(readingId)) return refused('id-taken');
    const marking: Marking = {
      tlp: 'TLP:AMBER+STRICT',
      owner: sight.actor.organisation,
      circles: [],
      persons: [],
    };
    return accept('reading.recorded', { kind: 'reading', id: readingId }, { ...content, marking });
  },
};
