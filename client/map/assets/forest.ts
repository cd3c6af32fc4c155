import Supercluster, { type AnyProps, type ClusterFeature, type PointFeature } from 'supercluster';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';

/** Points to cluster; `slot` is the caller's number for each. */
export interface ForestInput {
  slots: Int32Array;
  lon: Float64Array;
  lat: Float64Array;
}

/**
 * How points merge from zoom to zoom, as one forest: nodes 0 … leaves - 1 are the points, the rest clusters. A node is
 * shown at zooms `from` to `to`. It holds places only: statuses are counted along `parent` by whoever owns them, so that
 * a change of status never builds anything anew.
 */
export interface Forest {
  leaves: number;
  /** slot of each leaf */
  slots: Int32Array;
  x: Float64Array;
  y: Float64Array;
  parent: Int32Array;
  from: Uint8Array;
  to: Uint8Array;
}

export interface ClusterOptions {
  /** pixels */
  radius: number;
  /** at greater zooms every point stands alone */
  maxZoom: number;
  minPoints: number;
}

const ALONE = 255;
const WORLD: [number, number, number, number] = [-180, -90, 180, 90];

export function buildForest(input: ForestInput, options: ClusterOptions): Forest {
  const leaves = input.slots.length;
  const index = new Supercluster<{ leaf: number }>({ ...options, minZoom: 0, extent: 256 });
  const points = new Array<PointFeature<{ leaf: number }>>(leaves);
  for (let leaf = 0; leaf < leaves; leaf++) {
    points[leaf] = {
      type: 'Feature',
      properties: { leaf },
      geometry: { type: 'Point', coordinates: [input.lon[leaf] as number, input.lat[leaf] as number] },
    };
  }
  index.load(points);

  const x: number[] = [];
  const y: number[] = [];
  const parent: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (let leaf = 0; leaf < leaves; leaf++) {
    x.push(xOfLongitude(input.lon[leaf] as number));
    y.push(yOfLatitude(input.lat[leaf] as number));
    parent.push(-1);
    from.push(0);
    to.push(ALONE);
  }
  type Shown = ClusterFeature<AnyProps> | PointFeature<{ leaf: number }>;
  const open: { shown: Shown; above: number; first: number }[] = index
    .getClusters(WORLD, 0)
    .map((shown) => ({ shown, above: -1, first: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { shown, above, first } = next;
    const properties = shown.properties as { cluster?: boolean; cluster_id?: number; leaf: number };
    if (properties.cluster !== true) {
      parent[properties.leaf] = above;
      from[properties.leaf] = first;
      continue;
    }
    const id = properties.cluster_id as number;
    const node = x.length;
    const [lon, lat] = shown.geometry.coordinates as [number, number];
    const expansion = index.getClusterExpansionZoom(id);
    x.push(xOfLongitude(lon));
    y.push(yOfLatitude(lat));
    parent.push(above);
    from.push(first);
    to.push(expansion - 1);
    for (const child of index.getChildren(id)) open.push({ shown: child as Shown, above: node, first: expansion });
  }
  return {
    leaves,
    slots: input.slots,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    parent: Int32Array.from(parent),
    from: Uint8Array.from(from),
    to: Uint8Array.from(to),
  };
}
