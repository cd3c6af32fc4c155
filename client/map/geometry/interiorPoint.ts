import { boxOf } from './clip.ts';

/** Distance from a point to the ring's edge, negative outside. Rings are x0, y0, x1, y1, … */
function signedDistance(x: number, y: number, ring: ArrayLike<number>): number {
  let insideRing = false;
  let nearest = Infinity;
  const length = ring.length;
  for (let i = 0, j = length - 2; i < length; j = i, i += 2) {
    const ax = ring[i] as number;
    const ay = ring[i + 1] as number;
    const bx = ring[j] as number;
    const by = ring[j + 1] as number;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) insideRing = !insideRing;
    const dx = bx - ax;
    const dy = by - ay;
    const along =
      dx === 0 && dy === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    const distance = (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
    if (distance < nearest) nearest = distance;
  }
  return (insideRing ? 1 : -1) * Math.sqrt(nearest);
}

/** Twice the signed area: for comparing the size of rings. */
export function ringArea(ring: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    sum += (ring[j] as number) * (ring[i + 1] as number) - (ring[i] as number) * (ring[j + 1] as number);
  }
  return Math.abs(sum);
}

/**
 * The point of a ring that is farthest from its edge, near enough for a label: the best of a coarse grid, refined by
 * halving the step around it. `stretch` greater than 1 prefers room to the left and right, where a word needs it.
 */
export function interiorPoint(ring: ArrayLike<number>, stretch = 1): { x: number; y: number; room: number } {
  const squeezed =
    stretch === 1 ? ring : Float64Array.from(ring as ArrayLike<number>, (v, i) => (i % 2 ? v : v / stretch));
  const box = boxOf(squeezed);
  const cells = 14;
  let best = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2, room: -Infinity };
  const consider = (x: number, y: number): void => {
    const room = signedDistance(x, y, squeezed);
    if (room > best.room) best = { x, y, room };
  };
  let stepX = (box.maxX - box.minX) / cells;
  let stepY = (box.maxY - box.minY) / cells;
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) consider(box.minX + (i + 0.5) * stepX, box.minY + (j + 0.5) * stepY);
  }
  for (let round = 0; round < 5; round++) {
    const { x, y } = best;
    stepX /= 2;
    stepY /= 2;
    for (let i = -1; i <= 1; i++)
      for (let j = -1; j <= 1; j++) if (i !== 0 || j !== 0) consider(x + i * stepX, y + j * stepY);
  }
  return { x: best.x * stretch, y: best.y, room: best.room };
}
