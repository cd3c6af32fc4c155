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

  protected override draw(frame: Frame): void {
    const { scale, left, top, width, height, pixelRatio, context } = frame;
    this.pins.use(pixelRatio);
    this.text.use(pixelRatio);
    this.slots.clear();
    this.drawnAt = frame.zoom;
    this.items = [];
    const shown = this.table.inDrawingOrder().flatMap(({ feature, place }) => {
      if (!place) return [];
      const x = place.x * scale - left;
      const y = place.y * scale - top;
      return x < -SIZE || y < -SIZE || x > width + SIZE || y > height + 2 * SIZE ? [] : [{ feature, x, y }];
    });
    for (const { feature, x, y } of shown) {
      drawSprite(context, this.pin(feature), x, y, pixelRatio);
      this.items.push({ feature, x: x + left, y: y + top - SIZE / 2, radius: SIZE / 2 });
      this.slots.take(x - SIZE / 2, y - SIZE, SIZE, SIZE);
    }
    if (frame.zoom < NAMED_FROM) return;
    // The most pressing incident has the first choice of room.
    for (const { feature, x, y } of shown.reverse()) if (!feature.closed) this.name(frame, feature, x, y);
  }

  private name(frame: Frame, feature: IncidentFeature, x: number, y: number): void {
    const style: TextStyle = {
      name: 'incident',
      font: `650 12px ${FONT_FAMILY}`,
      colour: this.palette.label,
      halo: this.palette.labelHalo,
      haloWidth: 3,
    };
    const title = feature.title.length > 34 ? `${feature.title.slice(0, 33).trimEnd()}…` : feature.title;
    const wide = this.text.measure(title, style);
    const tall = this.text.heightOf(style);
    const middle = y - SIZE / 2;
    for (const at of [x + SIZE / 2 + 3, x - SIZE / 2 - 3 - wide]) {
      if (!this.slots.claim(at, middle - tall / 2, wide, tall)) continue;
      drawSprite(frame.context, this.text.get(title, style), at, middle, frame.pixelRatio);
      return;
    }
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
