import { useEffect, useMemo } from 'react';
import { useRanking, useRankingChoice } from '../../ranking/useRanking.ts';
import { useMap } from '../../ui/map.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { rankRows, ringsOf } from './rows.ts';

/** Draws rings on the map while it is there, as large as what their assets' failure would cost. It shows nothing itself. */
export function CriticalityOnMap() {
  const map = useMap();
  const found = useRanking();
  const { weights } = useRankingChoice();
  const assets = useFaces('asset');
  const rings = useMemo(() => ringsOf(rankRows(found, assets, weights)), [found, assets, weights]);
  useEffect(() => map?.setCriticality(rings), [map, rings]);
  useEffect(() => () => map?.setCriticality(undefined), [map]);
  return null;
}
