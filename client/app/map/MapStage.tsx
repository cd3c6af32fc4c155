import { useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FaceOf } from '../../../shared/domain/records.ts';
import type { Place } from '../../../shared/geo.ts';
import { LayerList } from '../../map/LayerList.tsx';
import { Legend } from '../../map/Legend.tsx';
import { LAYERS, type LayerName, type NamedPlace } from '../../map/features.ts';
import type { MapController } from '../../map/MapController.ts';
import { MapHost } from '../../map/MapHost.tsx';
import type { Faces } from '../../store/contract.ts';
import { middleOf, placeOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import { assetName } from '../../ui/assetName.ts';
import { useGo } from '../../ui/entities.ts';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { forgetView, writeView } from '../../ui/viewNow.ts';
import { ThemeNameContext } from '../themeName.ts';
import { useFilter, useViewSearch } from '../viewSearch.ts';
import { boundsOf, someOf } from './bounds.ts';
import { FutureStage } from './FutureStage.tsx';
import { GroundMissing, useOperatorMap } from './Ground.tsx';
import { MapFeed } from './MapFeed.ts';

interface MapStageProps {
  selected: { kind: 'incident' | 'asset'; id: string } | undefined;
  onReady: (controller: MapController | undefined) => void;
  /** A click while somebody is asked for a place goes there and nowhere else. */
  onPlace: (place: { lat: number; lon: number }) => boolean;
}

const EUROPE = { lat: 47, lon: 6, zoom: 4.5 };

/** The one map: fed by the store, its view and its layers kept in the address. */
export function MapStage({ selected, onReady, onPlace }: MapStageProps) {
  const { t } = useTranslation();
  const theme = useContext(ThemeNameContext);
  const tocsin = useTocsinApi();
  const search = useViewSearch();
  const filter = useFilter();
  const go = useGo();
  const guest = useTocsin((state) => state.me?.guest !== undefined);
  const [controller, setController] = useState<MapController | undefined>(undefined);
  const [feed, setFeed] = useState<MapFeed | undefined>(undefined);
  const [said, announce] = useState('');
  const initial = useRef(viewOf(search.view));
  const latest = useRef({ go, onPlace });
  useEffect(() => {
    latest.current = { go, onPlace };
  });

  const ready = (made: MapController): void => {
    setController(made);
    onReady(made);
  };

  useEffect(() => {
    if (!controller) return undefined;
    const made = new MapFeed(
      controller,
      tocsin,
      (asset) => assetName(asset, t),
      (key, values) => t(key, values ?? {}),
    );
    setFeed(made);
    return () => made.destroy();
  }, [controller, tocsin, t]);

  useEffect(() => feed?.show(filter, selected?.id), [feed, filter, selected?.id]);
  useHomeView(controller, initial.current === undefined);
  useFlyToSelected(controller, selected);
  usePlaceNames(controller);
  const ground = useOperatorMap(controller);
  useLayers(controller, search.hide);

  useEffect(() => {
    if (!controller) return undefined;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const stops = [
      controller.on('select', ({ kind, id }) => {
        const face = tocsin.store.getState().faces[kind].get(id);
        if (face) latest.current.go.entity(kind, face.code);
      }),
      controller.on('background', ({ lat, lon, by }) => {
        const place = { lat: round(lat, 5), lon: round(lon, 5) };
        if (latest.current.onPlace(place)) return;
        if (by !== 'click') latest.current.go.report(place);
      }),
      controller.on('view', ({ lat, lon, zoom }) => {
        clearTimeout(waiting);
        const view = `${round(lat, 4)},${round(lon, 4)},${round(zoom, 2)}`;
        waiting = setTimeout(() => writeView(view), 500);
      }),
    ];
    return () => {
      clearTimeout(waiting);
      forgetView();
      for (const stop of stops) stop();
    };
  }, [controller, tocsin]);

  const hidden = useMemo(() => new Set<string>(search.hide), [search.hide]);
  const visible = Object.fromEntries(LAYERS.map((layer) => [layer, !hidden.has(layer)])) as Record<LayerName, boolean>;
  const change = (layer: LayerName, on: boolean): void => {
    const rest = LAYERS.filter((one) => (one === layer ? !on : hidden.has(one)));
    go.search({ hide: rest.length > 0 ? rest : undefined });
  };
  const home = (): void => {
    const { asset } = tocsin.store.getState().faces;
    const bounds = boundsOf(asset.values(), asset.size);
    if (bounds) controller?.fit(bounds);
  };

  return (
    <FutureStage feed={feed}>
      <MapHost
        onReady={ready}
        initialView={initial.current ?? EUROPE}
        theme={theme}
        t={(key, values) => t(key, values ?? {})}
        announce={announce}
        home={home}
        attribution={ground?.state === 'drawn' && ground.attribution !== '' ? ground.attribution : undefined}
      >
        {ground?.state === 'failed' && <GroundMissing />}
        <Legend t={(key, values) => t(key, values ?? {})} />
        <LayerList
          visible={visible}
          without={guest ? PREDICTIONS : []}
          onChange={change}
          t={(key, values) => t(key, values ?? {})}
        />
      </MapHost>
      <div className="t-hidden" role="status">
        {said}
      </div>
    </FutureStage>
  );
}

const PREDICTIONS: readonly LayerName[] = ['predictions'];
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function viewOf(text: string | undefined): { lat: number; lon: number; zoom: number } | undefined {
  const [lat, lon, zoom] = (text ?? '').split(',').map(Number);
  return lat !== undefined && lon !== undefined && zoom !== undefined ? { lat, lon, zoom } : undefined;
}

/** Shows the whole operation as soon as it is there, unless the address says where to look. */
function useHomeView(controller: MapController | undefined, wanted: boolean): void {
  const tocsin = useTocsinApi();
  const done = useRef(!wanted);
  useEffect(() => {
    if (!controller || done.current) return undefined;
    const fit = (assets: Iterable<ShownAsset>, count: number): void => {
      if (done.current || count === 0) return;
      done.current = true;
      const bounds = boundsOf(assets, count);
      // Nothing was shown before from which one could be led there.
      if (bounds) controller.fit(bounds, { atOnce: true });
    };
    const look = (): void => {
      const { asset } = tocsin.store.getState().faces;
      fit(asset.values(), asset.size);
    };
    look();
    // With the picture itself, before it is drawn for the first time.
    const stops = [tocsin.onDifference(look), tocsin.onGlimpse((assets) => fit(someOf(assets), 1))];
    return () => stops.forEach((stop) => stop());
  }, [controller, tocsin]);
}

/** Goes to what was opened from a list, when the map does not show it already. */
function useFlyToSelected(controller: MapController | undefined, selected: MapStageProps['selected']): void {
  const tocsin = useTocsinApi();
  const { kind, id } = selected ?? {};
  useEffect(() => {
    if (!controller || kind === undefined || id === undefined) return;
    const { faces } = tocsin.store.getState();
    const face = faces[kind].get(id);
    const place = face && placeToGo(faces, face);
    if (!place) return;
    const { south, north, west, east } = controller.bounds();
    const inside = place.lat > south && place.lat < north && place.lon > west && place.lon < east;
    if (!inside) controller.flyTo(place.lat, place.lon);
  }, [controller, tocsin, kind, id]);
}

/** Where a record is, or the first of its assets; of a coarse twin the middle of its area. */
function placeToGo(faces: Faces, face: ShownAsset | FaceOf['incident']): Place | undefined {
  if ('cell' in face) return middleOf(face.cell);
  if (face.location || !('assetIds' in face)) return face.location;
  const places = face.assetIds?.map((id) => placeOf(faces.asset.get(id)));
  return places?.find((place) => place !== undefined);
}

/** Names for orientation, where the operation brings some: the base map knows countries only. */
function usePlaceNames(controller: MapController | undefined): void {
  const operation = useTocsin((state) => state.operationId);
  useEffect(() => {
    if (!controller || !operation) return undefined;
    const stop = new AbortController();
    fetch(`/api/v1/operations/${operation}/places`, { signal: stop.signal })
      .then((answer) => (answer.ok ? (answer.json() as Promise<{ places: NamedPlace[] }>) : { places: [] }))
      .then(({ places }) => controller.setPlaces(places))
      .catch(() => undefined);
    return () => stop.abort();
  }, [controller, operation]);
}

function useLayers(controller: MapController | undefined, hide: readonly LayerName[] | undefined): void {
  useEffect(() => {
    for (const layer of LAYERS) controller?.setVisible(layer, !hide?.includes(layer));
  }, [controller, hide]);
}
