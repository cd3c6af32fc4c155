import type { Frame } from '../canvas/ViewportLayer.ts';
import { latitudeOfY, longitudeOfX, xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import type { Palette } from '../palette.ts';

const STEPS = [30, 20, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];

/** Meridians and parallels at a round step, about 180 pixels apart. */
export function drawGraticule(frame: Frame, palette: Palette): void {
  const { context, box, scale, left, top, width, height } = frame;
  const degreesPerPixel = 360 / scale;
  const step = STEPS.find((candidate) => candidate / degreesPerPixel <= 260) ?? 0.01;
  context.beginPath();
  const west = Math.ceil(Math.max(-180, longitudeOfX(box.minX)) / step) * step;
  const east = Math.min(180, longitudeOfX(box.maxX));
  for (let lon = west; lon <= east; lon += step) {
    const x = Math.round(xOfLongitude(lon) * scale - left) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, height);
  }
  const south = Math.ceil(Math.max(-80, latitudeOfY(Math.min(1, box.maxY))) / step) * step;
  const north = Math.min(80, latitudeOfY(Math.max(0, box.minY)));
  for (let lat = south; lat <= north; lat += step) {
    const y = Math.round(yOfLatitude(lat) * scale - top) + 0.5;
    context.moveTo(0, y);
    context.lineTo(width, y);
  }
  context.strokeStyle = palette.graticule;
  context.lineWidth = 1;
  context.stroke();
}
