import { contradiction, markingFrom, stricter, tlpAt } from '../sharing/marking.ts';
import { refused, type Refused } from '../outcome.ts';
import { unseen, type Sight } from './decision.ts';
import { strictness } from './vocabulary.ts';
import { keyOfRef, type EntityRef, type Marking } from './entity.ts';
import type { MarkingInput } from './fields.ts';
import type { Born } from './marked.ts';
import { asMarked } from './records.ts';

/** The marking an explicit input stands for, or why it cannot be: names nobody the actor does not know. */
export function explicitMarking(sight: Sight, input: MarkingInput): Marking | Refused {
  const restricted = input.restricted;
  const unknown =
    unseen(sight, 'circle', [...(input.circles ?? []), ...(restricted?.circles ?? [])]) ??
    unseen(sight, 'user', [...(input.persons ?? []), ...(restricted?.persons ?? [])]);
  if (unknown) return refused('not-found', 'The marking names a circle or person that is not shared with you.');
  const marking = markingFrom(input, sight.actor);
  const why = contradiction(marking, sight.realAt);
  if (why !== undefined) return refused('marking-contradiction', why);
  return beyondLink(sight, marking) ?? marking;
}

/**
 * The marking of a new record: the author's, else the audience of what it hangs on if that is stricter, else the
 * operation's declared default. Where it takes another record's audience it names that record, not its circles: those
 * are the other owner's.
 */
export function markingOfNew(sight: Sight, input: MarkingInput | undefined, hangs?: EntityRef): Born | Refused {
  const born = bornWith(sight, input, hangs);
  return isBorn(born) ? (beyondLink(sight, born.marking) ?? born) : born;
}

/** What a guest writes it must be shown itself. */
function beyondLink(sight: Sight, marking: Marking): Refused | undefined {
  const { guest } = sight.actor;
  if (!guest) return undefined;
  const limit = Math.min(strictness(guest.cap), strictness('TLP:AMBER'));
  const reached = [marking, ...(marking.restricted ? [marking.restricted] : [])].every(
    ({ tlp }) => strictness(tlp) <= limit,
  );
  return reached ? undefined : refused('not-allowed', 'Your link does not reach that label.');
}

function bornWith(sight: Sight, input: MarkingInput | undefined, hangs?: EntityRef): Born | Refused {
  if (input) {
    const marking = explicitMarking(sight, input);
    return 'kind' in marking ? marking : { marking };
  }
  // The audience of the asset behind a coarse twin is its owner's: taking it would tell its label.
  if (hangs && sight.exact(hangs.kind, hangs.id) !== hangs.id)
    return refused('not-allowed', 'You are shown this asset as an area only: nothing can hang on it.');
  const { organisation, user } = sight.actor;
  const fallback = sight.operation?.defaultTlp ?? 'TLP:AMBER+STRICT';
  const own = { owner: organisation, circles: [], persons: fallback === 'TLP:RED' ? [user] : [] };
  const parent = hangs && asMarked(hangs.kind, sight.record(hangs.kind, hangs.id))?.marking;
  if (parent) {
    const tlp = tlpAt(parent, sight.realAt);
    if (stricter(tlp, fallback) === tlp && tlp !== 'TLP:CLEAR' && tlp !== 'TLP:GREEN') {
      const before = parent.as ? parent.as.then : { tlp, circles: parent.circles, persons: parent.persons };
      // Who was assigned a TLP:RED task is not among its persons, and still reads what they wrote on it.
      const then = before.tlp === 'TLP:RED' ? { ...before, persons: [...before.persons, user] } : before;
      const key = parent.as ? parent.as.key : keyOfRef(hangs);
      return { marking: { tlp, owner: organisation, circles: [], persons: [], as: { key, then } } };
    }
    return { marking: { ...own, tlp: stricter(tlp, fallback) }, unmarked: true };
  }
  return { marking: { ...own, tlp: fallback }, unmarked: true };
}

export const isBorn = (value: Born | Refused): value is Born => 'marking' in value;
