import type { Asset, AssetFace, Claim, Need, ShownClaim, Twin, TwinFace } from '../domain/asset/record.ts';
import { shownStatus } from '../domain/asset/status.ts';
import type { Agreement, Circle, Guest, Operation, Organisation, User } from '../domain/directory/record.ts';
import {
  keyOf,
  keyOfRef,
  refOf,
  type Author,
  type EntityRef,
  type FaceBase,
  type Key,
  type Kind,
  type Marked,
  type Marking,
  type ShownMarking,
} from '../domain/entity.ts';
import type { Incident, IncidentFace, JournalEntry, ShownEntry } from '../domain/incident/record.ts';
import type { Attachment, Note } from '../domain/note/record.ts';
import type { ClockRecord } from '../domain/operation/record.ts';
import { asMarked, isMarkedKind, type AnyFace, type AnyRecord, type FaceOf } from '../domain/records.ts';
import type { Reading, ReadingFace } from '../domain/reading/record.ts';
import type { Release, ReleaseFace } from '../domain/release/record.ts';
import type { Scenario } from '../domain/scenario/record.ts';
import type { Task, TaskFace } from '../domain/task/record.ts';
import { getKey, type View } from '../domain/world.ts';
import { canonicalJson, hash53 } from '../canonical.ts';
import { codeOf } from '../code.ts';
import { DIRECTORY } from '../ids.ts';
import {
  admitsRestricted,
  isOwners,
  showsAgreement,
  showsCircle,
  showsOrganisation,
  showsTwin,
  shownReference,
  shows,
  showsKey,
  showsUser,
  type Audience,
} from './audience.ts';
import { asking, type Ask } from './classes.ts';
import { tlpAt } from './marking.ts';

/** What a projection may ask about its reader. Everything else of the reader and the world is out of its reach. */
interface Seer {
  readonly ask: Ask;
  /** The owner's own people. */
  readonly mine: boolean;
  /** Whether the fields that the noun names as restricted are shown. */
  readonly restricted: boolean;
  /** Whether a person is shown by name. */
  names(user: string): boolean;

  /** The id under which a reference is shown: a coarse twin's where only that is. */
  refers(kind: Kind, id: string): string | undefined;
  /** Whether a record is shown in full. */
  shows(ref: EntityRef): boolean;
  author(by: Author): { organisation: string; user?: string };
}

/**
 * THE ONE DOOR. What an audience sees of a record: its full face, of an asset perhaps its coarse twin, or nothing. Whatever
 * leaves the server, by whatever exit, is made of these. Plain JSON; `version` is a hash of the rest.
 */
export function face<K extends Kind>(audience: Audience, kind: K, id: string, view: View): FaceOf[K] | undefined {
  return faceOfKey(audience, `${kind}:${id}`, view) as FaceOf[K] | undefined;
}

export function faceOfKey(audience: Audience, key: Key, view: View): AnyFace | undefined {
  const glimpse = glimpseOfKey(audience, key, view);
  if (!glimpse) return undefined;
  const face = glimpse as Record<string, unknown> & Glimpse;
  face['version'] = versionOf(glimpse);
  return face as unknown as AnyFace;
}

/** A face without its version, whose hash costs as much as all the rest: for whoever looks and hands nothing on. */
export type Glimpse = Omit<AnyFace, 'version'>;
/** The version of the face that a glimpse is of. */
export const versionOf = (glimpse: Glimpse): number => hash53(canonicalJson(glimpse));

/**
 * `ask`: where the faces of many readers are made, all that a marked record's may depend on. What the directory holds looks
 * different to each organisation anyway.
 */
export function glimpseOfKey(
  audience: Audience,
  key: Key,
  view: View,
  ask: Ask = asking(audience),
): Glimpse | undefined {
  const record = getKey(view, key);
  const { kind, id } = refOf(key);
  const content = record
    ? isMarkedKind(kind)
      ? markedContent(ask, kind, record as Marked & AnyRecord, view)
      : plainContent(audience, kind, record, view)
    : twinContent(ask, key, view);
  if (!content) return undefined;
  content['code'] = codeOf(kind, id);
  content['id'] = id;
  return content as unknown as Glimpse;
}

