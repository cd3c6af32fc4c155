import type L from 'leaflet';
import { hitAll, hitTest } from '../canvas/hitTest.ts';
import { LabelSlots } from '../canvas/LabelSlots.ts';
import { drawSprite, SpriteCache, TextSprites } from '../canvas/sprites.ts';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import {
  STATUS_RANK,
  STATUSES,
  type AssetFeature,
  type Glimpse,
  type LayerDifference,
  type Status,
  type Theme,
} from '../features.ts';
import type { Box } from '../geometry/clip.ts';
import type { DrawnPlace } from '../ghosts/gather.ts';
import { worldPixels, xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { AssetTable } from './AssetTable.ts';
import type { Reserve } from '../base/NamesLayer.ts';
import { assetLabels, type AssetItem, type LabelRectangle } from './assetLabels.ts';
import { clusterBadge, clusterRadius } from './clusterBadge.ts';
import { ClusterCounts } from './ClusterCounts.ts';
import type { Forest } from './forest.ts';
import { oneForEachCell } from './looseDots.ts';
import { ForestSource, IN_THREAD_LIMIT } from './forestSource.ts';
import { aroundCluster, type Satellite } from './satellites.ts';
import { assetSymbol, SYMBOL_SIZE, type SymbolForm } from './symbol.ts';

export type AssetHit =
  | { kind: 'asset'; feature: AssetFeature; also: string[] }
  | { kind: 'cluster'; lat: number; lon: number; zoom: number; total: number; counts: number[] };

/** With more troubled assets than this in view, clusters speak for them. */
const SATELLITE_LIMIT = 200;
const SATELLITES_PER_CLUSTER = 10;
/** On a smaller map only failures get a badge of their own. */
const DEGRADED_FROM = 5;
/** Waiting for more arrivals before a worker clusters anew, in milliseconds. */
const CLUSTER_DELAY = 80;

const STANDING = STATUSES.map((status) => ({ status }));

interface Glimpsed extends Glimpse {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly rank: Uint8Array;
}

export class AssetLayer extends ViewportLayer {
  /** After each drawing; `rearranged`: symbols stand elsewhere than before, not merely in another state. */
  onDrawn: ((rearranged: boolean) => void) | undefined;
  private readonly table = new AssetTable();
  private readonly source: ForestSource;
  private clusters: ClusterCounts | undefined;
  private readonly loose = new Set<number>();
  private readonly troubled = new Set<number>();
  private glimpsed: Glimpsed | undefined;
  /** How what was glimpsed merges: asked of the worker, or there before the assets are. */
  private early: Forest | 'asked' | undefined;
  private clusterTimer: ReturnType<typeof setTimeout> | undefined;
  private clusterWanted = false;
  private rearranged = false;
  private readonly symbols = new SpriteCache(4000);
  private readonly text = new TextSprites();
  private readonly labelSlots = new LabelSlots();
  private palette: Palette;
  private items: AssetItem[] = [];
  private itemOfSlot = new Map<number, AssetItem>();
  private labels: LabelRectangle[] = [];
  private drawnAt = 0;
  private readonly reserveForLabels: Reserve;
  private selected: string | undefined;
  private predicted = false;

  /** `reserve` takes the room that labels must leave to what is drawn above assets. */
  constructor(map: L.Map, theme: Theme, reserve: Reserve) {
    super(map, 'assets', 0.15);
    this.reserveForLabels = reserve;
    this.palette = paletteOf(theme);
    this.source = new ForestSource((forest) => this.plant(forest));
  }

  /** Draws what is about to come, and has it clustered meanwhile. */
  glimpse(assets: Glimpse | undefined): void {
    if (!assets && !this.glimpsed) return;
    this.glimpsed = undefined;
    this.invalidate();
    if (!assets || this.table.size > 0) return;
    const { count, lon, lat } = assets;
    this.glimpsed = { ...assets, x: lon.map(xOfLongitude), y: lat.map(yOfLatitude), rank: new Uint8Array(count) };
    for (let index = 0; index < count; index++) this.glimpsed.rank[index] = STATUS_RANK[assets.status(index)];
    if (count <= IN_THREAD_LIMIT) return;
    // The first assets of a table have the first slots, in their order; where they are other ones, the places tell.
    this.early = 'asked';
    this.source.request({ slots: Int32Array.from({ length: count }, (_one, slot) => slot), lon, lat });
  }

  apply(difference: LayerDifference<AssetFeature>): void {
    if (difference.set.length > 0) this.glimpsed = undefined;
    for (const id of difference.remove) {
      const slot = this.table.slotOf(id);
      if (slot !== undefined) this.clusters?.forget(slot, this.table.rank[slot] as number);
    }
    const { placed, removed, restated } = this.table.apply(difference);
    for (const { slot, before } of restated) {
      // For an asset that also moved, the old rank is what its old cluster must lose.
      this.clusters?.restate(slot, before, this.table.rank[slot] as number);
    }
    for (const slot of removed) {
      this.loose.delete(slot);
      this.troubled.delete(slot);
    }
    for (const slot of placed) {
      this.clusters?.forget(slot, this.table.rank[slot] as number);
      this.loose.add(slot);
    }
    for (const feature of difference.set) {
      const slot = this.table.slotOf(feature.id) as number;
      if ((this.table.rank[slot] as number) >= STATUS_RANK.degraded) this.troubled.add(slot);
      else this.troubled.delete(slot);
    }
    if (placed.length > 0 || removed.length > 0) {
      this.rearranged = true;
      if (typeof this.early === 'object') this.plant(this.early);
      else if (!this.early) this.wantClusters();
      this.invalidate();
    } else {
      this.invalidateStreaming();
    }
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.symbols.clear();
    this.text.clear();
    this.invalidate();
  }

  select(id: string | undefined): void {
    if (id === this.selected) return;
    this.selected = id;
    this.invalidate();
  }

  /** All that is shown is a forecast. */
  setPredicted(predicted: boolean): void {
    if (predicted === this.predicted) return;
    this.predicted = predicted;
    this.invalidate();
  }

  /** Nothing waits to be clustered or drawn: what one sees is what was set. */
  get settled(): boolean {
    return this.loose.size === 0 && !this.clusterWanted && !this.isDrawingAsked();
  }

  feature(id: string): AssetFeature | undefined {
    const slot = this.table.slotOf(id);
    return slot === undefined ? undefined : this.table.features[slot];
  }

  /** Where an asset is drawn, in the unit world: its own symbol, its badge at a cluster's rim, or the cluster. */
  placeOf(id: string): DrawnPlace | undefined {
    const slot = this.table.slotOf(id);
    if (slot === undefined) return undefined;
    const scale = worldPixels(this.drawnAt);
    const own = this.itemOfSlot.get(slot);
    if (own) return { x: own.x / scale, y: own.y / scale, radius: own.radius, form: 'symbol' };
    const node = this.clusters?.nodeOf(slot, Math.floor(this.drawnAt));
    if (this.clusters && node !== undefined && this.clusters.slot(node) < 0) {
      const radius = clusterRadius(this.clusters.total(node));
      return { x: this.clusters.x(node), y: this.clusters.y(node), radius, form: 'group' };
    }
    const [x, y] = [this.table.x[slot] as number, this.table.y[slot] as number];
    return { x, y, radius: SYMBOL_SIZE.full / 2, form: 'symbol' };
  }

  at(lat: number, lon: number, tolerance: number): AssetHit | undefined {
    const scale = worldPixels(this.drawnAt);
    const x = xOfLongitude(lon) * scale;
    const y = yOfLatitude(lat) * scale;
    const item = hitTest(this.items, x, y, tolerance);
    if (!item) return undefined;
    const clusters = this.clusters;
    if (item.slot < 0 && clusters) {
      const counts = STATUSES.map((_, rank) => clusters.count(item.node, rank));
      const zoom = Math.min(clusters.expansionZoom(item.node), 14);
      return { kind: 'cluster', lat, lon, zoom, total: clusters.total(item.node), counts };
    }
    const feature = this.table.features[item.slot];
    if (!feature) return undefined;
    const also = hitAll(this.items, x, y).flatMap((hit) =>
      hit.slot < 0 ? [] : (this.table.features[hit.slot]?.id ?? []),
    );
    return { kind: 'asset', feature, also };
  }

  /** Takes the room of every symbol for a frame of the same view. */
  reserve(frame: Frame, slots: LabelSlots): void {
    if (frame.zoom !== this.drawnAt || !this.isOnMap()) return;
    for (const { x, y, radius } of this.items) {
      slots.take(x - frame.left - radius, y - frame.top - radius, 2 * radius, 2 * radius);
    }
    for (const label of this.labels) slots.take(label.x - frame.left, label.y - frame.top, label.width, label.height);
  }

  /** Assets in a box of the unit world, in no particular order. */
  inBox(box: Box): AssetFeature[] {
    const found: AssetFeature[] = [];
    this.table.features.forEach((feature, slot) => {
      if (feature && this.isIn(slot, box)) found.push(feature);
    });
    return found;
  }

  /** How each of them stands, of which no more is asked: a hundred thousand objects are not looked into for it. */
  statusesIn(box: Box): { readonly status: Status }[] {
    const found: { readonly status: Status }[] = [];
    const { features, rank } = this.table;
    for (let slot = 0; slot < features.length; slot++) {
      if (features[slot] && this.isIn(slot, box)) found.push(STANDING[rank[slot] as number]!);
    }
    return found;
  }

  override onRemove(): this {
    clearTimeout(this.clusterTimer);
    this.clusterTimer = undefined;
    return super.onRemove();
  }

  destroy(): void {
    this.source.destroy();
  }

  private wantClusters(): void {
    this.clusterWanted = true;
    // A small table is clustered just before it is drawn, so that nobody sees it unclustered.
    if (this.table.size <= IN_THREAD_LIMIT || this.clusterTimer !== undefined) return;
    const delay = this.clusters ? CLUSTER_DELAY : 0;
    this.clusterTimer = setTimeout(() => {
      this.clusterTimer = undefined;
      this.requestClusters();
    }, delay);
  }

  private requestClusters(): void {
    this.clusterWanted = false;
    const size = this.table.size;
    const input = { slots: new Int32Array(size), lon: new Float64Array(size), lat: new Float64Array(size) };
    let i = 0;
    for (const slot of this.table.occupied()) {
      const feature = this.table.features[slot] as AssetFeature;
      input.slots[i] = slot;
      input.lon[i] = feature.lon;
      input.lat[i] = feature.lat;
      i++;
    }
    this.source.request(input);
  }

  private plant(forest: Forest): void {
    const { early } = this;
    this.early = undefined;
    if (this.table.size === 0 && early) {
      this.early = forest;
      return;
    }
    const { features, rank, x, y } = this.table;
    // Whoever stands where the point was is it: a forest holds nothing but places.
    this.clusters = new ClusterCounts(forest, (leaf, slot) =>
      features[slot] && x[slot] === forest.x[leaf] && y[slot] === forest.y[leaf] ? (rank[slot] as number) : undefined,
    );
    this.rearranged = true;
    this.loose.clear();
    for (const slot of this.table.occupied()) if (!this.clusters.knows(slot)) this.loose.add(slot);
    if (early && this.loose.size > 0) this.wantClusters();
    this.invalidate();
  }

  protected override draw(frame: Frame): void {
    if (this.clusterWanted && this.table.size <= IN_THREAD_LIMIT) this.requestClusters();
    this.symbols.use(frame.pixelRatio);
    this.text.use(frame.pixelRatio);
    this.drawnAt = frame.zoom;
    this.items = [];
    this.itemOfSlot = new Map();
    const singles: number[][] = [[], [], [], []];
    const clusterNodes: number[] = [];
    const zoom = Math.floor(frame.zoom);
    const around = 24 / frame.scale;
    const { minX, minY, maxX, maxY } = frame.box;
    const box = { minX: minX - around, minY: minY - around, maxX: maxX + around, maxY: maxY + around };
    this.clusters?.visit(box, zoom, (node) => {
      const slot = this.clusters?.slot(node) ?? -1;
      if (slot < 0) clusterNodes.push(node);
      else if (this.clusters?.knows(slot)) singles[this.table.rank[slot] as number]?.push(slot);
    });
    const crowded = this.loose.size > IN_THREAD_LIMIT;
    if (this.glimpsed) this.drawGlimpsed(frame, box, this.glimpsed);
    else if (crowded) this.drawLooseDots(frame, box);
    else for (const slot of this.loose) if (this.isIn(slot, box)) singles[this.table.rank[slot] as number]?.push(slot);

    const satellites = this.drawClusters(frame, clusterNodes, zoom, box);
    const count = singles.reduce((sum, list) => sum + list.length, 0);
    const form: SymbolForm = frame.zoom < 4.2 || count > 1200 ? 'letter' : 'full';
    for (const slots of singles) {
      for (const slot of slots) {
        const x = (this.table.x[slot] as number) * frame.scale;
        const y = (this.table.y[slot] as number) * frame.scale;
        this.drawSymbol(frame, slot, x, y, form);
      }
    }
    for (const { slot, x, y } of satellites) this.drawSymbol(frame, slot, x, y, 'letter');
    this.drawSelected(frame, box);
    this.labels = assetLabels({
      frame,
      items: this.items,
      features: this.table.features,
      selected: this.selected,
      reserve: this.reserveForLabels,
      palette: this.palette,
      text: this.text,
      slots: this.labelSlots,
    });
    this.tellWhatIsDrawn();
    const rearranged = this.rearranged;
    this.rearranged = false;
    this.onDrawn?.(rearranged);
  }

  /** For whoever measures from outside: how many assets the drawing stands for, and how many of them by clusters. */
  private tellWhatIsDrawn(): void {
    const { dataset } = this.canvas;
    const [assets, clustered] = [
      String(this.glimpsed?.count ?? this.table.size),
      String(this.table.size - this.loose.size),
    ];
    if (dataset['assets'] !== assets) dataset['assets'] = assets;
    if (dataset['clustered'] !== clustered) dataset['clustered'] = clustered;
  }

  /** What is selected is never hidden in a cluster or under a neighbour. */
  private drawSelected(frame: Frame, box: Box): void {
    const slot = this.selected === undefined ? undefined : this.table.slotOf(this.selected);
    if (slot === undefined || !this.isIn(slot, box)) return;
    const x = (this.table.x[slot] as number) * frame.scale;
    const y = (this.table.y[slot] as number) * frame.scale;
    // Old or predicted symbols are translucent: what lies below must not shine through the one that matters now.
    frame.context.fillStyle = this.palette.plate;
    frame.context.beginPath();
    frame.context.arc(x - frame.left, y - frame.top, SYMBOL_SIZE.full / 2 + 3, 0, 2 * Math.PI);
    frame.context.fill();
    this.drawSymbol(frame, slot, x, y, 'full');
  }

  private isIn(slot: number, box: Box): boolean {
    const x = this.table.x[slot] as number;
    const y = this.table.y[slot] as number;
    return x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
  }

  private drawSymbol(frame: Frame, slot: number, x: number, y: number, form: SymbolForm): void {
    const feature = this.table.features[slot];
    if (!feature) return;
    const sprite = assetSymbol(this.symbols, feature, form, this.palette);
    if (feature.dimmed) frame.context.globalAlpha = 0.35;
    drawSprite(frame.context, sprite, x - frame.left, y - frame.top, frame.pixelRatio);
    if (feature.dimmed) frame.context.globalAlpha = 1;
    const item = { x, y, radius: SYMBOL_SIZE[form] / 2, slot, node: -1 };
    this.items.push(item);
    this.itemOfSlot.set(slot, item);
  }

  /** Draws the badges and says which troubled assets inside them deserve one of their own, and where. */
  private drawClusters(frame: Frame, nodes: number[], zoom: number, box: Box): Satellite[] {
    const clusters = this.clusters;
    if (!clusters || nodes.length === 0) return [];
    const members = new Map<number, Satellite[]>();
    const add = (slot: number): void => {
      const node = clusters.nodeOf(slot, zoom);
      if (node === undefined || clusters.slot(node) >= 0) return;
      const list = members.get(node) ?? [];
      members.set(node, list);
      list.push({
        slot,
        x: (this.table.x[slot] as number) * frame.scale,
        y: (this.table.y[slot] as number) * frame.scale,
      });
    };
    const selected = this.selected === undefined ? undefined : this.table.slotOf(this.selected);
    const troubled = this.troubledIn(box, frame.zoom);
    for (const slot of troubled) if (slot !== selected) add(slot);
    const satellites: Satellite[] = [];
    for (const node of nodes) {
      const x = clusters.x(node) * frame.scale;
      const y = clusters.y(node) * frame.scale;
      const radius = clusterRadius(clusters.total(node));
      const own = members.get(node) ?? [];
      const spoken = own.length > 0 && own.length <= SATELLITES_PER_CLUSTER;
      const counts = STATUSES.map((_, rank) => clusters.count(node, rank));
      drawSprite(
        frame.context,
        clusterBadge(this.symbols, counts, { spoken, predicted: this.predicted }, this.palette),
        x - frame.left,
        y - frame.top,
        frame.pixelRatio,
      );
      this.items.push({ x, y, radius, slot: -1, node });
      if (spoken) satellites.push(...aroundCluster(own, { x, y, radius }, SYMBOL_SIZE.letter / 2));
    }
    return satellites;
  }

  /** Assets that deserve a badge of their own; none when there are so many that clusters must speak for them. */
  private troubledIn(box: Box, zoom: number): number[] {
    const least = zoom < DEGRADED_FROM ? STATUS_RANK.failed : STATUS_RANK.degraded;
    const found: number[] = [];
    for (const slot of this.troubled) {
      if ((this.table.rank[slot] as number) < least || !this.isIn(slot, box)) continue;
      if (found.length === SATELLITE_LIMIT) return [];
      found.push(slot);
    }
    return found;
  }

  /** As they will be drawn when they are there: nobody can point at them yet. */
  private drawGlimpsed({ context, scale, left, top, pixelRatio }: Frame, box: Box, glimpsed: Glimpsed): void {
    const { x, y, count } = glimpsed;
    const { minX, minY, maxX, maxY } = box;
    const seen: number[] = [];
    for (let index = 0; index < count; index++) {
      if (x[index]! >= minX && x[index]! <= maxX && y[index]! >= minY && y[index]! <= maxY) seen.push(index);
    }
    for (const index of oneForEachCell(seen, glimpsed, scale)) {
      const feature = glimpsed.feature(index);
      if (!feature) continue;
      const sprite = assetSymbol(this.symbols, feature, 'dot', this.palette);
      drawSprite(context, sprite, x[index]! * scale - left, y[index]! * scale - top, pixelRatio);
    }
  }

  /** Tens of thousands that no forest holds yet: dots, until the worker has answered. */
  private drawLooseDots(frame: Frame, box: Box): void {
    for (const slot of oneForEachCell(
      [...this.loose].filter((one) => this.isIn(one, box)),
      this.table,
      frame.scale,
    )) {
      this.drawSymbol(
        frame,
        slot,
        (this.table.x[slot] as number) * frame.scale,
        (this.table.y[slot] as number) * frame.scale,
        'dot',
      );
    }
  }
}
