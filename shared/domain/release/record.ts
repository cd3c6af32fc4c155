import type { Instant } from '../../time.ts';
import type { Author, EntityRef, Marked, MarkedFace } from '../entity.ts';
import type { Tlp } from '../vocabulary.ts';

export type ReleaseStatus = 'asked' | 'granted' | 'declined';

interface ReleaseContent {
  /** Why it is needed. */
  readonly reason: string;
  readonly wanted?: Tlp;
  readonly status: ReleaseStatus;
  readonly at: Instant;
}

/** A request that the owner of a record share more of it, and the owner's answer. */
export interface Release extends Marked, ReleaseContent {
  readonly on: EntityRef;
  /** The organisation that decides: the owner of what it asks for. */
  readonly to: string;
  readonly answer?: { readonly by: Author; readonly at: Instant; readonly reason: string };
}
export interface ReleaseFace extends MarkedFace, ReleaseContent {
  /** Absent where the reader is not shown the record itself. */
  readonly on?: EntityRef;
  /** Absent where `on` is a coarse twin: whose it is, is not told. */
  readonly to?: string;
  readonly answer?: {
    /** Absent with `to`. */
    readonly by?: { readonly organisation: string; readonly user?: string };
    readonly at: Instant;
    readonly reason: string;
  };
}
