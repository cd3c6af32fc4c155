import type { Lost, Weights } from '../../shared/cascade/criticality.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import type { SectorInfluence } from '../../shared/cascade/influence.ts';
import type { BrokenPair } from '../../shared/cascade/pairs.ts';
import type { ScenarioStep } from '../../shared/domain/scenario/record.ts';
import type { Instant } from '../../shared/time.ts';

/** From where each asset alone is let fail: from what is the case now, or as if all were well. */
export const STANDINGS = ['present', 'rest'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Pairs are looked for among so many of the most critical. */
export const TOP = 50;

/** As much of a scenario as is counted over. */
export interface Story {
  readonly id: string;
  readonly steps: readonly ScenarioStep[];
  readonly hours: number;
}

/** What differs between the faces that the worker has and those that the viewer sees now, and what is asked. */
export interface RankingFeed {
  readonly ticket: number;
  /** Forget all that was known: what follows is everything. */
  readonly reset: boolean;
  readonly faces: readonly AnyFace[];
  readonly gone: readonly string[];
  /** The screen has forgotten its numbers: say all that hold. */
  readonly again: boolean;
  /** Operation time. */
  readonly now: Instant;
  readonly standing: Standing;
  readonly weights: Weights;
  readonly stories: readonly Story[];
}

/** What it costs when this asset alone fails: weights come later, so that changing them costs nothing. */
export interface RankEntry {
  readonly id: string;
  /** Its nation; empty where that is not shown. */
  readonly home: string;
  readonly losses: readonly Lost[];
  /** C4: for how many it is a single point of failure, whatever their buffers hold. */
  readonly dominates: number;
  /** How many of all stand still within the 72 h. */
  readonly takesDown: number;
  readonly reaches: number;
  /** Operation time from which it was reckoned. */
  readonly at: Instant;
}

export type Phase = 'assets' | 'stories' | 'pairs' | 'done';

/** What the worker has found since it spoke last. */
export interface RankingNews {
  readonly ticket: number;
  readonly entries: readonly RankEntry[];
  readonly phase: Phase;
  /** Of the phase. */
  readonly done: number;
  readonly total: number;
  /** C5; null where sectors depend on each other so wholly that there is no answer. */
  readonly sectors?: readonly SectorInfluence[] | null;
  /** C3: of all falls in all stories that hung on a supplier, the share that hung on this one, ppm. */
  readonly bindings?: { readonly stories: number; readonly shares: readonly (readonly [id: string, share: number])[] };
  readonly pairs?: readonly BrokenPair<string>[];
}
