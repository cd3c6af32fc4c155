import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace, ShownMarking } from '../../../shared/domain/entity.ts';
import { strictness, TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Faces } from '../../store/contract.ts';
import { reachOf } from '../../store/derive/audience.ts';
import type { Markable } from '../../ui/marking/api.ts';

export const INSPECTED = ['asset', 'incident', 'task', 'note', 'attachment'] as const satisfies readonly Markable[];

/** A record of one's own organisation, as far as who sees it goes. */
export interface OwnRecord {
  readonly kind: Markable;
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly face: MarkedFace;
  /** Other organisations that see it, by what is known here. */
  readonly reaches: readonly string[];
}

export interface LabelRow {
  readonly tlp: Tlp;
  readonly counts: readonly { readonly kind: Markable; readonly count: number }[];
  readonly total: number;
  /** Other organisations that see at least one of them. */
  readonly reaches: readonly string[];
}

/** What the future takes away or widens by itself, soonest first. */
export interface ToCome {
  readonly record: OwnRecord;
  readonly at: string;
  /** Absent: it is withdrawn then. */
  readonly becomes?: Tlp;
}

/** All records of one's own organisation. Thousands share a few markings, so who is reached is asked once for each. */
export function ownRecords(faces: Faces, me: { id: string; organisation: string }, operation: string): OwnRecord[] {
  const reach = reachByMarking(faces, me, operation);
  const records: OwnRecord[] = [];
  const add = (kind: Markable, face: MarkedFace & { readonly id: string; readonly code: string }, title: string) => {
    if (face.owner !== me.organisation || !face.marking) return;
    records.push({ kind, id: face.id, code: face.code, title, face, reaches: reach(face, face.marking) });
  };
  for (const face of faces.asset.values()) if (!isTwin(face)) add('asset', face, face.name);
  for (const face of faces.incident.values()) add('incident', face, face.title);
  for (const face of faces.task.values()) add('task', face, face.title);
  for (const face of faces.note.values()) add('note', face, face.text);
  for (const face of faces.attachment.values()) add('attachment', face, face.name);
  return records;
}

function reachByMarking(faces: Faces, me: { id: string; organisation: string }, operation: string) {
  const known = new Map<string, readonly string[]>();
  return (face: MarkedFace, marking: ShownMarking): readonly string[] => {
    const author = { organisation: me.organisation, user: face.by.user ?? me.id };
    const red = face.tlp === 'TLP:RED';
    const key = JSON.stringify([face.tlp, marking.circles, red && [...marking.persons, author.user]]);
    let found = known.get(key);
    if (!found) {
      const { organisations } = reachOf(faces, operation, author, { ...marking, tlp: face.tlp });
      found = organisations.filter((one) => one !== me.organisation);
      known.set(key, found);
    }
    return found;
  };
}

/** By label, the widest first. */
export function byLabel(records: readonly OwnRecord[]): LabelRow[] {
  return TLP.flatMap((tlp) => {
    const these = records.filter(({ face }) => face.tlp === tlp);
    if (these.length === 0) return [];
    const counts = INSPECTED.flatMap((kind) => {
      const count = these.filter((one) => one.kind === kind).length;
      return count === 0 ? [] : [{ kind, count }];
    });
    const reaches = [...new Set([...new Set(these.map((one) => one.reaches))].flat())];
    return [{ tlp, counts, total: these.length, reaches }];
  });
}

/** How many of one's records each other organisation sees. */
export function byPartner(records: readonly OwnRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reaches } of records) for (const one of reaches) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** `realNow`: sharing deadlines run on real time. */
export function toCome(records: readonly OwnRecord[], realNow: string): ToCome[] {
  return records
    .flatMap((record): ToCome[] => {
      const { expires, downgrade } = record.face.marking ?? {};
      return [
        ...(downgrade && downgrade.at > realNow ? [{ record, at: downgrade.at, becomes: downgrade.tlp }] : []),
        ...(expires !== undefined && expires > realNow ? [{ record, at: expires }] : []),
      ];
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.record.id < b.record.id ? -1 : 1));
}

export type Order = 'widest' | 'strictest' | 'latest';
export interface Wanted {
  readonly kind: Markable | undefined;
  readonly tlp: Tlp | undefined;
  readonly text: string;
  readonly order: Order;
}

export function chosen(records: readonly OwnRecord[], { kind, tlp, text, order }: Wanted): OwnRecord[] {
  const words = text.trim().toLowerCase();
  return records
    .filter(
      (one) =>
        (kind === undefined || one.kind === kind) &&
        (tlp === undefined || one.face.tlp === tlp) &&
        (words === '' || `${one.code} ${one.title}`.toLowerCase().includes(words)),
    )
    .sort((a, b) => compare(a, b, order) || (a.title < b.title ? -1 : a.title > b.title ? 1 : a.id < b.id ? -1 : 1));
}

function compare(a: OwnRecord, b: OwnRecord, order: Order): number {
  if (order === 'latest') return a.face.realAt < b.face.realAt ? 1 : a.face.realAt > b.face.realAt ? -1 : 0;
  const wider = strictness(a.face.tlp) - strictness(b.face.tlp) || b.reaches.length - a.reaches.length;
  return order === 'widest' ? wider : -wider;
}
