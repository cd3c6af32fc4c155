import { isTwin, type Need, type Supplier } from '../../../shared/domain/asset/record.ts';
import { UP } from '../../../shared/domain/vocabulary.ts';
import { nameOrCode, type NameOf, type ShownAsset } from '../../store/derive/shownAsset.ts';

export type NeedState = 'supplied' | 'short' | 'lost' | 'unknown';

export interface SupplierState {
  readonly supplier: Supplier;
  readonly asset: ShownAsset | undefined;
  /** Whether it gives anything useful now; undefined: nobody knows. */
  readonly up: boolean | undefined;
}

export function supplierStates(need: Need, assets: ReadonlyMap<string, ShownAsset>): SupplierState[] {
  return need.suppliers.map((supplier) => {
    const asset = assets.get(supplier.assetId);
    const known = asset && asset.status !== 'unknown';
    return { supplier, asset, up: known ? gives(asset, supplier) : undefined };
  });
}

/** Of a twin the band is told and no level: one that works gives what is wanted, of a degraded one nobody knows. */
function gives(asset: ShownAsset, { threshold }: Supplier): boolean | undefined {
  if (!isTwin(asset)) return asset.level >= Math.max(1, threshold);
  return asset.status === 'degraded' ? undefined : asset.status === 'operational';
}

/**
 * Whether a need is met by what its suppliers show now, before any buffer. A supplier of unknown status may or may not
 * give: where that decides, the answer is unknown.
 */
export function needState(need: Need, assets: ReadonlyMap<string, ShownAsset>): NeedState {
  const states = supplierStates(need, assets);
  const worth = ({ supplier, asset, up }: SupplierState, unknownCounts: boolean): number => {
    if (up === undefined) return unknownCounts ? (need.rule === 'kofn' ? 1 : supplier.weight) : 0;
    if (!up) return 0;
    return need.rule === 'kofn' ? 1 : (supplier.weight * levelOf(asset)) / UP;
  };
  const sum = (unknownCounts: boolean) => states.reduce((total, one) => total + worth(one, unknownCounts), 0);
  const wanted = need.rule === 'kofn' ? (need.k ?? 1) : (need.demand ?? 1);
  const sure = sum(false);
  if (sure >= wanted) return 'supplied';
  if (sum(true) >= wanted) return 'unknown';
  return sure > 0 ? 'short' : 'lost';
}

/** Parts per million. A twin counts here where it works. */
const levelOf = (asset: ShownAsset | undefined): number => (!asset ? 0 : isTwin(asset) ? UP : asset.level);

export interface Dependent {
  readonly asset: ShownAsset;
  readonly need: Need;
}

export function dependentsOf(id: string, assets: Iterable<ShownAsset>, called: NameOf = nameOrCode): Dependent[] {
  const found: Dependent[] = [];
  for (const asset of assets) {
    for (const need of asset.needs ?? []) {
      if (need.suppliers.some((supplier) => supplier.assetId === id)) found.push({ asset, need });
    }
  }
  return found.sort(
    (a, b) => (b.asset.served ?? 0) - (a.asset.served ?? 0) || called(a.asset).localeCompare(called(b.asset)),
  );
}
