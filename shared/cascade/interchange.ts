/**
 * The interchange form of a network: what `tocsin cascade` reads. Times are whole seconds, levels parts per million.
 * A quantity that is not known exactly may be given as [low, best, high].
 */
export type Banded = number | readonly [low: number, best: number, high: number];

export interface SupplierForm {
  /** Index of the supplier in `assets`. */
  readonly j: number;
  readonly w?: number;
  /** Seconds until a change of the supplier is felt. */
  readonly lat?: Banded;
  /** Minimum useful level, ppm. */
  readonly theta?: number;
}

export interface NeedForm {
  readonly rule: 'cap' | 'kofn' | 'island';
  readonly D?: number;
  readonly d0?: number;
  readonly k?: number;
  /** Seconds at full draw. */
  readonly B?: Banded;
  /** ppm-seconds per second; 0 needs refuelling by hand. */
  readonly rech?: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly sup?: readonly SupplierForm[];
  /** Of an island need: the layer whose island must carry the asset. */
  readonly layer?: string;
  /** What kind of need, for people; the engine does not read it. */
  readonly type?: string;
}

export interface AssetForm {
  readonly name: string;
  readonly nat?: string;
  readonly sec?: string;
  readonly h?: number;
  readonly rho?: Banded;
  readonly phi?: number;
  readonly needs?: readonly NeedForm[];
}

/** A repair that goes on only while its own needs are met; when its work is done, the asset's health returns. */
export interface JobForm {
  readonly name?: string;
  /** Name or index of what is repaired. */
  readonly asset: string | number;
  /** Seconds of work. */
  readonly work: Banded;
  /** When a crew may begin; 0 when absent. */
  readonly start?: number;
  /** The health that it restores, ppm. */
  readonly to?: number;
  /** Seconds from having all it needs to being at work. */
  readonly rho?: Banded;
  readonly needs?: readonly NeedForm[];
}

/** A grid whose islands share what is generated within them. */
export interface LayerForm {
  readonly links: readonly (readonly [a: string | number, b: string | number])[];
  /** What an asset feeds in at full output, and what it draws nominally; one unit for both. */
  readonly capacity?: Readonly<Record<string, number>>;
  readonly demand?: Readonly<Record<string, number>>;
}

export type EventForm = readonly [t: Banded, asset: string | number, health: number];
export type RefuelForm = readonly [t: Banded, asset: string | number, need: number, seconds: number];

export interface CascadeForm {
  readonly assets: readonly AssetForm[];
  readonly events?: readonly EventForm[];
  /** Buffers that somebody fills up to `seconds` at `t`. */
  readonly refuel?: readonly RefuelForm[];
  readonly until?: number;
  /** Persons served: the service and how many, by name of the asset. */
  readonly pop?: Readonly<Record<string, readonly [service: string, persons: number]>>;
  /** Assets that one cause strikes together; an event may name the group. */
  readonly groups?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly jobs?: readonly JobForm[];
  readonly layers?: Readonly<Record<string, LayerForm>>;
}
