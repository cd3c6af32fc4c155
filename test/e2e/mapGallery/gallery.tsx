import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { AssetFeature, LayerName, Theme } from '../../../client/map/features.ts';
import { LayerList } from '../../../client/map/LayerList.tsx';
import { Legend } from '../../../client/map/Legend.tsx';
import type { MapController } from '../../../client/map/MapController.ts';
import { MapHost } from '../../../client/map/MapHost.tsx';
import texts from '../../../client/map/texts.en.json';
import { europe, iberia, INCIDENTS, needs, PLACES } from './features.ts';

/** The map alone with made-up features: `?assets=34440&theme=light&lat=…&lon=…&zoom=…&select=3&legend=1&foresight=3&critical=1` */

declare global {
  interface Window {
    gallery: { controller: MapController; announced: string[]; events: string[]; assets: AssetFeature[] };
    unmountGallery: () => void;
  }
}

const query = new URLSearchParams(location.search);
const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise);
const theme: Theme = query.get('theme') === 'light' ? 'light' : 'dark';
const words = texts as Record<string, string>;
const t = (key: string, values: Record<string, string | number> = {}): string =>
  (words[key] ?? `[${key}]`).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));

function ready(controller: MapController): void {
  const count = number('assets', 150);
  const assets = count > 1000 ? europe(count) : iberia(count);
  window.gallery = { controller, announced: [], events: [], assets };
  controller.setAssets({ set: assets, remove: [] });
  controller.setPlaces(PLACES);
  if (query.get('incidents') !== '0') controller.setIncidents({ set: INCIDENTS, remove: [] });
  controller.on('select', ({ kind, id, by }) => window.gallery.events.push(`select ${kind} ${id} ${by}`));
  controller.on('background', ({ by }) => window.gallery.events.push(`background ${by}`));
  controller.on('hover', (over) => window.gallery.events.push(`hover ${over?.id ?? 'nothing'}`));
  const chosen = assets[number('select', -1)];
  if (chosen) {
    controller.select(chosen.id);
    controller.setNeeds(needs(assets, chosen));
  }
  if (query.has('foresight')) foresee(controller, assets);
  if (query.has('draft')) controller.setDraft({ lat: 38.4, lon: -2.2 });
}

/** `?foresight=3`: of each so many assets one is predicted to be lost, the first as the end of a cascade's way. */
function foresee(controller: MapController, assets: readonly AssetFeature[]): void {
  const now = Date.now();
  const lost = assets.filter((_, k) => k % Math.max(1, number('foresight', 3)) === 0);
  controller.setPredictions(
    lost.map(({ id }, k) => ({
      id,
      status: k % 3 === 0 ? 'degraded' : 'failed',
      level: k % 3 === 0 ? 400_000 : 0,
      at: now + k * 11 * 60_000,
      due: k % 7 === 0,
      expected: k % 4 === 1,
      bounded: k % 2 === 0,
      when: '14:05Z',
      band: 'between 13:50Z and 14:30Z',
    })),
    Date.now,
  );
  const way = assets.slice(0, 4);
  controller.setPath({
    root: way[0],
    hops: way.slice(1).map((to, k) => ({
      from: way[k] as AssetFeature,
      to,
      status: k === 1 ? 'degraded' : 'failed',
      part: 'cause',
      skipped: k === 1,
      crossBorder: k === 0,
    })),
  });
  if (query.has('critical'))
    controller.setCriticality(assets.map(({ id }, k) => ({ id, share: k % 5 === 0 ? k / assets.length : 0 })));
}

const ALL: Record<LayerName, boolean> = {
  assets: true,
  predictions: true,
  incidents: true,
  areas: true,
  needs: true,
  names: true,
  graticule: true,
};

function Gallery() {
  const [visible, setVisible] = useState(ALL);
  const change = (layer: LayerName, shown: boolean): void => {
    setVisible({ ...visible, [layer]: shown });
    window.gallery.controller.setVisible(layer, shown);
  };
  return (
    <MapHost
      onReady={ready}
      initialView={{ lat: number('lat', 40.4), lon: number('lon', -3.2), zoom: number('zoom', 6.25) }}
      theme={theme}
      t={t}
      announce={(text) => window.gallery.announced.push(text)}
      home={() => window.gallery.controller.fit({ south: 36, west: -9.6, north: 43.8, east: 3.4 })}
    >
      <Legend t={t} open={query.get('legend') === '1'} />
      <LayerList t={t} visible={visible} onChange={change} />
    </MapHost>
  );
}

const root = createRoot(document.getElementById('root') as HTMLElement);
window.unmountGallery = () => root.unmount();
root.render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
