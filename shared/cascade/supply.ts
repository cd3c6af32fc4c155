import { quotient, UP } from './levels.ts';
import { RULE, type Network } from './network.ts';

/** Equations (1) and (2) with suppliers at these levels, delays left out; computed anew, not from running sums. */
export function supplyWith(net: Network, r: number, levelOf: (supplier: number) => number): number {
  let sum = 0;
  for (let l = net.linkStart[r]!; l < net.linkStart[r + 1]!; l++) {
    const level = levelOf(net.supplier[l]!);
    if (level < net.threshold[l]!) continue;
    sum += net.rule[r] === RULE.cap ? net.weight[l]! * level : 1;
  }
  if (net.rule[r] === RULE.kofn) return sum >= net.measure[r]! ? UP : 0;
  return sum <= net.base[r]! ? 0 : Math.min(UP, quotient(sum - net.base[r]!, net.measure[r]!));
}
