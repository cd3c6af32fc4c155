import type { Instant } from '../time.ts';
import type { Author, EntityRef } from './entity.ts';

/** A past fact. The first of `entities` is the event's own record; others are touched by it. */
export interface TocsinEvent {
  readonly type: string;
  readonly v: number;
  readonly by: Author;
  /** Operation time. */
  readonly at: Instant;
  /** Real time at the server. */
  readonly realAt: Instant;
  /** When the author's device made it (real time), if that differs, and whether that had to be clamped. */
  readonly observedAt?: Instant;
  readonly clamped?: true;
  readonly entities: readonly EntityRef[];
  readonly data: Readonly<Record<string, unknown>>;
  /** The directory position that the author's node had folded: no tail folds the event before its own got there. */
  readonly directory: number;
  readonly commandId?: string;
}

/** What `decide` returns; the pipeline adds who, when and where. */
export interface EventDraft {
  readonly type: string;
  readonly entities: readonly EntityRef[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** What `evolve` is given: one event as it concerns one record. */
export interface Fact {
  readonly event: TocsinEvent;
  readonly ref: EntityRef;
  readonly own: boolean;
}
