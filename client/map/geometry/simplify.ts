/**
 * Douglas–Peucker over x0, y0, x1, y1, …; the ends stay, so that arcs that meet still meet.
 * The tolerance is in the unit of the coordinates.
 */
export function simplify(line: Float64Array, tolerance: number): Float64Array {
  const points = line.length / 2;
  if (points <= 2) return line;
  const keep = new Uint8Array(points);
  keep[0] = 1;
  keep[points - 1] = 1;
  const limit = tolerance * tolerance;
  const stack: number[] = [0, points - 1];
  while (stack.length > 0) {
    const last = stack.pop() as number;
    const first = stack.pop() as number;
    let worst = limit;
    let split = -1;
    for (let i = first + 1; i < last; i++) {
      const distance = squareDistanceToSegment(line, i, first, last);
      if (distance > worst) {
        worst = distance;
        split = i;
      }
    }
    if (split < 0) continue;
    keep[split] = 1;
    stack.push(first, split, split, last);
  }
  const kept: number[] = [];
  for (let i = 0; i < points; i++) if (keep[i] === 1) kept.push(line[2 * i] as number, line[2 * i + 1] as number);
  return Float64Array.from(kept);
}

function squareDistanceToSegment(line: Float64Array, point: number, first: number, last: number): number {
  const px = line[2 * point] as number;
  const py = line[2 * point + 1] as number;
  let x = line[2 * first] as number;
  let y = line[2 * first + 1] as number;
  const endX = line[2 * last] as number;
  const endY = line[2 * last + 1] as number;
  const dx = endX - x;
  const dy = endY - y;
  if (dx !== 0 || dy !== 0) {
    const along = ((px - x) * dx + (py - y) * dy) / (dx * dx + dy * dy);
    if (along > 1) {
      x = endX;
      y = endY;
    } else if (along > 0) {
      x += dx * along;
      y += dy * along;
    }
  }
  return (px - x) ** 2 + (py - y) ** 2;
}
