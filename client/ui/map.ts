import { createContext, useContext } from 'react';
import type { MapController } from '../map/MapController.ts';

export const MapContext = createContext<MapController | undefined>(undefined);

/** The one map under all screens; undefined until it is there. */
export const useMap = (): MapController | undefined => useContext(MapContext);
