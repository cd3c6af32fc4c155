export interface Point {
  x: number;
  y: number;
}

/** A quadratic curve in pixels, bent to the left of its direction so that there and back do not lie on one another. */
export interface Curve {
  start: Point;
  control: Point;
  end: Point;
  length: number;
}

const BEND = 0.16;

/** `room` pixels are left free at both ends; undefined when nothing would remain. */
export function curveBetween(from: Point, to: Point, room: number): Curve | undefined {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const distance = Math.hypot(dx, dy);
  if (distance < 2 * room + 6) return undefined;
  const control = { x: (from.x + to.x) / 2 + dy * BEND, y: (from.y + to.y) / 2 - dx * BEND };
  const start = towards(from, control, room);
  const end = towards(to, control, room);
  const straight = Math.hypot(end.x - start.x, end.y - start.y);
  const around =
    Math.hypot(control.x - start.x, control.y - start.y) + Math.hypot(end.x - control.x, end.y - control.y);
  return { start, control, end, length: (straight + around) / 2 };
}

function towards(from: Point, to: Point, by: number): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  return { x: from.x + ((to.x - from.x) * by) / distance, y: from.y + ((to.y - from.y) * by) / distance };
}

/** `t` from 0 at the start to 1 at the end; the angle is that of travel. */
export function pointOn({ start, control, end }: Curve, t: number): Point & { angle: number } {
  const u = 1 - t;
  return {
    x: u * u * start.x + 2 * u * t * control.x + t * t * end.x,
    y: u * u * start.y + 2 * u * t * control.y + t * t * end.y,
    angle: Math.atan2(
      u * (control.y - start.y) + t * (end.y - control.y),
      u * (control.x - start.x) + t * (end.x - control.x),
    ),
  };
}
