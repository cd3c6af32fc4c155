import type L from 'leaflet';
import { Spot } from './canvas/Spot.ts';
import { latitudeOfY, longitudeOfX } from './geometry/mercator.ts';
import { IncidentLayer } from './incidents/IncidentLayer.ts';
import type { IncidentTable } from './incidents/IncidentTable.ts';

/** More rings than this would be a flicker, not a call. */
const MOST_PULSES = 24;

/** A ring that calls: an incident of severity 3 or 4 that nobody has acknowledged. Still when motion is unwanted. */
export class Pulses {
  private readonly map: L.Map;
  private readonly table: IncidentTable;
  private readonly spots = new Map<string, Spot>();
  private visible = true;

  constructor(map: L.Map, table: IncidentTable) {
    this.map = map;
    this.table = table;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.update();
  }

  update(): void {
    const calling = this.visible
      ? this.table
          .inDrawingOrder()
          .filter(({ feature, place }) => place && !feature.closed && !feature.acknowledged && feature.severity >= 3)
          .slice(-MOST_PULSES)
      : [];
    const wanted = new Set(calling.map(({ feature }) => feature.id));
    for (const [id, spot] of this.spots) {
      if (wanted.has(id)) continue;
      spot.hide();
      this.spots.delete(id);
    }
    for (const { feature, place } of calling) {
      if (!place) continue;
      const spot = this.spots.get(feature.id) ?? new Spot(this.map, 'pulses', 'map-pulse');
      this.spots.set(feature.id, spot);
      spot.inner.className = `map-pulse severity-${feature.severity}`;
      spot.show(latitudeOfY(place.y), longitudeOfX(place.x), IncidentLayer.rise);
    }
  }
}
