import type { CascadeForm, NeedForm, SupplierForm } from '../../shared/cascade/interchange.ts';
import type { Network } from '../../shared/cascade/network.ts';

/** Seeded chance of the recipe in section B4 of the cascade model (a linear congruential generator). */
export class Lcg {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  fraction(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }
  below(n: number): number {
    return Math.floor(this.fraction() * n);
  }
}

/**
 * Everything hangs on the first asset: each other one needs all of `links / assets` random suppliers, one of them an
 * earlier asset, with delays up to an hour and buffers up to a day. When the first fails, all fail. As one need with all
 * those suppliers, or as a need for each.
 */
export function collapsing(assets: number, links: number, seed: number, as: 'one need' | 'many needs'): CascadeForm {
  const chance = new Lcg(seed);
  const each = Math.round(links / assets);
  const needsOf = (index: number): NeedForm[] => {
    const sup = Array.from({ length: each }, (_one, at): SupplierForm => ({
      j: at === 0 ? chance.below(index) : chance.below(assets),
      lat: 1 + chance.below(3600),
    }));
    if (as === 'one need') return [{ rule: 'kofn', k: each, B: chance.below(86_400), sup }];
    return sup.map((one) => ({ rule: 'kofn', k: 1, B: chance.below(86_400), sup: [one] }));
  };
  return {
    assets: Array.from({ length: assets }, (_none, index) => ({
      name: `A${index}`,
      ...(index > 0 && { needs: needsOf(index) }),
    })),
  };
}

/** Groups of 200 in a chain each, with branches: what fails in one reaches no other. */
export function districts(count: number, seed: number): CascadeForm {
  const chance = new Lcg(seed);
  return {
    assets: Array.from({ length: count }, (_none, index) => {
      const first = index - (index % 200);
      const sup = Array.from({ length: 4 }, () => ({
        j: first + chance.below(Math.max(1, index - first)),
        lat: chance.below(3600),
      }));
      const need: NeedForm = { rule: 'kofn', k: 4, B: chance.below(86_400), sup };
      return { name: `A${index}`, ...(index !== first && { needs: [need] }) };
    }),
  };
}

/** A square grid in which each node needs half of its neighbours, rounded up: a loss spreads, or stays where it is. */
export function lattice(side: number, share: number, seed: number): CascadeForm {
  const chance = new Lcg(seed);
  return {
    assets: Array.from({ length: side * side }, (_none, index) => {
      const [x, y] = [index % side, Math.floor(index / side)];
      const around = [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ].filter(([a, b]) => a! >= 0 && b! >= 0 && a! < side && b! < side);
      const sup = around.map(([a, b]) => ({ j: b! * side + a!, lat: 1 + chance.below(60) }));
      const need: NeedForm = { rule: 'kofn', k: Math.ceil(sup.length * share), B: chance.below(3600), sup };
      return { name: `N${index}`, needs: [need] };
    }),
  };
}

/** Breadth-first over the same links: what can be reached, and nothing of when or how much. */
export function breadthFirst({ outStart, outLinks, need, owner, size }: Network, from: number): number {
  const seen = new Uint8Array(size);
  const queue = new Int32Array(size);
  let length = 1;
  queue[0] = from;
  seen[from] = 1;
  for (let at = 0; at < length; at++) {
    const i = queue[at]!;
    for (let n = outStart[i]!; n < outStart[i + 1]!; n++) {
      const to = owner[need[outLinks[n]!]!]!;
      if (seen[to] === 1) continue;
      seen[to] = 1;
      queue[length++] = to;
    }
  }
  return length;
}

/** Dijkstra with a binary heap over the same links, delay and buffer as length: arrival times, and nothing else. */
export function dijkstra(network: Network, from: number): Float64Array {
  const { outStart, outLinks, need, owner, delay, full, size } = network;
  const times = new Float64Array(size).fill(Infinity);
  const heapTimes: number[] = [];
  const heapNodes: number[] = [];
  const push = (time: number, node: number) => {
    let hole = heapTimes.length;
    heapTimes.push(time);
    heapNodes.push(node);
    while (hole > 0 && heapTimes[(hole - 1) >> 1]! > time) {
      const above = (hole - 1) >> 1;
      heapTimes[hole] = heapTimes[above]!;
      heapNodes[hole] = heapNodes[above]!;
      hole = above;
    }
    heapTimes[hole] = time;
    heapNodes[hole] = node;
  };
  const pop = (): void => {
    const time = heapTimes.pop()!;
    const node = heapNodes.pop()!;
    const { length } = heapTimes;
    if (length === 0) return;
    let hole = 0;
    for (let below = 1; below < length; below = 2 * hole + 1) {
      if (below + 1 < length && heapTimes[below + 1]! < heapTimes[below]!) below++;
      if (heapTimes[below]! >= time) break;
      heapTimes[hole] = heapTimes[below]!;
      heapNodes[hole] = heapNodes[below]!;
      hole = below;
    }
    heapTimes[hole] = time;
    heapNodes[hole] = node;
  };
  times[from] = 1;
  push(1, from);
  while (heapTimes.length > 0) {
    const time = heapTimes[0]!;
    const i = heapNodes[0]!;
    pop();
    if (time > times[i]!) continue;
    for (let n = outStart[i]!; n < outStart[i + 1]!; n++) {
      const l = outLinks[n]!;
      const to = owner[need[l]!]!;
      const at = time + delay[l]! + full[need[l]!]! / 1_000_000;
      if (at >= times[to]!) continue;
      times[to] = at;
      push(at, to);
    }
  }
  return times;
}
