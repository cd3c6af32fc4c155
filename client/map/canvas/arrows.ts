import { pointOn, type Curve } from '../needs/curve.ts';
import type { Palette } from '../palette.ts';

/** A head at the end of a curve; a slim one for what matters less. */
export function arrowHead(
  context: CanvasRenderingContext2D,
  { control, end }: Curve,
  colour: string,
  casing: string,
  slim = false,
  size = 1,
): void {
  context.save();
  context.translate(end.x, end.y);
  context.rotate(Math.atan2(end.y - control.y, end.x - control.x));
  context.scale(size, size);
  context.beginPath();
  context.moveTo(4, 0);
  context.lineTo(-7, -5);
  context.lineTo(slim ? -7 : -4.5, 0);
  context.lineTo(-7, 5);
  context.closePath();
  context.fillStyle = colour;
  context.strokeStyle = casing;
  context.lineWidth = 1;
  context.fill();
  context.stroke();
  context.restore();
}

/** Two bars across the line: it passes from one country into another. */
export function borderMark(context: CanvasRenderingContext2D, curve: Curve, palette: Palette): void {
  const { x, y, angle } = pointOn(curve, 0.55);
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.fillStyle = palette.plate;
  context.fillRect(-5.5, -7, 11, 14);
  context.strokeStyle = palette.label;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(-2.6, -6);
  context.lineTo(-2.6, 6);
  context.moveTo(2.6, -6);
  context.lineTo(2.6, 6);
  context.stroke();
  context.restore();
}