type Content = Record<string, unknown>;

function plainContent(audience: Audience, kind: Kind, record: AnyRecord, view: View): Content | undefined {
  if (audience.roleClass === 'administrator') return view.operationId === DIRECTORY ? administered(record) : undefined;
  switch (kind) {
    case 'organisation': {
      if (!showsOrganisation(audience, record.id, view)) return undefined;
      const { clients, ...shown } = record as Organisation;
      const known = clients.filter((client) => showsOrganisation(audience, client, view));
      const mine = record.id === audience.organisation && audience.roleClass !== 'guest';
      return mine && known.length > 0 ? { ...shown, clients: known.sort() } : shown;
    }
    case 'user': {
      const user = record as User;
      const roles = user.roles[view.operationId] ?? [];
      const { name, organisation, guest, disabled } = user;
      const own = organisation === audience.organisation;
      // Nobody but administrators has a role in the directory: there one knows one's own people, guests included.
      const known = roles.length > 0 || (own && view.operationId === DIRECTORY);
      if (!showsUser(audience, user.id, view) || !known) return undefined;
      // A guest knows its own link, and of no other guest's.
      const knows = own && (audience.roleClass !== 'guest' || audience.user === user.id);
      const told =
        guest && knows ? { guest: shownLink(audience, guest, view), ...(disabled && { revoked: true }) } : {};
      return { name, organisation, roles, ...told };
    }
    case 'circle': {
      if (!showsCircle(audience, record.id, view)) return undefined;
      const circle = record as Circle;
      const members = circle.members.filter((member) => showsOrganisation(audience, member, view));
      return { name: circle.name, owner: circle.owner, members: [...members].sort() };
    }
    case 'operation': {
      const operation = record as Operation;
      const here = operation.id === view.operationId || view.operationId === DIRECTORY;
      return here && operation.participants.includes(audience.organisation)
        ? { ...operationContent(operation) }
        : undefined;
    }
    case 'agreement':
      return showsAgreement(audience, record.id, view) ? { ...(record as Agreement) } : undefined;
    case 'clock':
      return { ...(record as ClockRecord) };
    default:
      return undefined;
  }
}

const OPERATIONS = new WeakMap<Operation, Content>();
/** One for all who take part; every decision looks at it. */
function operationContent(operation: Operation): Content {
  let content = OPERATIONS.get(operation);
  if (!content) {
    const { simulated, participants, ...shown } = operation;
    content = {
      ...shown,
      participants: [...participants].sort(),
      ...(simulated.length > 0 && { simulated: [...simulated].sort() }),
    };
    OPERATIONS.set(operation, content);
  }
  return content;
}

/** Who is who, whole; but whoever manages accounts is not told which records of an operation a guest's link is for. */
function administered(record: AnyRecord): Content {
  const { guest } = record as Partial<User>;
  return guest?.records ? { ...record, guest: { ...guest, records: [] } } : { ...record };
}

/** A guest's link as its sponsor's people are shown it: of the records it is for, those that they see themselves. */
function shownLink(audience: Audience, guest: Guest, view: View): Guest {
  const { records, ...link } = guest;
  if (!records) return link;
  return { ...link, records: records.filter((named) => showsKey(audience, keyOfRef(named), view)) };
}

