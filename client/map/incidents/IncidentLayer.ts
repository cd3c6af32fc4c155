import type L from 'leaflet';
import { hitTest, type DrawnItem } from '../canvas/hitTest.ts';
import { LabelSlots } from '../canvas/LabelSlots.ts';
import { drawSprite, FONT_FAMILY, SpriteCache, TextSprites, type Sprite, type TextStyle } from '../canvas/sprites.ts';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { IncidentFeature, Theme } from '../features.ts';
import { worldPixels, xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { INCIDENT_OUTLINE, SEVERITY_BARS } from '../symbols/shapes.ts';
import type { IncidentTable } from './IncidentTable.ts';

interface IncidentItem extends DrawnItem {
  feature: IncidentFeature;
}

/** Width of the diamond in pixels; its lower corner stands on the place. */
const SIZE = 34;
const NAMED_FROM = 5.25;
const LONGEST = 44;

interface ShownIncident {
  feature: IncidentFeature;
  /** pixels of the frame */
  x: number;
  y: number;
}

interface PlacedTitle {
  title: string;
  style: TextStyle;
  at: number;
  middle: number;
  wide: number;
  tall: number;
}

export class IncidentLayer extends ViewportLayer {
  private readonly table: IncidentTable;
  private readonly pins = new SpriteCache(64);
  private readonly text = new TextSprites();
  private readonly slots = new LabelSlots();
  private palette: Palette;
  private items: IncidentItem[] = [];
  private drawnAt = 0;

  constructor(map: L.Map, table: IncidentTable, theme: Theme) {
    super(map, 'incidents', 0.15);
    this.table = table;
    this.palette = paletteOf(theme);
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.pins.clear();
    this.text.clear();
    this.invalidate();
  }

  at(lat: number, lon: number, tolerance: number): IncidentFeature | undefined {
    const scale = worldPixels(this.drawnAt);
    return hitTest(this.items, xOfLongitude(lon) * scale, yOfLatitude(lat) * scale, tolerance)?.feature;
  }

  /** The middle of a pin above its place, in pixels. */
  static readonly rise = SIZE / 2;
  static readonly radius = SIZE / 2;

  /** Takes the room of pins and titles for a frame of the same view, whether they are drawn yet or not. */
  reserve(frame: Frame, slots: LabelSlots): void {
    if (!this.isOnMap()) return;
    for (const { x, y } of this.shown(frame)) slots.take(x - SIZE / 2, y - SIZE, SIZE, SIZE);
    for (const { at, middle, wide, tall } of this.titles(frame)) slots.take(at, middle - tall / 2, wide, tall);
  }

  protected override isEmpty(): boolean {
    if (this.table.incidents.size > 0) return false;
    this.items = [];
    return true;
  }

  protected override draw(frame: Frame): void {
    const { left, top, pixelRatio, context } = frame;
    this.pins.use(pixelRatio);
    this.text.use(pixelRatio);
    this.drawnAt = frame.zoom;
    this.items = [];
    for (const { feature, x, y } of this.shown(frame)) {
      drawSprite(context, this.pin(feature), x, y, pixelRatio);
      this.items.push({ feature, x: x + left, y: y + top - SIZE / 2, radius: SIZE / 2 });
    }
    for (const { title, style, at, middle } of this.titles(frame)) {
      drawSprite(context, this.text.get(title, style), at, middle, pixelRatio);
    }
  }

  private shown({ scale, left, top, width, height }: Frame): ShownIncident[] {
    return this.table.inDrawingOrder().flatMap(({ feature, place }) => {
      if (!place) return [];
      const x = place.x * scale - left;
      const y = place.y * scale - top;
      return x < -SIZE || y < -SIZE || x > width + SIZE || y > height + 2 * SIZE ? [] : [{ feature, x, y }];
    });
  }

  /** Where titles go: the most pressing incident has the first choice of room. */
  private titles(frame: Frame): PlacedTitle[] {
    if (frame.zoom < NAMED_FROM) return [];
    const style: TextStyle = {
      name: 'incident',
      font: `650 12px ${FONT_FAMILY}`,
      colour: this.palette.label,
      halo: this.palette.labelHalo,
      haloWidth: 3,
    };
    const shown = this.shown(frame);
    this.slots.clear();
    for (const { x, y } of shown) this.slots.take(x - SIZE / 2, y - SIZE, SIZE, SIZE);
    return shown.reverse().flatMap(({ feature, x, y }) => {
      if (feature.closed) return [];
      const title =
        feature.title.length > LONGEST ? `${feature.title.slice(0, LONGEST - 1).trimEnd()}…` : feature.title;
      const wide = this.text.measure(title, style);
      const tall = this.text.heightOf(style);
      const middle = y - SIZE / 2;
      const at = [x + SIZE / 2 + 3, x - SIZE / 2 - 3 - wide].find((left) =>
        this.slots.claim(left, middle - tall / 2, wide, tall),
      );
      return at === undefined ? [] : [{ title, style, at, middle, wide, tall }];
    });
  }

  private pin(feature: IncidentFeature): Sprite {
    const { severity, closed, acknowledged } = feature;
    const key = `${severity}${closed ? 'c' : ''}${acknowledged ? 'a' : ''}`;
    const known = this.pins.find(key);
    if (known) return known;
    const edge = SIZE + 8;
    return this.pins.paint(key, edge, edge, edge / 2, edge - 4, (context) => {
      const { fill, ink } = closed ? this.palette.closed : this.palette.severity[severity];
      context.translate(4, 4);
      context.scale(SIZE / 24, SIZE / 24);
      const outline = new Path2D(INCIDENT_OUTLINE);
      context.lineJoin = 'round';
      context.strokeStyle = 'rgba(4, 9, 14, 0.85)';
      context.lineWidth = 4.2;
      context.stroke(outline);
      context.strokeStyle = closed ? this.palette.closed.ink : '#ffffff';
      context.lineWidth = 2.2;
      context.stroke(outline);
      context.fillStyle = fill;
      context.fill(outline);
      // Four bars in the widest part of the diamond; those above the severity are only hinted at.
      context.translate(12, 12);
      context.scale(0.56, 0.56);
      context.translate(-12.25, -12.3);
      context.fillStyle = ink;
      SEVERITY_BARS.forEach(([bx, by, bw, bh], i) => {
        context.globalAlpha = i < severity ? 1 : 0.22;
        context.fillRect(bx, by, bw, bh);
      });
    });
  }
}
