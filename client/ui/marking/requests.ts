import type { EntityRef, MarkedFace } from '../../../shared/domain/entity.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import type { ReleaseFace } from '../../../shared/domain/release/record.ts';
import { strictness } from '../../../shared/domain/vocabulary.ts';
import { asInput } from './inputs.ts';

export interface Wanted {
  /** Only about this record. */
  readonly on?: EntityRef | undefined;
  /** To us, or by us. */
  readonly direction?: 'in' | 'out' | undefined;
}

const unanswered = ({ status }: ReleaseFace): number => (status === 'asked' ? 0 : 1);

/** What waits for an answer first, the latest of each on top. */
export function requestsOf(
  releases: Iterable<ReleaseFace>,
  mine: string | undefined,
  { on, direction }: Wanted = {},
): ReleaseFace[] {
  return [...releases]
    .filter((release) => !on || (release.on?.kind === on.kind && release.on.id === on.id))
    .filter(({ owner }) => direction === undefined || (owner === mine) === (direction === 'out'))
    .sort((a, b) => unanswered(a) - unanswered(b) || (a.at < b.at ? 1 : -1));
}

/**
 * What the composer starts from when a request is granted: the label that was asked for where that is wider, else a
 * circle that the one who asked is in. Nothing is widened where neither is to be had: the owner chooses.
 */
export function grantingStart(
  face: Pick<MarkedFace, 'tlp' | 'marking'>,
  release: Pick<ReleaseFace, 'owner' | 'wanted' | 'by'>,
  circles: Iterable<{ readonly id: string; readonly members: readonly string[] }>,
): MarkingInput {
  const now = asInput(face);
  const { wanted } = release;
  const { downgrade, ...rest } = now;
  const tlp = wanted !== undefined && strictness(wanted) < strictness(now.tlp) ? wanted : now.tlp;
  const { persons = [], ...named } = rest;
  if (tlp === 'TLP:RED') {
    const asker = release.by.user;
    return { ...now, persons: [...new Set([...persons, ...(asker === undefined ? [] : [asker])])] };
  }
  const start: MarkingInput = {
    ...named,
    tlp,
    ...(downgrade && strictness(downgrade.tlp) < strictness(tlp) && { downgrade }),
  };
  if (!tlp.startsWith('TLP:AMBER')) {
    const { circles: _none, ...wide } = start;
    return wide;
  }
  const chosen = start.circles ?? [];
  const fitting = [...circles]
    .filter(({ members }) => members.includes(release.owner))
    .sort((a, b) => a.members.length - b.members.length);
  const [smallest] = fitting;
  if (!smallest || fitting.some(({ id }) => chosen.includes(id))) return start;
  return { ...start, circles: [...chosen, smallest.id] };
}
