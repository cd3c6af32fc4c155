import type L from 'leaflet';
import { Spot } from './canvas/Spot.ts';
import type { AssetFeature, GhostFeature, TwinFeature } from './features.ts';
import { latitudeOfY, longitudeOfX } from './geometry/mercator.ts';
import { HoverCard } from './HoverCard.ts';
import { IncidentLayer } from './incidents/IncidentLayer.ts';
import type { PlacedIncident } from './incidents/IncidentTable.ts';
import type { Found } from './Pointer.ts';
import type { Translate } from './text.ts';

export interface RingSource {
  asset(id: string): AssetFeature | undefined;
  /** the coarse twins that share its square, the worst first */
  twins(id: string): readonly TwinFeature[] | undefined;
  /** where it is drawn, in the unit world, and how large */
  assetPlace(id: string): { x: number; y: number; radius: number } | undefined;
  /** what is predicted of an asset or a twin */
  ghost(id: string): GhostFeature | undefined;
  incident(id: string): PlacedIncident | undefined;
}

const CARD_GAP = 10;

/** The ring around what is selected, the one around what is pointed at, and the card beside it. */
export class Rings {
  private readonly source: RingSource;
  private readonly selectedRing: Spot;
  private readonly hoverRing: Spot;
  private readonly card: HoverCard;
  private selected: string | undefined;
  private hovered: string | undefined;
  private withCard = false;

  constructor(map: L.Map, t: Translate, source: RingSource) {
    this.source = source;
    this.selectedRing = new Spot(map, 'rings', 'map-ring is-selected');
    this.hoverRing = new Spot(map, 'rings', 'map-ring is-hovered');
    this.card = new HoverCard(map, t);
  }

  select(id: string | undefined): void {
    this.selected = id;
    this.update();
  }

  hover(id: string | undefined, withCard: boolean): void {
    this.hovered = id;
    this.withCard = withCard;
    this.update();
  }

  point(found: Found | undefined): void {
    if (found?.kind === 'cluster') {
      this.hover(undefined, false);
      this.card.showCluster(found.total, found.counts, found.lat, found.lon, CARD_GAP);
    } else {
      this.hover(found?.feature.id, found !== undefined);
    }
  }

  /** The moment, in words, for which everything is predicted. */
  setAhead(when: string | undefined): void {
    this.card.ahead = when;
    this.update();
  }

  /** After anything moved or was drawn in another place. */
  update(): void {
    this.put(this.selectedRing, this.selected);
    const place = this.put(this.hoverRing, this.hovered);
    if (!place || !this.withCard || this.hovered === undefined) {
      this.card.hide();
      return;
    }
    const asset = this.source.asset(this.hovered);
    const twins = this.source.twins(this.hovered);
    const incident = this.source.incident(this.hovered);
    const ghost = this.source.ghost(this.hovered);
    const rise = place.rise + place.radius + CARD_GAP;
    if (asset) this.card.showAsset(asset, ghost, place.lat, place.lon, rise);
    else if (twins) this.card.showTwins(twins, this.hovered, ghost, place.lat, place.lon, rise);
    else if (incident) this.card.showIncident(incident.feature, place.lat, place.lon, rise);
  }

  private put(
    ring: Spot,
    id: string | undefined,
  ): { lat: number; lon: number; rise: number; radius: number } | undefined {
    const place = id === undefined ? undefined : this.find(id);
    if (!place) {
      ring.hide();
      return undefined;
    }
    const size = `${Math.round(place.radius * 2 + 10)}px`;
    ring.inner.style.width = size;
    ring.inner.style.height = size;
    ring.show(place.lat, place.lon, place.rise);
    return place;
  }

  private find(id: string): { lat: number; lon: number; rise: number; radius: number } | undefined {
    const asset = this.source.assetPlace(id);
    if (asset) return { lat: latitudeOfY(asset.y), lon: longitudeOfX(asset.x), rise: 0, radius: asset.radius };
    const place = this.source.incident(id)?.place;
    if (!place) return undefined;
    return {
      lat: latitudeOfY(place.y),
      lon: longitudeOfX(place.x),
      rise: IncidentLayer.rise,
      radius: IncidentLayer.radius,
    };
  }
}
