import type { Asset, Twin } from '../domain/asset/record.ts';
import { keyOf, keyOfRef, refOf, type EntityRef, type Key, type Marked, type Marking } from '../domain/entity.ts';
import { asMarked, type AnyRecord, type MarkedKind } from '../domain/records.ts';
import { sourcesOf } from '../domain/references.ts';
import type { Task } from '../domain/task/record.ts';
import { strictness, type Tlp } from '../domain/vocabulary.ts';
import { get, getKey, type View } from '../domain/world.ts';
import { admits, admitsRestricted, guestStands, type Audience } from './audience.ts';
import { expiredAt, RESTRICTED_FIELDS, tlpAt } from './marking.ts';

/** How much of a record somebody is shown. `area`: its coarse twin. */
export type Sees = 'all' | 'without-restricted' | 'area' | 'nothing';
/** Why they are shown it, or not. */
export type Why =
  | 'owner'
  | 'everybody'
  | 'circle'
  | 'client'
  | 'person'
  | 'assigned'
  | 'twin'
  | 'marking'
  | 'expired'
  /** It hangs on a record of another organisation: whom that one shows it to is not ours to know. */
  | 'source';

export interface OrganisationSees {
  readonly organisation: string;
  readonly sees: Sees;
  readonly why: Why;
  /** The circle through which, or through a member of which, it is reached. */
  readonly circle?: string;
  /** The organisation whose client it is. */
  readonly clientOf?: string;
  /** Where persons are named, which of theirs. */
  readonly persons?: readonly string[];
}

export interface GuestSees {
  readonly user: string;
  readonly sees: Sees;
}

/** Who sees a record, in full: for its owner alone. */
export interface Inspection {
  readonly tlp: Tlp;
  /** Every participant, the owner first. */
  readonly organisations: readonly OrganisationSees[];
  /** Guests of the owner; of other organisations it is only said that they may have some. */
  readonly guests: readonly GuestSees[];
  readonly partnersGuests: boolean;
  /** Fields that the restricted marking holds back, of those that the record has. */
  readonly restricted: readonly string[];
  /** The record of another organisation that it hangs on, and is never shown without. */
  readonly hangsOn?: EntityRef;
}

/** Those of which a coarse twin shows something. */
const TWIN_FIELDS: Readonly<Record<string, 'yes' | 'area' | 'band'>> = {
  sector: 'yes',
  location: 'area',
  status: 'band',
  served: 'band',
  needs: 'yes',
};

/** What one cell of the inspector says: this field, to somebody who sees so much of the record. */
export function cellOf(kind: string, field: string, sees: Sees): 'yes' | 'no' | 'area' | 'band' {
  if (sees === 'all') return 'yes';
  if (sees === 'area') return TWIN_FIELDS[field] ?? 'no';
  if (sees === 'nothing') return 'no';
  return RESTRICTED_FIELDS[kind as MarkedKind]?.includes(field) ? 'no' : 'yes';
}

/** What is looked at: a record as it is, or as an act of marking would make it. */
export interface Sharing {
  readonly kind: MarkedKind;
  readonly marking: Marking;
  readonly twin?: Pick<Twin, 'id' | 'marking'> | undefined;
  readonly assignee?: Task['assignee'];
  /** What it hangs on. */
  readonly sources: readonly Key[];
  /** The record itself, where there is one. */
  readonly id?: string;
  /** The restricted fields that it has; absent: all that the noun names. */
  readonly restricted?: readonly string[];
}

export function sharingOf(kind: MarkedKind, record: Marked & AnyRecord): Sharing {
  const present = record as unknown as Record<string, unknown>;
  return {
    kind,
    id: record.id,
    marking: record.marking,
    twin: (record as Partial<Asset>).twin,
    assignee: (record as Partial<Task>).assignee,
    sources: sourcesOf(kind, record),
    restricted: (RESTRICTED_FIELDS[kind] ?? []).filter((field) => present[field] !== undefined),
  };
}

/** Who sees it: asked by its owner, whom the answer is given in full. */
export function inspect(sharing: Sharing, view: View): Inspection {
  const { marking } = sharing;
  const participants = get(view, 'operation', view.operationId)?.participants ?? [];
  const others = participants.filter((one) => one !== marking.owner).sort();
  const tlp = tlpAt(marking, view.time);
  const hangsOn = foreignSource(sharing, view);
  return {
    tlp,
    organisations: [marking.owner, ...others].map((organisation) => organisationSees(organisation, sharing, view)),
    guests: guestsOf(marking.owner, view).map((user) => ({ user, sees: guestSees(user, sharing, view) })),
    partnersGuests: strictness(tlp) <= strictness('TLP:AMBER'),
    restricted: marking.restricted ? (sharing.restricted ?? RESTRICTED_FIELDS[sharing.kind] ?? []) : [],
    ...(hangsOn && { hangsOn: refOf(hangsOn) }),
  };
}

function foreignSource({ marking, sources }: Sharing, view: View): Key | undefined {
  const keys = marking.as ? [...sources, marking.as.key] : sources;
  return keys.find((key) => asMarked(refOf(key).kind, getKey(view, key))?.marking.owner !== marking.owner);
}

const followsForeign = ({ as, owner }: Marking, view: View): boolean =>
  as !== undefined && asMarked(refOf(as.key).kind, getKey(view, as.key))?.marking.owner !== owner;

