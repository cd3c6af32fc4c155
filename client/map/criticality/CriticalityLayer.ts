import type L from 'leaflet';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { Criticality, Theme } from '../features.ts';
import type { DrawnPlace } from '../ghosts/gather.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { roomOf } from './room.ts';

/** Rings whose size says how much depends on what is inside; in a group the most critical of them speaks. */
export class CriticalityLayer extends ViewportLayer {
  private entries: readonly Criticality[] = [];
  private readonly placeOf: (id: string) => DrawnPlace | undefined;
  private palette: Palette;

  constructor(map: L.Map, theme: Theme, placeOf: (id: string) => DrawnPlace | undefined) {
    super(map, 'criticality', 0.15);
    this.palette = paletteOf(theme);
    this.placeOf = placeOf;
  }

  set(entries: readonly Criticality[] | undefined): void {
    this.entries = entries ?? [];
    this.invalidate();
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.invalidate();
  }

  /** What it surrounds was drawn just now, perhaps elsewhere. */
  follow(): void {
    if (this.entries.length > 0) this.drawNow();
  }

  protected override isEmpty(): boolean {
    const empty = this.entries.length === 0;
    if (empty) delete this.canvas.dataset['drawn'];
    return empty;
  }

  protected override draw({ context, scale, left, top, box }: Frame): void {
    const rings = new Map<string, { place: DrawnPlace; share: number }>();
    const around = 60 / scale;
    for (const { id, share } of this.entries) {
      const place = share > 0 ? this.placeOf(id) : undefined;
      if (!place) continue;
      const { x, y } = place;
      if (x < box.minX - around || x > box.maxX + around || y < box.minY - around || y > box.maxY + around) continue;
      const known = rings.get(`${x} ${y}`);
      if (!known || known.share < share) rings.set(`${x} ${y}`, { place, share });
    }
    // The largest first: no ring hides a smaller one.
    for (const { place, share } of [...rings.values()].sort((a, b) => b.share - a.share)) {
      context.beginPath();
      context.arc(place.x * scale - left, place.y * scale - top, place.radius + roomOf(share), 0, 2 * Math.PI);
      context.globalAlpha = 0.16;
      context.fillStyle = this.palette.critical;
      context.fill();
      context.globalAlpha = 1;
      context.strokeStyle = this.palette.casing;
      context.lineWidth = 4;
      context.stroke();
      context.strokeStyle = this.palette.critical;
      context.lineWidth = 2;
      context.stroke();
    }
    this.canvas.dataset['drawn'] = String(rings.size);
  }
}
