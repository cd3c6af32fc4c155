import 'leaflet/dist/leaflet.css';
import './map.css';
import type L from 'leaflet';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { MapContainer } from 'react-leaflet';
import { Controls } from './Controls.tsx';
import type { Theme } from './features.ts';
import { MapController } from './MapController.ts';
import type { Translate } from './text.ts';

export interface MapHostProps {
  onReady: (controller: MapController) => void;
  initialView: { lat: number; lon: number; zoom: number };
  theme: Theme;
  t: Translate;
  announce: (text: string) => void;
  /** what the home button shows; without it there is no such button */
  home?: () => void;
  /** whose map lies over the built-in one */
  attribution?: string | undefined;
  /** legend, layer list and whatever else lies over the map */
  children?: ReactNode;
}

/**
 * Holds the map and its controls. Everything that is drawn goes through the controller that `onReady` hands out, once;
 * a new `initialView` moves nothing.
 */
export function MapHost({ onReady, initialView, theme, t, announce, home, attribution, children }: MapHostProps) {
  const [map, setMap] = useState<L.Map | null>(null);
  const [controller, setController] = useState<MapController | undefined>(undefined);
  const latest = useRef({ onReady, theme, t, announce });
  useEffect(() => {
    latest.current = { onReady, theme, t, announce };
  });

  useEffect(() => {
    if (!map) return undefined;
    const made = new MapController(map, {
      theme: latest.current.theme,
      t: (key, values) => latest.current.t(key, values),
      announce: (text) => latest.current.announce(text),
    });
    const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
    const follow = (): void => made.setReducedMotion(motion.matches);
    follow();
    motion.addEventListener('change', follow);
    const resized = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
    resized.observe(map.getContainer());
    setController(made);
    latest.current.onReady(made);
    return () => {
      motion.removeEventListener('change', follow);
      resized.disconnect();
      made.destroy();
      // Leaflet ends a zoom by a timer that nothing stops; by then the map it moves is gone.
      (map as { _animatingZoom?: boolean })._animatingZoom = false;
      setController(undefined);
    };
  }, [map]);

  useEffect(() => controller?.setTheme(theme), [controller, theme]);

  useEffect(() => {
    const container = map?.getContainer();
    container?.setAttribute('role', 'application');
    container?.setAttribute('aria-label', t('map.name'));
  }, [map, t]);

  return (
    <div className="map-host" data-map-theme={theme}>
      <MapContainer
        ref={setMap}
        center={[initialView.lat, initialView.lon]}
        zoom={initialView.zoom}
        className="map-canvas-host"
        zoomControl={false}
        attributionControl={false}
        minZoom={3}
        maxZoom={17}
        zoomSnap={0.25}
        zoomDelta={1}
        wheelPxPerZoomLevel={110}
        maxBounds={[
          [-84, -200],
          [85, 200],
        ]}
        maxBoundsViscosity={0.8}
        keyboardPanDelta={120}
        boxZoom={false}
      />
      {map && <Controls map={map} t={t} home={home} attribution={attribution} />}
      <div className="map-overlays">{children}</div>
    </div>
  );
}