function organisationSees(organisation: string, sharing: Sharing, view: View): OrganisationSees {
  const { marking } = sharing;
  const tlp = tlpAt(marking, view.time);
  // Whom a partner shares the other record with is theirs to know: it may be everybody, and no more is said.
  if (organisation !== marking.owner && tlp !== 'TLP:RED' && followsForeign(marking, view))
    return { organisation, sees: 'all', why: 'source' };
  const named = tlp === 'TLP:RED' ? personsOf(organisation, marking.persons, view) : undefined;
  if (named && named.length > 0 && !(expiredAt(marking, view.time) && organisation !== marking.owner)) {
    const user = named[0]!;
    return { organisation, persons: named, why: 'person', sees: shown({ organisation, roleClass: 'member', user }) };
  }
  const audience: Audience = { organisation, roleClass: 'member' };
  const sees = shown(audience);
  if (sees === 'nothing' || sees === 'area') {
    const expired = expiredAt(marking, view.time) && sees === 'nothing';
    return { organisation, sees, why: sees === 'area' ? 'twin' : expired ? 'expired' : 'marking' };
  }
  return { organisation, sees, ...reason(organisation, sharing, view) };

  function shown(to: Audience): Sees {
    return seesOf(to, sharing, view);
  }
}

/** The same rules as `shows` and `showsTwin`, for a marking that no record may have yet. */
function seesOf(audience: Audience, sharing: Sharing, view: View): Sees {
  const { marking, twin, sources } = sharing;
  const own = (key: Key) => asMarked(refOf(key).kind, getKey(view, key))?.marking;
  // What it hangs on counts as far as it is the owner's own: the rest is said in words.
  const withSources = sources.every((key) => {
    const parent = own(key);
    return parent === undefined || parent.owner !== marking.owner || admits(audience, parent, view);
  });
  if (withSources && (admits(audience, marking, view) || isAssigned(audience, sharing, view))) {
    return admitsRestricted(audience, marking, view) ? 'all' : 'without-restricted';
  }
  return twin && admits(audience, twin.marking, view) ? 'area' : 'nothing';
}

function isAssigned(audience: Audience, { assignee, marking }: Sharing, view: View): boolean {
  if (assignee?.organisation !== audience.organisation || audience.roleClass === 'guest') return false;
  if (expiredAt(marking, view.time)) return false;
  return tlpAt(marking, view.time) !== 'TLP:RED' || (audience.user !== undefined && audience.user === assignee.user);
}

function reason(organisation: string, sharing: Sharing, view: View): Omit<OrganisationSees, 'organisation' | 'sees'> {
  const { marking } = sharing;
  const tlp = tlpAt(marking, view.time);
  if (organisation === marking.owner) return { why: 'owner' };
  if (marking.as) return { why: 'source' };
  if (tlp === 'TLP:CLEAR' || tlp === 'TLP:GREEN') return { why: 'everybody' };
  const circles = marking.circles.map((id) => ({ id, members: get(view, 'circle', id)?.members ?? [] }));
  const direct = circles.find(({ members }) => members.includes(organisation));
  if (direct) return { why: 'circle', circle: direct.id };
  const isClientOf = (sponsor: string) => get(view, 'organisation', sponsor)?.clients.includes(organisation) ?? false;
  if (tlp === 'TLP:AMBER') {
    if (isClientOf(marking.owner)) return { why: 'client', clientOf: marking.owner };
    for (const { id, members } of circles) {
      const sponsor = members.find(isClientOf);
      if (sponsor) return { why: 'client', clientOf: sponsor, circle: id };
    }
  }
  return { why: 'assigned' };
}

const personsOf = (organisation: string, persons: readonly string[], view: View): string[] =>
  persons.filter((person) => get(view, 'user', person)?.organisation === organisation);

/** The guests of an organisation whose links stand. */
function guestsOf(organisation: string, view: View): string[] {
  const guests: string[] = [];
  for (const key of view.directory.keys()) {
    if (!key.startsWith('user:')) continue;
    const user = get(view, 'user', refOf(key).id);
    if (user?.guest && user.organisation === organisation && guestStands(user.guest, user, view)) guests.push(user.id);
  }
  return guests.sort();
}

function guestSees(user: string, sharing: Sharing, view: View): Sees {
  const { marking, id, kind, sources, twin } = sharing;
  const records = get(view, 'user', user)?.guest?.records;
  const keys = [...(id === undefined ? [] : [keyOf(kind, id)]), ...(twin ? [keyOf(kind, twin.id)] : []), ...sources];
  if (records && !records.some((ref) => keys.includes(keyOfRef(ref)))) return 'nothing';
  return seesOf({ organisation: marking.owner, roleClass: 'guest', user }, sharing, view);
}

/** What an act of marking would change: who is shown more than now, and who less. */
export interface Consequence {
  readonly more: readonly string[];
  readonly less: readonly string[];
  /** Who is left with the area in place of the asset, and can so tell that the two are one. */
  readonly linked: readonly string[];
}
const MUCH: Record<Sees, number> = { nothing: 0, area: 1, 'without-restricted': 2, all: 3 };

export function consequence(before: Inspection, after: Inspection): Consequence {
  const now = new Map(before.organisations.map((one) => [one.organisation, one.sees]));
  const among = (wanted: (was: Sees, is: Sees) => boolean) =>
    after.organisations
      .filter(({ organisation, sees }) => wanted(now.get(organisation) ?? 'nothing', sees))
      .map(({ organisation }) => organisation);
  return {
    more: among((was, is) => MUCH[is] > MUCH[was]),
    less: among((was, is) => MUCH[is] < MUCH[was]),
    linked: among((was, is) => MUCH[was] > MUCH.area && is === 'area'),
  };
}
