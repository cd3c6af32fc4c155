import type { Simulation } from '../../shared/cascade/simulation.ts';

export type Change = readonly [t: number, asset: number, from: number, to: number];
/** A random network has loops that swing for ever: what is compared must not be cut off. */
export const UNGUARDED = { changesPerAsset: 1e9, changes: 1e7 };

/** First level before and last level after of each asset in each second, by second and then by asset. */
export function netChanges({ log, network }: Simulation, after = -1): Change[] {
  const net = new Map<string, Change>();
  for (let k = 0; k < log.length; k++) {
    if (log.asset[k]! >= network.assets || log.time[k]! <= after) continue;
    const key = `${log.time[k]} ${log.asset[k]}`;
    const before = net.get(key);
    net.set(key, [log.time[k]!, log.asset[k]!, before ? before[2] : log.from[k]!, log.to[k]!]);
  }
  return [...net.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}
