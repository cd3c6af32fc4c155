import { feature } from 'topojson-client';
import type { GeometryCollection, Objects, Topology } from 'topojson-specification';
import world from 'world-atlas/countries-110m.json';
import { xOfLongitude, yOfLatitude } from '../../map/geometry/mercator.ts';

/** One ring of a country in the unit world: x, y, x, y … and the box around it. */
export interface Ring {
  readonly points: Float32Array;
  readonly box: { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number };
}

/** Coasts and borders at a scale of 1 : 110 million: enough to see which country one is in, no more. */
export function landRings(): Ring[] {
  const topology = world as unknown as Topology<Objects>;
  const { features } = feature(topology, topology.objects['countries'] as GeometryCollection);
  return features.flatMap(({ geometry }) => {
    if (geometry.type === 'Polygon') return geometry.coordinates.map(ringOf);
    if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat().map(ringOf);
    return [];
  });
}

function ringOf(coordinates: readonly (readonly number[])[]): Ring {
  const points = new Float32Array(coordinates.length * 2);
  const box = { minX: 1, minY: 1, maxX: 0, maxY: 0 };
  coordinates.forEach(([lon = 0, lat = 0], index) => {
    const x = xOfLongitude(lon);
    const y = yOfLatitude(Math.max(-85, Math.min(85, lat)));
    points[2 * index] = x;
    points[2 * index + 1] = y;
    box.minX = Math.min(box.minX, x);
    box.maxX = Math.max(box.maxX, x);
    box.minY = Math.min(box.minY, y);
    box.maxY = Math.max(box.maxY, y);
  });
  return { points, box };
}
