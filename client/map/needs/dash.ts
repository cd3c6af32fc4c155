import type { NeedType } from '../features.ts';

/** Dashes in pixels: the type of a need without colour. */
export const NEED_DASH: Readonly<Record<NeedType, readonly number[]>> = {
  physical: [],
  cyber: [2, 5],
  geographic: [12, 5, 2, 5],
  logical: [8, 5],
};