function markedContent(ask: Ask, kind: Kind, record: Marked & AnyRecord, view: View): Content | undefined {
  if (!ask('is shown', (reader) => shows(reader, kind, record, view))) return undefined;
  const { marking } = record;
  const mine = ask('owns', (reader) => isOwners(reader, marking));
  // Mostly one and the same person: who made it and who said something of it.
  let [last, isNamed]: [string | undefined, boolean] = [undefined, false];
  const names = (user: string): boolean => {
    if (user !== last) isNamed = ask(namesQuestion(user), (reader) => showsUser(reader, user, view));
    last = user;
    return isNamed;
  };
  const seer: Seer = {
    ask,
    mine,
    names,
    restricted: ask(
      'is shown what is restricted',
      (reader) => admitsRestricted(reader, marking, view) && pastAdmitsRestricted(reader, kind, record, view),
    ),
    refers: (to, id) => ask(`refers to ${to}:${id}`, (reader) => shownReference(reader, marking, to, id, view)),
    shows: (ref) => ask(`is shown ${keyOfRef(ref)}`, (reader) => showsKey(reader, keyOfRef(ref), view)),
    author: (by) => (names(by.user) ? by : { organisation: by.organisation }),
  };
  const content = project(kind, record, seer);
  content['tlp'] = tlpAt(marking, view.time);
  content['owner'] = marking.owner;
  content['by'] = seer.author(record.by);
  content['madeAt'] = record.madeAt;
  content['realAt'] = record.realAt;
  if (record.unmarked) content['unmarked'] = true;
  // Circles, persons, reasons and history are the owner's.
  if (!mine) return content;
  content['marking'] = shownMarking(marking);
  if (record.acts.length > 0) {
    content['acts'] = record.acts.map((act) => ({ ...act, marking: shownMarking(act.marking) }));
  }
  return content;
}

/** The label of the question whether a person is shown by name. */
export const namesQuestion = (user: string): string => `names ${user}`;

/** The past is shown in no wider form than the present: a restriction that came later holds for it too. */
function pastAdmitsRestricted(audience: Audience, kind: Kind, record: AnyRecord, view: View): boolean {
  if (view.past?.key !== keyOf(kind, record.id)) return true;
  const present = asMarked(kind, view.operation.at(view.past.key, view.position));
  return present === undefined || admitsRestricted(audience, present.marking, view);
}

/** A new object, which the common fields are added to. */
function project(kind: Kind, record: AnyRecord, seer: Seer): Content {
  switch (kind) {
    case 'asset':
      return projectAsset(record as Asset, seer) as Content;
    case 'incident':
      return projectIncident(record as Incident, seer) as Content;
    case 'task':
      return projectTask(record as Task, seer) as Content;
    case 'note': {
      const { on, text, at, observedAt } = record as Note;
      return { on, text, at, ...(observedAt && { observedAt }) };
    }
    case 'attachment': {
      const { on, name, mediaType, bytes, at } = record as Attachment;
      return { on, name, mediaType, bytes, at };
    }
    case 'release':
      return projectRelease(record as Release, seer) as Content;
    case 'reading':
      return projectReading(record as Reading, seer) as Content;
    case 'scenario': {
      const { name, note, steps, hours, changedAt } = record as Scenario;
      return { name, ...(note !== undefined && { note }), steps, hours, changedAt };
    }
    default:
      return {};
  }
}

function shownMarking({ as, ...marking }: Marking): ShownMarking {
  return as ? { ...marking, follows: refOf(as.key) } : marking;
}

type AssetContent = { -readonly [Name in keyof AssetFace]?: AssetFace[Name] };
/** Made more often than all other faces together: field by field, which costs half of what going over lists of names does. */
function projectAsset(asset: Asset, seer: Seer): AssetContent {
  const claim = ({ by, ...rest }: Claim): ShownClaim => ({ ...rest, by: seer.author(by) });
  const { name, sector, kind, country, confirmed, expected } = asset;
  const content: AssetContent = { name, sector, kind, country };
  if (asset.organisation !== undefined) content.organisation = asset.organisation;
  if (asset.operatorName !== undefined) content.operatorName = asset.operatorName;
  if (asset.served !== undefined) content.served = asset.served;
  if (asset.source !== undefined) content.source = asset.source;
  Object.assign(content, shownStatus(asset));
  if (seer.restricted) {
    if (asset.location !== undefined) content.location = asset.location;
    if (asset.contacts !== undefined) content.contacts = asset.contacts;
    if (asset.notes !== undefined) content.notes = asset.notes;
  }
  if (confirmed) content.confirmed = claim(confirmed);
  if (expected) content.expected = { ...expected, by: seer.author(expected.by) };
  const reports = Object.values(asset.reports);
  if (reports.length > 0) {
    content.reports = reports.sort((a, b) => (a.by.organisation < b.by.organisation ? -1 : 1)).map(claim);
  }
  const needs = asset.needs ? shownNeeds(asset.needs, seer) : NO_NEEDS;
  if (needs.length > 0) content.needs = needs.sort((a, b) => (a.needId < b.needId ? -1 : 1));
  if (seer.restricted && needs.length > 0) {
    const buffers = Object.entries(asset.buffers).filter(([needId]) => needs.some((need) => need.needId === needId));
    if (buffers.length > 0) content.buffers = Object.fromEntries(buffers);
  }
  if (asset.twin && seer.mine) content.twin = publishedTwin(asset.twin)!;
  return content;
}

