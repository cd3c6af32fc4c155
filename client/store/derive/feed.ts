import { isTwin, type AssetFace, type ShownClaim } from '../../../shared/domain/asset/record.ts';
import type { ShownEntry } from '../../../shared/domain/incident/record.ts';
import type { Severity, Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Faces } from '../contract.ts';
import { nameOrCode, type NameOf } from './shownAsset.ts';
import { atOnce, each, type Steps } from './steps.ts';

type Tone = 'failed' | 'degraded' | 'operational' | 'unknown' | 'critical' | 'major' | 'plain';

/** One thing that happened, as the faces tell it. */
export interface Happening {
  readonly key: string;
  readonly kind: 'incident' | 'asset' | 'task' | 'note';
  /** What it opens. */
  readonly entity: { readonly kind: 'incident' | 'asset' | 'task'; readonly id: string };
  readonly code: string;
  readonly title: string;
  /** The end of a text key (`feed.did.status`) and what it changed to. */
  readonly what: string;
  readonly to?: string | number;
  readonly note?: string;
  readonly at: string;
  readonly realAt: string;
  readonly observedAt?: string;
  readonly by: { readonly organisation: string; readonly user?: string };
  readonly tone: Tone;
  readonly tlp: Tlp;
}

const SEVERITY_TONE: Record<Severity, Tone> = { 1: 'plain', 2: 'plain', 3: 'major', 4: 'critical' };

/** What happened, latest first, from the journals and claims of everything shown: a resumed client sees the same. */
export const happeningsOf = (faces: Faces, options: Wanted = {}): Happening[] => atOnce(happeningsIn(faces, options));

interface Wanted {
  readonly since?: string;
  readonly most?: number;
  readonly nameOf?: NameOf;
}

/** The same, in pieces. */
export function* happeningsIn(faces: Faces, options: Wanted = {}): Steps<Happening[]> {
  const { since, most = 200, nameOf = nameOrCode } = options;
  const all: Happening[] = [];
  /** The last of the latest so far, once there are more than are wanted: whatever is no later than it is not looked at. */
  let last: Happening | undefined;
  const wanted = ({ at, realAt }: { at: string; realAt: string }): boolean =>
    (since === undefined || realAt > since) &&
    (last === undefined || at > last.at || (at === last.at && realAt > last.realAt));
  const add = (one: Happening): void => {
    all.push(one);
    if (all.length < 4 * most + 100) return;
    all.sort(latestFirst).length = most;
    last = all.at(-1);
  };
  for (const { id, code, title, journal, severity, tlp } of faces.incident.values()) {
    const entity = { kind: 'incident', id } as const;
    const tone = SEVERITY_TONE[severity];
    journal.forEach((entry, i) => {
      const key = `incident:${id}:${i}`;
      if (wanted(entry)) add({ ...ofEntry(entry), key, kind: 'incident', entity, code, title, tone, tlp });
    });
  }
  for (const { id, code, title, journal, tlp } of faces.task.values()) {
    const entity = { kind: 'task', id } as const;
    journal.forEach((entry, i) => {
      const key = `task:${id}:${i}`;
      if (wanted(entry)) add({ ...ofEntry(entry), key, kind: 'task', entity, code, title, tone: 'plain', tlp });
    });
  }
  yield* each(faces.asset.values(), (asset) => {
    // Of a twin nobody says anything: its band follows by itself, and what was said is the owner's.
    if (isTwin(asset)) return;
    if (asset.confirmed && wanted(asset.confirmed)) add(ofClaim(asset, asset.confirmed, 'confirmed'));
    for (const claim of asset.reports ?? []) if (wanted(claim)) add(ofClaim(asset, claim, 'reportedAs'));
  });
  for (const note of faces.note.values()) {
    const on = wanted(note) && titleOf(faces, note.on.kind, note.on.id, nameOf);
    if (!on) continue;
    const { id, text, at, realAt, by, tlp } = note;
    add({ key: `note:${id}`, kind: 'note', ...on, what: 'note', note: text, at, realAt, by, tone: 'plain', tlp });
  }
  return all.sort(latestFirst).slice(0, most);
}

const latestFirst = (a: Happening, b: Happening): number =>
  a.at < b.at ? 1 : a.at > b.at ? -1 : a.realAt < b.realAt ? 1 : a.realAt > b.realAt ? -1 : 0;

function ofEntry(entry: ShownEntry) {
  const { what, to, note, at, realAt, observedAt, by } = entry;
  return {
    what,
    at,
    realAt,
    by,
    ...(to !== undefined && { to }),
    ...(note !== undefined && { note }),
    ...(observedAt !== undefined && { observedAt }),
  };
}

function ofClaim(asset: AssetFace, claim: ShownClaim, what: 'confirmed' | 'reportedAs'): Happening {
  const { id, code, name, tlp } = asset;
  return {
    key: `asset:${id}:${claim.by.organisation}:${claim.at}`,
    kind: 'asset',
    entity: { kind: 'asset', id },
    code,
    title: name,
    what,
    to: claim.status,
    ...(claim.note !== undefined && { note: claim.note }),
    at: claim.at,
    realAt: claim.realAt,
    ...(claim.observedAt !== undefined && { observedAt: claim.observedAt }),
    by: claim.by,
    tone: claim.status,
    tlp,
  };
}

function titleOf(faces: Faces, kind: string, id: string, nameOf: NameOf) {
  if (kind === 'asset') {
    const asset = faces.asset.get(id);
    return asset && { entity: { kind: 'asset', id } as const, code: asset.code, title: nameOf(asset) };
  }
  if (kind !== 'incident' && kind !== 'task') return undefined;
  const face = faces[kind].get(id);
  return face && { entity: { kind, id } as const, code: face.code, title: face.title };
}
