/** Web Mercator with the world as the unit square: x grows east, y grows south, one pixel at zoom z is 1 / (256 * 2^z). */

const MAX_LATITUDE = 85.0511287798;

export const xOfLongitude = (lon: number): number => lon / 360 + 0.5;

export function yOfLatitude(lat: number): number {
  const sine = Math.sin((Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

export const longitudeOfX = (x: number): number => (x - 0.5) * 360;

export const latitudeOfY = (y: number): number => (360 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI))) / Math.PI - 90;

export const worldPixels = (zoom: number): number => 256 * 2 ** zoom;