const NO_NEEDS: Need[] = [];

function publishedTwin({ id, marking, cell, region, needs }: Twin): AssetFace['twin'] {
  return compact({ id, marking: shownMarking(marking), cell, region, needs });
}

/**
 * The coarse twin: this list of fields is closed. Whatever else it showed, an owner, a name, an exact time, could tell
 * which asset it is.
 */
function twinContent(ask: Ask, key: Key, view: View): Content | undefined {
  const exact = view.operation.exactOf(key);
  const asset = exact === undefined ? undefined : (getKey(view, exact) as Asset | undefined);
  const twin = asset?.twin;
  if (!asset || !twin || key !== keyOf('asset', twin.id)) return undefined;
  if (!ask('is shown the twin', (reader) => showsTwin(reader, asset, view))) return undefined;
  const seer: Pick<Seer, 'refers' | 'restricted'> = {
    restricted: false,
    refers: (to, id) => ask(`refers to ${to}:${id}`, (reader) => shownReference(reader, twin.marking, to, id, view)),
  };
  const needs = twin.needs
    ? shownNeeds(asset.needs, seer).map((need) => ({ ...need, needId: ofTwin(twin, need) }))
    : [];
  const content: Omit<TwinFace, keyof FaceBase> = compact({
    tlp: tlpAt(twin.marking, view.time),
    sector: asset.sector,
    cell: twin.cell,
    region: twin.region,
    status: twin.band,
    since: twin.since,
    served: twin.served,
    needs: needs.length > 0 ? needs.sort((a, b) => (a.needId < b.needId ? -1 : 1)) : undefined,
  });
  return { ...content };
}

/** An id for a need of a twin: the asset's own would tell the two to be one. */
const ofTwin = (twin: Twin, need: Need): string =>
  `${twin.id.slice(0, 24)}${hash53(`${twin.id} ${need.needId}`).toString(16).padStart(14, '0').slice(-12)}`;

const shownNeeds = (needs: readonly Need[] | undefined, seer: Pick<Seer, 'refers' | 'restricted'>): Need[] =>
  (needs ?? []).map((need) => shownNeed(need, seer)).filter((need) => need !== undefined);

/**
 * A need as if its hidden suppliers did not exist: `k` at most the number shown, demand at most what those supply
 * nominally; with no visible supplier there is no need.
 */
function shownNeed(need: Need, seer: Pick<Seer, 'refers' | 'restricted'>): Need | undefined {
  const suppliers = need.suppliers.flatMap((supplier) => {
    const assetId = seer.refers('asset', supplier.assetId);
    return assetId === undefined ? [] : [{ ...supplier, assetId }];
  });
  if (suppliers.length === 0) return undefined;
  const { buffer, recharge, stock, k, demand, base, ...rest } = need;
  const nominal = suppliers.reduce((sum, supplier) => sum + supplier.weight, 0);
  return compact({
    ...rest,
    suppliers: [...suppliers].sort((a, b) => (a.assetId < b.assetId ? -1 : 1)),
    k: k === undefined ? undefined : Math.min(k, suppliers.length),
    // Weights count whole suppliers at full level; demand is in the same unit, so that D = the sum of all weights
    // means "needs all of them".
    demand: demand === undefined ? undefined : Math.max(1, Math.min(demand, nominal)),
    // Shown or not by no supplier: attaching a hidden one would show.
    base,
    ...(seer.restricted && { buffer, recharge, stock }),
  });
}

/** Sorted by the ids that are shown: any other order would tell of those behind. */
const shownIds = (kind: Kind, ids: readonly string[] | undefined, seer: Seer): string[] =>
  (ids ?? [])
    .map((id) => seer.refers(kind, id))
    .filter((id) => id !== undefined)
    .sort();

