import L from 'leaflet';
import type { Place } from '../../../shared/geo.ts';
import { rounded } from '../../ui/parts/place.ts';

/** Pixels around the first corner within which a click closes the area. */
const CLOSES_WITHIN = 12;

/** Its typings leave this out. */
type DragHandler = L.Handler & { moved(): boolean };

interface Listeners {
  readonly onCorners: (corners: readonly Place[]) => void;
  readonly onDone: () => void;
  readonly onCancel: () => void;
  /** Whoever is done with the map by keyboard goes on to the buttons. */
  readonly onTab: () => void;
}

/**
 * While it is enabled, clicks on the map are corners and nothing else: it takes them before the map does, so that no record
 * is opened by drawing across it. Dragging and zooming go on; Enter puts a corner in the middle of the map.
 */
export class AreaTool {
  readonly #map: L.Map;
  readonly #listeners: Listeners;
  readonly #shape: L.Polygon;
  readonly #rubber: L.Polyline;
  readonly #dots = L.layerGroup();
  /** Where Enter puts a corner: seen while somebody steers by keyboard. */
  readonly #cross = L.DomUtil.create('div', 'wi-cross');
  #corners: Place[] = [];

  constructor(map: L.Map, listeners: Listeners) {
    this.#map = map;
    this.#listeners = listeners;
    const options = { pane: 'draft', interactive: false, className: 'wi-shape', bubblingMouseEvents: false };
    this.#shape = L.polygon([], options);
    this.#rubber = L.polyline([], { ...options, className: 'wi-rubber', fill: false });
  }

  enable(): void {
    const container = this.#map.getContainer();
    for (const layer of [this.#shape, this.#rubber, this.#dots]) layer.addTo(this.#map);
    for (const name of ['click', 'dblclick', 'contextmenu', 'keydown'] as const) {
      container.addEventListener(name, this.#take, { capture: true });
    }
    this.#cross.setAttribute('aria-hidden', 'true');
    container.append(this.#cross);
    container.classList.add('wi-drawing');
    this.#map.on('mousemove', this.#stretch);
    container.focus({ preventScroll: true });
  }

  disable(): void {
    const container = this.#map.getContainer();
    for (const layer of [this.#shape, this.#rubber, this.#dots]) layer.remove();
    for (const name of ['click', 'dblclick', 'contextmenu', 'keydown'] as const) {
      container.removeEventListener(name, this.#take, { capture: true });
    }
    this.#cross.remove();
    container.classList.remove('wi-drawing', 'is-by-keyboard');
    this.#map.off('mousemove', this.#stretch);
  }

  undo(): void {
    this.#set(this.#corners.slice(0, -1));
  }

  readonly #take = (event: Event): void => {
    const target = event.target as HTMLElement;
    // Buttons on the map stay buttons.
    if (target.closest('button, a, input, .leaflet-control')) return;
    if (event instanceof KeyboardEvent) {
      this.#key(event);
      return;
    }
    // The end of a drag is no click: Leaflet knows it, and lets it pass.
    if (event.type === 'click' && (this.#map.dragging as DragHandler).moved()) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (event.type === 'click') this.#click(event as MouseEvent);
    else if (event.type === 'dblclick') this.#close();
    else this.undo();
  };

  #click(event: MouseEvent): void {
    this.#map.getContainer().classList.remove('is-by-keyboard');
    const at = this.#map.mouseEventToLatLng(event);
    const first = this.#corners[0];
    const point = this.#map.mouseEventToContainerPoint(event);
    const closes =
      first !== undefined &&
      this.#corners.length >= 3 &&
      this.#map.latLngToContainerPoint([first.lat, first.lon]).distanceTo(point) <= CLOSES_WITHIN;
    if (closes) this.#listeners.onDone();
    else this.#add({ lat: at.lat, lon: at.lng });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const container = this.#map.getContainer();
    if (event.key === 'Enter') {
      const { lat, lng } = this.#map.getCenter();
      this.#add({ lat, lon: lng });
    } else if (event.key === 'Backspace') this.undo();
    else if (event.key === 'Escape') this.#listeners.onCancel();
    // The walk over the records rests.
    else if (event.key === 'Tab' && !event.shiftKey) this.#listeners.onTab();
    else if (event.key !== 'Tab') {
      if (event.key.startsWith('Arrow')) container.classList.add('is-by-keyboard');
      return;
    }
    container.classList.add('is-by-keyboard');
    event.stopImmediatePropagation();
    if (event.key !== 'Tab' || !event.shiftKey) event.preventDefault();
  }

  #add(place: Place): void {
    const next = rounded(place);
    const last = this.#corners.at(-1);
    // The second half of a double click.
    if (last && last.lat === next.lat && last.lon === next.lon) return;
    this.#set([...this.#corners, next]);
  }

  #close(): void {
    if (this.#corners.length >= 3) this.#listeners.onDone();
  }

  #set(corners: Place[]): void {
    this.#corners = corners;
    const points = corners.map(({ lat, lon }) => L.latLng(lat, lon));
    this.#shape.setLatLngs(points);
    this.#rubber.setLatLngs([]);
    this.#dots.clearLayers();
    points.forEach((point, k) =>
      L.circleMarker(point, {
        pane: 'draft',
        interactive: false,
        radius: k === 0 ? 6 : 4,
        className: 'wi-corner',
      }).addTo(this.#dots),
    );
    this.#listeners.onCorners(corners);
  }

  readonly #stretch = ({ latlng }: L.LeafletMouseEvent): void => {
    const [first, last] = [this.#corners[0], this.#corners.at(-1)];
    if (!first || !last) return;
    const ends = [L.latLng(last.lat, last.lon), latlng];
    this.#rubber.setLatLngs(this.#corners.length > 1 ? [...ends, L.latLng(first.lat, first.lon)] : ends);
  };
}
