import type { AssetFace } from '../../../shared/domain/asset/record.ts';

export const UP = 1_000_000;

const need = (needId: string, supplier: string, buffer?: number) => ({
  needId,
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: supplier, weight: 1, delay: 0, threshold: 1 }],
  ...(buffer !== undefined && { buffer }),
  alpha: UP,
  beta: 0,
});

const face = (id: string, sector: string, country: string, more: object = {}) =>
  ({
    id,
    version: 1,
    code: `AST-${id}`,
    name: id,
    kind: 'site',
    sector,
    country,
    status: 'operational',
    level: UP,
    basis: 'reported',
    tlp: 'TLP:GREEN',
    organisation: 'owner',
    location: { lat: 40, lon: -3 },
    ...more,
  }) as unknown as AssetFace;

/** A line feeds a station, the station a hospital across the border, which has four hours of diesel. */
export const facesFor = (): AssetFace[] => [
  face('line', 'energy', 'ES', { served: 10_000 }),
  face('station', 'energy', 'ES', { needs: [need('feed', 'line')] }),
  face('hospital', 'health', 'PT', { served: 90_000, needs: [need('power', 'station', 4 * 3600)] }),
];
