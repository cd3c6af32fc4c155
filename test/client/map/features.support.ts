import type { AssetFeature } from '../../../client/map/features.ts';

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

/** Like a translation that shows what it was given. */
export const spell = (key: string, values: Record<string, string | number> = {}): string =>
  [key, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join(' ');
