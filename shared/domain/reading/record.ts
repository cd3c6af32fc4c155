import type { Instant } from '../../time.ts';
import type { EntityRef, Marked, MarkedFace } from '../entity.ts';
import type { ReadingKind } from '../vocabulary.ts';

interface ReadingContent {
  readonly what: ReadingKind;
  readonly reason?: string;
  /** Of a preview: as which organisation. */
  readonly of?: string;
  readonly at: Instant;
}

/** An entry of the read journal: somebody took AMBER or stricter records out, or looked where they had no right to. */
export interface Reading extends Marked, ReadingContent {
  readonly on?: EntityRef;
  /** Organisations whose AMBER or stricter records were read. */
  readonly owners: readonly string[];
}
export interface ReadingFace extends MarkedFace, ReadingContent {
  readonly on?: EntityRef;
  /** For the reader's organisation all of them; for an owner itself alone. */
  readonly owners: readonly string[];
}
