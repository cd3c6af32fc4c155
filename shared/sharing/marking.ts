import type { Audiences, Marking } from '../domain/entity.ts';
import type { MarkingInput } from '../domain/fields.ts';
import type { MarkedKind } from '../domain/records.ts';
import { strictness, type Tlp } from '../domain/vocabulary.ts';
import type { Instant } from '../time.ts';

/** The label in force at a real time: a scheduled downgrade that has come replaces it. */
export const tlpAt = (marking: Marking, time: Instant): Tlp =>
  marking.downgrade && marking.downgrade.at <= time ? marking.downgrade.tlp : marking.tlp;

export const expiredAt = (marking: Marking, time: Instant): boolean =>
  marking.expires !== undefined && marking.expires <= time;

/** The stricter of two labels. */
export const stricter = (a: Tlp, b: Tlp): Tlp => (strictness(a) >= strictness(b) ? a : b);

const sorted = (ids: readonly string[] | undefined): string[] => [...new Set(ids ?? [])].sort();

function audiences(input: { tlp: Tlp; circles?: string[]; persons?: string[] }, author: string): Audiences {
  const persons = sorted(input.persons);
  return {
    tlp: input.tlp,
    circles: sorted(input.circles),
    // The author of a RED record is always among its persons.
    persons: input.tlp === 'TLP:RED' ? sorted([...persons, author]) : persons,
  };
}

/** The marking that an author's input stands for. */
export function markingFrom(input: MarkingInput, author: { organisation: string; user: string }): Marking {
  return {
    ...audiences(input, author.user),
    owner: author.organisation,
    ...(input.expires && { expires: input.expires }),
    ...(input.downgrade && { downgrade: input.downgrade }),
    ...(input.restricted && { restricted: audiences(input.restricted, author.user) }),
  };
}

/** Why a marking contradicts itself, in words; undefined when it does not. */
export function contradiction(marking: Marking, now: Instant): string | undefined {
  const { tlp, restricted, downgrade, expires } = marking;
  if ((tlp === 'TLP:CLEAR' || tlp === 'TLP:GREEN') && marking.circles.length > 0) {
    return `${tlp} reaches everybody here: circles would have no effect. Choose TLP:AMBER or leave the circles out.`;
  }
  if (tlp === 'TLP:RED' && marking.circles.length > 0) return 'TLP:RED names persons, not circles.';
  if (tlp !== 'TLP:RED' && marking.persons.length > 0) return 'Only TLP:RED names persons.';
  if (downgrade && strictness(downgrade.tlp) >= strictness(tlp)) {
    return 'A scheduled downgrade must lead to a wider label.';
  }
  if (expires && expires <= now) return 'The marking would have expired already.';
  if (downgrade && expires && downgrade.at >= expires) return 'It would expire before its downgrade.';
  if (restricted) {
    if (strictness(restricted.tlp) < strictness(tlp)) return 'Restricted fields cannot be wider than their record.';
    const wider = restricted.tlp === tlp && restricted.circles.some((circle) => !marking.circles.includes(circle));
    if (wider && tlp !== 'TLP:GREEN' && tlp !== 'TLP:CLEAR')
      return 'Restricted fields cannot reach circles that their record does not.';
    if (restricted.tlp !== 'TLP:RED' && restricted.persons.length > 0) return 'Only TLP:RED names persons.';
  }
  return undefined;
}

/** The fields that the nouns name as restricted. */
export const RESTRICTED_FIELDS: Readonly<Partial<Record<MarkedKind, readonly string[]>>> = {
  incident: ['location', 'area', 'description', 'cause'],
  asset: ['location', 'contacts', 'notes', 'buffers'],
};
