import type { MultiPolygon, Polygon } from 'geojson';
import { boxOf, clipRing, contains, overlaps, type Box } from '../geometry/clip.ts';
import { interiorPoint, ringArea } from '../geometry/interiorPoint.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import type { Frame } from '../canvas/ViewportLayer.ts';

/** The rings of an area in the unit world. */
export interface Area {
  rings: Float64Array[];
  box: Box;
}

export function areaOf(geometry: Polygon | MultiPolygon): Area {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const rings = polygons.flat().map((ring) => {
    const line = new Float64Array(ring.length * 2);
    ring.forEach(([lon, lat], i) => {
      line[2 * i] = xOfLongitude(lon ?? 0);
      line[2 * i + 1] = yOfLatitude(lat ?? 0);
    });
    return line;
  });
  return { rings, box: boxOf(rings.flatMap((ring) => [...ring])) };
}

/** Where the pin of an incident without a point of its own stands. */
export function middleOf(area: Area): { x: number; y: number } | undefined {
  const largest = [...area.rings].sort((a, b) => ringArea(b) - ringArea(a))[0];
  return largest && largest.length >= 6 ? interiorPoint(largest) : undefined;
}

export function areaPath(area: Area, frame: Frame): Path2D | undefined {
  const margin = 40 / frame.scale;
  const { minX, minY, maxX, maxY } = frame.box;
  const clip = { minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin };
  if (!overlaps(area.box, clip)) return undefined;
  const path = new Path2D();
  for (const ring of area.rings) {
    const shown = contains(clip, area.box) ? ring : clipRing(ring, clip);
    for (let i = 0; i < shown.length; i += 2) {
      const x = (shown[i] as number) * frame.scale - frame.left;
      const y = (shown[i + 1] as number) * frame.scale - frame.top;
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
  }
  return path;
}