const shownRef = (on: EntityRef | undefined, seer: Seer): EntityRef | undefined => {
  const id = on && seer.refers(on.kind, on.id);
  return id === undefined ? undefined : { kind: on!.kind, id };
};

function projectRelease(release: Release, seer: Seer): Partial<ReleaseFace> {
  const { reason, wanted, status, to, at, answer } = release;
  // Of a coarse twin, and of what is not shown any more, it is not told whose it is: not by who answers either.
  const whose = seer.shows(release.on);
  return compact({
    on: shownRef(release.on, seer),
    reason,
    wanted,
    status,
    to: whose ? to : undefined,
    at,
    answer: answer && compact({ ...answer, by: whose ? seer.author(answer.by) : undefined }),
  });
}

/** Which TLP:RED record the glass was broken of: for whoever is shown that record, or its originator were told in vain. */
const readRef = (on: EntityRef | undefined, seer: Seer): EntityRef | undefined =>
  on && seer.shows(on) ? on : undefined;

function projectReading(reading: Reading, seer: Seer): Partial<ReadingFace> {
  const { what, reason, of, at, owners } = reading;
  const own = seer.mine;
  return compact({
    what,
    on: what === 'break-glass' ? readRef(reading.on, seer) : shownRef(reading.on, seer),
    owners: own ? [...owners].sort() : [seer.ask('is of', ({ organisation }) => organisation)],
    reason: own || what === 'break-glass' ? reason : undefined,
    of: own ? of : undefined,
    at,
  });
}

function entries(journal: readonly JournalEntry[], seer: Seer): ShownEntry[] {
  return journal.map(({ by, ...rest }) => ({ ...rest, by: seer.author(by) }));
}

function projectIncident(incident: Incident, seer: Seer): Partial<IncidentFace> {
  const { title, kind, severity, status, location, area, description, cause, lead, at, changedAt, closedAt, voided } =
    incident;
  const assetIds = shownIds('asset', incident.assetIds, seer);
  const acknowledgements = Object.values(incident.acknowledgements)
    .sort((a, b) => (a.by.organisation < b.by.organisation ? -1 : 1))
    .map(({ by, ...rest }) => ({ ...rest, ...seer.author(by) }));
  const into = incident.mergedInto;
  const mergedInto = into === undefined ? undefined : seer.refers('incident', into);
  // To whom the other incident is hidden nothing has happened.
  const told = mergedInto === undefined ? incident.journal.filter(({ what }) => what !== 'merged') : incident.journal;
  return compact({
    title,
    kind,
    severity,
    status,
    ...(seer.restricted && { location, area, description, cause }),
    assetIds: assetIds.length > 0 ? assetIds : undefined,
    lead,
    at,
    changedAt: told === incident.journal ? changedAt : (told.at(-1)?.at ?? at),
    closedAt,
    mergedInto,
    voided,
    acknowledgements: acknowledgements.length > 0 ? acknowledgements : undefined,
    journal: entries(told, seer),
  });
}

function projectTask(task: Task, seer: Seer): Partial<TaskFace> {
  const { title, description, incidentId, due, priority, assignee, status, at, changedAt, offeredAt, declined } = task;
  const assetIds = shownIds('asset', task.assetIds, seer);
  const blockedBy = shownIds('task', task.blockedBy, seer);
  const person = assignee?.user !== undefined && seer.names(assignee.user);
  return compact({
    title,
    description,
    incidentId: incidentId === undefined ? undefined : seer.refers('incident', incidentId),
    assetIds: assetIds.length > 0 ? assetIds : undefined,
    blockedBy: blockedBy.length > 0 ? blockedBy : undefined,
    due,
    priority,
    assignee: assignee && (person ? assignee : { organisation: assignee.organisation }),
    status,
    at,
    changedAt,
    offeredAt,
    declined,
    journal: entries(task.journal, seer),
  });
}

/** Absent members are absent, not undefined: canonical form and wire agree. */
function compact<T extends object>(value: T): T {
  const kept: Record<string, unknown> = {};
  for (const name in value) if (value[name] !== undefined) kept[name] = value[name];
  return kept as T;
}
