import L from 'leaflet';
import { worldPixels } from '../geometry/mercator.ts';
import type { Box } from '../geometry/clip.ts';

/** Milliseconds between two drawings of a stream of changes: quicker than an eye can tell symbols apart. */
const STREAM_INTERVAL = 120;

/** One drawing of a viewport canvas. Place p of the unit world lies at (p.x * scale - left, p.y * scale - top). */
export interface Frame {
  context: CanvasRenderingContext2D;
  zoom: number;
  /** pixels across the whole world at this zoom */
  scale: number;
  /** world pixels of the canvas's upper left corner */
  left: number;
  top: number;
  /** CSS pixels */
  width: number;
  height: number;
  pixelRatio: number;
  /** what the canvas shows, in the unit world */
  box: Box;
}

/**
 * A canvas a little larger than the viewport that travels with the map's pane: panning moves it without a line of
 * script, and it is drawn anew when the map rests or its margin is used up. While a zoom is animated the old drawing is
 * stretched. `invalidate` may be called as often as one likes; it costs one drawing a frame at most.
 */
export abstract class ViewportLayer extends L.Layer {
  protected readonly canvas: HTMLCanvasElement;
  private readonly host: L.Map;
  private readonly paneName: string;
  /** part of the viewport added on each side */
  private readonly margin: number;
  private request = 0;
  private animating = false;
  private corner: L.LatLng | undefined;
  private drawnZoom = 0;
  private drawnAtTime = -Infinity;
  private streamTimer: ReturnType<typeof setTimeout> | undefined;
  private drawn: L.Bounds | undefined;

  constructor(host: L.Map, paneName: string, margin = 0.2) {
    super();
    this.host = host;
    this.paneName = paneName;
    this.margin = margin;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'map-canvas leaflet-zoom-animated';
    this.canvas.setAttribute('aria-hidden', 'true');
  }

  protected abstract draw(frame: Frame): void;

  override onAdd(map: L.Map): this {
    map.getPane(this.paneName)?.appendChild(this.canvas);
    this.drawNow();
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.request);
    this.request = 0;
    clearTimeout(this.streamTimer);
    this.streamTimer = undefined;
    this.canvas.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      move: () => {
        if (!this.animating && !this.covers(0)) this.invalidate();
      },
      moveend: () => {
        const zoomed = this.animating || this.drawnZoom !== this.host.getZoom();
        this.animating = false;
        // At rest the margin is filled up again, but not for every few pixels.
        if (zoomed || !this.covers(0.4)) this.invalidate();
      },
      zoom: () => this.stretch(this.host.getCenter(), this.host.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        this.animating = true;
        this.stretch(center, zoom);
      },
      viewreset: () => this.invalidate(),
      resize: () => this.drawNow(),
    };
  }

  invalidate(): void {
    if (this.request !== 0 || !this.isOnMap()) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      // During an animated zoom the map still reports the old view: moveend asks again.
      if (!this.animating) this.drawNow();
    });
  }

  /**
   * Like `invalidate`, for changes that come in streams: the first is drawn at once, those that follow within
   * `STREAM_INTERVAL` are drawn together, so that a thousand changes a second leave the machine to the user.
   */
  protected invalidateStreaming(): void {
    const wait = this.drawnAtTime + STREAM_INTERVAL - performance.now();
    if (wait <= 0) this.invalidate();
    else
      this.streamTimer ??= setTimeout(() => {
        this.streamTimer = undefined;
        this.invalidate();
      }, wait);
  }

  protected isDrawingAsked(): boolean {
    return this.request !== 0 || this.streamTimer !== undefined;
  }

  protected isOnMap(): boolean {
    return this.canvas.parentNode !== null;
  }

  /** Does the drawing hold the viewport, with this part of the margin left on every side? */
  private covers(rest: number): boolean {
    if (!this.drawn) return false;
    const size = this.host.getSize();
    const spare = size.multiplyBy(this.margin * rest);
    const corner = this.host.containerPointToLayerPoint([0, 0]);
    return this.drawn.contains(L.bounds(corner.subtract(spare), corner.add(size).add(spare)));
  }

  /** A layer with nothing to show costs the browser no memory and no compositing. */
  protected isEmpty(): boolean {
    return false;
  }

  private stretch(center: L.LatLng, zoom: number): void {
    if (!this.corner) return;
    const map = this.host as L.Map & { _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point };
    const offset = map._latLngToNewLayerPoint(this.corner, zoom, center);
    L.DomUtil.setTransform(this.canvas, offset, map.getZoomScale(zoom, this.drawnZoom));
  }

  protected drawNow(): void {
    if (!this.isOnMap()) return;
    this.drawnAtTime = performance.now();
    const map = this.host;
    const empty = this.isEmpty();
    this.canvas.style.display = empty ? 'none' : '';
    if (empty) {
      this.drawn = undefined;
      return;
    }
    const size = map.getSize();
    if (size.x === 0 || size.y === 0) return;
    const pad = L.point(Math.round(size.x * this.margin), Math.round(size.y * this.margin));
    const corner = map.containerPointToLayerPoint(L.point(-pad.x, -pad.y)).round();
    const width = size.x + 2 * pad.x;
    const height = size.y + 2 * pad.y;
    const pixelRatio = window.devicePixelRatio || 1;
    const context = this.canvas.getContext('2d');
    if (!context) return;
    const deviceWidth = Math.round(width * pixelRatio);
    const deviceHeight = Math.round(height * pixelRatio);
    if (this.canvas.width !== deviceWidth || this.canvas.height !== deviceHeight) {
      this.canvas.width = deviceWidth;
      this.canvas.height = deviceHeight;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    } else {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, deviceWidth, deviceHeight);
    }
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    L.DomUtil.setPosition(this.canvas, corner);
    this.drawn = L.bounds(corner, corner.add([width, height]));
    this.drawnZoom = map.getZoom();
    this.corner = map.layerPointToLatLng(corner);
    const scale = worldPixels(this.drawnZoom);
    const { x: left, y: top } = map.getPixelOrigin().add(corner);
    this.draw({
      context,
      zoom: this.drawnZoom,
      scale,
      left,
      top,
      width,
      height,
      pixelRatio,
      box: { minX: left / scale, minY: top / scale, maxX: (left + width) / scale, maxY: (top + height) / scale },
    });
  }
}
