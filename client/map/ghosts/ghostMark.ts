import { FONT_FAMILY, type Sprite, type SpriteCache, type TextSprites, type TextStyle } from '../canvas/sprites.ts';
import { STATUS_LETTER } from '../features.ts';
import type { Palette } from '../palette.ts';
import { STATUS_OUTLINE } from '../symbols/shapes.ts';
import { PLATE } from '../twins/TwinTable.ts';
import type { Gathered } from './gather.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** Pixels between what is there now and the outline of what it will be. */
const GAP = 6;
const DASH = [5, 3.5];
const TAG = 6.5;

/** How far a mark reaches from its middle, in pixels. */
export const reachOf = ({ place }: Gathered): { wide: number; high: number } =>
  place.form === 'plate'
    ? { wide: PLATE.wide + GAP, high: PLATE.high + GAP }
    : { wide: place.radius + GAP, high: place.radius + GAP };

/**
 * What will be, around what is: the outline of the predicted status, broken and empty, with its letter in a hollow tag.
 * Nothing of it is filled, so that nobody takes it for a statement; the tag alone is, where the owner expects it too.
 */
export function ghostMark(cache: SpriteCache, mark: Gathered, palette: Palette): Sprite {
  const { place, status } = mark;
  const count = Math.min(mark.count, 100);
  const key = `${status}|${place.form}|${Math.round(place.radius)}|${count}|${mark.expected}`;
  const known = cache.find(key);
  if (known) return known;
  const { wide, high } = reachOf(mark);
  const room = TAG * 2 + 4;
  const [width, height] = [2 * (wide + room), 2 * (high + room)];
  return cache.paint(key, width, height, width / 2, height / 2, (context) => {
    context.translate(width / 2, height / 2);
    const { line } = palette.status[status];
    const outline = outlineOf(mark, wide, high);
    context.lineJoin = 'round';
    context.strokeStyle = palette.casing;
    context.lineWidth = 4.6;
    context.stroke(outline);
    context.strokeStyle = line;
    context.lineWidth = 2.4;
    context.setLineDash(DASH);
    context.stroke(outline);
    context.setLineDash([]);
    // The other corners belong to what is said of the present.
    const off = place.form === 'plate' ? { x: -wide, y: high } : { x: -wide * 0.78, y: high * 0.78 };
    tag(context, off.x, off.y, STATUS_LETTER[status], line, mark.expected, palette);
    if (count > 1) number(context, off.x - TAG - 4, off.y, count, line, palette);
  });
}

function outlineOf({ place, status }: Gathered, wide: number, high: number): Path2D {
  const path = new Path2D();
  if (place.form === 'plate') path.roundRect(-wide, -high, 2 * wide, 2 * high, 8);
  else if (place.form === 'group') path.arc(0, 0, wide, 0, 2 * Math.PI);
  else {
    const unit = (2 * wide) / 22;
    // A triangle's middle lies lower than that of its box.
    const lift = status === 'degraded' ? -1.5 * unit : 0;
    path.addPath(
      new Path2D(STATUS_OUTLINE[status]),
      new DOMMatrix().translate(-12 * unit, -12 * unit + lift).scale(unit),
    );
  }
  return path;
}

function tag(
  context: Context,
  x: number,
  y: number,
  letter: string,
  colour: string,
  filled: boolean,
  palette: Palette,
): void {
  context.beginPath();
  context.arc(x, y, TAG, 0, 2 * Math.PI);
  context.fillStyle = filled ? colour : palette.plate;
  context.fill();
  context.lineWidth = 1.6;
  context.strokeStyle = colour;
  context.stroke();
  context.fillStyle = filled ? palette.plate : colour;
  context.font = `800 9.5px ${FONT_FAMILY}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letter, x, y + 0.5);
}

function number(context: Context, right: number, y: number, count: number, colour: string, palette: Palette): void {
  const words = count > 99 ? '99+' : String(count);
  context.font = `700 10px ${FONT_FAMILY}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.strokeStyle = palette.labelHalo;
  context.lineWidth = 4;
  context.strokeText(words, right + 3, y + 0.5);
  context.fillStyle = colour;
  context.fillText(words, right + 3, y + 0.5);
}

const PAD = 5;

/** The countdown on a plate of its own: it lies over names and lines. Anchored at the middle of its left edge. */
export function countdownPlate(
  cache: SpriteCache,
  text: TextSprites,
  words: string,
  status: Gathered['status'],
  palette: Palette,
): Sprite {
  const key = `label|${status}|${words}`;
  const known = cache.find(key);
  if (known) return known;
  const { width, height } = plateSize(text, words);
  return cache.paint(key, width, height, 0, height / 2, (context) => {
    context.beginPath();
    context.roundRect(1, 1, width - 2, height - 2, 4);
    context.fillStyle = palette.plate;
    context.fill();
    context.setLineDash([3.5, 2.5]);
    context.lineWidth = 1.2;
    context.strokeStyle = palette.status[status].line;
    context.stroke();
    context.fillStyle = palette.plateText;
    context.font = STYLE.font;
    context.textBaseline = 'middle';
    context.fillText(words, PAD, height / 2 + 0.5);
  });
}

const STYLE = { name: 'countdown', font: `650 11px ${FONT_FAMILY}`, haloWidth: 0, colour: '', halo: '' } as const;

export const plateSize = (text: TextSprites, words: string): { width: number; height: number } => ({
  width: Math.ceil(text.measure(words, STYLE satisfies TextStyle)) + 2 * PAD,
  height: 18,
});
