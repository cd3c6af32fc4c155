import type { TwinFace } from '../../../shared/domain/asset/record.ts';
import type { Theme } from '../../map/features.ts';
import { paletteOf } from '../../map/palette.ts';
import { CROSS, INCIDENT_OUTLINE, SEVERITY_BARS, STATUS_INSIDE, STATUS_OUTLINE } from '../../map/symbols/shapes.ts';
import { STATUS_LETTER } from '../../map/features.ts';
import type { Position } from '../device.ts';
import type { Nearby } from '../nearby.ts';
import type { Ring } from './land.ts';
import { toScreen, type Point, type Size, type View } from './view.ts';

interface Picture {
  readonly view: View;
  readonly size: Size;
  readonly theme: Theme;
  readonly land: readonly Ring[];
  readonly nearby: readonly Nearby[];
  readonly position: Position | undefined;
}

const SYMBOL = 22;
const OUTLINES = Object.fromEntries(Object.entries(STATUS_OUTLINE).map(([status, path]) => [status, new Path2D(path)]));
const DIAMOND = new Path2D(INCIDENT_OUTLINE);
const CROSSED = new Path2D(CROSS);

/** Draws the sketch and answers where each of `nearby` lies on it, for finding what a finger meant. */
export function drawSketch(pen: CanvasRenderingContext2D, picture: Picture): Point[] {
  const { view, size, theme, nearby, position } = picture;
  const palette = paletteOf(theme);
  pen.fillStyle = palette.sea;
  pen.fillRect(0, 0, size.width, size.height);
  drawLand(pen, picture);
  const points = nearby.map(({ place }) => toScreen(view, size, place));
  for (const { face } of nearby) if ('cell' in face) drawArea(pen, face, picture);
  // What matters is drawn last, so that it lies on top.
  const order = nearby.map((_, index) => index).sort((a, b) => weight(nearby[a]!) - weight(nearby[b]!));
  for (const index of order) {
    const point = points[index]!;
    if (point.x < -SYMBOL || point.y < -SYMBOL || point.x > size.width + SYMBOL || point.y > size.height + SYMBOL)
      continue;
    drawSymbol(pen, nearby[index]!, point, theme);
  }
  if (position) drawPosition(pen, toScreen(view, size, position), (position.accuracy / 40_075_017) * view.scale, theme);
  return points;
}

function drawLand(pen: CanvasRenderingContext2D, { view, size, theme, land }: Picture): void {
  const palette = paletteOf(theme);
  const halfX = size.width / 2 / view.scale;
  const halfY = size.height / 2 / view.scale;
  pen.beginPath();
  for (const { points, box } of land) {
    if (box.maxX < view.x - halfX || box.minX > view.x + halfX) continue;
    if (box.maxY < view.y - halfY || box.minY > view.y + halfY) continue;
    for (let i = 0; i < points.length; i += 2) {
      const x = (points[i]! - view.x) * view.scale + size.width / 2;
      const y = (points[i + 1]! - view.y) * view.scale + size.height / 2;
      if (i === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    pen.closePath();
  }
  pen.fillStyle = palette.land;
  pen.fill('evenodd');
  pen.lineWidth = 1.2;
  pen.lineJoin = 'round';
  pen.strokeStyle = palette.border;
  pen.stroke();
}

/** The square of a coarse twin: softly filled, with a broken edge. Its symbol in the middle is no place. */
function drawArea(pen: CanvasRenderingContext2D, { cell, status }: TwinFace, { view, size, theme }: Picture): void {
  const { lat, lon, size: side } = cell;
  const from = toScreen(view, size, { lat: lat + side, lon });
  const to = toScreen(view, size, { lat, lon: lon + side });
  if (to.x < 0 || to.y < 0 || from.x > size.width || from.y > size.height) return;
  // Never smaller than its symbol, or nobody would see that it is an area.
  const room = Math.max(0, (SYMBOL + 8 - (to.x - from.x)) / 2);
  const [x, y, wide, high] = [from.x - room, from.y - room, to.x - from.x + 2 * room, to.y - from.y + 2 * room];
  const { line } = paletteOf(theme).status[status];
  pen.fillStyle = line;
  pen.globalAlpha = 0.12;
  pen.fillRect(x, y, wide, high);
  pen.globalAlpha = 0.9;
  pen.strokeStyle = line;
  pen.lineWidth = 1.5;
  pen.setLineDash([5, 4]);
  pen.strokeRect(x, y, wide, high);
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

const WEIGHT = { operational: 0, unknown: 1, degraded: 2, failed: 3 } as const;
const weight = ({ face }: Nearby): number => ('severity' in face ? 4 + face.severity : WEIGHT[face.status]);

function drawSymbol(pen: CanvasRenderingContext2D, { face }: Nearby, { x, y }: Point, theme: Theme): void {
  const palette = paletteOf(theme);
  if (!('severity' in face) && !('cell' in face) && face.status === 'operational') {
    pen.beginPath();
    pen.arc(x, y, 4, 0, 7);
    pen.fillStyle = palette.status.operational.line;
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = palette.casing;
    pen.stroke();
    return;
  }
  pen.save();
  pen.translate(x - SYMBOL / 2, y - SYMBOL / 2);
  pen.scale(SYMBOL / 24, SYMBOL / 24);
  pen.lineWidth = 3.5;
  pen.strokeStyle = palette.casing;
  if ('severity' in face) {
    const { fill, ink } = palette.severity[face.severity];
    pen.stroke(DIAMOND);
    pen.fillStyle = fill;
    pen.fill(DIAMOND);
    pen.translate(6, 6);
    pen.scale(0.5, 0.5);
    SEVERITY_BARS.forEach(([left, top, width, height], index) => {
      pen.globalAlpha = index < face.severity ? 1 : 0.3;
      pen.fillStyle = ink;
      pen.fillRect(left, top, width, height);
    });
    pen.restore();
    return;
  }
  const { line, fill, ink } = palette.status[face.status];
  const outline = OUTLINES[face.status] ?? new Path2D();
  pen.stroke(outline);
  pen.fillStyle = fill;
  pen.fill(outline);
  pen.lineWidth = 1.8;
  pen.strokeStyle = line;
  pen.stroke(outline);
  if (face.status === 'failed') {
    pen.lineWidth = 3;
    pen.strokeStyle = ink;
    pen.stroke(CROSSED);
  } else {
    pen.fillStyle = ink;
    pen.font = '800 12.5px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(STATUS_LETTER[face.status], STATUS_INSIDE[face.status].x, STATUS_INSIDE[face.status].y);
  }
  pen.restore();
}

/** Where this phone is, and how well that is known. */
function drawPosition(pen: CanvasRenderingContext2D, { x, y }: Point, accuracy: number, theme: Theme): void {
  const blue = theme === 'light' ? '#0067a1' : '#56b4e9';
  pen.beginPath();
  pen.arc(x, y, Math.max(10, Math.min(accuracy, 400)), 0, 7);
  pen.globalAlpha = 0.18;
  pen.fillStyle = blue;
  pen.fill();
  pen.globalAlpha = 1;
  pen.beginPath();
  pen.arc(x, y, 7, 0, 7);
  pen.fillStyle = blue;
  pen.fill();
  pen.lineWidth = 2.5;
  pen.strokeStyle = '#fff';
  pen.stroke();
}
