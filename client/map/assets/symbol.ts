import type { AssetFeature } from '../features.ts';
import { STATUS_LETTER } from '../features.ts';
import { FONT_FAMILY, type Sprite, type SpriteCache } from '../canvas/sprites.ts';
import type { Palette, StatusColours } from '../palette.ts';
import { pictogramOf } from '../symbols/sectors.ts';
import { CROSS, STATUS_INSIDE, STATUS_OUTLINE } from '../symbols/shapes.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** `full` has a pictogram, `letter` a status letter, `dot` the shape alone. The number is the badge's width in pixels. */
export const SYMBOL_SIZE = { full: 27, letter: 17, dot: 11 } as const;
export type SymbolForm = keyof typeof SYMBOL_SIZE;

/** Steps of age in seconds and what is left of the symbol's strength from there on. */
const AGE_STEPS: readonly (readonly [number, number])[] = [
  [6 * 3600, 0.6],
  [3600, 0.75],
  [900, 0.88],
];

export function strengthOfAge(ageSeconds: number | undefined): number {
  if (ageSeconds === undefined) return 1;
  for (const [from, strength] of AGE_STEPS) if (ageSeconds >= from) return strength;
  return 1;
}

export function symbolKey(feature: AssetFeature, form: SymbolForm): string {
  const sector = form === 'full' ? feature.sector : '';
  const marks = `${feature.disputed ? '!' : ''}${feature.stale ? '/' : ''}${feature.mine ? 'm' : ''}`;
  return `${form}|${feature.status}|${feature.basis}|${strengthOfAge(feature.ageSeconds)}|${marks}|${sector}`;
}

export function assetSymbol(cache: SpriteCache, feature: AssetFeature, form: SymbolForm, palette: Palette): Sprite {
  const key = symbolKey(feature, form);
  const known = cache.find(key);
  if (known) return known;
  const size = SYMBOL_SIZE[form];
  const edge = size + 12;
  return cache.paint(key, edge, edge, edge / 2, edge / 2, (context) => {
    context.translate(6, 6);
    paintSymbol(context, feature, form, size, palette);
  });
}

