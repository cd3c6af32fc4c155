import type { IncidentFeature, LayerDifference } from '../features.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import { areaOf, middleOf, type Area } from './areas.ts';

export interface PlacedIncident {
  feature: IncidentFeature;
  area: Area | undefined;
  /** in the unit world; an incident with neither point nor area is not on the map */
  place: { x: number; y: number } | undefined;
}

/** The incidents by id, each with its area decoded once. */
export class IncidentTable {
  readonly incidents = new Map<string, PlacedIncident>();

  apply(difference: LayerDifference<IncidentFeature>): void {
    for (const id of difference.remove) this.incidents.delete(id);
    for (const feature of difference.set) {
      const before = this.incidents.get(feature.id);
      const area = feature.area
        ? before?.area && before.feature.area === feature.area
          ? before.area
          : areaOf(feature.area)
        : undefined;
      const place =
        feature.lat !== undefined && feature.lon !== undefined
          ? { x: xOfLongitude(feature.lon), y: yOfLatitude(feature.lat) }
          : area && middleOf(area);
      this.incidents.set(feature.id, { feature, area, place });
    }
  }

  /** Least pressing first, as they are drawn: closed, then by severity, then those that nobody has acknowledged. */
  inDrawingOrder(): PlacedIncident[] {
    const weight = ({ feature }: PlacedIncident): number =>
      feature.closed ? 0 : feature.severity * 2 + (feature.acknowledged ? 0 : 1);
    return [...this.incidents.values()].sort((a, b) => weight(a) - weight(b));
  }
}
