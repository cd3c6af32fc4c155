import type L from 'leaflet';
import { AssetLayer } from './assets/AssetLayer.ts';
import { BaseMap } from './base/BaseMap.ts';
import { NamesLayer } from './base/NamesLayer.ts';
import { OperatorMap, type OperatorMapState } from './base/OperatorMap.ts';
import type { OperatorMapSetting } from './base/operatorTiles.ts';
import { AtlasLoading } from './base/AtlasLoading.ts';
import { Spot } from './canvas/Spot.ts';
import { Emitter } from './Emitter.ts';
import { Foresight } from './Foresight.ts';
import type {
  AssetFeature,
  Bounds,
  CascadePath,
  Criticality,
  FeatureReference,
  GhostFeature,
  Glimpse,
  IncidentFeature,
  LayerDifference,
  LayerName,
  NamedPlace,
  NeedLine,
  Theme,
  TwinFeature,
} from './features.ts';
import { xOfLongitude, yOfLatitude } from './geometry/mercator.ts';
import { Announcer } from './Announcer.ts';
import { AreaLayer } from './incidents/AreaLayer.ts';
import { IncidentLayer } from './incidents/IncidentLayer.ts';
import { IncidentTable } from './incidents/IncidentTable.ts';
import { boxOf, featuresIn, stopsOf } from './inView.ts';
import { KeyboardWalk } from './KeyboardWalk.ts';
import type { MapEvents } from './events.ts';
import { NeedLayer } from './needs/NeedLayer.ts';
import { Pointer, referenceOf, type Found } from './Pointer.ts';
import { Pulses } from './Pulses.ts';
import { Rings } from './Rings.ts';
import type { Translate } from './text.ts';
import { TwinLayer } from './twins/TwinLayer.ts';
import type { Stop } from './walk.ts';

export interface MapOptions {
  theme: Theme;
  t: Translate;
  announce: (text: string) => void;
}

/** Panes from below to above; the number is their z-index inside the map. */
const PANES: Readonly<Record<string, number>> = {
  base: 200,
  operator: 210,
  areas: 300,
  twins: 310,
  names: 330,
  needs: 350,
  path: 360,
  criticality: 390,
  assets: 400,
  ghosts: 420,
  pulses: 440,
  incidents: 450,
  rings: 500,
  draft: 550,
  cards: 600,
};

const LARGEST_FLIGHT_ZOOM = 12;

/** Everything the application may do with the map. It knows plain features, and neither store, socket nor React. */
export class MapController {
  readonly map: L.Map;
  private readonly events = new Emitter<MapEvents>();
  private readonly base: BaseMap;
  private readonly names: NamesLayer;
  private readonly assets: AssetLayer;
  private readonly incidents: IncidentLayer;
  private readonly areas: AreaLayer;
  private readonly twins: TwinLayer;
  private readonly needs: NeedLayer;
  private readonly foresight: Foresight;
  private readonly table = new IncidentTable();
  private readonly pulses: Pulses;
  private readonly rings: Rings;
  private readonly pointer: Pointer;
  private readonly walk: KeyboardWalk;
  private readonly draft: Spot;
  private readonly atlases: AtlasLoading;
  private readonly announcer: Announcer;
  private readonly hidden = new Set<LayerName>();
  private operatorMap: OperatorMap | undefined;
  private theme: Theme;
  private dragging = false;
  private still = false;

  constructor(map: L.Map, options: MapOptions) {
    this.map = map;
    for (const [name, zIndex] of Object.entries(PANES)) {
      const pane = map.getPane(name) ?? map.createPane(name);
      pane.style.zIndex = String(zIndex);
      pane.style.pointerEvents = 'none';
    }
    const { theme, t } = options;
    this.theme = theme;
    this.base = new BaseMap(map, theme).addTo(map);
    this.areas = new AreaLayer(map, this.table, theme).addTo(map);
    this.twins = new TwinLayer(map, theme).addTo(map);
    this.needs = new NeedLayer(map, theme).addTo(map);
    this.incidents = new IncidentLayer(map, this.table, theme).addTo(map);
    this.assets = new AssetLayer(map, theme, (frame, slots) => {
      this.incidents.reserve(frame, slots);
      this.twins.reserve(frame, slots);
    }).addTo(map);
    // Added last: it is drawn after those whose room it respects, though it lies below them.
    this.names = new NamesLayer(map, theme, (frame, slots) => {
      this.assets.reserve(frame, slots);
      this.twins.reserve(frame, slots);
      this.incidents.reserve(frame, slots);
    }).addTo(map);
    this.foresight = new Foresight(map, {
      assets: this.assets,
      twins: this.twins,
      theme,
      t,
      reserve: (frame, slots) => {
        this.assets.reserve(frame, slots);
        this.twins.reserve(frame, slots);
        this.incidents.reserve(frame, slots);
      },
    });
    this.pulses = new Pulses(map, this.table);
    this.rings = new Rings(map, t, {
      asset: (id) => this.assets.feature(id),
      twins: (id) => this.twins.table.stackOf(id)?.twins,
      ghost: (id) => this.foresight.ghost(id),
      assetPlace: (id) => this.assets.placeOf(id) ?? this.twins.placeOf(id),
      incident: (id) => this.table.incidents.get(id),
    });
    this.assets.onDrawn = (rearranged) => {
      this.foresight.follow();
      this.rings.update();
      if (rearranged) this.names.invalidate();
    };
    this.announcer = new Announcer(t, options.announce);
    this.draft = new Spot(map, 'draft', 'map-draft');
    this.pointer = new Pointer(map, {
      find: (lat, lon, tolerance) => this.find(lat, lon, tolerance),
      hover: (found) => this.rings.point(found),
      emit: (name, payload) => this.events.emit(name, payload),
      approach: (lat, lon, zoom) => this.flyTo(lat, lon, zoom),
    });
    this.walk = new KeyboardWalk(map, {
      stopsInView: () => this.stopsInView(),
      middle: () => ({ x: xOfLongitude(map.getCenter().lng), y: yOfLatitude(map.getCenter().lat) }),
      onStop: (stop, position, count) => this.onStop(stop, position, count),
      onEnter: (stop) => this.onEnter(stop),
    });
    map.on('dragstart', () => (this.dragging = true));
    map.on('dragend', () => (this.dragging = false));
    map.on('moveend', this.onView);
    this.atlases = new AtlasLoading(map, this.base, this.names);
  }

