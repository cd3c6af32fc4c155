import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { MarkedKind } from '../../../shared/domain/records.ts';
import { strictness, TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { stricter } from '../../../shared/sharing/marking.ts';
import type { Faces } from '../contract.ts';
import { reachOf } from './audience.ts';

/** What each organisation put into the common picture, what came back to it, and what its reports led to. */
export const DEEDS = {
  gave: ['records', 'notes', 'statuses', 'tasksDone', 'releases'],
  got: ['offered', 'acknowledged', 'helped'],
  ledTo: ['tasks', 'changes', 'merged'],
} as const;
export type Side = keyof typeof DEEDS;
export type DeedKind = (typeof DEEDS)[Side][number];

/** One thing that counts, and what it opens. */
export interface Deed {
  readonly entity: { readonly kind: 'asset' | 'incident' | 'task'; readonly id: string };
  readonly code: string;
  readonly title: string;
  /** Operation time. */
  readonly at: string;
  /** The other organisation in it, where there is one. */
  readonly with?: string;
  /** What it changed to. */
  readonly to?: string;
}

export interface LedgerRow {
  readonly organisation: string;
  /** Records that it shares, by kind and label, in the order of kinds and from the widest label. */
  readonly shared: readonly { readonly kind: SharedKind; readonly tlp: Tlp; readonly count: number }[];
  readonly deeds: Readonly<Record<DeedKind, readonly Deed[]>>;
  /** For `records` and `notes`, of which an organisation may have thousands, the list stops; the number does not. */
  readonly counts: Readonly<Record<DeedKind, number>>;
}

export interface LedgerOfFaces {
  readonly rows: readonly LedgerRow[];
  /** Areas whose owner is not told: they count for nobody. */
  readonly areas: number;
  /** The strictest label of what was counted. */
  readonly tlp: Tlp;
}

const SHARED_KINDS = ['asset', 'incident', 'task', 'attachment'] as const satisfies readonly MarkedKind[];
export type SharedKind = (typeof SHARED_KINDS)[number];
/** Deeds of one kind that are listed. */
const MOST_LISTED = 200;

type Place = Pick<Deed, 'entity' | 'code' | 'title'>;

/**
 * The ledger as far as one person can know it: it is made of their faces and of nothing else, so whoever returns sees the
 * same as who stayed. Of others everything that is shown here was shared; of one's own only what reaches another.
 */
export function ledger(faces: Faces, me: { id: string; organisation: string }, operation: string): LedgerOfFaces {
  const book = new Book(faces.operation.get(operation)?.participants ?? [...faces.organisation.keys()]);
  const reaches = reachesOthers(faces, me, operation);
  let areas = 0;
  let tlp: Tlp = 'TLP:CLEAR';
  const counted = (face: MarkedFace): boolean => {
    if (face.owner === me.organisation && !reaches(face)) return false;
    tlp = stricter(tlp, face.tlp);
    return true;
  };

  for (const asset of faces.asset.values()) {
    if (isTwin(asset)) {
      areas += 1;
      continue;
    }
    const place: Place = { entity: { kind: 'asset', id: asset.id }, code: asset.code, title: asset.name };
    if (counted(asset)) book.shares('asset', asset, place, asset.at ?? asset.madeAt);
    for (const claim of [...(asset.confirmed ? [asset.confirmed] : []), ...(asset.reports ?? [])]) {
      const owner = claim.by.organisation === asset.owner ? {} : { with: asset.owner };
      book.add(claim.by.organisation, 'statuses', { ...place, at: claim.at, to: claim.status, ...owner });
    }
  }

  const followed = new Set<string>();
  for (const incident of faces.incident.values()) {
    const { id, code, title, owner, at } = incident;
    const place: Place = { entity: { kind: 'incident', id }, code, title };
    if (incident.voided === undefined && counted(incident)) book.shares('incident', incident, place, at);
    for (const { organisation, at: answered } of incident.acknowledgements ?? []) {
      if (organisation !== owner) book.add(owner, 'acknowledged', { ...place, at: answered, with: organisation });
    }
    for (const { what, by, to, at: changed } of incident.journal) {
      if (what !== 'status') continue;
      const status = to === undefined ? {} : { to: String(to) };
      const own = by.organisation === owner;
      book.add(by.organisation, 'statuses', { ...place, at: changed, ...status, ...(!own && { with: owner }) });
      if (own) continue;
      book.add(owner, 'changes', { ...place, at: changed, ...status, with: by.organisation });
    }
    // The latest word on what was hit, where it came after the report and from somebody else.
    for (const assetId of incident.assetIds ?? []) {
      const asset = faces.asset.get(assetId);
      if (!asset || isTwin(asset)) continue;
      for (const claim of [...(asset.confirmed ? [asset.confirmed] : []), ...(asset.reports ?? [])]) {
        if (claim.by.organisation === owner || claim.at < at) continue;
        // Two reports of one organisation about one asset led to one word, not to two.
        const word = `${owner} ${asset.id} ${claim.by.organisation}`;
        if (followed.has(word)) continue;
        followed.add(word);
        const hit: Place = { entity: { kind: 'asset', id: asset.id }, code: asset.code, title: asset.name };
        book.add(owner, 'changes', { ...hit, at: claim.at, to: claim.status, with: claim.by.organisation });
      }
    }
    const into = incident.mergedInto === undefined ? undefined : faces.incident.get(incident.mergedInto);
    if (into && into.owner !== owner) {
      const merged = incident.journal.findLast(({ what }) => what === 'merged')?.at ?? incident.changedAt;
      book.add(owner, 'merged', { ...place, at: merged, with: into.owner });
    }
  }

  for (const task of faces.task.values()) {
    const { id, code, title, owner, at, assignee, status, changedAt } = task;
    const place: Place = { entity: { kind: 'task', id }, code, title };
    if (counted(task)) book.shares('task', task, place, at);
    const other = assignee?.organisation;
    if (other !== undefined && other !== owner) {
      book.add(other, 'offered', { ...place, at: task.offeredAt ?? at, with: owner, to: status });
      if (status === 'done') {
        book.add(other, 'tasksDone', { ...place, at: changedAt, with: owner });
        book.add(owner, 'helped', { ...place, at: changedAt, with: other });
      }
    }
    const from = task.incidentId === undefined ? undefined : faces.incident.get(task.incidentId);
    if (from) book.add(from.owner, 'tasks', { ...place, at, with: owner, to: status });
  }

  for (const attachment of faces.attachment.values()) {
    const place = placeOf(faces, attachment.on);
    if (place && counted(attachment)) book.shares('attachment', attachment, place, attachment.at);
  }
  for (const note of faces.note.values()) {
    const place = placeOf(faces, note.on);
    if (place && counted(note)) book.add(note.owner, 'notes', { ...place, at: note.at });
  }
  for (const release of faces.release.values()) {
    const place = release.on && placeOf(faces, release.on);
    if (place && release.status === 'granted' && release.to !== undefined) {
      book.add(release.to, 'releases', { ...place, at: release.answer?.at ?? release.at, with: release.owner });
    }
  }
  return { rows: book.rows(), areas, tlp };
}

/** Whether a record of one's own is shown to anybody else: thousands of assets share a few markings. */
function reachesOthers(faces: Faces, me: { id: string; organisation: string }, operation: string) {
  const known = new Map<string, boolean>();
  return ({ tlp, marking, by }: MarkedFace): boolean => {
    if (strictness(tlp) <= strictness('TLP:GREEN')) return true;
    if (!marking) return false;
    // What follows another record has its audience, which is its owner's to know.
    if (marking.follows) return true;
    const key = JSON.stringify([tlp, marking.circles, tlp === 'TLP:RED' && [...marking.persons, by.user]]);
    let reaches = known.get(key);
    if (reaches === undefined) {
      const author = { organisation: me.organisation, user: by.user ?? me.id };
      const { organisations } = reachOf(faces, operation, author, { ...marking, tlp });
      reaches = organisations.some((one) => one !== me.organisation);
      known.set(key, reaches);
    }
    return reaches;
  };
}

function placeOf(faces: Faces, on: { kind: string; id: string }): Place | undefined {
  if (on.kind === 'asset') {
    const asset = faces.asset.get(on.id);
    if (!asset) return undefined;
    return { entity: { kind: 'asset', id: on.id }, code: asset.code, title: isTwin(asset) ? asset.code : asset.name };
  }
  if (on.kind !== 'incident' && on.kind !== 'task') return undefined;
  const face = faces[on.kind].get(on.id);
  return face && { entity: { kind: on.kind, id: on.id }, code: face.code, title: face.title };
}

interface Page {
  readonly shared: Map<string, number>;
  readonly deeds: Record<DeedKind, Deed[]>;
  readonly counts: Record<DeedKind, number>;
}

class Book {
  readonly #pages = new Map<string, Page>();

  constructor(organisations: readonly string[]) {
    for (const one of organisations) this.#page(one);
  }

  shares(kind: SharedKind, { owner, tlp }: MarkedFace, place: Place, at: string): void {
    const { shared } = this.#page(owner);
    const key = `${kind} ${tlp}`;
    shared.set(key, (shared.get(key) ?? 0) + 1);
    this.add(owner, 'records', { ...place, at });
  }

  add(organisation: string, what: DeedKind, deed: Deed): void {
    const page = this.#page(organisation);
    page.counts[what] += 1;
    page.deeds[what].push(deed);
  }

  rows(): LedgerRow[] {
    return [...this.#pages]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([organisation, { shared, deeds, counts }]) => ({
        organisation,
        shared: SHARED_KINDS.flatMap((kind) =>
          [...TLP].flatMap((tlp) => {
            const count = shared.get(`${kind} ${tlp}`);
            return count === undefined ? [] : [{ kind, tlp, count }];
          }),
        ),
        deeds: Object.fromEntries(
          Object.entries(deeds).map(([what, list]) => [what, list.sort(latestFirst).slice(0, MOST_LISTED)]),
        ) as unknown as LedgerRow['deeds'],
        counts,
      }));
  }

  #page(organisation: string): Page {
    const known = this.#pages.get(organisation);
    if (known) return known;
    const all = Object.values(DEEDS).flat();
    const made: Page = {
      shared: new Map(),
      deeds: Object.fromEntries(all.map((what) => [what, []])) as unknown as Page['deeds'],
      counts: Object.fromEntries(all.map((what) => [what, 0])) as Page['counts'],
    };
    this.#pages.set(organisation, made);
    return made;
  }
}

/** Of the same moment by what they say, so that the order of arrival shows nowhere. */
const latestFirst = (a: Deed, b: Deed): number => {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  const [one, other] = [wordsOf(a), wordsOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
};
const wordsOf = ({ code, entity, with: other, to }: Deed): string => `${code} ${entity.id} ${other ?? ''} ${to ?? ''}`;

export const sumOf = (row: LedgerRow, side: Side): number =>
  DEEDS[side].reduce((sum, what) => sum + row.counts[what], 0);
