import type { Asset } from '../domain/asset/record.ts';
import type { Guest, Operation, User } from '../domain/directory/record.ts';
import type { Audiences, Key, Marked, Marking } from '../domain/entity.ts';
import { keyOf, keyOfRef, refOf, type Kind } from '../domain/entity.ts';
import { asMarked, isMarkedKind, type AnyRecord } from '../domain/records.ts';
import { sourcesOf } from '../domain/references.ts';
import type { Reading } from '../domain/reading/record.ts';
import type { Release } from '../domain/release/record.ts';
import type { Task } from '../domain/task/record.ts';
import { strictness, type Role, type Tlp } from '../domain/vocabulary.ts';
import { get, getKey, type View, type World } from '../domain/world.ts';
import { DIRECTORY } from '../ids.ts';
import { expiredAt, tlpAt } from './marking.ts';

/**
 * Who is shown the same: an organisation, and the person only where RED may name them. Many sessions, few audiences. A
 * guest is an audience of one: what it is shown of its sponsor's depends on its link.
 */
export interface Audience {
  readonly organisation: string;
  /** `administrator` exists in the directory alone, and sees there who is who; it opens no record of an operation. */
  readonly roleClass: 'member' | 'guest' | 'administrator';
  readonly user?: string;
  /**
   * A preview: of the records, only those that this organisation owns, as if there were no others. So whoever looks at
   * their own records with a partner's eyes learns nothing of what the partner is shown by third ones.
   */
  readonly only?: string;
}

export const audienceKey = (audience: Audience): string =>
  `${audience.organisation}/${audience.roleClass}/${audience.user ?? ''}/${audience.only ?? ''}`;

/** The audience of a person: with their name as soon as any record has named them, without it (and shared) before. */
export function audienceOf(view: View, organisation: string, user: string): Audience {
  const person = get(view, 'user', user);
  const roles = person?.roles[view.operationId] ?? [];
  // Whoever came by a link stays a guest, whatever roles they are given.
  if (person?.guest || (roles.length > 0 && roles.every((role) => role === 'guest')))
    return { organisation, roleClass: 'guest', user };
  const since = view.operation.namedSince(user);
  return since !== undefined && since <= view.position
    ? { organisation, roleClass: 'member', user }
    : { organisation, roleClass: 'member' };
}

/** The label beyond which an account with no other role than `guest` is shown nothing. */
const GUEST_ACCOUNT_CAP: Tlp = 'TLP:AMBER';

/** Whether the link of a guest still stands: its time, and the sponsor who answers for it. */
export function guestStands(guest: Guest, person: User, view: View): boolean {
  if (guest.operation !== view.operationId || guest.until <= view.time || person.disabled) return false;
  const sponsor = get(view, 'user', guest.sponsor);
  if (!sponsor || sponsor.disabled || sponsor.organisation !== person.organisation) return false;
  return (sponsor.roles[view.operationId] ?? []).length > 0;
}

/** What a guest's link keeps from it; members are kept from nothing here. */
function withinLink(audience: Audience, tlp: Tlp, view: View): boolean {
  if (audience.roleClass !== 'guest') return true;
  const person = audience.user === undefined ? undefined : get(view, 'user', audience.user);
  const guest = person?.guest;
  if (guest && !guestStands(guest, person, view)) return false;
  return strictness(tlp) <= strictness(guest?.cap ?? GUEST_ACCOUNT_CAP);
}

/** Whether a guest's link names a record, or says nothing of records, or names what it hangs on. */
function namedInLink(audience: Audience, keys: readonly Key[], sources: readonly Key[], view: View): boolean {
  if (audience.roleClass !== 'guest' || audience.user === undefined) return true;
  const records = get(view, 'user', audience.user)?.guest?.records;
  if (!records) return true;
  const named = new Set(records.map(keyOfRef));
  // A photo hangs on a note, and the note on what is named.
  const names = (key: Key): boolean => {
    const record = named.has(key) ? undefined : getKey(view, key);
    return named.has(key) || (record !== undefined && sourcesOf(refOf(key).kind, record).some(names));
  };
  return keys.some((key) => named.has(key)) || sources.some(names);
}

/** Whether an organisation is the owner, in one of the circles, or (AMBER) a declared client of one of those. */
function reaches(organisation: string, owner: string, named: Audiences, clients: boolean, view: View): boolean {
  return organisation === owner || reachOf(owner, named, clients, view).has(organisation);
}

