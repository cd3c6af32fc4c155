import { randomUUID } from 'node:crypto';
import type { ReadingToRecord } from '../shared/domain/reading/decide.ts';
import type { EntityRef, Kind } from '../shared/domain/entity.ts';
import { strictness, type Tlp } from '../shared/domain/vocabulary.ts';
import type { View } from '../shared/domain/world.ts';
import type { Records } from '../shared/protocol/down.ts';
import type { Audience } from '../shared/sharing/audience.ts';
import type { Pipeline } from './commands/pipeline.ts';
import { restrictedLabel } from './pack/past.ts';

/** What somebody is about to take away, or to look at where they have no right to. */
export interface ReadingMade extends Omit<ReadingToRecord, 'readingId' | 'owners'> {
  readonly records: Records;
  /** As whom and when the records were looked at: a GREEN record may show fields that are AMBER. */
  readonly seen: { readonly audience: Audience; readonly view: View };
}

/**
 * The read journal: what leaves AMBER or stricter is written down, and shown to its owners, before the first byte leaves.
 * False: it could not be stored, or there were too many, and nothing may leave.
 */
export interface Readings {
  record(operation: string, user: string, reading: ReadingMade): Promise<boolean>;
  /** The same where it is known whose records they are. */
  enter(
    operation: string,
    user: string,
    reading: Omit<ReadingToRecord, 'readingId'>,
    red?: RedRead[],
  ): Promise<boolean>;
}

/** A TLP:RED record that was read. Each has an entry of its own: that there is one is for its named persons. */
export interface RedRead {
  readonly on: EntityRef;
  readonly owner: string;
}

interface Dependencies {
  readonly pipeline: Pick<Pipeline, 'record'>;
  /** Resolves once what was acknowledged to this user is in the world. */
  readonly settled: (operation: string, user: string) => Promise<void>;
  /** Sends what has gathered to those who have the operation open on this node. */
  readonly flush: (operation: string) => void;
  readonly now: () => number;
}

/** Readings of one person in a minute on one node: each stays in the journal for ever and rings at its owners. */
export const READINGS_PER_MINUTE = 60;

export function createReadings({ pipeline, settled, flush, now }: Dependencies): Readings {
  const latest = new Map<string, number[]>();
  const tooMany = (user: string): boolean => {
    const since = now() - 60_000;
    for (const [each, times] of latest) if (times.at(-1)! <= since) latest.delete(each);
    const times = (latest.get(user) ?? []).filter((time) => time > since);
    if (times.length >= READINGS_PER_MINUTE) return true;
    latest.set(user, [...times, now()]);
    return false;
  };
  const readings: Readings = {
    record(operation, user, { records, seen, ...reading }) {
      const { owners, red } = ownersOf(records, seen);
      // A single record is told of already only to whom it is shown.
      if (reading.on) return readings.enter(operation, user, { ...reading, owners: [...owners, ...red.map(ownerOf)] });
      return readings.enter(operation, user, { ...reading, owners }, red);
    },
    async enter(operation, user, reading, red = []) {
      const entries = [
        ...(reading.owners.length > 0 ? [reading] : []),
        ...red.map(({ on, owner }) => ({ ...reading, on, owners: [owner] })),
      ];
      if (entries.length === 0) return true;
      if (tooMany(user)) return false;
      const outcomes = await Promise.all(
        entries.map((entry) => pipeline.record(operation, user, { ...entry, readingId: randomUUID() })),
      );
      if (outcomes.some(({ outcome }) => outcome !== 'accepted')) return false;
      await settled(operation, user);
      flush(operation);
      return true;
    },
  };
  return readings;
}

/** The organisations that own something AMBER or stricter among these, be it the restricted fields of a wider record. */
function ownersOf(records: Records, { audience, view }: ReadingMade['seen']) {
  const owners = new Set<string>();
  const red: RedRead[] = [];
  for (const [kind, list] of Object.entries(records)) {
    for (const face of list) {
      const { id, tlp, owner } = face as { id: string; tlp?: Tlp; owner?: string };
      if (!tlp || owner === undefined) continue;
      if (tlp === 'TLP:RED') red.push({ on: { kind: kind as Kind, id }, owner });
      if (tlp === 'TLP:RED' || owners.has(owner)) continue;
      if (isStrict(tlp) || isStrict(restrictedLabel(audience, kind as Kind, id, view))) owners.add(owner);
    }
  }
  return { owners: [...owners].sort(), red };
}
const ownerOf = ({ owner }: RedRead): string => owner;

const isStrict = (tlp: Tlp | undefined): boolean => tlp !== undefined && strictness(tlp) >= strictness('TLP:AMBER');
