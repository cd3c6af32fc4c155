import type { Audiences, Marking } from '../../../shared/domain/entity.ts';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { stricter } from '../../../shared/sharing/marking.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Faces } from '../contract.ts';

/** Who would see a record, as far as this person can know: clients of partners are the partners' own. */
export interface Reach {
  /** Organisations of the operation whose people would see it, the author's own among them, sorted by name. */
  readonly organisations: readonly string[];
  /** Of these, the ones that would not see the restricted fields. */
  readonly withoutRestricted: readonly string[];
  /** Clients that partners have declared may see it as well; which they are is not shown to us. */
  readonly andClients: boolean;
}

/** The marking that a new record takes when its author chooses none: the default, or what it hangs on if stricter. */
export function defaultTlp(faces: Faces, operationId: string | undefined, parentTlp?: Tlp): Tlp {
  const declared = (operationId ? faces.operation.get(operationId)?.defaultTlp : undefined) ?? 'TLP:AMBER+STRICT';
  return parentTlp ? stricter(parentTlp, declared) : declared;
}

export function reachOf(
  faces: Faces,
  operationId: string | undefined,
  author: { organisation: string; user: string },
  marking: MarkingInput | Marking,
): Reach {
  const participants = (operationId ? faces.operation.get(operationId)?.participants : undefined) ?? [];
  const named = (one: { tlp: Tlp; circles?: readonly string[] | undefined; persons?: readonly string[] | undefined }) =>
    admitted(faces, participants, author, { tlp: one.tlp, circles: one.circles ?? [], persons: one.persons ?? [] });
  const organisations = named(marking);
  const full = marking.restricted ? new Set(named(marking.restricted)) : undefined;
  return {
    organisations: byName(faces, organisations),
    withoutRestricted: full
      ? byName(
          faces,
          organisations.filter((one) => !full.has(one)),
        )
      : [],
    andClients: marking.tlp === 'TLP:AMBER' && (marking.circles?.length ?? 0) > 0,
  };
}

/** The table of labels over what is shown here; the server's own is in shared/sharing/audience.ts. */
export function admitted(
  faces: Faces,
  participants: readonly string[],
  author: { organisation: string; user: string },
  named: Audiences,
): string[] {
  if (named.tlp === 'TLP:CLEAR' || named.tlp === 'TLP:GREEN') return [...participants];
  if (named.tlp === 'TLP:RED') {
    const homes = [author.user, ...named.persons].map((person) => faces.user.get(person)?.organisation);
    return participants.filter((one) => one === author.organisation || homes.includes(one));
  }
  const members = new Set([author.organisation]);
  for (const circle of named.circles) for (const member of faces.circle.get(circle)?.members ?? []) members.add(member);
  if (named.tlp === 'TLP:AMBER') {
    for (const member of [...members]) {
      for (const client of faces.organisation.get(member)?.clients ?? []) members.add(client);
    }
  }
  return participants.filter((one) => members.has(one));
}

function byName(faces: Faces, ids: readonly string[]): string[] {
  const name = (id: string) => faces.organisation.get(id)?.shortName ?? id;
  return [...ids].sort((a, b) => name(a).localeCompare(name(b)));
}
