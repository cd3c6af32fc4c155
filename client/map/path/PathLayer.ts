import type L from 'leaflet';
import { arrowHead, borderMark } from '../canvas/arrows.ts';
import { drawSprite, FONT_FAMILY, TextSprites, type TextStyle } from '../canvas/sprites.ts';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { CascadePath, PathHop, Place, Theme } from '../features.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import { curveBetween, pointOn, type Curve, type Point } from '../needs/curve.ts';
import { paletteOf, type Palette } from '../palette.ts';
import type { Translate } from '../text.ts';

/** Pixels left free at both ends of an arrow; less where the two lie close together. */
const ROOMS = [19, 9];
/** Steps in between that are not shown. */
const SKIPPED_DASH = [4, 7];
const SOFT_DASH = [9, 5];
const WIDTH: Readonly<Record<PathHop['part'], number>> = { cause: 4, lacking: 2, effect: 2.4 };
const ROOT_RADIUS = 19;
const NOTHING: CascadePath = { root: undefined, hops: [] };

/** The way of a cascade: from its root over each cause to what is selected, or from the root to all that follows. */
export class PathLayer extends ViewportLayer {
  private path: CascadePath = NOTHING;
  private palette: Palette;
  private readonly t: Translate;
  private readonly text = new TextSprites();

  constructor(map: L.Map, theme: Theme, t: Translate) {
    super(map, 'path', 0.1);
    this.palette = paletteOf(theme);
    this.t = t;
  }

  set(path: CascadePath | undefined): void {
    this.path = path ?? NOTHING;
    this.invalidate();
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.text.clear();
    this.invalidate();
  }

  protected override isEmpty(): boolean {
    const empty = this.path.hops.length === 0;
    if (empty) delete this.canvas.dataset['drawn'];
    return empty;
  }

  protected override draw(frame: Frame): void {
    const { root, rootIsArea = false, hops } = this.path;
    // The way that led here lies over what else follows.
    const order: PathHop['part'][] = ['effect', 'lacking', 'cause'];
    for (const part of order) for (const hop of hops) if (hop.part === part) this.drawHop(frame, hop);
    if (root) this.markRoot(frame, root, rootIsArea);
    this.canvas.dataset['drawn'] = String(hops.length);
    this.canvas.dataset['borders'] = String(hops.filter(({ crossBorder }) => crossBorder).length);
  }

  private drawHop(frame: Frame, hop: PathHop): void {
    const from = pointOf(frame, hop.from);
    const to = pointOf(frame, hop.to);
    const curve = ROOMS.map((room) => curveBetween(from, to, room)).find((one) => one !== undefined);
    if (!curve) return;
    const { context } = frame;
    const { start, control, end } = curve;
    const colour = this.palette.status[hop.status].line;
    const width = WIDTH[hop.part];
    const line = new Path2D();
    line.moveTo(start.x, start.y);
    line.quadraticCurveTo(control.x, control.y, end.x, end.y);
    context.save();
    context.lineCap = 'butt';
    context.globalAlpha = hop.part === 'cause' ? 0.9 : 0.55;
    context.strokeStyle = this.palette.casing;
    context.lineWidth = width + 4;
    context.stroke(line);
    if (hop.part === 'cause') {
      context.globalAlpha = 0.28;
      context.strokeStyle = colour;
      context.lineWidth = width + 8;
      context.stroke(line);
    }
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(hop.skipped ? SKIPPED_DASH : hop.soft ? SOFT_DASH : []);
    context.stroke(line);
    context.setLineDash([]);
    context.restore();
    // Into an area no arrow points.
    if (!hop.soft?.to) arrowHead(context, curve, colour, this.palette.casing, false, hop.part === 'cause' ? 1.5 : 1.1);
    if (hop.part === 'cause' && curve.length > 90) this.chevron(context, curve, colour);
    if (hop.crossBorder) borderMark(context, curve, this.palette);
  }

  /** Which way it goes is seen on long arrows too, whose heads lie outside of the view. */
  private chevron(context: CanvasRenderingContext2D, curve: Curve, colour: string): void {
    const { x, y, angle } = pointOn(curve, 0.4);
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.beginPath();
    context.moveTo(-5, -7);
    context.lineTo(4, 0);
    context.lineTo(-5, 7);
    context.lineJoin = 'round';
    context.strokeStyle = this.palette.casing;
    context.lineWidth = 6;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = 3;
    context.stroke();
    context.restore();
  }

  private markRoot(frame: Frame, place: Place, isArea: boolean): void {
    const { context, pixelRatio } = frame;
    const { x, y } = pointOf(frame, place);
    this.text.use(pixelRatio);
    // In an area there is nothing that a ring could stand around.
    const ring = (colour: string, width: number): void => {
      context.beginPath();
      context.arc(x, y, ROOT_RADIUS, 0, 2 * Math.PI);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
    };
    if (!isArea) {
      ring(this.palette.casing, 7);
      ring(this.palette.status.failed.line, 3.5);
    }
    const style: TextStyle = {
      name: 'root',
      font: `750 11px ${FONT_FAMILY}`,
      colour: this.palette.status.failed.line,
      halo: this.palette.labelHalo,
      haloWidth: 3,
    };
    const words = this.t('map.path.root');
    const wide = this.text.measure(words, style);
    drawSprite(context, this.text.get(words, style), x - wide / 2, y - ROOT_RADIUS - (isArea ? 14 : 10), pixelRatio);
  }
}

const pointOf = ({ scale, left, top }: Frame, { lat, lon }: Place): Point => ({
  x: xOfLongitude(lon) * scale - left,
  y: yOfLatitude(lat) * scale - top,
});
