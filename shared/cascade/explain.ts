import { KNOWN } from './log.ts';
import type { Timeline } from './timeline.ts';

export interface Crossing {
  readonly from: string;
  readonly to: string;
}

/** Why one change happened. Assets are indices; `need` counts within its asset. */
export interface Explanation {
  readonly at: number;
  readonly asset: number;
  readonly from: number;
  readonly to: number;
  /** `own`: its health changed; `known`: somebody said so; `need`: a need bound, or was met again. */
  readonly because: 'own' | 'known' | 'need';
  readonly need?: number;
  /** The supplier whose change mattered last. */
  readonly supplier?: number;
  /** Suppliers of that need which, as the asset sees them, give less than when all is well, with what they give. */
  readonly lacking: readonly { readonly supplier: number; readonly level: number }[];
  /** True when the need had a buffer that is now empty. */
  readonly buffer: boolean;
  /** Changes that led here, the nearest first and the root last: places in the log. */
  readonly chain: readonly number[];
  /** Assets of the chain that were left out between the last but one and the root. */
  readonly skipped: number;
  readonly root: number;
  readonly borders: readonly Crossing[];
}

const LONGEST_CHAIN = 100;

export function explain(timeline: Timeline, place: number, longest = LONGEST_CHAIN): Explanation {
  const { log, network } = timeline;
  const at = log.time[place]!;
  const asset = log.asset[place]!;
  const need = log.need[place]!;
  const link = log.link[place]!;
  const chain: number[] = [];
  const borders: Crossing[] = [];
  let skipped = 0;
  let root = asset;
  let last = place;
  for (let k = log.cause[place]!; k >= 0; k = log.cause[k]!) {
    const from = network.nations[log.asset[k]!]!;
    const to = network.nations[root]!;
    if (from !== to && from !== '' && to !== '') borders.unshift({ from, to });
    root = log.asset[k]!;
    last = k;
    if (chain.length < longest) chain.push(k);
    else skipped += 1;
  }
  if (skipped > 0) chain.push(last);
  // A loss that was there before the run has no change of its own: its supplier is still the root.
  if (log.link[last]! >= 0 && log.cause[last]! < 0) {
    const before = network.supplier[log.link[last]!]!;
    const from = network.nations[before]!;
    const to = network.nations[root]!;
    if (before !== root && from !== to && from !== '' && to !== '') borders.unshift({ from, to });
    root = before;
  }
  const lacking: { supplier: number; level: number }[] = [];
  if (need >= 0) {
    for (let l = network.linkStart[need]!; l < network.linkStart[need + 1]!; l++) {
      const supplier = network.supplier[l]!;
      const delay = network.delay[l]!;
      const level = timeline.levelAt(supplier, at - delay);
      if (level < timeline.nominal[supplier]!) lacking.push({ supplier, level });
    }
  }
  return {
    at,
    asset,
    from: log.from[place]!,
    to: log.to[place]!,
    because: need >= 0 ? 'need' : need === KNOWN ? 'known' : 'own',
    ...(need >= 0 && { need: need - network.needStart[asset]! }),
    ...(link >= 0 && { supplier: network.supplier[link]! }),
    lacking,
    buffer: need >= 0 && network.full[need]! > 0 && log.to[place]! < log.from[place]!,
    chain,
    skipped: Math.max(0, skipped - 1),
    root,
    borders,
  };
}