  on<Name extends keyof MapEvents>(name: Name, listener: (payload: MapEvents[Name]) => void): () => void {
    return this.events.on(name, listener);
  }

  setAssets(difference: LayerDifference<AssetFeature>): void {
    this.assets.apply(difference);
  }

  /** What will be set in a moment, for as long as nothing is; undefined when nothing comes of it. */
  glimpse(assets: Glimpse | undefined): void {
    this.assets.glimpse(assets);
  }

  setTwins(difference: LayerDifference<TwinFeature>): void {
    this.twins.apply(difference);
    this.names.invalidate();
    this.rings.update();
  }

  setIncidents(difference: LayerDifference<IncidentFeature>): void {
    this.table.apply(difference);
    this.incidents.invalidate();
    this.areas.invalidate();
    this.pulses.update();
    this.rings.update();
  }

  setNeeds(lines: readonly NeedLine[]): void {
    this.needs.setLines(lines);
  }

  /** What is predicted to be lost; `now` is the operation's clock in milliseconds, by which time is counted down. */
  setPredictions(ghosts: readonly GhostFeature[], now: () => number): void {
    this.foresight.setGhosts(ghosts, now);
    this.rings.update();
  }

  /** How a loss comes about, or what follows from it. */
  setPath(path: CascadePath | undefined): void {
    this.foresight.setPath(path);
  }

  /** Rings whose size says how much depends on each of them; none when undefined. */
  setCriticality(entries: readonly Criticality[] | undefined): void {
    this.foresight.setCriticality(entries);
  }

  /** The moment, in words, for which all of this is predicted; undefined while it shows what is. */
  setAhead(when: string | undefined): void {
    this.map.getContainer().classList.toggle('map-ahead', when !== undefined);
    this.assets.setPredicted(when !== undefined);
    this.announcer.ahead = when;
    this.rings.setAhead(when);
  }

  /** The operator's own map, above the built-in one; none when undefined. */
  setOperatorMap(setting: OperatorMapSetting | undefined, onState: (state: OperatorMapState) => void): void {
    this.operatorMap?.destroy();
    this.operatorMap =
      setting &&
      new OperatorMap(this.map, setting, this.theme, (state) => {
        // It has names of its own: two of each would be harder to read than one.
        this.names.setCovered(state === 'drawn');
        onState(state);
      });
    if (!setting) this.names.setCovered(false);
  }

  setPlaces(places: readonly NamedPlace[]): void {
    this.names.setPlaces(places);
  }

  /** The place that is being reported, or none. */
  setDraft(place: { lat: number; lon: number } | undefined): void {
    if (place) this.draft.show(place.lat, place.lon);
    else this.draft.hide();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.operatorMap?.setTheme(theme);
    for (const layer of this.layers()) layer.setTheme(theme);
    this.foresight.setTheme(theme);
  }

  setReducedMotion(still: boolean): void {
    this.still = still;
    this.needs.setStill(still);
    this.map.getContainer().classList.toggle('map-still', still);
  }

  setVisible(layer: LayerName, visible: boolean): void {
    if (visible) this.hidden.delete(layer);
    else this.hidden.add(layer);
    if (layer === 'graticule') {
      this.base.setGraticule(visible);
      return;
    }
    this.foresight.setVisible({ assets: this.shows('assets'), predictions: this.shows('predictions') });
    if (layer === 'predictions') return this.rings.update();
    const drawn = this[layer];
    if (visible) drawn.addTo(this.map);
    else drawn.remove();
    // They are assets too, wherever they lie.
    if (layer === 'assets') {
      if (visible) this.twins.addTo(this.map);
      else this.twins.remove();
    }
    if (layer === 'incidents') this.pulses.setVisible(visible);
    this.rings.update();
  }

