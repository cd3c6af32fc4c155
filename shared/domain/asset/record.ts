import type { Place } from '../../geo.ts';
import type { Instant } from '../../time.ts';
import type { Author, FaceBase, Marked, MarkedFace, Marking, ShownMarking, Unversioned } from '../entity.ts';
import type { AssetStatus, Because, NeedType, Sector, Tlp } from '../vocabulary.ts';

/** One organisation's word on an asset's status. */
export interface Claim {
  readonly status: AssetStatus;
  /** Parts per million. */
  readonly level: number;
  readonly because?: Because;
  readonly note?: string;
  readonly expectedRestoration?: Instant;
  /** Operation time since when this organisation has said this status without a break. */
  readonly since: Instant;
  /** Since when the level is this, where that is later than `since`. */
  readonly levelSince?: Instant;
  /** Until when the owner vouches for it against every forecast. It lapses when a supplier changes after this was said. */
  readonly holdsUntil?: Instant;
  /** Operation time at which that was said: a later word on the status leaves it as it stands. */
  readonly heldAt?: Instant;
  /** Operation time of its latest word. */
  readonly at: Instant;
  readonly realAt: Instant;
  /** Operation time at which the device saw it, when that was earlier; `clamped` when its clock was not believed. */
  readonly observedAt?: Instant;
  readonly clamped?: true;
  readonly by: Author;
}

export interface Supplier {
  readonly assetId: string;
  readonly weight: number;
  /** Seconds. */
  readonly delay: number;
  /** Minimum useful level, ppm. */
  readonly threshold: number;
}

/** What an asset needs from suppliers; the meaning of each member is equations (1) to (6) of the cascade model. */
export interface Need {
  readonly needId: string;
  readonly type: NeedType;
  readonly rule: 'cap' | 'kofn';
  readonly suppliers: readonly Supplier[];
  readonly k?: number;
  readonly demand?: number;
  readonly base?: number;
  /** Seconds at full draw. Absent in faces without the restricted fields. */
  readonly buffer?: number;
  /** What the buffer is made of, in its owner's word: diesel, batteries, a tank. */
  readonly stock?: string;
  /** ppm-seconds per second; 0 needs manual refuelling. */
  readonly recharge?: number;
  /** Strength and criticality, ppm. */
  readonly alpha: number;
  readonly beta: number;
}

/** The owner's word that what is predicted will come. */
export interface Expected {
  readonly at: Instant;
  /** Parts per million. */
  readonly level: number;
  readonly note?: string;
  /** Operation time at which it was said. */
  readonly saidAt: Instant;
  readonly by: Author;
}

export interface BufferStatement {
  readonly secondsLeft: number;
  readonly at: Instant;
}

interface AssetContent {
  readonly name: string;
  readonly sector: Sector;
  readonly kind: string;
  readonly country: string;
  readonly location?: Place;
  /** The operator named in it, when it takes part in the operation. */
  readonly organisation?: string;
  /** The operator's name as the importer found it; shown as "operator unconfirmed". */
  readonly operatorName?: string;
  readonly served?: number;
  readonly contacts?: string;
  readonly notes?: string;
  /** The id of the row in the source it was imported from. */
  readonly source?: string;
  readonly needs?: readonly Need[];
  readonly confirmed?: Claim;
}

/** The square that a twin is shown as: its south-west corner and its side, in degrees. */
export interface Cell {
  readonly lat: number;
  readonly lon: number;
  readonly size: number;
}

/**
 * A generic face of the asset under a wider marking, for those who may not see the asset itself. It has an id of its own,
 * and a closed list of fields: whatever else it showed could tell which asset it is.
 */
export interface Twin {
  readonly id: string;
  readonly marking: Marking;
  readonly cell: Cell;
  readonly region?: string;
  /** Whether its needs are shown as well. */
  readonly needs?: true;
  readonly band: AssetStatus;
  /** Operation time, in whole minutes. */
  readonly since: Instant;
  /** Lower bound of the band of people served. */
  readonly served?: number;
}

/** `cell` tells it from the face of an asset. */
export interface TwinFace extends FaceBase {
  readonly tlp: Tlp;
  readonly sector: Sector;
  readonly cell: Cell;
  readonly region?: string;
  readonly status: AssetStatus;
  readonly since: Instant;
  readonly served?: number;
  readonly needs?: readonly Need[];
}

/** What the owner's own people are shown of the twin they published. */
export interface PublishedTwin {
  readonly id: string;
  readonly marking: ShownMarking;
  readonly cell: Cell;
  readonly region?: string;
  readonly needs?: true;
}

export interface Asset extends Marked, AssetContent {
  /** The latest word of each other organisation since the owner's own. */
  readonly reports: Readonly<Record<string, Claim>>;
  readonly buffers: Readonly<Record<string, BufferStatement>>;
  readonly expected?: Expected;
  readonly twin?: Twin;
}

export type Basis = 'confirmed' | 'reported';

/** A claim as others see it: the person only where that person is visible. */
export type ShownClaim = Omit<Claim, 'by'> & { readonly by: { readonly organisation: string; readonly user?: string } };

export interface AssetFace extends MarkedFace, Omit<AssetContent, 'confirmed'> {
  readonly status: AssetStatus;
  readonly level: number;
  /** Absent while nobody has said anything. */
  readonly basis?: Basis;
  readonly since?: Instant;
  readonly levelSince?: Instant;
  /** Operation time of the latest word behind what is shown: the age of the value. */
  readonly at?: Instant;
  readonly disputed?: true;
  readonly confirmed?: ShownClaim;
  readonly reports?: readonly ShownClaim[];
  readonly buffers?: Readonly<Record<string, BufferStatement>>;
  readonly expected?: Omit<Expected, 'by'> & { readonly by: ShownClaim['by'] };
  readonly twin?: PublishedTwin;
}

export function isTwin(face: AssetFace | TwinFace | undefined): face is TwinFace;
export function isTwin(face: Unversioned<AssetFace | TwinFace> | undefined): face is Unversioned<TwinFace>;
export function isTwin(face: object | undefined): boolean {
  return face !== undefined && 'cell' in face;
}
/** The asset's own face; of a twin there is none. */
export function inFull(face: AssetFace | TwinFace | undefined): AssetFace | undefined;
export function inFull(face: Unversioned<AssetFace | TwinFace> | undefined): Unversioned<AssetFace> | undefined;
export function inFull(face: Unversioned<AssetFace | TwinFace> | undefined): Unversioned<AssetFace> | undefined {
  return face === undefined || 'cell' in face ? undefined : face;
}
