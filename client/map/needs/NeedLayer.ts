import type L from 'leaflet';
import { arrowHead, borderMark } from '../canvas/arrows.ts';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { NeedLine, Theme } from '../features.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { curveBetween, pointOn, type Curve } from './curve.ts';
import { NEED_DASH } from './dash.ts';

/** The flow is redrawn this often, in milliseconds: it shows a direction, it need not be smooth. */
const FLOW_STEP = 40;
/** pixels a second */
const FLOW_SPEED = 46;
const FLOW_GAP = 34;
/** Lines stop short of the symbols they join, in pixels. */
const SYMBOL_ROOM = 17;

/** A line that ends somewhere in an area is broken, and fades towards it. */
const SOFT_DASH = [6, 5];
const FADING_PART = 0.45;

/** What the selected asset receives and gives: arrows from supplier to asset. */
export class NeedLayer extends ViewportLayer {
  private lines: readonly NeedLine[] = [];
  private palette: Palette;
  private still = false;
  private timer = 0;

  constructor(map: L.Map, theme: Theme) {
    super(map, 'needs', 0.1);
    this.palette = paletteOf(theme);
  }

  setLines(lines: readonly NeedLine[]): void {
    this.lines = lines;
    this.invalidate();
    this.flow();
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.invalidate();
  }

  setStill(still: boolean): void {
    this.still = still;
    this.invalidate();
    this.flow();
  }

  override onAdd(map: L.Map): this {
    super.onAdd(map);
    this.flow();
    return this;
  }

  override onRemove(): this {
    super.onRemove();
    this.flow();
    return this;
  }

  private flow(): void {
    const wanted = this.isOnMap() && !this.still && this.lines.some((line) => line.state !== 'lost');
    if (wanted && this.timer === 0)
      this.timer = window.setInterval(() => !document.hidden && this.invalidate(), FLOW_STEP);
    if (!wanted && this.timer !== 0) {
      window.clearInterval(this.timer);
      this.timer = 0;
    }
  }

  protected override isEmpty(): boolean {
    return this.lines.length === 0;
  }

  protected override draw(frame: Frame): void {
    for (const line of this.lines) {
      const from = {
        x: xOfLongitude(line.from.lon) * frame.scale - frame.left,
        y: yOfLatitude(line.from.lat) * frame.scale - frame.top,
      };
      const to = {
        x: xOfLongitude(line.to.lon) * frame.scale - frame.left,
        y: yOfLatitude(line.to.lat) * frame.scale - frame.top,
      };
      const curve = curveBetween(from, to, SYMBOL_ROOM);
      if (curve) this.drawLine(frame.context, line, curve);
    }
  }

  private drawLine(context: CanvasRenderingContext2D, line: NeedLine, curve: Curve): void {
    const colour = this.palette.need[line.state];
    const { start, control, end } = curve;
    const path = new Path2D();
    path.moveTo(start.x, start.y);
    path.quadraticCurveTo(control.x, control.y, end.x, end.y);
    context.lineCap = 'round';
    context.setLineDash([]);
    if (!line.soft) {
      context.strokeStyle = this.palette.casing;
      context.globalAlpha = 0.55;
      context.lineWidth = 5;
      context.stroke(path);
    }
    context.globalAlpha = line.direction === 'supplier' ? 1 : 0.8;
    context.strokeStyle = line.soft ? fading(context, curve, colour, line.soft) : colour;
    context.lineWidth = line.direction === 'supplier' ? 2.4 : 1.7;
    context.setLineDash(line.soft && line.type === 'physical' ? SOFT_DASH : NEED_DASH[line.type]);
    context.stroke(path);
    context.setLineDash([]);
    // Into an area no arrow points: there is no place it could mean.
    if (!line.soft?.to) arrowHead(context, curve, colour, this.palette.casing, line.direction !== 'supplier');
    if (line.state === 'lost') this.brokenMark(context, curve, colour);
    else if (!this.still) this.drops(context, curve, colour);
    if (line.crossBorder) borderMark(context, curve, this.palette);
    context.globalAlpha = 1;
  }

  private drops(context: CanvasRenderingContext2D, curve: Curve, colour: string): void {
    const travelled = ((performance.now() / 1000) * FLOW_SPEED) % FLOW_GAP;
    context.fillStyle = colour;
    for (let at = travelled; at < curve.length - 8; at += FLOW_GAP) {
      const { x, y } = pointOn(curve, at / curve.length);
      context.beginPath();
      context.arc(x, y, 3, 0, 2 * Math.PI);
      context.fill();
    }
  }

  private brokenMark(context: CanvasRenderingContext2D, curve: Curve, colour: string): void {
    const { x, y } = pointOn(curve, 0.38);
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.fillStyle = this.palette.plate;
    context.fill();
    context.beginPath();
    context.moveTo(x - 4, y - 4);
    context.lineTo(x + 4, y + 4);
    context.moveTo(x + 4, y - 4);
    context.lineTo(x - 4, y + 4);
    context.strokeStyle = colour;
    context.lineWidth = 2.6;
    context.stroke();
  }
}

function fading(
  context: CanvasRenderingContext2D,
  { start, end }: Curve,
  colour: string,
  soft: NonNullable<NeedLine['soft']>,
): CanvasGradient {
  const gradient = context.createLinearGradient(start.x, start.y, end.x, end.y);
  const faint = `${colour}30`;
  gradient.addColorStop(0, soft.from ? faint : colour);
  if (soft.from) gradient.addColorStop(FADING_PART, colour);
  if (soft.to) gradient.addColorStop(1 - FADING_PART, colour);
  gradient.addColorStop(1, soft.to ? faint : colour);
  return gradient;
}
