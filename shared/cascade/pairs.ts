import type { Lost, Weights } from './criticality.ts';
import { weighed } from './criticality.ts';
import type { Network } from './network.ts';

/** Two assets that back each other up: what is lost with both is more than what is lost with each alone. */
export interface BrokenPair<Name = number> {
  readonly first: Name;
  readonly second: Name;
  /** Person-hours, services weighted as declared. */
  readonly together: number;
  readonly apart: number;
}

/** Of a top of 50 there are 1,225; those that reach nothing in common cannot cost more together, and are left out. */
export function pairsToTry(network: Network, top: readonly number[]): [number, number][] {
  const reach = top.map((asset) => reachOf(network, asset));
  const pairs: [number, number][] = [];
  for (let a = 0; a < top.length; a++) {
    for (let b = a + 1; b < top.length; b++) if (meet(reach[a]!, reach[b]!)) pairs.push([top[a]!, top[b]!]);
  }
  return pairs;
}

/** The two alone and together, as a pair; undefined where their redundancy does not break. */
export function brokenPair<Name>(
  first: Name,
  second: Name,
  losses: { readonly first: readonly Lost[]; readonly second: readonly Lost[]; readonly together: readonly Lost[] },
  weights: Weights = {},
): BrokenPair<Name> | undefined {
  const of = (list: readonly Lost[]): number => weighed(list, '', weights).personHours;
  const together = of(losses.together);
  const apart = of(losses.first) + of(losses.second);
  // Sums of fractions: less than a person-hour, or a millionth, is rounding.
  return together - apart > Math.max(1, together * 1e-6) ? { first, second, together, apart } : undefined;
}

/** The pair that loses most of all by being one comes first. */
export const byExcess = <Name>(a: BrokenPair<Name>, b: BrokenPair<Name>): number =>
  b.together - b.apart - (a.together - a.apart) || b.together - a.together;

function reachOf(network: Network, asset: number): Uint8Array {
  const reached = new Uint8Array(network.size);
  const list = [asset];
  reached[asset] = 1;
  for (let at = 0; at < list.length; at++) {
    const i = list[at]!;
    for (let n = network.outStart[i]!; n < network.outStart[i + 1]!; n++) {
      const to = network.owner[network.need[network.outLinks[n]!]!]!;
      if (reached[to] === 1) continue;
      reached[to] = 1;
      list.push(to);
    }
  }
  return reached;
}

function meet(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] === 1 && b[i] === 1) return true;
  return false;
}
