import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { AssetFeature, LayerName, Theme } from '../../../client/map/features.ts';
import { LayerList } from '../../../client/map/LayerList.tsx';
import { Legend } from '../../../client/map/Legend.tsx';
import type { MapController } from '../../../client/map/MapController.ts';
import { MapHost } from '../../../client/map/MapHost.tsx';
import texts from '../../../client/map/texts.en.json';
import { europe, iberia, INCIDENTS, needs, PLACES } from './features.ts';

/** The map alone with made-up features: `?assets=34440&theme=light&lat=…&lon=…&zoom=…&select=3&legend=1` */

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
  if (query.has('draft')) controller.setDraft({ lat: 38.4, lon: -2.2 });
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
