import type { EntityRef } from '../entity.ts';
import type { Fact } from '../event.ts';
import { born } from '../marked.ts';
import type { ReadingKind } from '../vocabulary.ts';
import type { Reading } from './record.ts';

export function evolveReading(reading: Reading | undefined, fact: Fact): Reading | undefined {
  const { event } = fact;
  if (event.type !== 'reading.recorded' || reading) return reading;
  const { what, on, owners, reason, of } = event.data as unknown as {
    what: ReadingKind;
    on?: EntityRef;
    owners: readonly string[];
    reason?: string;
    of?: string;
  };
  return {
    ...born(fact),
    what,
    owners,
    at: event.at,
    ...(on && { on }),
    ...(reason !== undefined && { reason }),
    ...(of !== undefined && { of }),
  };
}
