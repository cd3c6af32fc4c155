import type { Bounds, FeatureReference } from './features.ts';

/** What the map tells: payloads by event name. */
export interface MapEvents {
  select: FeatureReference & { by: 'pointer' | 'keyboard' };
  /** undefined: the pointer left what it was over */
  hover: FeatureReference | undefined;
  view: { bounds: Bounds; lat: number; lon: number; zoom: number };
  /** a place with nothing on it; `press` is a long press or the secondary button: report from here */
  background: { lat: number; lon: number; by: 'click' | 'press' | 'keyboard' };
}