function paintSymbol(context: Context, feature: AssetFeature, form: SymbolForm, size: number, palette: Palette): void {
  const { status, basis } = feature;
  const unit = size / 24;
  const outline = new Path2D();
  outline.addPath(new Path2D(STATUS_OUTLINE[status]), new DOMMatrix().scale(unit));
  const predicted = basis === 'predicted';
  const colours = feature.stale ? faded(palette.status[status], palette) : palette.status[status];
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.globalAlpha = strengthOfAge(feature.ageSeconds);

  if (feature.mine) {
    context.strokeStyle = palette.mine;
    context.lineWidth = 5.5;
    context.stroke(outline);
  }
  context.strokeStyle = palette.casing;
  context.lineWidth = feature.mine ? 3.2 : 3.6;
  context.stroke(outline);

  context.fillStyle = predicted ? palette.plate : colours.fill;
  if (predicted) context.globalAlpha *= 0.7;
  context.fill(outline);
  context.globalAlpha = strengthOfAge(feature.ageSeconds);
  if (status === 'unknown' || feature.stale)
    hatch(context, outline, size, feature.stale ? palette.casing : colours.line, feature.stale);

  context.strokeStyle = colours.line;
  context.lineWidth = form === 'dot' ? 1.4 : 1.9;
  if (basis === 'reported' || basis === 'unstated') context.setLineDash(form === 'full' ? [3.4, 2.6] : [2.4, 1.8]);
  if (predicted) context.setLineDash([1, 2.8]);
  if (basis === 'reported' && status !== 'operational' && status !== 'unknown') {
    // The fill has the outline's own hue: dashes need a darker ground to be seen.
    context.strokeStyle = palette.casing;
    context.setLineDash([]);
    context.stroke(outline);
    context.setLineDash(form === 'full' ? [3.4, 2.6] : [2.4, 1.8]);
    context.strokeStyle = colours.line;
  }
  context.stroke(outline);
  context.setLineDash([]);

  const ink = predicted ? colours.line : colours.ink;
  const inside = STATUS_INSIDE[status];
  if (form === 'full') {
    context.save();
    context.translate(inside.x * unit, inside.y * unit);
    context.scale(inside.scale * unit, inside.scale * unit);
    context.translate(-12, -12);
    const { fill, line } = pictogramOf(feature.sector);
    context.fillStyle = ink;
    context.strokeStyle = ink;
    context.lineWidth = 2.2;
    if (fill) context.fill(new Path2D(fill), 'evenodd');
    if (line) context.stroke(new Path2D(line));
    context.restore();
    if (status === 'failed') crossTag(context, size, palette);
    if (status === 'unknown') letterTag(context, size - 1.5, size - 1.5, '?', colours.line, palette.plate);
  } else if (form === 'letter') {
    context.fillStyle = ink;
    context.font = `700 ${status === 'degraded' ? 9 : 10}px ${FONT_FAMILY}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    if (status === 'failed') {
      context.strokeStyle = ink;
      context.lineWidth = 2;
      const cross = new Path2D();
      cross.addPath(new Path2D(CROSS), new DOMMatrix().scale(unit));
      context.stroke(cross);
    } else {
      context.fillText(STATUS_LETTER[status], inside.x * unit, inside.y * unit + 0.5);
    }
  }
  if (feature.disputed) {
    splitOutline(context, outline, palette);
    if (form !== 'dot') letterTag(context, size - 2, 2, '!', '#cc79a7', '#14060f');
  }
}

function faded(colours: StatusColours, palette: Palette): StatusColours {
  return { line: colours.line, fill: palette.status.unknown.fill, ink: colours.line };
}

/** Diagonal lines: the state is unknown, or what is shown came from a feed that is lost. */
function hatch(context: Context, outline: Path2D, size: number, colour: string, strong: boolean): void {
  context.save();
  context.clip(outline);
  context.strokeStyle = colour;
  context.globalAlpha *= strong ? 0.95 : 0.5;
  context.lineWidth = strong ? 1.6 : 1.1;
  context.beginPath();
  for (let x = -size; x < size * 2; x += strong ? 4.2 : 4) {
    context.moveTo(x, size + 2);
    context.lineTo(x + size + 4, -2);
  }
  context.stroke();
  context.restore();
}

/** Two statements disagree: a second, broken outline around the first. */
function splitOutline(context: Context, outline: Path2D, palette: Palette): void {
  context.strokeStyle = palette.casing;
  context.lineWidth = 1;
  context.stroke(outline);
  context.strokeStyle = '#cc79a7';
  context.setLineDash([5, 3.5]);
  context.lineWidth = 1.6;
  context.stroke(outline);
  context.setLineDash([]);
}

function letterTag(context: Context, x: number, y: number, letter: string, fill: string, ink: string): void {
  context.beginPath();
  context.arc(x, y, 5.4, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = ink;
  context.stroke();
  context.fillStyle = ink;
  context.font = `800 8.5px ${FONT_FAMILY}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letter, x, y + 0.5);
}

function crossTag(context: Context, size: number, palette: Palette): void {
  const x = size - 2;
  const y = size - 2;
  context.beginPath();
  context.arc(x, y, 5.6, 0, 2 * Math.PI);
  context.fillStyle = '#ffffff';
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = palette.casing;
  context.stroke();
  context.beginPath();
  context.moveTo(x - 2.3, y - 2.3);
  context.lineTo(x + 2.3, y + 2.3);
  context.moveTo(x + 2.3, y - 2.3);
  context.lineTo(x - 2.3, y + 2.3);
  context.strokeStyle = '#b23c00';
  context.lineWidth = 2;
  context.stroke();
}
