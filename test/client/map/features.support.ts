import type { AssetFeature, TwinFeature } from '../../../client/map/features.ts';

export function asset(id: string, more: Partial<AssetFeature> = {}): AssetFeature {
  return Object.freeze({
    id,
    code: `AST-${id}`,
    name: `Asset ${id}`,
    lat: 40,
    lon: -3,
    sector: 'energy',
    kind: 'substation',
    status: 'operational',
    basis: 'confirmed',
    disputed: false,
    stale: false,
    country: 'ES',
    organisation: 'grid',
    mine: false,
    dimmed: false,
    tlp: 'TLP:GREEN',
    ...more,
  });
}

/** Half a degree in the middle of Spain. */
export function twin(id: string, more: Partial<TwinFeature> = {}): TwinFeature {
  return Object.freeze({
    id,
    code: `AST-${id}`,
    name: 'Energy site in this area',
    cell: { lat: 40, lon: -4, size: 0.5 },
    high: 56,
    wide: 42,
    sector: 'energy',
    status: 'operational',
    since: '2025-04-28T12:00:00.000Z',
    stale: false,
    dimmed: false,
    tlp: 'TLP:GREEN',
    ...more,
  });
}

/** Like a translation that shows what it was given. */
export const spell = (key: string, values: Record<string, string | number> = {}): string =>
  [key, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join(' ');
