import { STATUSES, type Status } from '../features.ts';
import { FONT_FAMILY, type Sprite, type SpriteCache } from '../canvas/sprites.ts';
import type { Palette } from '../palette.ts';
import { STATUS_OUTLINE } from '../symbols/shapes.ts';

/** Smallest share of the ring that a status which is present takes, worst first: one failure in a thousand is seen. */
const LEAST_SHARE: Readonly<Record<Status, number>> = { failed: 0.14, degraded: 0.08, unknown: 0.05, operational: 0 };
const WORST_FIRST: readonly Status[] = ['failed', 'degraded', 'unknown', 'operational'];
/** Shares are rounded to this many parts, so that similar clusters share a sprite. */
const RING_PARTS = 48;

/** Ring lengths by status rank, as RING_PARTS parts; what is present but small is widened at the cost of the largest. */
export function ringParts(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const parts = STATUSES.map((status, rank) => {
    const count = counts[rank] ?? 0;
    return count === 0 ? 0 : Math.max(1, Math.round(Math.max(count / total, LEAST_SHARE[status]) * RING_PARTS));
  });
  let excess = parts.reduce((sum, part) => sum + part, 0) - RING_PARTS;
  while (excess !== 0) {
    const largest = parts.indexOf(Math.max(...parts));
    parts[largest] = (parts[largest] as number) - Math.sign(excess);
    excess -= Math.sign(excess);
  }
  return parts;
}

/** As in the symbols of predicted assets: dots instead of a line. */
const PREDICTED_DASH = [1.6, 2.6];

export const clusterRadius = (total: number): number => (total < 10 ? 14 : total < 100 ? 17 : total < 1000 ? 20 : 24);

export function shortCount(total: number): string {
  if (total < 1000) return String(total);
  if (total < 10_000) return `${(Math.floor(total / 100) / 10).toString()}k`;
  return `${Math.floor(total / 1000)}k`;
}

/**
 * `counts` by status rank. The worst status is named by its shape with its number at the upper right, unless the
 * troubled assets stand around the badge anyway (`spoken`). `predicted`: the counts are a forecast's.
 */
export function clusterBadge(
  cache: SpriteCache,
  counts: readonly number[],
  { spoken, predicted }: { spoken: boolean; predicted: boolean },
  palette: Palette,
): Sprite {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const parts = ringParts(counts);
  const label = shortCount(total);
  const worst: Status | undefined = (counts[3] ?? 0) > 0 ? 'failed' : (counts[2] ?? 0) > 0 ? 'degraded' : undefined;
  const worstCount = worst === 'failed' ? (counts[3] ?? 0) : worst === 'degraded' ? (counts[2] ?? 0) : 0;
  const worstLabel = worst ? (worstCount > 99 ? '99+' : String(worstCount)) : '';
  const radius = clusterRadius(total);
  const key = `c${spoken ? 's' : ''}${predicted ? 'p' : ''}${radius}|${label}|${parts.join(',')}|${worst ?? ''}${worstLabel}`;
  const known = cache.find(key);
  if (known) return known;
  const edge = 2 * radius + 24;
  const centre = edge / 2;
  return cache.paint(key, edge, edge, centre, centre, (context) => {
    context.beginPath();
    context.arc(centre, centre, radius + 1.6, 0, 2 * Math.PI);
    context.fillStyle = palette.casing;
    context.fill();
    context.beginPath();
    context.arc(centre, centre, radius, 0, 2 * Math.PI);
    context.fillStyle = palette.plate;
    context.fill();
    const thickness = worst ? 4.2 : 3;
    let angle = -Math.PI / 2;
    for (const status of WORST_FIRST) {
      const part = parts[STATUSES.indexOf(status)] ?? 0;
      if (part === 0) continue;
      const sweep = (part / RING_PARTS) * 2 * Math.PI;
      const gap = part === RING_PARTS ? 0 : 0.07;
      context.beginPath();
      context.arc(centre, centre, radius - thickness / 2, angle + gap / 2, angle + sweep - gap / 2);
      context.lineWidth = thickness;
      context.strokeStyle = palette.status[status].line;
      context.setLineDash(predicted ? PREDICTED_DASH : status === 'unknown' ? [2, 1.6] : []);
      context.stroke();
      angle += sweep;
    }
    context.setLineDash([]);
    context.fillStyle = palette.plateText;
    context.font = `700 ${label.length > 3 ? 10.5 : 12}px ${FONT_FAMILY}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(label, centre, centre + 0.5);
    if (worst && !spoken) worstTag(context, worst, worstLabel, centre + radius * 0.74, centre - radius * 0.74, palette);
  });
}

function worstTag(
  context: OffscreenCanvasRenderingContext2D,
  status: Status,
  label: string,
  x: number,
  y: number,
  palette: Palette,
): void {
  const size = 17;
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / 24, size / 24);
  const outline = new Path2D(STATUS_OUTLINE[status]);
  context.lineJoin = 'round';
  context.strokeStyle = palette.casing;
  context.lineWidth = 4;
  context.stroke(outline);
  context.fillStyle = palette.status[status].fill;
  context.fill(outline);
  context.restore();
  context.fillStyle = palette.status[status].ink;
  context.font = `800 ${label.length > 2 ? 7 : 9}px ${FONT_FAMILY}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(label, x, y + (status === 'degraded' ? 2.2 : 0.5));
}
