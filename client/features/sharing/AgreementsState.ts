import { inForce, type AgreementFace } from '../../../shared/domain/directory/record.ts';
import type { Instant } from '../../../shared/time.ts';

export type AgreementStanding = 'in-force' | 'proposed' | 'run-out' | 'ended';

export function standingOf(agreement: AgreementFace, now: Instant): AgreementStanding {
  if (agreement.ended) return 'ended';
  if (agreement.until !== undefined && agreement.until <= now) return 'run-out';
  return inForce(agreement, now) ? 'in-force' : 'proposed';
}

/** The parties that have not accepted yet. */
export const waitsFor = ({ parties, accepted }: AgreementFace): string[] =>
  parties.filter((party) => !accepted.includes(party));

const ORDER: readonly AgreementStanding[] = ['proposed', 'in-force', 'run-out', 'ended'];

/** What waits for an answer first, then what holds, then what is over; the newest of each first. */
export function inOrder(agreements: Iterable<AgreementFace>, now: Instant): AgreementFace[] {
  const place = (one: AgreementFace) => ORDER.indexOf(standingOf(one, now));
  return [...agreements].sort((a, b) => place(a) - place(b) || (a.proposedAt < b.proposedAt ? 1 : -1));
}

/** The agreements that hold between two organisations now. */
export const between = (agreements: Iterable<AgreementFace>, one: string, other: string, now: Instant) =>
  [...agreements].filter(
    (agreement) => agreement.parties.includes(one) && agreement.parties.includes(other) && inForce(agreement, now),
  );
