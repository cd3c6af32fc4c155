import type { Need } from '../../../../shared/domain/asset/record.ts';
import type { ShownAsset } from '../../../store/derive/shownAsset.ts';

export const HOPS = [1, 2, 3, 4] as const;
export type Hops = (typeof HOPS)[number];
/** More than that is no picture any more: the whole network is on the map. */
export const MOST_NODES = 150;

export interface Neighbour {
  readonly asset: ShownAsset;
  /** Below 0: it supplies, over so many hops; above 0: it depends; 0: the asset in the middle. */
  readonly layer: number;
  /** Over how many hops it is on the other side as well: the two are in a ring. */
  readonly ring?: number;
  /** The needs that tie it to what lies one hop nearer. */
  readonly via: readonly Via[];
}
export interface Via {
  readonly need: Need;
  /** Who has that need. */
  readonly of: ShownAsset;
  /** Who supplies it over these hops. */
  readonly from: readonly ShownAsset[];
}
/** One link: `from` supplies `to` under a need of `to`. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly need: Need;
}
export interface Neighbourhood {
  readonly centre: string;
  /** By layer, then as they were chosen. */
  readonly nodes: readonly Neighbour[];
  readonly links: readonly Link[];
  /** Reached within the hops and not shown. */
  readonly leftOut: number;
}

/** Who is drawn when not all can be: what is lost or about to be, then whoever serves more people. */
interface Chosen {
  readonly most?: number;
  /** Whether an asset is down or degraded, or predicted to be. */
  readonly hit: (asset: ShownAsset) => boolean;
}

type Assets = ReadonlyMap<string, ShownAsset>;

/**
 * What lies within `hops` of an asset, by needs that are shown: suppliers on one side, dependents on the other. A pure
 * function of the faces; neither their order nor a ring changes it.
 */
export function neighbourhoodOf(
  centre: string,
  assets: Assets,
  hops: number,
  { most = MOST_NODES, hit }: Chosen,
): Neighbourhood {
  const middle = assets.get(centre);
  if (!middle) return { centre, nodes: [], links: [], leftOut: 0 };
  const dependents = dependentsIndex(assets);
  const suppliers = (id: string): string[] =>
    (assets.get(id)?.needs ?? []).flatMap((need) => need.suppliers.map(({ assetId }) => assetId));
  const up = reach(centre, hops, assets, suppliers);
  const down = reach(centre, hops, assets, (id) => dependents.get(id) ?? []);
  const layers = new Map<string, number>([[centre, 0]]);
  for (const [id, hop] of up) layers.set(id, -hop);
  // In a ring an asset is on both sides: it stands on the nearer, as a supplier where both are as near.
  for (const [id, hop] of down) if (hop < (up.get(id) ?? Infinity)) layers.set(id, hop);

  const rank = new Map([...layers.keys()].map((id) => [id, hit(assets.get(id)!) ? 0 : 1]));
  const order = [...layers.keys()].sort((a, b) => {
    const [one, other] = [assets.get(a)!, assets.get(b)!];
    return (
      Math.abs(layers.get(a)!) - Math.abs(layers.get(b)!) ||
      rank.get(a)! - rank.get(b)! ||
      (other.served ?? 0) - (one.served ?? 0) ||
      (a < b ? -1 : 1)
    );
  });
  const shown = order.slice(0, most);
  const isShown = new Set(shown);
  const links = shown.flatMap((to) =>
    (assets.get(to)!.needs ?? []).flatMap((need) =>
      need.suppliers
        .filter(({ assetId }) => assetId !== to && isShown.has(assetId))
        .map(({ assetId }) => ({ from: assetId, to, need })),
    ),
  );
  const nodes = shown
    .map((id): Neighbour => {
      const layer = layers.get(id)!;
      const other = layer < 0 ? down.get(id) : up.get(id);
      const via = links.flatMap(({ from, to, need }) => {
        const ties =
          (layer < 0 && from === id && layers.get(to) === layer + 1) ||
          (layer > 0 && to === id && layers.get(from) === layer - 1);
        return ties ? [{ need, of: assets.get(to)!, from: [assets.get(from)!] }] : [];
      });
      const ring = layer === 0 ? undefined : other;
      return { asset: assets.get(id)!, layer, ...(ring !== undefined && { ring }), via: once(via) };
    })
    .sort((a, b) => a.layer - b.layer);
  return { centre, nodes, links, leftOut: order.length - shown.length };
}

/** A need with two suppliers in one layer ties its owner to both, but is one need. */
function once(via: readonly Via[]): Via[] {
  const found = new Map<string, Via>();
  for (const one of via) {
    const key = `${one.of.id} ${one.need.needId}`;
    const known = found.get(key);
    found.set(key, known ? { ...known, from: [...known.from, ...one.from] } : one);
  }
  return [...found.values()];
}

function dependentsIndex(assets: Assets): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const { id, needs = [] } of assets.values()) {
    for (const { suppliers } of needs) {
      for (const { assetId } of suppliers) {
        const list = index.get(assetId);
        if (list) list.push(id);
        else index.set(assetId, [id]);
      }
    }
  }
  return index;
}

/** Hops to everything shown within reach, the start left out. */
function reach(
  start: string,
  hops: number,
  assets: Assets,
  next: (id: string) => readonly string[],
): Map<string, number> {
  const found = new Map<string, number>();
  let edge = [start];
  for (let hop = 1; hop <= hops && edge.length > 0; hop++) {
    const further: string[] = [];
    for (const id of edge) {
      for (const other of next(id)) {
        if (other === start || found.has(other) || !assets.has(other)) continue;
        found.set(other, hop);
        further.push(other);
      }
    }
    edge = further;
  }
  return found;
}
