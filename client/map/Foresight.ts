import type L from 'leaflet';
import type { AssetLayer } from './assets/AssetLayer.ts';
import type { Reserve } from './base/NamesLayer.ts';
import { CriticalityLayer } from './criticality/CriticalityLayer.ts';
import type { CascadePath, Criticality, GhostFeature, Theme } from './features.ts';
import type { DrawnPlace } from './ghosts/gather.ts';
import { GhostLayer } from './ghosts/GhostLayer.ts';
import { PathLayer } from './path/PathLayer.ts';
import type { Translate } from './text.ts';
import type { TwinLayer } from './twins/TwinLayer.ts';

interface ForesightHost {
  assets: AssetLayer;
  twins: TwinLayer;
  reserve: Reserve;
  theme: Theme;
  t: Translate;
}

/** What is drawn around assets that nobody has said: what is predicted, how it comes about, how much depends on them. */
export class Foresight {
  private readonly map: L.Map;
  private readonly ghosts: GhostLayer;
  private readonly path: PathLayer;
  private readonly criticality: CriticalityLayer;

  constructor(map: L.Map, { assets, twins, reserve, theme, t }: ForesightHost) {
    this.map = map;
    const placeOf = (id: string): DrawnPlace | undefined => assets.placeOf(id) ?? twins.placeOf(id);
    this.path = new PathLayer(map, theme, t).addTo(map);
    this.criticality = new CriticalityLayer(map, theme, placeOf).addTo(map);
    this.ghosts = new GhostLayer(map, theme, { placeOf, reserve, t }).addTo(map);
  }

  setGhosts(ghosts: readonly GhostFeature[], now: () => number): void {
    this.ghosts.set(ghosts, now);
  }

  setPath(path: CascadePath | undefined): void {
    this.path.set(path);
  }

  setCriticality(entries: readonly Criticality[] | undefined): void {
    this.criticality.set(entries);
  }

  /** What is predicted of an asset or a twin, where that is drawn. */
  ghost(id: string): GhostFeature | undefined {
    return this.ghosts.find(id);
  }

  /** Symbols were drawn, perhaps elsewhere: what surrounds them goes with them in the same frame. */
  follow(): void {
    this.criticality.follow();
    this.ghosts.follow();
  }

  setTheme(theme: Theme): void {
    for (const layer of this.layers()) layer.setTheme(theme);
  }

  setVisible({ assets, predictions }: { assets: boolean; predictions: boolean }): void {
    const show = (layer: L.Layer, visible: boolean): void => {
      if (visible === this.map.hasLayer(layer)) return;
      if (visible) layer.addTo(this.map);
      else layer.remove();
    };
    show(this.ghosts, assets && predictions);
    show(this.path, assets && predictions);
    show(this.criticality, assets);
  }

  destroy(): void {
    for (const layer of this.layers()) layer.remove();
  }

  private layers() {
    return [this.ghosts, this.path, this.criticality];
  }
}
