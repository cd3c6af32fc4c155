import { inFull, isTwin } from '../../../shared/domain/asset/record.ts';
import { worse } from '../../../shared/domain/asset/status.ts';
import { nameOrCode, operatorOf, type NameOf, type ShownAsset } from '../../store/derive/shownAsset.ts';
import { fold, wordsOf } from '../../ui/parts/fold.ts';
import { atOnce, each, sorted, type Sorted, type Steps } from '../../store/derive/steps.ts';

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
  readonly within?: ((asset: ShownAsset) => boolean) | undefined;
}

/** Faces do not change: the text searched in is made once for each. Tens of thousands are searched at each key. */
const searchTexts = new WeakMap<ShownAsset, string>();
function searchText(asset: ShownAsset, called: NameOf): string {
  let text = searchTexts.get(asset);
  if (text === undefined) {
    const more = isTwin(asset) ? '' : `${asset.kind} ${asset.operatorName ?? ''}`;
    text = fold(`${asset.code} ${called(asset)} ${more}`);
    searchTexts.set(asset, text);
  }
  return text;
}

export const filterAssets = (
  assets: Iterable<ShownAsset>,
  filter: AssetFilter,
  called: NameOf = nameOrCode,
): ShownAsset[] => atOnce(filtered(assets, filter, called));

/** The same, in pieces. */
function* filtered(assets: Iterable<ShownAsset>, filter: AssetFilter, called: NameOf): Steps<ShownAsset[]> {
  const words = wordsOf(filter.q);
  const among = (list: readonly string[] | undefined) => (list && list.length > 0 ? new Set(list) : undefined);
  const sectors = among(filter.sectors);
  const statuses = among(filter.statuses);
  const countries = among(filter.countries);
  const organisations = among(filter.organisations);
  const rows: ShownAsset[] = [];
  yield* each(assets, (asset) => {
    if (sectors && !sectors.has(asset.sector)) return;
    if (statuses && !statuses.has(asset.status)) return;
    // Of a twin neither country nor owner is told, and nobody disputes it: asked for one of these, it is not it.
    const full = inFull(asset);
    if (countries && !(full && countries.has(full.country))) return;
    if (organisations && !(full && (organisations.has(full.owner) || organisations.has(full.organisation ?? ''))))
      return;
    if (filter.mine && full?.owner !== filter.mine) return;
    if (filter.disputed && !full?.disputed) return;
    if (words.length > 0 && !words.every((word) => searchText(asset, called).includes(word))) return;
    if (filter.within && !filter.within(asset)) return;
    rows.push(asset);
  });
  return rows;
}

/** Faces do not change: what names are compared as is made once for each, and again only where one is called otherwise. */
const foldedNames = new WeakMap<ShownAsset, { readonly name: string; readonly folded: string }>();
function foldedName(asset: ShownAsset, name: string): string {
  const known = foldedNames.get(asset);
  if (known?.name === name) return known.folded;
  const folded = fold(name);
  foldedNames.set(asset, { name, folded });
  return folded;
}

/** How rows stand. Comparing with a locale is slow in tens of thousands: names are folded once and compared as text. */
export interface AssetOrder {
  readonly by: AssetSort;
  readonly nameOf: (organisation: string) => string;
  readonly reverse?: boolean;
  readonly called?: NameOf;
}

function comparison({ by, nameOf, reverse, called = nameOrCode }: AssetOrder) {
  const sign = reverse ? -1 : 1;
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const name = (a: ShownAsset, b: ShownAsset) => text(foldedName(a, called(a)), foldedName(b, called(b)));
  const ownerText = (asset: ShownAsset): string => {
    const operator = operatorOf(asset);
    return operator === undefined ? '' : nameOf(operator);
  };
  const keys: Record<AssetSort, (a: ShownAsset, b: ShownAsset) => number> = {
    status: (a, b) =>
      a.status === b.status
        ? Number(inFull(b)?.disputed ?? false) - Number(inFull(a)?.disputed ?? false) ||
          text(b.since ?? '', a.since ?? '')
        : worse(a.status, b.status)
          ? -1
          : 1,
    name,
    sector: (a, b) => text(a.sector, b.sector),
    since: (a, b) => text(b.since ?? '', a.since ?? ''),
    owner: (a, b) => text(ownerText(a), ownerText(b)),
    served: (a, b) => (b.served ?? -1) - (a.served ?? -1),
  };
  const key = keys[by];
  return (a: ShownAsset, b: ShownAsset): number => sign * key(a, b) || name(a, b) || text(a.id, b.id);
}

export const sortAssets = (
  assets: readonly ShownAsset[],
  by: AssetSort,
  nameOf: (organisation: string) => string,
  reverse = false,
  called: NameOf = nameOrCode,
): readonly ShownAsset[] => atOnce(sorted(assets, comparison({ by, nameOf, reverse, called }))).rows;

/** The rows of a list, in pieces; `before` are those of the same filter and order, a little earlier. */
export function* assetRows(
  assets: Iterable<ShownAsset>,
  filter: AssetFilter,
  order: AssetOrder,
  before: Sorted<ShownAsset> | undefined,
): Steps<Sorted<ShownAsset>> {
  const wanted = yield* filtered(assets, filter, order.called ?? nameOrCode);
  return yield* sorted(wanted, comparison(order), before);
}
