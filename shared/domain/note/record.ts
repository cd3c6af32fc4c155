import type { Instant } from '../../time.ts';
import type { EntityRef, Marked, MarkedFace } from '../entity.ts';

/** A note hangs on a record and is shown only where that record is. */
export interface Note extends Marked {
  readonly on: EntityRef;
  readonly text: string;
  readonly at: Instant;
  readonly observedAt?: Instant;
}
export interface NoteFace extends MarkedFace {
  readonly on: EntityRef;
  readonly text: string;
  readonly at: Instant;
  readonly observedAt?: Instant;
}

/** A photo or document on a record. The bytes are stored under a random id and read only by those who see this. */
export interface Attachment extends Marked {
  readonly on: EntityRef;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly at: Instant;
}
export interface AttachmentFace extends MarkedFace {
  readonly on: EntityRef;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly at: Instant;
}
