import type { Clock, Instant } from '../../time.ts';
import type { FaceBase } from '../entity.ts';
import type { Phase } from '../vocabulary.ts';

/** The one record of kind `clock`; its id is the operation's. */
export interface ClockRecord {
  readonly id: string;
  readonly phase: Phase;
  readonly clock?: Clock;
  readonly startedAt?: Instant;
  readonly ended?: { readonly at: Instant; readonly reason: string };
}
export interface ClockFace extends FaceBase {
  readonly phase: Phase;
  readonly clock?: Clock;
  readonly startedAt?: Instant;
  readonly ended?: { readonly at: Instant; readonly reason: string };
}
