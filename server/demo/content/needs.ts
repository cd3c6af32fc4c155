import { gridNeeds } from './needs/grid.ts';
import { mobilityWaterNeeds } from './needs/mobilityWater.ts';
import { serviceNeeds } from './needs/services.ts';
import type { DemoNeed } from './types.ts';

/** Grouped by asset this is what `asset.setNeeds` takes; every number in it is synthetic (`SYNTHETIC_NOTE`). */
export const demoNeeds: DemoNeed[] = [...gridNeeds, ...serviceNeeds, ...mobilityWaterNeeds];

export function needsByAsset(): Map<string, DemoNeed[]> {
  const grouped = new Map<string, DemoNeed[]>();
  for (const need of demoNeeds) grouped.set(need.assetId, [...(grouped.get(need.assetId) ?? []), need]);
  return grouped;
}
