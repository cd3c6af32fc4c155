import type { Key } from './entity.ts';

/** Small indexes from a name to keys, and a sorted list: what the world finds its records by. */
export function addTo(index: Map<string, Set<Key>>, name: string, key: Key): void {
  const keys = index.get(name);
  if (keys) keys.add(key);
  else index.set(name, new Set([key]));
}

export const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

export function lowerBound(list: readonly { time: number }[], time: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
