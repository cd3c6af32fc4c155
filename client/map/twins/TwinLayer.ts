import type L from 'leaflet';
import type { LabelSlots } from '../canvas/LabelSlots.ts';
import { drawSprite, SpriteCache } from '../canvas/sprites.ts';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { LayerDifference, Theme, TwinFeature } from '../features.ts';
import { overlaps, type Box } from '../geometry/clip.ts';
import type { DrawnPlace } from '../ghosts/gather.ts';
import { worldPixels, xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { twinDot, twinPlate } from './plate.ts';
import { drawnBox, LEAST_SIDE, PLATE, TwinTable, type TwinStack } from './TwinTable.ts';

/** Pixels: from this side on a square has room for a plate with the sector. */
const PLATE_FROM = 64;
/** The hatched band along the edge, in pixels; narrower in small squares. */
const BAND = 6;
const HATCH_STEP = 5;

/**
 * Sites whose owner shares an area only: the square itself, softly filled, with a hatched band along its edge. Nothing of
 * it is a place: it is not clustered with what has one, and it lies below it.
 */
export class TwinLayer extends ViewportLayer {
  readonly table = new TwinTable();
  private palette: Palette;
  private selected: string | undefined;
  private drawnAt = 0;
  private readonly plates = new SpriteCache(400);
  private readonly hatches = new Map<string, CanvasPattern | null>();

  constructor(map: L.Map, theme: Theme) {
    super(map, 'twins', 0.15);
    this.palette = paletteOf(theme);
  }

  apply(difference: LayerDifference<TwinFeature>): void {
    this.table.apply(difference);
    this.invalidate();
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.plates.clear();
    this.hatches.clear();
    this.invalidate();
  }

  select(id: string | undefined): void {
    const before = this.selected;
    this.selected = id;
    if (before !== id && [before, id].some((one) => one !== undefined && this.table.feature(one))) this.invalidate();
  }

  at(lat: number, lon: number, tolerance: number): TwinStack | undefined {
    const scale = worldPixels(this.drawnAt);
    return this.table.at(xOfLongitude(lon) * scale, yOfLatitude(lat) * scale, scale, tolerance);
  }

  /** The middle of its square in the unit world, and how far what is drawn there reaches in pixels. */
  placeOf(id: string): DrawnPlace | undefined {
    const stack = this.table.stackOf(id);
    if (!stack) return undefined;
    const { minX, minY, maxX, maxY } = stack.box;
    const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
    return hasPlate(stack.box, worldPixels(this.drawnAt))
      ? { x, y, radius: PLATE.wide + 6, form: 'plate' }
      : { x, y, radius: LEAST_SIDE / 2, form: 'symbol' };
  }

  /** Takes the room of what stands in the squares for a frame of the same view. */
  reserve(frame: Frame, slots: LabelSlots): void {
    if (!this.isOnMap()) return;
    for (const { box } of this.table.stacks()) {
      if (!overlaps(box, frame.box)) continue;
      const { x, y } = middleOf(box, frame);
      const plate = hasPlate(box, frame.scale);
      const wide = plate ? PLATE.wide : LEAST_SIDE / 2;
      const high = plate ? PLATE.high : LEAST_SIDE / 2;
      slots.take(x - wide, y - high, 2 * wide, 2 * high);
    }
  }

  protected override isEmpty(): boolean {
    return this.table.size === 0;
  }

  protected override draw(frame: Frame): void {
    this.drawnAt = frame.zoom;
    this.plates.use(frame.pixelRatio);
    const shown = this.table.stacks().filter(({ box }) => overlaps(withRoom(box, frame.scale), frame.box));
    for (const stack of shown) this.drawSquare(frame, stack);
    for (const { box, twins } of shown) {
      const [worst] = twins;
      if (!worst) continue;
      const { x, y } = middleOf(box, frame);
      const sprite = hasPlate(box, frame.scale)
        ? twinPlate(this.plates, worst, twins.length, this.palette)
        : twinDot(this.plates, worst, this.palette);
      frame.context.globalAlpha = worst.dimmed ? 0.45 : 1;
      drawSprite(frame.context, sprite, x, y, frame.pixelRatio);
    }
    frame.context.globalAlpha = 1;
  }

  private drawSquare({ context, scale, left, top }: Frame, { box, twins }: TwinStack): void {
    const [worst] = twins;
    if (!worst) return;
    const { minX, minY, maxX, maxY } = drawnBox(box, scale);
    const [x, y, wide, high] = [Math.round(minX - left), Math.round(minY - top), maxX - minX, maxY - minY];
    const colour = this.palette.status[worst.stale ? 'unknown' : worst.status].line;
    const selected = twins.some(({ id }) => id === this.selected);
    const strength = worst.dimmed ? 0.4 : 1;
    context.fillStyle = colour;
    // Where all is well the ground stays calm: what is not must be seen first.
    const calm = worst.status === 'operational' && !selected;
    context.globalAlpha = (calm ? 0.04 : 0.12) * strength;
    context.fillRect(x, y, wide, high);
    const band = Math.min(BAND, Math.min(wide, high) / 8);
    const edge = new Path2D();
    edge.rect(x, y, wide, high);
    edge.rect(x + band, y + band, wide - 2 * band, high - 2 * band);
    context.globalAlpha = (selected ? 1 : calm ? 0.45 : 0.8) * strength;
    context.fillStyle = this.hatch(context, colour) ?? colour;
    context.fill(edge, 'evenodd');
    context.strokeStyle = selected ? this.palette.mine : colour;
    context.lineWidth = selected ? 2.2 : 1.1;
    context.strokeRect(x, y, wide, high);
    context.globalAlpha = 1;
  }

  /** Diagonal lines in one colour. */
  private hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
    const known = this.hatches.get(colour);
    if (known !== undefined) return known;
    const tile = new OffscreenCanvas(HATCH_STEP, HATCH_STEP);
    const pen = tile.getContext('2d');
    if (!pen) return null;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.3;
    pen.beginPath();
    // Beyond the corners as well, so that the lines go on from tile to tile.
    for (const from of [-HATCH_STEP, 0, HATCH_STEP]) {
      pen.moveTo(from - 1, HATCH_STEP + 1);
      pen.lineTo(from + HATCH_STEP + 1, -1);
    }
    pen.stroke();
    const pattern = context.createPattern(tile, 'repeat');
    this.hatches.set(colour, pattern);
    return pattern;
  }
}

const hasPlate = ({ minX, maxX }: Box, scale: number): boolean => (maxX - minX) * scale >= PLATE_FROM;

const middleOf = ({ minX, minY, maxX, maxY }: Box, { scale, left, top }: Frame): { x: number; y: number } => ({
  x: ((minX + maxX) / 2) * scale - left,
  y: ((minY + maxY) / 2) * scale - top,
});

/** A square that is drawn larger than it is may reach into the view from beyond its edge. */
function withRoom({ minX, minY, maxX, maxY }: Box, scale: number): Box {
  const room = LEAST_SIDE / scale;
  return { minX: minX - room, minY: minY - room, maxX: maxX + room, maxY: maxY + room };
}
