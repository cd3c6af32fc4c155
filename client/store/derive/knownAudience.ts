import type { CoarseInput, MarkingInput } from '../../../shared/domain/fields.ts';
import { strictness } from '../../../shared/domain/vocabulary.ts';
import type { Inspection, OrganisationSees } from '../../../shared/sharing/inspect.ts';
import { RESTRICTED_FIELDS } from '../../../shared/sharing/marking.ts';
import type { Faces } from '../contract.ts';
import { admitted } from './audience.ts';

interface Wanted {
  readonly kind: string;
  readonly marking: MarkingInput;
  readonly coarse?: CoarseInput | null | undefined;
  readonly assignee?: { readonly organisation: string } | undefined;
}

/**
 * Who would see it by the faces that are held here: for the moment until the server has answered, and without a link.
 * Clients and guests of partners are the partners' own and stay unknown.
 */
export function knownAudience(
  faces: Faces,
  operationId: string | undefined,
  author: { organisation: string; user: string },
  { kind, marking, coarse, assignee }: Wanted,
): Inspection {
  const participants = (operationId ? faces.operation.get(operationId)?.participants : undefined) ?? [];
  const named = (one: Pick<MarkingInput, 'tlp' | 'circles' | 'persons'>) =>
    admitted(faces, participants, author, { tlp: one.tlp, circles: one.circles ?? [], persons: one.persons ?? [] });
  const seeing = new Set(named(marking));
  if (assignee && participants.includes(assignee.organisation) && marking.tlp !== 'TLP:RED')
    seeing.add(assignee.organisation);
  const full = marking.restricted ? new Set(named(marking.restricted)) : undefined;
  const area = new Set(coarse ? named(coarse.marking) : []);
  const others = participants.filter((one) => one !== author.organisation).sort();
  return {
    tlp: marking.tlp,
    organisations: [author.organisation, ...others].map((organisation): OrganisationSees => {
      if (!seeing.has(organisation)) {
        return area.has(organisation)
          ? { organisation, sees: 'area', why: 'twin' }
          : { organisation, sees: 'nothing', why: 'marking' };
      }
      const sees = full && !full.has(organisation) ? 'without-restricted' : 'all';
      return { organisation, sees, ...why(organisation, marking, author, faces) };
    }),
    guests: [],
    partnersGuests: strictness(marking.tlp) <= strictness('TLP:AMBER'),
    restricted: marking.restricted ? (RESTRICTED_FIELDS[kind as 'asset'] ?? []) : [],
  };
}

function why(
  organisation: string,
  marking: MarkingInput,
  author: { organisation: string; user: string },
  faces: Faces,
): Omit<OrganisationSees, 'organisation' | 'sees'> {
  if (marking.tlp === 'TLP:RED') {
    const persons = [...new Set([author.user, ...(marking.persons ?? [])])];
    const theirs = persons.filter((person) => faces.user.get(person)?.organisation === organisation);
    if (theirs.length > 0) return { why: 'person', persons: theirs };
  }
  if (organisation === author.organisation) return { why: 'owner' };
  if (marking.tlp === 'TLP:CLEAR' || marking.tlp === 'TLP:GREEN') return { why: 'everybody' };
  const circle = (marking.circles ?? []).find((id) => faces.circle.get(id)?.members.includes(organisation));
  if (circle !== undefined) return { why: 'circle', circle };
  const sponsors = [
    { id: author.organisation, circle: undefined },
    ...(marking.circles ?? []).flatMap((id) =>
      (faces.circle.get(id)?.members ?? []).map((member) => ({ id: member, circle: id })),
    ),
  ];
  const sponsor = sponsors.find(({ id }) => faces.organisation.get(id)?.clients?.includes(organisation));
  if (marking.tlp === 'TLP:AMBER' && sponsor)
    return { why: 'client', clientOf: sponsor.id, ...(sponsor.circle && { circle: sponsor.circle }) };
  return { why: 'assigned' };
}
