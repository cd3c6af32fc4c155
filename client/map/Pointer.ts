import type L from 'leaflet';
import type { AssetHit } from './assets/AssetLayer.ts';
import type { FeatureReference, IncidentFeature, TwinFeature } from './features.ts';
import type { MapEvents } from './events.ts';

/** Of the twins that share a square the worst, and the ids of all. */
interface TwinHit {
  kind: 'twin';
  feature: TwinFeature;
  also: string[];
}

export type Found = AssetHit | TwinHit | { kind: 'incident'; feature: IncidentFeature };

export interface PointerHost {
  find(lat: number, lon: number, tolerance: number): Found | undefined;
  hover(found: Found | undefined): void;
  emit<Name extends keyof MapEvents>(name: Name, payload: MapEvents[Name]): void;
  approach(lat: number, lon: number, zoom: number): void;
}

/** Reach around a symbol in pixels: a finger is coarser than a mouse. */
const MOUSE_REACH = 3;
const TOUCH_REACH = 14;

/** What it is to the rest of the application, to which a twin is an asset. */
export const referenceOf = (found: Found | undefined): FeatureReference | undefined =>
  found && found.kind !== 'cluster'
    ? { kind: found.kind === 'incident' ? 'incident' : 'asset', id: found.feature.id }
    : undefined;

const keyOf = (found: Found | undefined): string | undefined =>
  found && (found.kind === 'cluster' ? `cluster ${found.lat} ${found.lon}` : found.feature.id);

/** Mouse and finger: what is under it, and what a click means there. */
export class Pointer {
  private readonly map: L.Map;
  private readonly host: PointerHost;
  private readonly reach = window.matchMedia('(pointer: coarse)').matches ? TOUCH_REACH : MOUSE_REACH;
  private request = 0;
  private last: L.LatLng | undefined;
  private over: string | undefined;
  private chosen: string | undefined;

  constructor(map: L.Map, host: PointerHost) {
    this.map = map;
    this.host = host;
    map.on('mousemove', this.onMove);
    map.on('mouseout movestart', this.onOut);
    map.on('click', this.onClick);
    map.on('contextmenu', this.onPress);
  }

  destroy(): void {
    cancelAnimationFrame(this.request);
    this.map.off('mousemove', this.onMove);
    this.map.off('mouseout movestart', this.onOut);
    this.map.off('click', this.onClick);
    this.map.off('contextmenu', this.onPress);
  }

  private readonly onMove = (event: L.LeafletMouseEvent): void => {
    this.last = event.latlng;
    if (this.request !== 0) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      if (this.last) this.look(this.host.find(this.last.lat, this.last.lng, this.reach));
    });
  };

  private readonly onOut = (): void => {
    this.last = undefined;
    this.look(undefined);
  };

  private look(found: Found | undefined): void {
    const key = keyOf(found);
    if (key === this.over) return;
    this.over = key;
    this.map.getContainer().style.cursor = found ? 'pointer' : '';
    this.host.hover(found);
    this.host.emit('hover', referenceOf(found));
  }

  private readonly onClick = (event: L.LeafletMouseEvent): void => {
    const { lat, lng } = event.latlng;
    const found = this.host.find(lat, lng, this.reach);
    if (!found) {
      this.chosen = undefined;
      this.host.emit('background', { lat, lon: lng, by: 'click' });
    } else if (found.kind === 'cluster') {
      this.host.approach(found.lat, found.lon, found.zoom);
    } else {
      // A second click on symbols that lie on one another takes the next one below.
      const stack = found.kind !== 'incident' && found.also.length > 1 ? found.also : [found.feature.id];
      const next = this.chosen === undefined ? -1 : stack.indexOf(this.chosen);
      this.chosen = stack[(next + 1) % stack.length] as string;
      const kind = found.kind === 'incident' ? 'incident' : 'asset';
      this.host.emit('select', { kind, id: this.chosen, by: 'pointer' });
    }
  };

  private readonly onPress = (event: L.LeafletMouseEvent): void => {
    event.originalEvent.preventDefault();
    const { lat, lng } = event.latlng;
    this.host.emit('background', { lat, lon: lng, by: 'press' });
  };
}
