import type { Place } from '../../../shared/geo.ts';

const NUMBER = String.raw`([+-]?\d{1,3}(?:\.\d+)?)\s*°?`;
const PAIR = new RegExp(`^\\s*${NUMBER}\\s*([NS])?\\s*[,;\\s]\\s*${NUMBER}\\s*([EWO])?\\s*$`, 'i');

/** `40.4168, -3.7038`, `40.4168N 3.7038W`: latitude first, decimal degrees. Undefined when it is no place on the globe. */
export function parsePlace(text: string): Place | undefined {
  const match = PAIR.exec(text);
  if (!match) return undefined;
  const lat = Number(match[1]) * (match[2]?.toUpperCase() === 'S' ? -1 : 1);
  // `O` is west in Spanish, Portuguese and French.
  const lon = Number(match[3]) * (/[WO]/i.test(match[4] ?? '') ? -1 : 1);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

export const placeText = ({ lat, lon }: Place): string => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

/** Five decimals are about a metre: a click on a map knows no more. */
export const rounded = ({ lat, lon }: Place): Place => ({
  lat: Math.round(lat * 1e5) / 1e5,
  lon: Math.round(lon * 1e5) / 1e5,
});
