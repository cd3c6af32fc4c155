import type { Forecast, Predicted } from '../../../shared/cascade/forecast.ts';
import { isTwin, type Need } from '../../../shared/domain/asset/record.ts';
import { strictness, TLP, type AssetStatus, type Sector, type Tlp } from '../../../shared/domain/vocabulary.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';

/** One supplier of one need, on two banks of a border. */
export interface Crossing {
  readonly supplier: ShownAsset;
  readonly asset: ShownAsset;
  readonly need: Need;
}

export const DIRECTIONS = ['both', 'enters', 'leaves'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What crosses from one country into another of one sector: what is supplied gives it its sector. */
export interface Corridor {
  readonly key: string;
  readonly direction: 'enters' | 'leaves' | 'hidden';
  /** Empty where it is not shown. */
  readonly from: string;
  readonly to: string;
  readonly sector: Sector;
  readonly crossings: readonly Crossing[];
  /** How many of them are in trouble on either bank, or soon will be. */
  readonly troubled: number;
}

export interface Loss {
  /** It should have happened by now, and nobody has said so. */
  readonly already: boolean;
  readonly one: Predicted;
}

/** The next loss of each asset that has one. */
export function firstLosses(forecast: Pick<Forecast, 'already' | 'changes'> | undefined): Map<string, Loss> {
  const found = new Map<string, Loss>();
  const add = (one: Predicted, already: boolean): void => {
    if (one.to < one.from && !(already && one.contradicted) && !found.has(one.assetId))
      found.set(one.assetId, { already, one });
  };
  for (const one of forecast?.already ?? []) add(one, true);
  for (const one of forecast?.changes ?? []) add(one, false);
  return found;
}

const nationOf = (asset: ShownAsset): string => (isTwin(asset) ? '' : asset.country);

/** Every need whose supplier stands in another country than who needs it, or where one of the two is not shown. */
export function crossingsOf(assets: ReadonlyMap<string, ShownAsset>): Crossing[] {
  const found: Crossing[] = [];
  for (const asset of assets.values()) {
    for (const need of asset.needs ?? []) {
      for (const { assetId } of need.suppliers) {
        const supplier = assets.get(assetId);
        if (!supplier || supplier === asset) continue;
        const [from, to] = [nationOf(supplier), nationOf(asset)];
        if (from !== to) found.push({ supplier, asset, need });
      }
    }
  }
  return found;
}

/** Countries with something that crosses their border, and how many crossings. */
export function nationsOf(crossings: readonly Crossing[]): { nation: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { supplier, asset } of crossings) {
    for (const nation of [nationOf(supplier), nationOf(asset)]) {
      if (nation !== '') counts.set(nation, (counts.get(nation) ?? 0) + 1);
    }
  }
  return [...counts].map(([nation, count]) => ({ nation, count })).sort((a, b) => (a.nation < b.nation ? -1 : 1));
}

const BAD: Record<AssetStatus, number> = { failed: 4, degraded: 2, unknown: 1, operational: 0 };
const LOSS = 3;
/** From here on a crossing is in trouble: that nobody knows how a bank is, is none yet. */
const TROUBLE = 2;

/** How bad it is on the worse bank. A loss that is predicted weighs more than one that is only partial. */
export function badness({ supplier, asset }: Crossing, losses: ReadonlyMap<string, Loss>): number {
  const bank = (one: ShownAsset): number => Math.max(BAD[one.status], losses.has(one.id) ? LOSS : 0);
  return Math.max(bank(supplier), bank(asset));
}

export interface Wanted {
  readonly nation: string;
  readonly direction: Direction;
  readonly onlyTrouble: boolean;
}

/** What enters and leaves one country, worst first; where the other bank's country is not shown comes last. */
export function corridorsOf(
  crossings: readonly Crossing[],
  { nation, direction, onlyTrouble }: Wanted,
  losses: ReadonlyMap<string, Loss>,
): Corridor[] {
  const groups = new Map<string, { corridor: Omit<Corridor, 'crossings' | 'troubled'>; crossings: Crossing[] }>();
  for (const crossing of crossings) {
    const [from, to] = [nationOf(crossing.supplier), nationOf(crossing.asset)];
    if (from !== nation && to !== nation) continue;
    const way = from === nation ? 'leaves' : 'enters';
    if (direction !== 'both' && direction !== way) continue;
    if (onlyTrouble && badness(crossing, losses) < TROUBLE) continue;
    const { sector } = crossing.supplier;
    const key = `${from}>${to} ${sector}`;
    const group = groups.get(key) ?? {
      corridor: { key, direction: from === '' || to === '' ? ('hidden' as const) : way, from, to, sector },
      crossings: [],
    };
    group.crossings.push(crossing);
    groups.set(key, group);
  }
  const first = ({ supplier, asset }: Crossing): string => {
    const times = [supplier, asset].flatMap(({ id }) => losses.get(id)?.one.at ?? []);
    return times.sort()[0] ?? '9';
  };
  const worse = (a: Crossing, b: Crossing): number =>
    badness(b, losses) - badness(a, losses) ||
    (first(a) < first(b) ? -1 : first(a) > first(b) ? 1 : 0) ||
    (b.asset.served ?? 0) - (a.asset.served ?? 0) ||
    (`${a.asset.id}${a.supplier.id}` < `${b.asset.id}${b.supplier.id}` ? -1 : 1);
  return [...groups.values()]
    .map(({ corridor, crossings: some }) => ({
      ...corridor,
      crossings: some.sort(worse),
      troubled: some.filter((one) => badness(one, losses) >= TROUBLE).length,
    }))
    .sort(
      (a, b) =>
        Number(a.direction === 'hidden') - Number(b.direction === 'hidden') ||
        worse(a.crossings[0]!, b.crossings[0]!) ||
        (a.key < b.key ? -1 : 1),
    );
}

/** The strictest label of both banks, and of what their predictions rest on. */
export function strictestOf(
  corridors: readonly Corridor[],
  losses: ReadonlyMap<string, Loss>,
  assets: ReadonlyMap<string, ShownAsset>,
): Tlp {
  let most = 0;
  const see = (id: string): void => {
    const tlp = assets.get(id)?.tlp;
    if (tlp) most = Math.max(most, strictness(tlp));
  };
  for (const { crossings } of corridors) {
    for (const { supplier, asset } of crossings) {
      for (const { id } of [supplier, asset]) {
        see(id);
        const one = losses.get(id)?.one;
        if (!one) continue;
        for (const other of [one.supplierId ?? id, one.rootId]) see(other);
        for (const link of [...one.chain, ...one.lacking]) see(link.assetId);
      }
    }
  }
  return TLP[most] ?? 'TLP:CLEAR';
}
