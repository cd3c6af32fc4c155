import L from 'leaflet';
import type { Theme } from '../features.ts';

/** The map that the operator of the server chose, as the server tells of it. */
export interface OperatorMapSetting {
  readonly kind: 'file' | 'server';
  readonly form: 'vector' | 'raster';
  /** Of a PMTiles file that is read in parts, or of a tile with {z}, {x} and {y} to be filled in. */
  readonly url: string;
  readonly maxZoom: number;
  readonly attribution: string;
}

/** Called for each tile that was asked for: whether it could be had. A tile that the map does not have is no failure. */
type Told = (had: boolean) => void;
interface Tiles {
  getZxy(z: number, x: number, y: number, signal?: AbortSignal): Promise<{ data: ArrayBuffer } | undefined>;
}

/** The parts that only this needs are chunks of their own, loaded when there is such a map. Rejects when it cannot be read. */
export async function operatorLayer(setting: OperatorMapSetting, theme: Theme, told: Told): Promise<L.GridLayer> {
  const options = { pane: 'operator', maxNativeZoom: setting.maxZoom, noWrap: true, updateWhenZooming: false };
  if (setting.kind === 'server' && setting.form === 'raster') {
    const layer = L.tileLayer(setting.url, options);
    layer.on('tileload', () => told(true));
    layer.on('tileerror', () => told(false));
    return layer;
  }
  const tiles = watched(setting.kind === 'file' ? await fileTiles(setting.url) : serverTiles(setting.url), told);
  if (setting.form === 'raster') return new PictureLayer(tiles, options);
  // The library takes Leaflet from the window.
  (globalThis as { L?: unknown }).L = L;
  const { leafletLayer } = await import('protomaps-leaflet');
  return leafletLayer({
    ...options,
    // Its own type names a class of an older pmtiles; it calls `getZxy` and nothing else.
    url: tiles as never,
    flavor: theme,
    lang: document.documentElement.lang || 'en',
    maxDataZoom: setting.maxZoom,
    attribution: '',
  }) as unknown as L.GridLayer;
}

async function fileTiles(url: string): Promise<Tiles> {
  const { FetchSource, PMTiles } = await import('pmtiles');
  const file = new PMTiles(new FetchSource(new URL(url, document.baseURI).href, new Headers(), 'same-origin'));
  // Known to be readable before anything is drawn.
  await file.getHeader();
  return file;
}

function serverTiles(template: string): Tiles {
  return {
    async getZxy(z, x, y, signal) {
      const url = template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));
      const answer = await fetch(url, { ...(signal && { signal }), credentials: 'omit' });
      if (answer.status === 404 || answer.status === 204) return undefined;
      if (!answer.ok) throw new Error(`A tile could not be had: ${answer.status}`);
      return { data: await answer.arrayBuffer() };
    },
  };
}

function watched(tiles: Tiles, told: Told): Tiles {
  return {
    async getZxy(...tile) {
      try {
        const found = await tiles.getZxy(...tile);
        told(true);
        return found;
      } catch (error) {
        if ((error as Error).name !== 'AbortError') told(false);
        throw error;
      }
    },
  };
}

/** Pictures out of a file. */
class PictureLayer extends L.GridLayer {
  private readonly tiles: Tiles;

  constructor(tiles: Tiles, options: L.GridLayerOptions) {
    super(options);
    this.tiles = tiles;
    this.on('tileunload', ({ tile }) => {
      const { src } = tile as HTMLImageElement;
      if (src) URL.revokeObjectURL(src);
    });
  }

  protected override createTile({ z, x, y }: L.Coords, done: L.DoneCallback): HTMLElement {
    const picture = document.createElement('img');
    picture.alt = '';
    this.tiles.getZxy(z, x, y).then(
      (found) => {
        if (!found) return done(undefined, picture);
        picture.onload = () => done(undefined, picture);
        picture.onerror = () => done(new Error('The picture of a tile is damaged'), picture);
        picture.src = URL.createObjectURL(new Blob([found.data]));
      },
      (error: Error) => done(error, picture),
    );
    return picture;
  }
}
