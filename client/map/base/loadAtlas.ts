import detailedUrl from 'world-atlas/countries-10m.json?url';
import generalUrl from 'world-atlas/countries-50m.json?url';
import type { Atlas } from './atlas.ts';

/** Both files are part of the build: `general` is loaded with the map, `detailed` when somebody zooms in. */
const URLS = { general: generalUrl, detailed: detailedUrl };

export type AtlasScale = keyof typeof URLS;

/** The zoom from which each file has nothing left to simplify. */
export const FINEST_ZOOM: Readonly<Record<AtlasScale, number>> = { general: 7, detailed: 10 };

/** Answers undefined when the file could not be had; ask again later. */
export function loadAtlas(scale: AtlasScale): Promise<Atlas | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./atlas.worker.ts', import.meta.url), { type: 'module' });
    const finish = (atlas: Atlas | undefined): void => {
      worker.terminate();
      resolve(atlas);
    };
    worker.onmessage = ({ data }: MessageEvent<Atlas | undefined>) => finish(data);
    worker.onerror = () => finish(undefined);
    worker.postMessage({ url: new URL(URLS[scale], document.baseURI).href });
  });
}