  select(id: string | undefined): void {
    this.assets.select(id);
    this.twins.select(id);
    this.rings.select(id);
  }

  /** A ring without a card, for what the pointer is over elsewhere, in a list. */
  hover(id: string | undefined): void {
    this.rings.hover(id, false);
  }

  /** Goes to a place unless the user has the map in hand; answers whether it did. */
  flyTo(lat: number, lon: number, zoom?: number): boolean {
    if (this.dragging) return false;
    const target = Math.min(zoom ?? Math.max(this.map.getZoom(), 8), Math.max(LARGEST_FLIGHT_ZOOM, zoom ?? 0));
    if (this.still) this.map.setView([lat, lon], target, { animate: false });
    else this.map.flyTo([lat, lon], target, { duration: 0.6 });
    return true;
  }

  fit(bounds: Bounds, { atOnce = false } = {}): boolean {
    if (this.dragging) return false;
    const { south, west, north, east } = bounds;
    this.map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      { padding: [40, 40], maxZoom: 10, animate: !this.still && !atOnce },
    );
    return true;
  }

  bounds(): Bounds {
    const bounds = this.map.getBounds();
    return { south: bounds.getSouth(), west: bounds.getWest(), north: bounds.getNorth(), east: bounds.getEast() };
  }

  /** Ids of what is in view, assets and incidents, in no particular order. */
  inView(): string[] {
    return this.stopsInView().map((stop) => stop.id);
  }

  featureAt(lat: number, lon: number, tolerance = 4): FeatureReference | undefined {
    const found = this.find(lat, lon, tolerance);
    return referenceOf(found);
  }

  /** Land, symbols and clusters are all drawn: for scripts that take pictures. */
  get settled(): boolean {
    return this.atlases.settled && this.assets.settled;
  }

  destroy(): void {
    this.operatorMap?.destroy();
    this.atlases.destroy();
    this.announcer.destroy();
    this.map.off('moveend', this.onView);
    this.walk.destroy();
    this.pointer.destroy();
    this.events.clear();
    this.foresight.destroy();
    for (const layer of this.layers()) layer.remove();
    this.assets.destroy();
  }

  private layers() {
    return [this.base, this.names, this.areas, this.twins, this.needs, this.assets, this.incidents];
  }

  private shows(layer: LayerName): boolean {
    return !this.hidden.has(layer);
  }

  private find(lat: number, lon: number, tolerance: number): Found | undefined {
    const incident = this.shows('incidents') ? this.incidents.at(lat, lon, 0) : undefined;
    if (incident) return { kind: 'incident', feature: incident };
    if (!this.shows('assets')) return undefined;
    const asset = this.assets.at(lat, lon, tolerance);
    if (asset) return asset;
    const twins = this.twins.at(lat, lon, tolerance)?.twins;
    return twins?.[0] && { kind: 'twin', feature: twins[0], also: twins.map(({ id }) => id) };
  }

  private stopsInView(): Stop[] {
    const { assets } = this;
    return stopsOf(featuresIn(this.bounds(), { ...this.others(), ...(this.shows('assets') && { assets }) }));
  }

  /** What is shown beside assets. */
  private others() {
    const { twins, table } = this;
    return {
      ...(this.shows('assets') && { twins: twins.table }),
      ...(this.shows('incidents') && { incidents: table }),
    };
  }

  private onStop(stop: Stop | undefined, position: number, count: number): void {
    this.rings.hover(stop?.id, true);
    this.events.emit('hover', stop && { kind: stop.kind, id: stop.id });
    if (!stop) this.announcer.left();
    else if (stop.kind === 'asset') {
      const ghost = this.foresight.ghost(stop.id);
      const twin = this.twins.table.feature(stop.id);
      if (twin) this.announcer.twin(twin, position, count, ghost);
      else this.announcer.asset(this.assets.feature(stop.id), position, count, ghost);
    } else this.announcer.incident(this.table.incidents.get(stop.id)?.feature, position, count);
  }

  private onEnter(stop: Stop | undefined): void {
    if (stop) {
      this.events.emit('select', { kind: stop.kind, id: stop.id, by: 'keyboard' });
      return;
    }
    const { lat, lng } = this.map.getCenter();
    this.events.emit('background', { lat, lon: lng, by: 'keyboard' });
  }

  private readonly onView = (): void => {
    const { lat, lng } = this.map.getCenter();
    this.events.emit('view', { bounds: this.bounds(), lat, lon: lng, zoom: this.map.getZoom() });
    // Only whoever steers by keyboard hears it: a screen reader must not talk over a mouse.
    if (document.activeElement !== this.map.getContainer()) return;
    this.announcer.view(() => {
      const { twins, incidents } = featuresIn(this.bounds(), this.others());
      const assets = this.shows('assets') ? this.assets.statusesIn(boxOf(this.bounds())) : [];
      return { assets: [...assets, ...twins], incidents: incidents.map(({ feature }) => feature) };
    });
  };
}
