import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import { worse } from '../../../shared/domain/asset/status.ts';
import { fold, wordsOf } from '../../ui/parts/fold.ts';

export const ASSET_SORTS = ['status', 'name', 'sector', 'since', 'owner', 'served'] as const;
export type AssetSort = (typeof ASSET_SORTS)[number];

export interface AssetFilter {
  readonly q?: string | undefined;
  readonly sectors?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly countries?: readonly string[] | undefined;
  /** The owner, or the operator named in it, is one of them. */
  readonly organisations?: readonly string[] | undefined;
  readonly mine?: string | undefined;
  readonly disputed?: boolean | undefined;
  readonly within?: ((asset: AssetFace) => boolean) | undefined;
}

/** Faces do not change: the text searched in is made once for each. Tens of thousands are searched at each key. */
const searchTexts = new WeakMap<AssetFace, string>();
function searchText(asset: AssetFace): string {
  let text = searchTexts.get(asset);
  if (text === undefined) {
    text = fold(`${asset.code} ${asset.name} ${asset.kind} ${asset.operatorName ?? ''}`);
    searchTexts.set(asset, text);
  }
  return text;
}

export function filterAssets(assets: Iterable<AssetFace>, filter: AssetFilter): AssetFace[] {
  const words = wordsOf(filter.q);
  const among = (list: readonly string[] | undefined) => (list && list.length > 0 ? new Set(list) : undefined);
  const sectors = among(filter.sectors);
  const statuses = among(filter.statuses);
  const countries = among(filter.countries);
  const organisations = among(filter.organisations);
  const rows: AssetFace[] = [];
  for (const asset of assets) {
    if (sectors && !sectors.has(asset.sector)) continue;
    if (statuses && !statuses.has(asset.status)) continue;
    if (countries && !countries.has(asset.country)) continue;
    if (organisations && !organisations.has(asset.owner) && !organisations.has(asset.organisation ?? '')) continue;
    if (filter.mine && asset.owner !== filter.mine) continue;
    if (filter.disputed && !asset.disputed) continue;
    if (words.length > 0 && !words.every((word) => searchText(asset).includes(word))) continue;
    if (filter.within && !filter.within(asset)) continue;
    rows.push(asset);
  }
  return rows;
}

/** Comparing with a locale is slow in tens of thousands: names are folded once and compared as text. */
export function sortAssets(
  assets: readonly AssetFace[],
  by: AssetSort,
  nameOf: (organisation: string) => string,
  reverse = false,
): AssetFace[] {
  const sign = reverse ? -1 : 1;
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const folded = new Map<AssetFace, string>();
  for (const asset of assets) folded.set(asset, fold(asset.name));
  const name = (a: AssetFace, b: AssetFace) => text(folded.get(a)!, folded.get(b)!);
  const keys: Record<AssetSort, (a: AssetFace, b: AssetFace) => number> = {
    status: (a, b) =>
      a.status === b.status
        ? Number(b.disputed ?? false) - Number(a.disputed ?? false) || text(b.since ?? '', a.since ?? '')
        : worse(a.status, b.status)
          ? -1
          : 1,
    name,
    sector: (a, b) => text(a.sector, b.sector),
    since: (a, b) => text(b.since ?? '', a.since ?? ''),
    owner: (a, b) => text(nameOf(a.owner), nameOf(b.owner)),
    served: (a, b) => (b.served ?? -1) - (a.served ?? -1),
  };
  return [...assets].sort((a, b) => sign * keys[by](a, b) || name(a, b) || text(a.id, b.id));
}
