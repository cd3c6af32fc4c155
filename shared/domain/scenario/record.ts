import type { Instant } from '../../time.ts';
import type { Marked, MarkedFace } from '../entity.ts';

/** Something that is supposed to happen to an asset, in seconds after the moment from which the scenario is run. */
export type ScenarioStep =
  | { readonly kind: 'health'; readonly after: number; readonly assetId: string; readonly level: number }
  | {
      readonly kind: 'refuel';
      readonly after: number;
      readonly assetId: string;
      readonly needId: string;
      /** What is in the buffer from then on, in seconds at full draw. */
      readonly seconds: number;
    };

interface ScenarioContent {
  readonly name: string;
  readonly note?: string;
  readonly steps: readonly ScenarioStep[];
  /** How far it looks ahead. */
  readonly hours: number;
  /** Operation time of its latest change. */
  readonly changedAt: Instant;
}

/**
 * What would happen if: a derived record. Its sources are the assets of its steps. No result is stored: whoever opens it
 * reckons with what they are shown themselves.
 */
export interface Scenario extends Marked, ScenarioContent {}
export interface ScenarioFace extends MarkedFace, ScenarioContent {}
