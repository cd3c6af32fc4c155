import { useEffect, useMemo, useState } from 'react';
import type { Cell } from '../../../shared/domain/asset/record.ts';
import type { Area, Place } from '../../../shared/geo.ts';
import { useMap } from '../map.ts';

interface Placed {
  readonly location?: Place;
  readonly area?: Area;
  /** The square of a coarse twin. */
  readonly cell?: Cell;
}

/** Whether something lies in what the map shows now; undefined while not asked for, or without a map. */
export function useInView(wanted: boolean): ((record: Placed) => boolean) | undefined {
  const map = useMap();
  const [bounds, setBounds] = useState(() => map?.bounds());
  useEffect(() => {
    if (!map || !wanted) return undefined;
    setBounds(map.bounds());
    return map.on('view', (view) => setBounds(view.bounds));
  }, [map, wanted]);
  return useMemo(() => {
    if (!wanted || !bounds) return undefined;
    const { south, north, west, east } = bounds;
    const holds = ({ lat, lon }: Place) => lat >= south && lat <= north && lon >= west && lon <= east;
    return ({ location, area, cell }: Placed) => {
      if (location) return holds(location);
      if (cell) {
        const { lat, lon, size } = cell;
        return lat <= north && lat + size >= south && lon <= east && lon + size >= west;
      }
      // An area counts where any of its corners does: near enough for a list.
      const rings = area ? (area.type === 'Polygon' ? area.coordinates : area.coordinates.flat()) : [];
      return rings.some((ring) => ring.some(([lon = 0, lat = 0]) => holds({ lat, lon })));
    };
  }, [wanted, bounds]);
}
