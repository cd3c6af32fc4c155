import type { MarkingInput } from '../../shared/domain/fields.ts';
import { strictness, type Tlp } from '../../shared/domain/vocabulary.ts';

/**
 * The marking to send for one row: the one chosen for the file where the row says nothing stricter. A stricter label of a
 * row stands for itself and reaches nobody whom only the file's marking names. What narrows further stays: an expiry, and
 * restricted fields; a scheduled downgrade would widen what the row asked to be stricter, and goes.
 */
export function markingOfRow(label: Tlp | undefined, chosen: MarkingInput | undefined): MarkingInput | undefined {
  if (label === undefined) return undefined;
  if (!chosen) return { tlp: label };
  if (strictness(label) <= strictness(chosen.tlp)) return chosen;
  const { expires, restricted } = chosen;
  return {
    tlp: label,
    ...(expires && { expires }),
    ...(restricted && strictness(restricted.tlp) > strictness(label) && { restricted: withoutCircles(restricted) }),
  };
}

function withoutCircles({ tlp, persons }: NonNullable<MarkingInput['restricted']>) {
  return { tlp, ...(persons && { persons }) };
}
