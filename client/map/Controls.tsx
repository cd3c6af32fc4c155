import type L from 'leaflet';
import { useEffect, useRef } from 'react';
import { formatDistance, formatPosition, roundDistance, type Translate } from './text.ts';

const SCALE_BAR_PIXELS = 110;
const EARTH_CIRCUMFERENCE = 40_075_016.7;

interface ControlsProps {
  map: L.Map;
  t: Translate;
  home: (() => void) | undefined;
  attribution: string | undefined;
}

/** Zoom, scale and position. What changes with every movement of the pointer is written past React. */
export function Controls({ map, t, home, attribution }: ControlsProps) {
  const position = useRef<HTMLOutputElement>(null);
  const scale = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let pointer: L.LatLng | undefined;
    const showPosition = (): void => {
      const { lat, lng } = pointer ?? map.getCenter();
      if (position.current) position.current.textContent = formatPosition(lat, lng, t);
    };
    const showScale = (): void => {
      if (!scale.current) return;
      const metresPerPixel =
        (EARTH_CIRCUMFERENCE * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
      const metres = roundDistance(SCALE_BAR_PIXELS * metresPerPixel);
      const words = formatDistance(metres, t);
      scale.current.style.width = `${Math.round(metres / metresPerPixel)}px`;
      scale.current.textContent = words;
      scale.current.setAttribute('aria-label', t('map.scaleName', { distance: words }));
    };
    const onMove = (event: L.LeafletMouseEvent): void => {
      pointer = event.latlng;
      showPosition();
    };
    const onOut = (): void => {
      pointer = undefined;
      showPosition();
    };
    const onView = (): void => {
      showPosition();
      showScale();
    };
    map.on('mousemove', onMove);
    map.on('mouseout', onOut);
    map.on('moveend', onView);
    onView();
    return () => {
      map.off('mousemove', onMove);
      map.off('mouseout', onOut);
      map.off('moveend', onView);
    };
  }, [map, t]);

  return (
    <>
      <div className="map-zoom">
        <button type="button" aria-label={t('map.zoomIn')} title={t('map.zoomIn')} onClick={() => map.zoomIn()}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 5v14M5 12h14" />
          </svg>
        </button>
        <button type="button" aria-label={t('map.zoomOut')} title={t('map.zoomOut')} onClick={() => map.zoomOut()}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M5 12h14" />
          </svg>
        </button>
        {home && (
          <button type="button" aria-label={t('map.home')} title={t('map.home')} onClick={home}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />
            </svg>
          </button>
        )}
      </div>
      <div className="map-foot">
        <div ref={scale} className="map-scale" role="img" />
        <output ref={position} className="map-position" title={t('map.positionName')} aria-live="off" />
        <span
          className="map-attribution"
          title={attribution ? `${attribution}. ${t('map.attributionHint')}` : t('map.attributionHint')}
        >
          {attribution ?? t('map.attribution')}
        </span>
      </div>
    </>
  );
}
