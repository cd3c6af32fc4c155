import { isTwin } from '../../shared/domain/asset/record.ts';
import type { IncidentFace } from '../../shared/domain/incident/record.ts';
import { distanceMetres, type Place } from '../../shared/geo.ts';
import type { Faces } from '../store/contract.ts';
import { isOver, type Person } from '../store/derive/alerts.ts';
import { middleOf, operatorOf, type ShownAsset } from '../store/derive/shownAsset.ts';
import { assetName } from '../ui/assetName.ts';
import { actsOn, compare } from './lists.ts';
import { t } from './text.ts';

export interface Nearby {
  readonly kind: 'incident' | 'asset';
  readonly face: IncidentFace | ShownAsset;
  /** Of a coarse twin the middle of its area. */
  readonly place: Place;
  /** From where the list is measured; absent while that is not known. */
  readonly metres?: number;
}

export type NearbyFilter = 'all' | 'incident' | 'down' | 'ours';

/** What has a place and fits the filter and the words, nearest first; without a `from`, the worst first. */
export function nearbyOf(
  faces: Faces,
  me: Person,
  options: { filter: NearbyFilter; words: string; from: Place | undefined },
): Nearby[] {
  const { filter, from } = options;
  const words = fold(options.words);
  const fits = (face: { code: string }, name: string): boolean =>
    words === '' || fold(name).includes(words) || fold(face.code).includes(words);
  const found: Nearby[] = [];
  const add = (kind: Nearby['kind'], face: Nearby['face'], place: Place): void => {
    found.push({ kind, face, place, ...(from && { metres: distanceMetres(from, place) }) });
  };
  if (filter !== 'down') {
    for (const one of faces.incident.values()) {
      if (!one.location || isOver(one) || !fits(one, one.title)) continue;
      if (filter === 'ours' && !actsOn(faces, one, me)) continue;
      add('incident', one, one.location);
    }
  }
  if (filter !== 'incident') {
    for (const one of faces.asset.values()) {
      const place = isTwin(one) ? middleOf(one.cell) : one.location;
      if (!place || !fits(one, assetName(one, t))) continue;
      if (filter === 'down' && one.status === 'operational') continue;
      if (filter === 'ours' && operatorOf(one) !== me.organisation) continue;
      add('asset', one, place);
    }
  }
  return found.sort(
    (a, b) => (a.metres ?? 0) - (b.metres ?? 0) || weight(b) - weight(a) || compare(a.face.id, b.face.id),
  );
}

const WEIGHT = { failed: 3, degraded: 2, unknown: 1, operational: 0 } as const;
const weight = ({ face }: Nearby): number => ('severity' in face ? 4 + face.severity : WEIGHT[face.status]);

/** Without accents and case: on a phone keyboard nobody types them. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .trim()
    .toLowerCase();

const POINTS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type CompassPoint = (typeof POINTS)[number];

/** The way to go, as one of eight points of the compass. */
export function bearingOf(from: Place, to: Place): CompassPoint {
  const rad = Math.PI / 180;
  const dLon = (to.lon - from.lon) * rad;
  const y = Math.sin(dLon) * Math.cos(to.lat * rad);
  const x =
    Math.cos(from.lat * rad) * Math.sin(to.lat * rad) -
    Math.sin(from.lat * rad) * Math.cos(to.lat * rad) * Math.cos(dLon);
  const degrees = (Math.atan2(y, x) / rad + 360) % 360;
  return POINTS[Math.round(degrees / 45) % 8]!;
}
