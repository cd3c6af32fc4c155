import type { MultiPolygon, Polygon } from 'geojson';

/** What the map draws: plain values, so that a layer needs to know neither store nor socket nor React. */

export type Status = 'operational' | 'degraded' | 'failed' | 'unknown';
export type Basis = 'confirmed' | 'reported' | 'predicted' | 'unstated';
export type Severity = 1 | 2 | 3 | 4;
export type Theme = 'dark' | 'light';

export interface Place {
  lat: number;
  lon: number;
}

export interface AssetFeature {
  id: string;
  code: string;
  name: string;
  lat: number;
  lon: number;
  sector: string;
  kind: string;
  status: Status;
  /** parts per million */
  level?: number;
  basis: Basis;
  disputed: boolean;
  since?: string;
  /** how old the statement is; the symbol fades with it */
  ageSeconds?: number;
  /** the feed it came from is lost: the symbol is hatched */
  stale: boolean;
  country: string;
  organisation: string;
  mine: boolean;
  /** filtered out, but kept on the map because it is selected */
  dimmed: boolean;
  tlp: string;
}

/** Assets of which no more is known yet than where they are and how they stand; the rest is made of those that are drawn. */
export interface Glimpse {
  readonly count: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  status(index: number): Status;
  feature(index: number): AssetFeature | undefined;
}

/** A site whose owner shares no more than the area it lies in. */
export interface TwinFeature {
  id: string;
  code: string;
  /** "Energy site in this area": it has no name */
  name: string;
  /** south-west corner and side, in degrees */
  cell: { lat: number; lon: number; size: number };
  /** kilometres across its middle */
  high: number;
  wide: number;
  sector: string;
  status: Status;
  since: string;
  stale: boolean;
  /** its status is a forecast's, not anybody's word */
  predicted?: boolean;
  /** filtered out, but kept on the map because it is selected */
  dimmed: boolean;
  tlp: string;
}

/** A loss that is predicted of an asset or a twin, and that nobody has told of yet. */
export interface GhostFeature {
  /** the asset's or the twin's */
  id: string;
  status: 'degraded' | 'failed';
  /** parts per million */
  level: number;
  /** operation time in milliseconds */
  at: number;
  /** it should have happened by now */
  due: boolean;
  /** its owner has said that this will be so */
  expected: boolean;
  /** its band is a bound that holds, not an estimate */
  bounded: boolean;
  /** the moment in words, and its band: the one is never said without the other */
  when: string;
  band: string;
}

/** One step of a cascade: what happens at `from` brings down what is at `to`. */
export interface PathHop {
  from: Place;
  to: Place;
  /** what becomes of `to` */
  status: Status;
  /** `cause`: on the way from the root to the asset; `lacking`: missing there as well; `effect`: what follows from it */
  part: 'cause' | 'lacking' | 'effect';
  /** there are steps in between that are not shown */
  skipped: boolean;
  crossBorder: boolean;
  /** the ends that lie somewhere in an area */
  soft?: { from: boolean; to: boolean };
}

export interface CascadePath {
  /** where it begins */
  root: Place | undefined;
  /** that is no place, but the middle of an area */
  rootIsArea?: boolean;
  hops: readonly PathHop[];
}

/** How much depends on an asset, from 0 to 1. */
export interface Criticality {
  id: string;
  share: number;
}

export interface IncidentFeature {
  id: string;
  code: string;
  title: string;
  severity: Severity;
  status: string;
  lat?: number;
  lon?: number;
  area?: Polygon | MultiPolygon;
  acknowledged: boolean;
  closed: boolean;
}

export type NeedType = 'physical' | 'cyber' | 'geographic' | 'logical';
export type NeedState = 'supplied' | 'short' | 'lost' | 'unknown';

export interface NeedLine {
  /** the supplier's place */
  from: Place;
  to: Place;
  type: NeedType;
  state: NeedState;
  /** `supplier`: the selected asset receives over this line; `dependent`: it gives */
  direction: 'supplier' | 'dependent';
  /** the ends that lie somewhere in an area: the line fades out towards them */
  soft?: { from: boolean; to: boolean };
  /** the two ends lie in different countries */
  crossBorder?: boolean;
}

/** A name for orientation; rank 1 is shown first and largest, rank 4 last. */
export interface NamedPlace extends Place {
  name: string;
  rank: number;
}

export interface LayerDifference<F> {
  set: F[];
  remove: string[];
}

export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

export type FeatureKind = 'asset' | 'incident';
export interface FeatureReference {
  kind: FeatureKind;
  id: string;
}

export const LAYERS = ['assets', 'predictions', 'incidents', 'areas', 'needs', 'names', 'graticule'] as const;
export type LayerName = (typeof LAYERS)[number];

export const STATUSES: readonly Status[] = ['operational', 'unknown', 'degraded', 'failed'];
/** Index in STATUSES: a greater rank is worse, is drawn later and wins in a cluster. */
export const STATUS_RANK: Readonly<Record<Status, number>> = { operational: 0, unknown: 1, degraded: 2, failed: 3 };
export const STATUS_LETTER: Readonly<Record<Status, string>> = {
  operational: 'O',
  degraded: 'D',
  failed: 'F',
  unknown: '?',
};
