import type { Network } from './network.ts';

/** What changes while a network runs, as numbers in typed arrays: all of it can be copied, sent and put back. */
export interface State {
  /** By asset. */
  readonly health: Int32Array;
  readonly output: Int32Array;
  /** When a rise that is under way is due; -1 when none is. */
  readonly riseDue: Float64Array;
  readonly riseLink: Int32Array;
  /** When a buffer runs empty that the asset will feel; -1 when none does. */
  readonly emptyAt: Float64Array;
  readonly changes: Int32Array;
  readonly pinKind: Uint8Array;
  readonly pinLevel: Int32Array;
  readonly pinnedAt: Float64Array;
  /** The limit that is in force again when a hold is over, or -1. */
  readonly limitUnder: Int32Array;
  /** By need. Of CAP the sum of weighted contributions, of KOFN their count. */
  readonly sum: Float64Array;
  readonly supply: Int32Array;
  /** ppm-seconds left at the second `settled`. */
  readonly buffer: Float64Array;
  readonly settled: Float64Array;
  /** The link that changed the supply last, or -1. */
  readonly lastLink: Int32Array;
  /** By link: the level that the need sees, and the transition that brought it. */
  readonly seen: Int32Array;
  readonly brought: Int32Array;
  /** By job: seconds of work left, and since when it goes on, or -1. */
  readonly workLeft: Float64Array;
  readonly workSince: Float64Array;
}

const BY_ASSET = [
  'health',
  'output',
  'riseDue',
  'riseLink',
  'emptyAt',
  'changes',
  'pinKind',
  'pinLevel',
  'pinnedAt',
  'limitUnder',
] as const;
const BY_NEED = ['sum', 'supply', 'buffer', 'settled', 'lastLink'] as const;
const BY_LINK = ['seen', 'brought'] as const;
const BY_JOB = ['workLeft', 'workSince'] as const;
const ALL = [...BY_ASSET, ...BY_NEED, ...BY_LINK, ...BY_JOB] as const;

/** At rest, with full buffers and nothing yet computed. */
export function restingState(net: Network): State {
  const { size } = net;
  const needs = net.owner.length;
  const links = net.need.length;
  return {
    health: net.health.slice(),
    output: net.health.slice(),
    riseDue: new Float64Array(size).fill(-1),
    riseLink: new Int32Array(size).fill(-1),
    changes: new Int32Array(size),
    pinKind: new Uint8Array(size),
    pinLevel: new Int32Array(size),
    pinnedAt: new Float64Array(size),
    limitUnder: new Int32Array(size).fill(-1),
    sum: new Float64Array(needs),
    supply: new Int32Array(needs),
    buffer: net.full.slice(),
    settled: new Float64Array(needs),
    emptyAt: new Float64Array(size).fill(-1),
    lastLink: new Int32Array(needs).fill(-1),
    seen: new Int32Array(links),
    brought: new Int32Array(links).fill(-1),
    workLeft: Float64Array.from(net.jobs, ({ work }) => work),
    workSince: new Float64Array(net.jobs.length).fill(-1),
  };
}

export function copyState(state: State): State {
  return Object.fromEntries(ALL.map((name) => [name, state[name].slice()])) as unknown as State;
}

export function putBack(to: State, from: State): void {
  for (const name of ALL) to[name].set(from[name]);
}

/** Puts back only what belongs to these assets: nothing else can have changed. */
export function putBackAssets(net: Network, to: State, from: State, assets: Int32Array, count: number): void {
  for (let n = 0; n < count; n++) {
    const i = assets[n]!;
    for (const name of BY_ASSET) to[name][i] = from[name][i]!;
    const needEnd = net.needStart[i + 1]!;
    for (let r = net.needStart[i]!; r < needEnd; r++) {
      for (const name of BY_NEED) to[name][r] = from[name][r]!;
      const linkEnd = net.linkStart[r + 1]!;
      for (let l = net.linkStart[r]!; l < linkEnd; l++) for (const name of BY_LINK) to[name][l] = from[name][l]!;
    }
  }
  for (const name of BY_JOB) to[name].set(from[name]);
}
