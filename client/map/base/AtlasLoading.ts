import type L from 'leaflet';
import type { BaseMap } from './BaseMap.ts';
import type { NamesLayer } from './NamesLayer.ts';
import { FINEST_ZOOM, loadAtlas, type AtlasScale } from './loadAtlas.ts';

/** From this zoom on the coast of the general atlas looks coarse. */
const DETAIL_FROM = 6.75;

/** Brings the general atlas at once and the detailed one when somebody zooms in; tries again when the view changes. */
export class AtlasLoading {
  private readonly map: L.Map;
  private readonly base: BaseMap;
  private readonly names: NamesLayer;
  private loading: AtlasScale | undefined;
  private loaded: AtlasScale | undefined;
  private destroyed = false;

  constructor(map: L.Map, base: BaseMap, names: NamesLayer) {
    this.map = map;
    this.base = base;
    this.names = names;
    map.on('moveend', this.consider);
    this.consider();
  }

  /** The atlas that this view needs is there. */
  get settled(): boolean {
    return this.loaded !== undefined && this.loading === undefined;
  }

  destroy(): void {
    this.destroyed = true;
    this.map.off('moveend', this.consider);
  }

  private readonly consider = (): void => {
    const wanted: AtlasScale | undefined =
      this.loaded === undefined
        ? 'general'
        : this.loaded === 'general' && this.map.getZoom() >= DETAIL_FROM
          ? 'detailed'
          : undefined;
    if (!wanted || this.loading || this.destroyed) return;
    this.loading = wanted;
    void loadAtlas(wanted).then((atlas) => {
      this.loading = undefined;
      if (!atlas || this.destroyed) return;
      this.loaded = wanted;
      this.base.setAtlas(atlas, FINEST_ZOOM[wanted]);
      this.names.setCountries(atlas.countries);
      this.consider();
    });
  };
}
