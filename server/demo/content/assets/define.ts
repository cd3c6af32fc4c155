import type { Country, DemoAsset, DemoCoarse, DemoMarking, Sector } from '../types.ts';

export const SYNTHETIC_NOTE =
  'Names are those of real sites and places are approximate. Ownership, markings, persons served, dependencies, ' +
  'buffers and delays are synthetic: invented for this exercise, never measured at any of these sites.';

export const GREEN: DemoMarking = { tlp: 'TLP:GREEN' };
export const CLEAR: DemoMarking = { tlp: 'TLP:CLEAR' };
export const amber = (...circles: string[]): DemoMarking => ({ tlp: 'TLP:AMBER', circles });
export const strict = (...circles: string[]): DemoMarking => ({ tlp: 'TLP:AMBER+STRICT', circles });
export const red = (...persons: string[]): DemoMarking => ({ tlp: 'TLP:RED', persons });

interface Common {
  sector: Sector;
  kind: string;
  country: Country;
  organisation: string;
  marking?: DemoMarking;
  coarse?: DemoCoarse;
}

/** Everybody may know that there is one, roughly where, and whether it works. */
export const area = (cell: DemoCoarse['cell'], more: Partial<DemoCoarse> = {}): DemoCoarse => ({
  marking: GREEN,
  cell,
  ...more,
});

/** key, name, latitude, longitude, persons served, marking when it differs from that of the group. */
export type AssetRow = [string, string, number, number, number, DemoMarking?];

export function assetsOf(common: Common, rows: AssetRow[]): DemoAsset[] {
  return rows.map(([key, name, lat, lon, served, marking]) => ({
    key,
    name,
    sector: common.sector,
    kind: common.kind,
    country: common.country,
    location: { lat, lon },
    organisation: common.organisation,
    served,
    marking: marking ?? common.marking ?? GREEN,
    ...(common.coarse && { coarse: common.coarse }),
  }));
}