/** How many moments of a directory are remembered: now, and a few that clients return to. */
const MOMENTS_REMEMBERED = 4;
/** What is asked again and again of a directory as it stood at one position. */
interface Moment {
  /** Who is reached, by owner, circles and whether clients count: few, whatever the number of records. */
  readonly sets: Map<string, ReadonlySet<string>>;
  /** The same by the marking itself. */
  readonly ofMarking: readonly [WeakMap<Audiences, ReadonlySet<string>>, WeakMap<Audiences, ReadonlySet<string>>];
  /** By organisation, the participants of each operation that it takes part in. */
  partners?: ReadonlyMap<string, readonly ReadonlySet<string>[]>;
}
const MOMENTS = new WeakMap<World, { readonly cuts: number; readonly at: Map<number, Moment> }>();

/** A directory does not change its past, unless what was folded ahead of the log is cut back. */
function momentOf(view: View): Moment {
  const { directory, directoryPosition } = view;
  let moments = MOMENTS.get(directory);
  if (moments?.cuts !== directory.cuts) MOMENTS.set(directory, (moments = { cuts: directory.cuts, at: new Map() }));
  let moment = moments.at.get(directoryPosition);
  if (!moment) {
    if (moments.at.size >= MOMENTS_REMEMBERED) moments.at.delete(moments.at.keys().next().value!);
    moments.at.set(directoryPosition, (moment = { sets: new Map(), ofMarking: [new WeakMap(), new WeakMap()] }));
  }
  return moment;
}

function reachOf(owner: string, named: Audiences, clients: boolean, view: View): ReadonlySet<string> {
  const moment = momentOf(view);
  const ofMarking = moment.ofMarking[clients ? 1 : 0];
  const known = ofMarking.get(named);
  if (known) return known;
  const key = `${clients ? '+' : ''}${owner}/${named.circles.join('/')}`;
  let reached = moment.sets.get(key);
  if (!reached) moment.sets.set(key, (reached = workedOut(owner, named.circles, clients, view)));
  ofMarking.set(named, reached);
  return reached;
}

function workedOut(owner: string, circles: readonly string[], clients: boolean, view: View): ReadonlySet<string> {
  const members = new Set([owner]);
  for (const circle of circles) for (const member of get(view, 'circle', circle)?.members ?? []) members.add(member);
  if (!clients) return members;
  // Declared, not transitive: of the clients only those of the members.
  const reached = new Set(members);
  for (const member of members)
    for (const client of get(view, 'organisation', member)?.clients ?? []) reached.add(client);
  return reached;
}

/** The table of labels, for one set of audiences while `tlp` is in force. */
function admitted(audience: Audience, owner: string, named: Audiences, tlp: Tlp, view: View): boolean {
  switch (tlp) {
    case 'TLP:CLEAR':
    case 'TLP:GREEN':
      return true;
    case 'TLP:AMBER':
      return reaches(audience.organisation, owner, named, true, view);
    case 'TLP:AMBER+STRICT':
      return audience.roleClass !== 'guest' && reaches(audience.organisation, owner, named, false, view);
    case 'TLP:RED':
      return audience.user !== undefined && named.persons.includes(audience.user);
  }
}

/** The owner's own people: a guest of the owner is none of them. */
export const isOwners = (audience: Audience, marking: Marking): boolean =>
  audience.organisation === marking.owner && audience.roleClass !== 'guest';

export function admits(audience: Audience, marking: Marking, view: View): boolean {
  const tlp = tlpAt(marking, view.time);
  if (expiredAt(marking, view.time) && !isOwners(audience, marking)) return false;
  if (!withinLink(audience, tlp, view)) return false;
  if (marking.as) return follows(audience, marking.as, marking.owner, view);
  return admitted(audience, marking.owner, marking, tlp, view);
}

/** The audience of what a record hangs on, as long as that one is not wider than it was when the record was hung on it. */
function follows(audience: Audience, as: NonNullable<Marking['as']>, owner: string, view: View): boolean {
  if (!showsKey(audience, as.key, view)) return false;
  const parent = asMarked(refOf(as.key).kind, getKey(view, as.key));
  if (!parent) return false;
  const now = parent.marking;
  const label = tlpAt(now, view.time);
  // A stricter label is no narrower audience where it names others: another circle, or persons instead of circles.
  const narrower =
    strictness(label) >= strictness(as.then.tlp) &&
    now.circles.every((circle) => as.then.circles.includes(circle)) &&
    // Persons were its audience only while it was TLP:RED: one that was downgraded still names them.
    (as.then.tlp === 'TLP:RED'
      ? label === 'TLP:RED' && now.persons.every((person) => as.then.persons.includes(person))
      : label !== 'TLP:RED');
  if (narrower) return true;
  // What was written among persons stays among them; anything else stays with the two organisations.
  if (as.then.tlp === 'TLP:RED') return audience.user !== undefined && as.then.persons.includes(audience.user);
  return audience.roleClass !== 'guest' && (audience.organisation === owner || audience.organisation === now.owner);
}

