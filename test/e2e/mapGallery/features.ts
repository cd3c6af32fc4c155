import type {
  AssetFeature,
  Basis,
  IncidentFeature,
  NamedPlace,
  NeedLine,
  Status,
} from '../../../client/map/features.ts';
import { SECTORS } from '../../../client/map/symbols/sectors.ts';

/** Made-up features for looking at the map and for measuring it. */

/** mulberry32: the same picture every time. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const PLACES: NamedPlace[] = (
  [
    ['Madrid', 40.42, -3.7, 1],
    ['Lisboa', 38.72, -9.14, 1],
    ['Barcelona', 41.39, 2.17, 1],
    ['Paris', 48.86, 2.35, 1],
    ['Rabat', 34.02, -6.84, 2],
    ['Valencia', 39.47, -0.38, 2],
    ['Sevilla', 37.39, -5.98, 2],
    ['Porto', 41.15, -8.61, 2],
    ['Bilbao', 43.26, -2.93, 2],
    ['Zaragoza', 41.65, -0.89, 2],
    ['Toulouse', 43.6, 1.44, 2],
    ['Bordeaux', 44.84, -0.58, 2],
    ['Marseille', 43.3, 5.37, 2],
    ['Tanger', 35.77, -5.8, 2],
    ['Casablanca', 33.57, -7.59, 2],
    ['Málaga', 36.72, -4.42, 3],
    ['Faro', 37.02, -7.93, 3],
    ['A Coruña', 43.36, -8.41, 3],
    ['Valladolid', 41.65, -4.72, 3],
    ['Badajoz', 38.88, -6.97, 3],
    ['Perpignan', 42.69, 2.89, 3],
    ['Palma', 39.57, 2.65, 3],
    ['Murcia', 37.98, -1.13, 3],
  ] as const
).map(([name, lat, lon, rank]) => ({ name, lat, lon, rank }));

const KINDS = ['Substation', 'Hospital', 'Data centre', 'Station', 'Reservoir', 'Control room', 'Terminal', 'Depot'];

function status(random: () => number, trouble: number): Status {
  const r = random();
  if (r < trouble * 0.4) return 'failed';
  if (r < trouble) return 'degraded';
  return r < trouble + 0.1 ? 'unknown' : 'operational';
}

function basis(random: () => number): Basis {
  const r = random();
  return r < 0.6 ? 'confirmed' : r < 0.85 ? 'reported' : 'predicted';
}

function asset(i: number, lat: number, lon: number, near: string, random: () => number, trouble: number): AssetFeature {
  const sector = SECTORS[Math.floor(random() ** 1.6 * SECTORS.length)] as string;
  return {
    id: `asset-${i}`,
    code: `AST-${i.toString(32).toUpperCase().padStart(4, '0')}`,
    name: `${near} ${KINDS[Math.floor(random() * KINDS.length)]} ${1 + (i % 9)}`,
    lat,
    lon,
    sector,
    kind: 'site',
    status: status(random, trouble),
    level: Math.floor(random() * 1_000_000),
    basis: basis(random),
    disputed: random() < 0.03,
    ageSeconds: Math.floor(random() ** 3 * 30_000),
    stale: random() < 0.05,
    country: 'ES',
    organisation: 'made-up',
    mine: random() < 0.12,
    dimmed: false,
    tlp: 'TLP:GREEN',
  };
}

export function iberia(count: number): AssetFeature[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, (_, i) => {
    const place = PLACES[Math.floor(random() ** 1.5 * PLACES.length)] as NamedPlace;
    const spread = place.rank === 1 ? 0.35 : 0.9;
    const lat = place.lat + (random() - 0.5) * 2 * spread;
    const lon = place.lon + (random() - 0.5) * 2 * spread;
    return asset(i, lat, lon, place.name, random, 0.28);
  });
}

/** Thick in some hundred places and thin between them, as real infrastructure is. */
export function europe(count: number): AssetFeature[] {
  const random = seededRandom(11);
  const centres = Array.from({ length: 300 }, () => [36 + random() * 24, -9 + random() * 38] as const);
  return Array.from({ length: count }, (_, i) => {
    const [lat, lon] = centres[Math.floor(random() ** 1.4 * centres.length)] as readonly [number, number];
    const reach = random() ** 2 * 3;
    const angle = random() * 2 * Math.PI;
    return asset(i, lat + reach * Math.sin(angle) * 0.7, lon + reach * Math.cos(angle), 'Site', random, 0.04);
  });
}

export const INCIDENTS: IncidentFeature[] = [
  ['Total loss of supply, mainland', 4, 40.2, -3.2, false, false],
  ['Interconnector tripped at Baixas', 3, 42.9, 1.2, true, false],
  ['Rail passengers stranded near Ocaña', 3, 39.6, -5.2, false, false],
  ['Hospital on generators, Porto', 2, 41.5, -7.6, true, false],
  ['Water pressure falling, Málaga', 1, 37.4, -3.6, true, false],
  ['Oscillation reported', 2, 44.6, 3.6, true, true],
].map(([title, severity, lat, lon, acknowledged, closed], i) => ({
  id: `incident-${i}`,
  code: `INC-000${i}`,
  title: title as string,
  severity: severity as 1 | 2 | 3 | 4,
  status: closed ? 'closed' : 'responding',
  lat: lat as number,
  lon: lon as number,
  acknowledged: acknowledged as boolean,
  closed: closed as boolean,
  ...(i === 0 && {
    area: {
      type: 'Polygon' as const,
      coordinates: [
        [
          [-9.3, 43.2],
          [-1.8, 43.4],
          [3.2, 42.3],
          [0.2, 38.8],
          [-0.8, 37.5],
          [-5.4, 36.0],
          [-8.9, 37.0],
          [-9.5, 38.8],
          [-9.3, 43.2],
        ],
      ],
    },
  }),
}));

export function needs(assets: readonly AssetFeature[], chosen: AssetFeature): NeedLine[] {
  const types = ['physical', 'cyber', 'geographic', 'logical'] as const;
  const states = ['supplied', 'short', 'lost', 'unknown'] as const;
  return assets
    .filter((other) => other !== chosen && Math.hypot(other.lat - chosen.lat, other.lon - chosen.lon) > 1.2)
    .slice(0, 7)
    .map((other, i) => ({
      from: i < 5 ? other : chosen,
      to: i < 5 ? chosen : other,
      type: types[i % 4] as NeedLine['type'],
      state: states[(i * 3) % 4] as NeedLine['state'],
      direction: i < 5 ? 'supplier' : 'dependent',
      crossBorder: i % 3 === 0,
    }));
}
