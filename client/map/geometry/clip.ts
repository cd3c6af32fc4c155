/** A box in the same unit as the coordinates it clips. */
export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

export const overlaps = (a: Box, b: Box): boolean =>
  a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;

export const contains = (outer: Box, inner: Box): boolean =>
  outer.minX <= inner.minX && outer.maxX >= inner.maxX && outer.minY <= inner.minY && outer.maxY >= inner.maxY;

/** Coordinates as x0, y0, x1, y1, … */
export function boxOf(coordinates: ArrayLike<number>): Box {
  const box: Box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (let i = 0; i < coordinates.length; i += 2) {
    const x = coordinates[i] as number;
    const y = coordinates[i + 1] as number;
    if (x < box.minX) box.minX = x;
    if (x > box.maxX) box.maxX = x;
    if (y < box.minY) box.minY = y;
    if (y > box.maxY) box.maxY = y;
  }
  return box;
}

type Side = 0 | 1 | 2 | 3;

function inside(side: Side, x: number, y: number, box: Box): boolean {
  if (side === 0) return x >= box.minX;
  if (side === 1) return x <= box.maxX;
  if (side === 2) return y >= box.minY;
  return y <= box.maxY;
}

/**
 * Sutherland–Hodgman: the part of a closed ring inside a box, for filling. Far away vertices would otherwise reach the
 * rasteriser with coordinates in the millions, where its antialiasing breaks. May return edges along the box.
 */
export function clipRing(ring: ArrayLike<number>, box: Box): number[] {
  let input: ArrayLike<number> = ring;
  for (let side = 0 as Side; side < 4; side++) {
    const output: number[] = [];
    const length = input.length;
    if (length === 0) return output;
    let ax = input[length - 2] as number;
    let ay = input[length - 1] as number;
    let aIn = inside(side, ax, ay, box);
    for (let i = 0; i < length; i += 2) {
      const bx = input[i] as number;
      const by = input[i + 1] as number;
      const bIn = inside(side, bx, by, box);
      if (aIn !== bIn) {
        if (side < 2) {
          const edge = side === 0 ? box.minX : box.maxX;
          output.push(edge, ay + ((edge - ax) / (bx - ax)) * (by - ay));
        } else {
          const edge = side === 2 ? box.minY : box.maxY;
          output.push(ax + ((edge - ay) / (by - ay)) * (bx - ax), edge);
        }
      }
      if (bIn) output.push(bx, by);
      ax = bx;
      ay = by;
      aIn = bIn;
    }
    input = output;
  }
  return input as number[];
}
