import { weighed, type Lost, type Weights } from '../../../shared/cascade/criticality.ts';
import type { BrokenPair } from '../../../shared/cascade/pairs.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { RankingState } from '../../ranking/RankingSource.ts';
import type { NameOf, ShownAsset } from '../../store/derive/shownAsset.ts';
import { fold, wordsOf } from '../../ui/parts/fold.ts';

export interface RankRow {
  readonly asset: ShownAsset;
  /** Place in the whole ranking by C1; those that cost nothing share the last. */
  readonly place: number;
  /** C1. */
  readonly personHours: number;
  readonly losses: readonly Lost[];
  /** C2, ppm; undefined where its own country is not shown. */
  readonly abroad: number | undefined;
  /** C3, ppm; undefined while no scenario is shown. */
  readonly binding: number | undefined;
  /** C4. */
  readonly dominates: number;
  readonly takesDown: number;
  /** C5, of its sector; undefined where there is no answer. */
  readonly influence: number | undefined;
}

export const SORTS = ['c1', 'c2', 'c3', 'c4', 'c5', 'name'] as const;
export type Sort = (typeof SORTS)[number];

type Found = Pick<RankingState, 'entries' | 'bindings' | 'sectors'>;

/** Of what is shown now, worst first. */
export function rankRows(found: Found, assets: ReadonlyMap<string, ShownAsset>, weights: Weights): RankRow[] {
  const influence = new Map(found.sectors?.map((one) => [one.sector, one.influence]));
  const { bindings } = found;
  const shares = bindings && bindings.stories > 0 ? bindings.shares : undefined;
  const rows = [...found.entries.values()].flatMap(({ id, home, losses, dominates, takesDown }) => {
    const asset = assets.get(id);
    if (!asset) return [];
    const binding = shares && (shares.get(id) ?? 0);
    const row = { asset, losses, binding, dominates, takesDown, influence: influence.get(asset.sector) };
    return [{ ...row, ...weighed(losses, home, weights) }];
  });
  rows.sort((a, b) => b.personHours - a.personHours || b.dominates - a.dominates || (a.asset.id < b.asset.id ? -1 : 1));
  const last = rows.filter(({ personHours }) => personHours > 0).length + 1;
  return rows.map((row, at) => ({ ...row, place: row.personHours > 0 ? at + 1 : last }));
}

export interface RankFilter {
  readonly q?: string | undefined;
  readonly sectors?: readonly string[] | undefined;
  readonly countries?: readonly string[] | undefined;
}

export function filterRows(rows: readonly RankRow[], filter: RankFilter, called: NameOf): RankRow[] {
  const words = wordsOf(filter.q);
  const { sectors = [], countries = [] } = filter;
  return rows.filter(({ asset }) => {
    if (sectors.length > 0 && !sectors.includes(asset.sector)) return false;
    if (countries.length > 0 && (isTwin(asset) || !countries.includes(asset.country))) return false;
    if (words.length === 0) return true;
    const text = fold(`${asset.code} ${called(asset)} ${isTwin(asset) ? '' : asset.kind}`);
    return words.every((word) => text.includes(word));
  });
}

/** Numbers begin with the largest, names with A; what is not known comes last either way. */
export function sortRows(rows: readonly RankRow[], by: Sort, reverse: boolean, called: NameOf): RankRow[] {
  const sign = reverse ? -1 : 1;
  if (by === 'name') {
    const names = new Map(rows.map((row) => [row, fold(called(row.asset))]));
    return [...rows].sort((a, b) => sign * (names.get(a)! < names.get(b)! ? -1 : 1));
  }
  const value: Record<Exclude<Sort, 'name'>, (row: RankRow) => number | undefined> = {
    c1: (row) => row.personHours,
    c2: (row) => row.abroad,
    c3: (row) => row.binding,
    c4: (row) => row.dominates,
    c5: (row) => row.influence,
  };
  const of = value[by];
  return [...rows].sort((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * (y - x) || a.place - b.place;
  });
}

/** Pairs of what is shown now. */
export const shownPairs = (
  pairs: readonly BrokenPair<string>[] | undefined,
  assets: ReadonlyMap<string, ShownAsset>,
): BrokenPair<string>[] => (pairs ?? []).filter(({ first, second }) => assets.has(first) && assets.has(second));

/** On the map more rings than this say nothing. */
const MOST_RINGS = 50;

/** How much each of the most critical costs beside the worst, 0 to 1. */
export function ringsOf(rows: readonly RankRow[]): { id: string; share: number }[] {
  const worst = rows[0]?.personHours ?? 0;
  if (worst === 0) return [];
  return rows
    .slice(0, MOST_RINGS)
    .filter(({ personHours }) => personHours > 0)
    .map(({ asset, personHours }) => ({ id: asset.id, share: personHours / worst }));
}

export interface SectorRow {
  readonly sector: string;
  readonly assets: number;
  readonly influence: number;
  readonly dependence: number;
}

export function sectorRows({ sectors, entries }: Found, assets: ReadonlyMap<string, ShownAsset>): SectorRow[] {
  const counts = new Map<string, number>();
  for (const id of entries.keys()) {
    const sector = assets.get(id)?.sector;
    if (sector) counts.set(sector, (counts.get(sector) ?? 0) + 1);
  }
  return (sectors ?? [])
    .filter(({ sector }) => counts.has(sector))
    .map((one) => ({ ...one, assets: counts.get(one.sector)! }))
    .sort((a, b) => b.influence - a.influence || (a.sector < b.sector ? -1 : 1));
}
