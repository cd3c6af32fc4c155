import { FONT_FAMILY, type Sprite, type SpriteCache } from '../canvas/sprites.ts';
import { STATUS_LETTER, type TwinFeature } from '../features.ts';
import type { Palette } from '../palette.ts';
import { pictogramOf } from '../symbols/sectors.ts';
import { CROSS, STATUS_INSIDE, STATUS_OUTLINE } from '../symbols/shapes.ts';
import { PLATE } from './TwinTable.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** Pixels that each further plate of a stack is set off by, and how many are drawn. */
const STEP = 3;
const MOST_STEPS = 2;
const SYMBOL = 17;

/**
 * What stands in the middle of a square: no symbol with a place of its own, but a plate with the sector beside the status.
 * Several that share the square are stacked, with their number; the worst lies on top.
 */
export function twinPlate(cache: SpriteCache, twin: TwinFeature, count: number, palette: Palette): Sprite {
  const key = `${twin.status}|${twin.sector}|${twin.stale}|${twin.predicted ?? false}|${count}`;
  const known = cache.find(key);
  if (known) return known;
  const steps = Math.min(count - 1, MOST_STEPS);
  const room = STEP * MOST_STEPS + 8;
  const wide = 2 * (PLATE.wide + room);
  const high = 2 * (PLATE.high + room);
  return cache.paint(key, wide, high, wide / 2, high / 2, (context) => {
    context.translate(room, room);
    const colours = palette.status[twin.stale ? 'unknown' : twin.status];
    for (let step = steps; step >= 0; step--) {
      context.beginPath();
      context.roundRect(step * STEP, -step * STEP, 2 * PLATE.wide, 2 * PLATE.high, 5);
      context.fillStyle = palette.plate;
      context.fill();
      context.lineWidth = 1.4;
      context.strokeStyle = colours.line;
      context.setLineDash([4, 2.5]);
      context.stroke();
    }
    context.setLineDash([]);
    pictogram(context, twin.sector, 6, PLATE.high - 8.5, 17, palette.plateText);
    context.translate(2 * PLATE.wide - SYMBOL - 5, PLATE.high - SYMBOL / 2);
    status(context, twin, palette);
    if (count > 1) number(context, count, palette);
  });
}

/** The status alone, for squares that are too small for a plate. */
export function twinDot(cache: SpriteCache, twin: TwinFeature, palette: Palette): Sprite {
  const key = `dot|${twin.status}|${twin.stale}|${twin.predicted ?? false}`;
  const edge = SYMBOL + 4;
  return (
    cache.find(key) ??
    cache.paint(key, edge, edge, edge / 2, edge / 2, (context) => {
      context.translate(2, 2);
      status(context, twin, palette);
    })
  );
}

function pictogram(context: Context, sector: string, x: number, y: number, size: number, ink: string): void {
  const { fill, line } = pictogramOf(sector);
  context.save();
  context.translate(x, y);
  context.scale(size / 24, size / 24);
  context.fillStyle = ink;
  context.strokeStyle = ink;
  context.lineWidth = 2.2;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (fill) context.fill(new Path2D(fill), 'evenodd');
  if (line) context.stroke(new Path2D(line));
  context.restore();
}

function status(context: Context, twin: TwinFeature, palette: Palette): void {
  const { line, fill, ...colours } = palette.status[twin.stale ? 'unknown' : twin.status];
  const ink = twin.predicted ? line : colours.ink;
  const inside = STATUS_INSIDE[twin.status];
  context.save();
  context.scale(SYMBOL / 24, SYMBOL / 24);
  const outline = new Path2D(STATUS_OUTLINE[twin.status]);
  context.lineJoin = 'round';
  context.strokeStyle = palette.casing;
  context.lineWidth = 4;
  context.stroke(outline);
  context.fillStyle = twin.predicted ? palette.plate : fill;
  context.fill(outline);
  context.strokeStyle = line;
  context.lineWidth = 2;
  // As a predicted symbol is drawn anywhere: empty, its outline dotted.
  if (twin.predicted) context.setLineDash([1.4, 4]);
  context.stroke(outline);
  context.setLineDash([]);
  if (twin.status === 'failed') {
    context.strokeStyle = ink;
    context.lineWidth = 3;
    context.stroke(new Path2D(CROSS));
  } else {
    context.fillStyle = ink;
    context.font = `800 ${twin.status === 'degraded' ? 12.5 : 14}px ${FONT_FAMILY}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(STATUS_LETTER[twin.status], inside.x, inside.y + 0.5);
  }
  context.restore();
}

function number(context: Context, count: number, palette: Palette): void {
  const x = SYMBOL + 7;
  const y = -7;
  context.beginPath();
  context.arc(x, y, 7.5, 0, 2 * Math.PI);
  context.fillStyle = palette.plateText;
  context.fill();
  context.fillStyle = palette.plate;
  context.font = `800 ${count > 9 ? 8 : 10}px ${FONT_FAMILY}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(count > 99 ? '99+' : String(count), x, y + 0.5);
}
