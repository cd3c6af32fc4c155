/** What a layer has drawn, in drawing order: circles in world pixels of the drawing's zoom. */
export interface DrawnItem {
  x: number;
  y: number;
  radius: number;
}

/**
 * The item under a point: the last drawn one whose circle holds it, or else the nearest whose edge lies within
 * `tolerance`, because fingers and shaking hands miss.
 */
export function hitTest<T extends DrawnItem>(
  items: readonly T[],
  x: number,
  y: number,
  tolerance: number,
): T | undefined {
  let nearest: T | undefined;
  let smallestGap = tolerance;
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i] as T;
    const gap = Math.hypot(item.x - x, item.y - y) - item.radius;
    if (gap <= 0) return item;
    if (gap <= smallestGap) {
      smallestGap = gap;
      nearest = item;
    }
  }
  return nearest;
}

/** Everything under a point, topmost first: repeated clicks on one place walk through what lies on top of one another. */
export function hitAll<T extends DrawnItem>(items: readonly T[], x: number, y: number): T[] {
  const hits: T[] = [];
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i] as T;
    if (Math.hypot(item.x - x, item.y - y) <= item.radius) hits.push(item);
  }
  return hits;
}
