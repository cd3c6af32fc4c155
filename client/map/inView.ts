import type { AssetLayer } from './assets/AssetLayer.ts';
import type { AssetFeature, Bounds, TwinFeature } from './features.ts';
import type { Box } from './geometry/clip.ts';
import { xOfLongitude, yOfLatitude } from './geometry/mercator.ts';
import type { IncidentTable, PlacedIncident } from './incidents/IncidentTable.ts';
import type { TwinTable } from './twins/TwinTable.ts';
import type { Stop } from './walk.ts';

export interface InView {
  assets: AssetFeature[];
  twins: TwinFeature[];
  incidents: PlacedIncident[];
}

/** The layers that are shown; of one that is hidden nothing is in view. */
interface Shown {
  assets?: Pick<AssetLayer, 'inBox'>;
  twins?: TwinTable;
  incidents?: IncidentTable;
}

export const boxOf = ({ south, west, north, east }: Bounds): Box => ({
  minX: xOfLongitude(west),
  maxX: xOfLongitude(east),
  minY: yOfLatitude(north),
  maxY: yOfLatitude(south),
});

export function featuresIn(bounds: Bounds, { assets, twins, incidents }: Shown): InView {
  const box = boxOf(bounds);
  const isIn = ({ place }: PlacedIncident): boolean =>
    place !== undefined && place.x >= box.minX && place.x <= box.maxX && place.y >= box.minY && place.y <= box.maxY;
  return {
    assets: assets?.inBox(box) ?? [],
    twins: twins?.inBox(box) ?? [],
    incidents: incidents ? [...incidents.incidents.values()].filter(isIn) : [],
  };
}

/** Where the keyboard may stop: a twin in the middle of its square. */
export const stopsOf = ({ assets, twins, incidents }: InView): Stop[] => [
  ...incidents.map(({ feature: { id }, place }): Stop => ({
    kind: 'incident',
    id,
    x: place?.x ?? 0,
    y: place?.y ?? 0,
  })),
  ...assets.map(({ id, lat, lon }): Stop => ({ kind: 'asset', id, x: xOfLongitude(lon), y: yOfLatitude(lat) })),
  ...twins.map(({ id, cell: { lat, lon, size } }): Stop => {
    return { kind: 'asset', id, x: xOfLongitude(lon + size / 2), y: yOfLatitude(lat + size / 2) };
  }),
];
