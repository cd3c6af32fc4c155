/** How the map asks for words: by key, with values to fill in. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

export function formatPosition(lat: number, lon: number, t: Translate): string {
  const latitude = `${Math.abs(lat).toFixed(4)}° ${t(lat < 0 ? 'map.south' : 'map.north')}`;
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  const longitude = `${Math.abs(wrapped).toFixed(4)}° ${t(wrapped < 0 ? 'map.west' : 'map.east')}`;
  return t('map.position', { lat: latitude, lon: longitude });
}

export function formatDistance(metres: number, t: Translate): string {
  return metres >= 1000 ? t('map.kilometres', { value: metres / 1000 }) : t('map.metres', { value: metres });
}

/** The longest round distance (1, 2 or 5 times a power of ten) that fits in `most` metres. */
export function roundDistance(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const lead = most / power;
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}
