import type { CascadeForm } from './interchange.ts';
import { quotient, UP } from './levels.ts';

/** A grid whose intact, connected parts share what is generated within them. */
export interface IslandLayer {
  readonly name: string;
  readonly members: Int32Array;
  /** Position of each asset among the members; -1 outside. */
  readonly position: Int32Array;
  readonly neighbourStart: Int32Array;
  /** Positions. */
  readonly neighbours: Int32Array;
  readonly capacity: Float64Array;
  readonly demand: Float64Array;
}

export function islandLayers(
  form: CascadeForm,
  indexOf: (name: string | number) => number,
  size: number,
): IslandLayer[] {
  return Object.entries(form.layers ?? {}).map(([name, { links, capacity = {}, demand = {} }]) => {
    const named = new Set(links.flat().map(indexOf));
    for (const one of [...Object.keys(capacity), ...Object.keys(demand)]) named.add(indexOf(one));
    const members = Int32Array.from([...named].sort((a, b) => a - b));
    const position = new Int32Array(size).fill(-1);
    members.forEach((asset, at) => (position[asset] = at));
    const ends = links.flatMap(([a, b]) => {
      const from = position[indexOf(a)]!;
      const to = position[indexOf(b)]!;
      return [
        [from, to],
        [to, from],
      ] as const;
    });
    const neighbourStart = new Int32Array(members.length + 1);
    for (const [from] of ends) neighbourStart[from + 1]! += 1;
    for (let i = 1; i < neighbourStart.length; i++) neighbourStart[i]! += neighbourStart[i - 1]!;
    const fill = neighbourStart.slice();
    const neighbours = new Int32Array(ends.length);
    for (const [from, to] of ends) neighbours[fill[from]!++] = to;
    const amounts = (of: Readonly<Record<string, number>>) =>
      Float64Array.from(members, (asset) => of[form.assets[asset]!.name] ?? 0);
    return {
      name,
      members,
      position,
      neighbourStart,
      neighbours,
      capacity: amounts(capacity),
      demand: amounts(demand),
    };
  });
}

/**
 * What each member gets, ppm: the output within its island over the nominal demand of the island. A member whose health
 * is 0 conducts nothing and gets nothing; one that merely stands still for want of supply goes on conducting, or no
 * black start could ever reach it. O(members + lines), at each second at which the layer changes.
 */
export function islandShares(layer: IslandLayer, health: Int32Array, output: Int32Array): Int32Array {
  const { members, neighbourStart, neighbours, capacity, demand } = layer;
  const shares = new Int32Array(members.length);
  const seen = new Uint8Array(members.length);
  const island = new Int32Array(members.length);
  for (let first = 0; first < members.length; first++) {
    if (seen[first] || health[members[first]!]! === 0) continue;
    let count = 0;
    let fed = 0;
    let drawn = 0;
    island[count++] = first;
    seen[first] = 1;
    for (let next = 0; next < count; next++) {
      const at = island[next]!;
      fed += capacity[at]! * output[members[at]!]!;
      drawn += demand[at]!;
      for (let n = neighbourStart[at]!; n < neighbourStart[at + 1]!; n++) {
        const to = neighbours[n]!;
        if (seen[to] || health[members[to]!]! === 0) continue;
        seen[to] = 1;
        island[count++] = to;
      }
    }
    const share = drawn === 0 ? UP : Math.min(UP, quotient(fed, drawn));
    for (let i = 0; i < count; i++) shares[island[i]!] = share;
  }
  return shares;
}
