import { createContext, useContext } from 'react';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { Place } from '../../../shared/geo.ts';

/** What panels ask of the map. Without a map (tests, the wall's list scene) nothing happens and nothing breaks. */
export interface MapBridge {
  /** Rings a record on the map while it is pointed at in a list; undefined takes the ring away. */
  hover(ref: EntityRef | undefined): void;
  select(ref: EntityRef | undefined): void;
  flyTo(place: Place): void;
  /** Asks the person for a place on the map; undefined when they thought better of it. */
  pickPlace(): Promise<Place | undefined>;
  /** Asks the person to draw round something: corners in order; undefined when they thought better of it. */
  drawArea(): Promise<readonly Place[] | undefined>;
}

const NO_MAP: MapBridge = {
  hover: () => undefined,
  select: () => undefined,
  flyTo: () => undefined,
  pickPlace: () => Promise.resolve(undefined),
  drawArea: () => Promise.resolve(undefined),
};

export const MapBridgeContext = createContext<MapBridge>(NO_MAP);

export const useMapBridge = (): MapBridge => useContext(MapBridgeContext);