/** Whether the restricted fields are shown, given that the record is. */
export function admitsRestricted(audience: Audience, marking: Marking, view: View): boolean {
  if (!marking.restricted) return true;
  return (
    withinLink(audience, marking.restricted.tlp, view) &&
    admitted(audience, marking.owner, marking.restricted, marking.restricted.tlp, view)
  );
}

/** A task's assignee sees the task, and nothing more of what it refers to. A RED one is assigned to a person. */
function assigned(audience: Audience, record: Marked, view: View): boolean {
  const assignee = (record as Task).assignee;
  if (!assignee || assignee.organisation !== audience.organisation || audience.roleClass === 'guest') return false;
  if (expiredAt(record.marking, view.time)) return false;
  if (tlpAt(record.marking, view.time) !== 'TLP:RED') return true;
  return audience.user !== undefined && assignee.user === audience.user;
}

/** Whether an audience is shown the full face of a marked record. */
export function shows(audience: Audience, kind: Kind, record: AnyRecord, view: View): boolean {
  const marked = asMarked(kind, record);
  if (!marked) return false;
  if (audience.only !== undefined && marked.marking.owner !== audience.only) return false;
  if (marked.hidden && !isOwners(audience, marked.marking)) return false;
  if (!admits(audience, marked.marking, view) && !addressed(audience, kind, marked, view)) return false;
  const sources = sourcesOf(kind, record);
  if (audience.roleClass === 'guest' && !namedInLink(audience, [keyOf(kind, marked.id)], sources, view)) return false;
  if (kind === 'scenario') {
    // Its steps point to them: from a record that is not RED nothing does to one that is.
    return sources.every(
      (source) => shownReference(audience, marked.marking, 'asset', refOf(source).id, view) === refOf(source).id,
    );
  }
  return sources.every((source) => showsKey(audience, source, view));
}

/** Whom a record is for beside those whom its marking admits. */
function addressed(audience: Audience, kind: Kind, record: Marked, view: View): boolean {
  if (kind === 'task') return assigned(audience, record, view);
  if (kind === 'release') return isAsked(audience, record as Release, view);
  return kind === 'reading' && concerns(audience, record as Reading, view);
}

/** A request for release is for the people of the owner who are shown what it asks for. */
function isAsked(audience: Audience, release: Release, view: View): boolean {
  return isMember(audience, [release.to]) && showsKey(audience, keyOfRef(release.on), view);
}

/** The read journal is for the owners of what was read; of one record, for those of them who are shown it. */
function concerns(audience: Audience, reading: Reading, view: View): boolean {
  return isMember(audience, reading.owners) && (!reading.on || showsKey(audience, keyOfRef(reading.on), view));
}

const isMember = (audience: Audience, organisations: readonly string[]): boolean =>
  audience.roleClass === 'member' && organisations.includes(audience.organisation);

/** Whether an audience is shown the coarse twin of an asset: never together with the asset itself. */
export function showsTwin(audience: Audience, asset: Asset, view: View): boolean {
  const { twin } = asset;
  if (!twin || asset.hidden || (audience.only !== undefined && asset.marking.owner !== audience.only)) return false;
  if (!admits(audience, twin.marking, view)) return false;
  const named = [keyOf('asset', twin.id), ...(sponsorIsShown(audience, asset, view) ? [keyOf('asset', asset.id)] : [])];
  if (!namedInLink(audience, named, [], view)) return false;
  return !shows(audience, 'asset', asset, view);
}

/** Whether the sponsor of a guest is shown the asset: if not, a link that names it would tell which area it is. */
function sponsorIsShown(audience: Audience, asset: Asset, view: View): boolean {
  const guest = audience.user === undefined ? undefined : get(view, 'user', audience.user)?.guest;
  if (!guest) return false;
  return shows(audienceOf(view, audience.organisation, guest.sponsor), 'asset', asset, view);
}

