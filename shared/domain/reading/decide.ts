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
    const { organisation, user } = sight.actor;
    // One among other records has an entry of its own where it is TLP:RED: that it exists is for its named persons.
    const red = data.on !== undefined && data.what !== 'break-glass';
    const marking: Marking = {
      tlp: red ? 'TLP:RED' : 'TLP:AMBER+STRICT',
      owner: organisation,
      circles: [],
      persons: red ? [user] : [],
    };
    return accept('reading.recorded', { kind: 'reading', id: readingId }, { ...content, marking });
  },
};
