import type { EntityRef } from '../entity.ts';
import type { Fact } from '../event.ts';
import { born } from '../marked.ts';
import type { Tlp } from '../vocabulary.ts';
import type { Release, ReleaseStatus } from './record.ts';

export function evolveRelease(release: Release | undefined, fact: Fact): Release | undefined {
  const { event, own } = fact;
  if (event.type === 'release.requested') {
    if (release || !own) return release;
    const { on, to, reason, wanted } = event.data as { on: EntityRef; to: string; reason: string; wanted?: Tlp };
    return { ...born(fact), on, to, reason, status: 'asked', at: event.at, ...(wanted && { wanted }) };
  }
  if (!release || event.type !== 'release.answered' || release.status !== 'asked') return release;
  const { answer, reason } = event.data as { answer: ReleaseStatus; reason: string };
  return { ...release, status: answer, answer: { by: event.by, at: event.at, reason } };
}