export function showsKey(audience: Audience, key: Key, view: View): boolean {
  const { kind } = refOf(key);
  if (!isMarkedKind(kind)) return false;
  const record = getKey(view, key);
  return record !== undefined && shows(audience, kind, record, view);
}

/**
 * The id under which a reference is shown, undefined where it is not: what it names must be shown itself, if only as a
 * coarse twin, and nothing that is not RED ever points to something that is.
 */
export function shownReference(
  audience: Audience,
  from: Marking,
  kind: Kind,
  id: string,
  view: View,
): string | undefined {
  const record = get(view, kind, id);
  const target = asMarked(kind, record);
  if (!record || !target) return undefined;
  if (!shows(audience, kind, record, view)) {
    return kind === 'asset' && showsTwin(audience, record as Asset, view) ? (record as Asset).twin!.id : undefined;
  }
  const red = tlpAt(target.marking, view.time) === 'TLP:RED';
  return !red || tlpAt(from, view.time) === 'TLP:RED' ? id : undefined;
}

/** Roles by which a person speaks for their organisation and is therefore known to the others of the operation. */
const CONTACT: ReadonlySet<Role> = new Set<Role>(['liaison', 'coordinator', 'owner', 'director']);

export function showsUser(audience: Audience, user: string, view: View): boolean {
  const person = get(view, 'user', user);
  if (!person) return false;
  // In a preview nobody is named whom those who look are not told of.
  const { only } = audience;
  if (only !== undefined && !showsUser({ organisation: only, roleClass: 'member' }, user, view)) return false;
  const roles = person.roles[view.operationId] ?? [];
  if (person.organisation === audience.organisation || audience.roleClass === 'administrator') return true;
  return roles.some((role) => CONTACT.has(role)) && showsOrganisation(audience, person.organisation, view);
}

export function showsOrganisation(audience: Audience, organisation: string, view: View): boolean {
  if (organisation === audience.organisation || audience.roleClass === 'administrator') return true;
  if (view.operationId === DIRECTORY) return meetSomewhere(audience.organisation, organisation, view);
  const participants = get(view, 'operation', view.operationId)?.participants;
  return participants !== undefined && setOf(participants).has(organisation);
}

const SETS = new WeakMap<readonly string[], ReadonlySet<string>>();
/** A list that is asked of again and again; it is never changed, only replaced. */
function setOf(list: readonly string[]): ReadonlySet<string> {
  let known = SETS.get(list);
  if (!known) SETS.set(list, (known = new Set(list)));
  return known;
}

/** In the directory, one's partners are those one takes part in some operation with. */
const meetSomewhere = (one: string, other: string, view: View): boolean =>
  (momentOf(view).partners ??= partnersIn(view)).get(one)?.some((participants) => participants.has(other)) === true;

function partnersIn(view: View): ReadonlyMap<string, readonly ReadonlySet<string>[]> {
  const partners = new Map<string, ReadonlySet<string>[]>();
  for (const key of view.directory.keys()) {
    if (!key.startsWith('operation:')) continue;
    const operation = getKey(view, key) as Operation | undefined;
    for (const participant of operation?.participants ?? []) {
      const theirs = partners.get(participant);
      const all = setOf(operation!.participants);
      if (theirs) theirs.push(all);
      else partners.set(participant, [all]);
    }
  }
  return partners;
}

export function showsCircle(audience: Audience, circle: string, view: View): boolean {
  const record = get(view, 'circle', circle);
  if (audience.roleClass === 'administrator') return record !== undefined;
  if (audience.roleClass === 'guest') return false;
  return (
    record !== undefined && (record.owner === audience.organisation || record.members.includes(audience.organisation))
  );
}

export function showsAgreement(audience: Audience, agreement: string, view: View): boolean {
  if (audience.roleClass === 'guest') return false;
  const parties = get(view, 'agreement', agreement)?.parties;
  return parties !== undefined && (audience.roleClass === 'administrator' || parties.includes(audience.organisation));
}

/** The participants whose own people would see a record under this marking: the answer to "who will see it". */
export function organisationsReached(marking: Marking, view: View): string[] {
  const participants = get(view, 'operation', view.operationId)?.participants ?? [];
  if (tlpAt(marking, view.time) === 'TLP:RED') {
    const homes = marking.persons.map((person) => get(view, 'user', person)?.organisation);
    return participants.filter((organisation) => homes.includes(organisation));
  }
  return participants.filter((organisation) => admits({ organisation, roleClass: 'member' }, marking, view));
}
