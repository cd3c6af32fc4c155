import type L from 'leaflet';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { Theme } from '../features.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { areaPath } from './areas.ts';
import type { IncidentTable } from './IncidentTable.ts';

/** The areas of incidents: translucent, with a dashed edge, under everything one may want to click. */
export class AreaLayer extends ViewportLayer {
  private readonly table: IncidentTable;
  private palette: Palette;

  constructor(map: L.Map, table: IncidentTable, theme: Theme) {
    super(map, 'areas', 0.15);
    this.table = table;
    this.palette = paletteOf(theme);
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.invalidate();
  }

  protected override isEmpty(): boolean {
    return [...this.table.incidents.values()].every(({ area }) => area === undefined);
  }

  protected override draw(frame: Frame): void {
    const { context } = frame;
    context.lineJoin = 'round';
    for (const { feature, area } of this.table.inDrawingOrder()) {
      const path = area && areaPath(area, frame);
      if (!path) continue;
      const colour = feature.closed ? this.palette.closed.fill : this.palette.severity[feature.severity].fill;
      context.fillStyle = colour;
      context.strokeStyle = colour;
      context.globalAlpha = feature.closed ? 0.03 : 0.065;
      context.fill(path, 'evenodd');
      context.globalAlpha = feature.closed ? 0.5 : 0.9;
      context.lineWidth = 1.6;
      context.setLineDash([7, 5]);
      context.stroke(path);
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}
