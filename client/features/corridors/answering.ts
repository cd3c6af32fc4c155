import type { UserFace } from '../../../shared/domain/directory/record.ts';
import { inFull } from '../../../shared/domain/asset/record.ts';
import type { Role } from '../../../shared/domain/vocabulary.ts';
import type { Presence } from '../../store/contract.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';

/** Who answers for an asset in this operation. */
export interface Answering {
  /** Who runs it; undefined for an area, of which nobody is told. */
  readonly organisation: string | undefined;
  readonly people: readonly { readonly user: UserFace; readonly role: Role; readonly here: boolean }[];
  /** Others of that organisation that are not listed. */
  readonly more: number;
  /** As its owner wrote them, where they are shown. */
  readonly contacts: string | undefined;
}

/** Whom one calls first. */
const CALLED: readonly Role[] = ['liaison', 'owner', 'coordinator'];
const MOST = 2;

/** Whoever is here comes first, then liaisons. Where the operator has nobody here, the keeper of the record answers. */
export function answering(asset: ShownAsset, users: Iterable<UserFace>, presence: readonly Presence[]): Answering {
  const full = inFull(asset);
  if (!full) return { organisation: undefined, people: [], more: 0, contacts: undefined };
  const here = new Set(presence.map(({ user }) => user));
  const all = [...users].flatMap((user) => {
    const role = CALLED.find((one) => user.roles.includes(one));
    return role && !user.guest && !user.revoked ? [{ user, role, here: here.has(user.id) }] : [];
  });
  const of = (organisation: string | undefined) => all.filter(({ user }) => user.organisation === organisation);
  const runs = of(full.organisation);
  const keeps = of(full.owner);
  const organisation =
    full.organisation !== undefined && (runs.length > 0 || keeps.length === 0) ? full.organisation : full.owner;
  const people = (organisation === full.organisation ? runs : keeps).sort(
    (a, b) =>
      Number(b.here) - Number(a.here) ||
      CALLED.indexOf(a.role) - CALLED.indexOf(b.role) ||
      (a.user.name < b.user.name ? -1 : 1),
  );
  return {
    organisation,
    people: people.slice(0, MOST),
    more: Math.max(0, people.length - MOST),
    contacts: full.contacts,
  };
}
