import type { Instant } from '../time.ts';
import type { Tlp } from './vocabulary.ts';

/** Kinds that live in the directory stream. */
export const DIRECTORY_KINDS = ['organisation', 'user', 'circle', 'operation', 'agreement'] as const;
/** Kinds that live in an operation's own stream. */
export const OPERATION_KINDS_OF_RECORD = [
  'clock',
  'asset',
  'incident',
  'task',
  'note',
  'attachment',
  'release',
  'reading',
  'scenario',
] as const;
export const KINDS = [...DIRECTORY_KINDS, ...OPERATION_KINDS_OF_RECORD] as const;
export type Kind = (typeof KINDS)[number];

export interface EntityRef {
  readonly kind: Kind;
  readonly id: string;
}

/** `asset:3f0c…`: the key of a record in maps and in a stored row's envelope. */
export type Key = string;
export const keyOf = (kind: string, id: string): Key => `${kind}:${id}`;
export const keyOfRef = (ref: EntityRef): Key => `${ref.kind}:${ref.id}`;
export function refOf(key: Key): EntityRef {
  const colon = key.indexOf(':');
  return { kind: key.slice(0, colon) as Kind, id: key.slice(colon + 1) };
}
const OF_DIRECTORY: ReadonlySet<string> = new Set(DIRECTORY_KINDS);
export const isDirectoryKind = (kind: string): boolean => OF_DIRECTORY.has(kind);

/** Who is told what: the audience of a record, or of its restricted fields. */
export interface Audiences {
  readonly tlp: Tlp;
  readonly circles: readonly string[];
  readonly persons: readonly string[];
}

export interface Marking extends Audiences {
  readonly owner: string;
  /** Real time after which only the owner's organisation (RED: its named persons) still sees the record. */
  readonly expires?: Instant;
  /** Real time from which the label is the wider one named here. */
  readonly downgrade?: { readonly at: Instant; readonly tlp: Tlp };
  /** A stricter marking of the noun's restricted fields; never wider than the record's own. */
  readonly restricted?: Audiences;
  /**
   * The record takes the audience of what it hangs on, whose circles its author may not know. `then` is what that
   * audience was: when the other record is widened, this one does not follow without an act of its own owner.
   */
  readonly as?: { readonly key: Key; readonly then: Audiences };
}

export interface Author {
  readonly organisation: string;
  readonly user: string;
}

export interface MarkingAct {
  readonly marking: Marking;
  readonly by: Author;
  readonly realAt: Instant;
  readonly reason: string;
}

/** What every marked record carries. */
export interface Marked {
  readonly id: string;
  readonly marking: Marking;
  /** Made without a marking: it took the operation's default. */
  readonly unmarked?: true;
  readonly acts: readonly MarkingAct[];
  readonly by: Author;
  /** Operation time and real time of its making. */
  readonly madeAt: Instant;
  readonly realAt: Instant;
  /** An event this build does not understand named the record: it may be a restriction, so only the owner sees it. */
  readonly hidden?: true;
}

/** A marking as its owner sees it: that it follows another record, not what that record's circles are. */
export type ShownMarking = Omit<Marking, 'as'> & { readonly follows?: EntityRef };

/** Strictly what a record shows: plain JSON. `version` is equal or not equal; it never counts. */
export interface FaceBase {
  readonly id: string;
  readonly code: string;
  readonly version: number;
}
/** A face as whoever decides looks at it: what its version is, costs as much to know as all the rest. */
export type Unversioned<F> = F extends unknown ? Omit<F, 'version'> : never;
export interface MarkedFace extends FaceBase {
  readonly tlp: Tlp;
  readonly owner: string;
  readonly by: { readonly organisation: string; readonly user?: string };
  readonly madeAt: Instant;
  readonly realAt: Instant;
  /** Only in the faces of the owner's own organisation. */
  readonly marking?: ShownMarking;
  readonly acts?: readonly (Omit<MarkingAct, 'marking'> & { readonly marking: ShownMarking })[];
  readonly unmarked?: true;
}
