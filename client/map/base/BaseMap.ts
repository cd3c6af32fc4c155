import type L from 'leaflet';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { Theme } from '../features.ts';
import { clipRing, contains, overlaps, type Box } from '../geometry/clip.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { DetailByZoom, traceRing, unwrapRing, type Atlas } from './atlas.ts';
import { drawGraticule } from './graticule.ts';

/** Land, coast and borders from an atlas that came with the application: it needs no other host. */
export class BaseMap extends ViewportLayer {
  private atlas: Atlas | undefined;
  private detail: DetailByZoom | undefined;
  private palette: Palette;
  private showGraticule = true;

  constructor(map: L.Map, theme: Theme) {
    super(map, 'base', 0.25);
    this.palette = paletteOf(theme);
  }

  /** `finest`: the zoom from which the data holds nothing left to simplify. */
  setAtlas(atlas: Atlas, finest: number): void {
    this.atlas = atlas;
    this.detail = new DetailByZoom(atlas, finest);
    this.invalidate();
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.invalidate();
  }

  setGraticule(visible: boolean): void {
    this.showGraticule = visible;
    this.invalidate();
  }

  protected override draw(frame: Frame): void {
    const { context, width, height } = frame;
    context.fillStyle = this.palette.sea;
    context.fillRect(0, 0, width, height);
    if (this.atlas && this.detail) this.drawLand(frame, this.atlas, this.detail.at(frame.zoom));
    if (this.showGraticule) drawGraticule(frame, this.palette);
  }

  private drawLand(frame: Frame, atlas: Atlas, lineOf: (arc: number) => Float64Array): void {
    const { context, scale, box } = frame;
    const palette = this.palette;
    // A margin so that the edges that clipping adds are never stroked or seen.
    const margin = 24 / scale;
    const clip: Box = {
      minX: box.minX - margin,
      minY: box.minY - margin,
      maxX: box.maxX + margin,
      maxY: box.maxY + margin,
    };
    const land = new Path2D();
    for (const country of atlas.countries) {
      for (const ring of country.rings) {
        if (!overlaps(ring.box, clip)) continue;
        const traced = traceRing(ring, lineOf);
        if (ring.wraps) {
          const whole = unwrapRing(traced);
          for (const world of [-1, 0, 1]) addRing(land, clipRing(whole, shifted(clip, -world)), frame, world);
        } else {
          addRing(land, contains(clip, ring.box) ? traced : clipRing(traced, clip), frame, 0);
        }
      }
    }
    const coast = new Path2D();
    const border = new Path2D();
    atlas.arcs.forEach((arc, index) => {
      if (overlaps(arc.box, clip)) addLine(arc.border ? border : coast, lineOf(index), frame, clip);
    });
    context.lineJoin = 'round';
    context.lineCap = 'round';
    context.strokeStyle = palette.shallow;
    for (const reach of [22, 13, 6]) {
      context.lineWidth = reach;
      context.stroke(coast);
    }
    context.fillStyle = palette.land;
    context.fill(land, 'evenodd');
    context.strokeStyle = palette.coast;
    context.lineWidth = frame.zoom < 4.5 ? 0.7 : 1;
    context.stroke(coast);
    context.strokeStyle = palette.borderCasing;
    context.lineWidth = frame.zoom < 4.5 ? 1.6 : 3.4;
    context.stroke(border);
    context.strokeStyle = palette.border;
    context.lineWidth = frame.zoom < 4.5 ? 0.7 : 1.2;
    context.setLineDash(frame.zoom < 4.5 ? [] : [7, 3, 1.5, 3]);
    context.stroke(border);
    context.setLineDash([]);
  }
}

const shifted = (box: Box, by: number): Box => ({ ...box, minX: box.minX + by, maxX: box.maxX + by });

/** `world`: how many worlds to the east of the middle one the ring is drawn. */
function addRing(path: Path2D, ring: ArrayLike<number>, { scale, left, top }: Frame, world: number): void {
  if (ring.length === 0) return;
  for (let i = 0; i < ring.length; i += 2) {
    const x = ((ring[i] as number) + world) * scale - left;
    const y = (ring[i + 1] as number) * scale - top;
    if (i === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
}

/** The parts of a line near the view; the seam of the data at 180 degrees is no coast and is left out. */
function addLine(path: Path2D, line: Float64Array, frame: Frame, clip: Box): void {
  const { scale, left, top } = frame;
  let drawing = false;
  let ax = line[0] as number;
  let ay = line[1] as number;
  for (let i = 2; i < line.length; i += 2) {
    const bx = line[i] as number;
    const by = line[i + 1] as number;
    const outside =
      (ax < clip.minX && bx < clip.minX) ||
      (ax > clip.maxX && bx > clip.maxX) ||
      (ay < clip.minY && by < clip.minY) ||
      (ay > clip.maxY && by > clip.maxY);
    const seam = (ax <= 1e-6 && bx <= 1e-6) || (ax >= 1 - 1e-6 && bx >= 1 - 1e-6);
    if (outside || seam || Math.abs(bx - ax) > 0.5) {
      drawing = false;
    } else {
      if (!drawing) path.moveTo(ax * scale - left, ay * scale - top);
      path.lineTo(bx * scale - left, by * scale - top);
      drawing = true;
    }
    ax = bx;
    ay = by;
  }
}
