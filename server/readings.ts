import { randomUUID } from 'node:crypto';
import type { ReadingToRecord } from '../shared/domain/reading/decide.ts';
import { strictness, type Tlp } from '../shared/domain/vocabulary.ts';
import type { Records } from '../shared/protocol/down.ts';
import type { Pipeline } from './commands/pipeline.ts';

/** What somebody is about to take away, or to look at where they have no right to. */
export interface ReadingMade extends Omit<ReadingToRecord, 'readingId' | 'owners'> {
  readonly records: Records;
}

/**
 * The read journal: what leaves AMBER or stricter is written down, and shown to its owners, before the first byte leaves.
 * False: it could not be stored, and nothing may leave.
 */
export interface Readings {
  record(operation: string, user: string, reading: ReadingMade): Promise<boolean>;
}

interface Dependencies {
  readonly pipeline: Pick<Pipeline, 'record'>;
  /** Resolves once what was acknowledged to this user is in the world. */
  readonly settled: (operation: string, user: string) => Promise<void>;
  /** Sends what has gathered to those who have the operation open on this node. */
  readonly flush: (operation: string) => void;
}

export function createReadings({ pipeline, settled, flush }: Dependencies): Readings {
  return {
    async record(operation, user, { records, ...reading }) {
      const owners = ownersOf(records);
      if (owners.length === 0) return true;
      const outcome = await pipeline.record(operation, user, { ...reading, readingId: randomUUID(), owners });
      if (outcome.outcome !== 'accepted') return false;
      await settled(operation, user);
      flush(operation);
      return true;
    },
  };
}

/** The organisations that own an AMBER or stricter record among these. */
function ownersOf(records: Records): string[] {
  const owners = new Set<string>();
  for (const list of Object.values(records)) {
    for (const face of list) {
      const { tlp, owner } = face as { tlp?: Tlp; owner?: string };
      if (tlp && owner !== undefined && strictness(tlp) >= strictness('TLP:AMBER')) owners.add(owner);
    }
  }
  return [...owners].sort();
}
