import L from 'leaflet';

/**
 * One element pinned to a place: rings, pulses, the draft pin, the card under the pointer. There are a handful of them,
 * and the browser moves and pulses an element without drawing a canvas anew.
 */
export class Spot extends L.Layer {
  readonly element: HTMLElement;
  private readonly paneName: string;
  private readonly host: L.Map;
  private place = L.latLng(0, 0);
  /** pixels above the place */
  private rise = 0;

  constructor(map: L.Map, paneName: string, className: string) {
    super();
    this.host = map;
    this.paneName = paneName;
    this.element = document.createElement('div');
    this.element.className = 'map-spot leaflet-zoom-animated';
    const inner = document.createElement('div');
    inner.className = className;
    this.element.appendChild(inner);
    this.element.setAttribute('aria-hidden', 'true');
  }

  get inner(): HTMLElement {
    return this.element.firstElementChild as HTMLElement;
  }

  override onAdd(map: L.Map): this {
    map.getPane(this.paneName)?.appendChild(this.element);
    this.update();
    return this;
  }

  override onRemove(): this {
    this.element.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      zoom: () => this.update(),
      viewreset: () => this.update(),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        const map = this.host as L.Map & {
          _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
        };
        this.moveTo(map._latLngToNewLayerPoint(this.place, zoom, center));
      },
    };
  }

  /** Shows it at a place; adding it to the map when it was not there. */
  show(lat: number, lon: number, rise = 0): void {
    this.place = L.latLng(lat, lon);
    this.rise = rise;
    if (this.element.parentNode === null) this.addTo(this.host);
    else this.update();
  }

  hide(): void {
    if (this.element.parentNode !== null) this.remove();
  }

  private update(): void {
    this.moveTo(this.host.latLngToLayerPoint(this.place));
  }

  private moveTo(point: L.Point): void {
    L.DomUtil.setPosition(this.element, point.subtract([0, this.rise]).round());
  }
}
