import { impact, UP } from './levels.ts';
import type { Network } from './network.ts';
import { supplyWith } from './supply.ts';

/**
 * The network seen as sectors: the inoperability input-output model (Haimes & Jiang 2001), with the table taken from
 * the needs. `a[i][j]` is what sector i loses at once, and with its buffers empty, when sector j is lost as a whole: the
 * mean over the assets of i, each counted alike. A second, coarser view; the engine never uses it.
 */
export interface SectorTable {
  readonly sectors: readonly string[];
  readonly a: readonly (readonly number[])[];
}

export function sectorTable(network: Network): SectorTable {
  const members = new Map<string, number[]>();
  for (let i = 0; i < network.assets; i++) {
    const sector = network.sectors[i]!;
    if (sector !== '') members.set(sector, [...(members.get(sector) ?? []), i]);
  }
  const sectors = [...members.keys()].sort();
  const place = new Map(sectors.map((sector, at) => [sector, at]));
  const a = sectors.map((sector) => {
    const row = sectors.map(() => 0);
    const own = members.get(sector)!;
    for (const asset of own) {
      for (const other of suppliersOf(network, asset)) {
        if (other !== sector && place.has(other)) row[place.get(other)!]! += lossWithout(network, asset, other);
      }
    }
    return row.map((sum) => sum / own.length / UP);
  });
  return { sectors, a };
}

function suppliersOf(network: Network, asset: number): Set<string> {
  const found = new Set<string>();
  const end = network.linkStart[network.needStart[asset + 1]!]!;
  for (let l = network.linkStart[network.needStart[asset]!]!; l < end; l++) {
    found.add(network.sectors[network.supplier[l]!]!);
  }
  return found;
}

/** ppm that an asset loses when all its suppliers of one sector stand still and all others work. */
function lossWithout(network: Network, asset: number, sector: string): number {
  let least = UP;
  for (let r = network.needStart[asset]!; r < network.needStart[asset + 1]!; r++) {
    const supply = supplyWith(network, r, (j) => (network.sectors[j] === sector ? 0 : UP));
    least = Math.min(least, impact(supply, network.alpha[r]!, network.beta[r]!));
  }
  return UP - (least < network.trip[asset]! ? 0 : least);
}

/** (I - A)⁻¹: what each sector loses in the end for one unit lost in each, all rounds of consequences included. */
export function leontief(a: readonly (readonly number[])[]): number[][] | undefined {
  const n = a.length;
  const rows = a.map((row, i) => [
    ...row.map((value, j) => (i === j ? 1 : 0) - value),
    ...row.map((_value, j) => (i === j ? 1 : 0)),
  ]);
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let k = i + 1; k < n; k++) if (Math.abs(rows[k]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = k;
    if (Math.abs(rows[pivot]![i]!) < 1e-12) return undefined;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    const by = rows[i]![i]!;
    rows[i] = rows[i]!.map((value) => value / by);
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      const times = rows[k]![i]!;
      if (times !== 0) rows[k] = rows[k]!.map((value, at) => value - times * rows[i]![at]!);
    }
  }
  const inverse = rows.map((row) => row.slice(n));
  // Of a table without negative numbers the sum of all rounds exists exactly when its inverse has none either.
  return inverse.some((row) => row.some((value) => value < -1e-9)) ? undefined : inverse;
}

export interface SectorInfluence {
  readonly sector: string;
  /** C5: how much a loss here costs the others, on the mean; a fraction that may exceed 1. */
  readonly influence: number;
  /** How much losses of the others cost here, on the mean. */
  readonly dependence: number;
}

/**
 * The overall influence gain and the overall dependency index: sums of the columns and the rows of the inverse, the
 * sector itself left out, over the number of other sectors (R. Setola, S. De Porcellinis, M. Sforna: Critical
 * infrastructure dependency assessment using the input-output inoperability model, Int. J. Critical Infrastructure
 * Protection 2 (2009) 170-178). Undefined where sectors depend on each other so wholly that the model has no answer.
 */
export function sectorInfluence({ sectors, a }: SectorTable): SectorInfluence[] | undefined {
  const inverse = leontief(a);
  if (!inverse) return undefined;
  const others = Math.max(1, sectors.length - 1);
  const sum = (values: readonly number[], without: number): number =>
    values.reduce((total, value, at) => (at === without ? total : total + value), 0) / others;
  return sectors.map((sector, at) => ({
    sector,
    influence: sum(
      inverse.map((row) => row[at]!),
      at,
    ),
    dependence: sum(inverse[at]!, at),
  }));
}
