import type { Reserve } from '../base/NamesLayer.ts';
import type { DrawnItem } from '../canvas/hitTest.ts';
import type { LabelSlots } from '../canvas/LabelSlots.ts';
import { drawSprite, FONT_FAMILY, type TextSprites, type TextStyle } from '../canvas/sprites.ts';
import type { Frame } from '../canvas/ViewportLayer.ts';
import { STATUS_RANK, type AssetFeature } from '../features.ts';
import type { Palette } from '../palette.ts';

/** The zoom from which an asset's name is written, by status rank: trouble is named first. */
const NAMED_FROM = [8.5, 8.5, 7, 5.75];
const MOST_LABELS = 160;
const LONGEST = 30;

interface Labelling {
  frame: Frame;
  items: readonly AssetItem[];
  features: readonly (AssetFeature | undefined)[];
  selected: string | undefined;
  reserve: Reserve;
  palette: Palette;
  text: TextSprites;
  slots: LabelSlots;
}

/** A symbol on the canvas: `slot` for an asset, `node` for a cluster. World pixels of the drawn zoom. */
export interface AssetItem extends DrawnItem {
  slot: number;
  node: number;
}

/** World pixels of the drawn zoom. */
export interface LabelRectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Names beside symbols, the worst first, each only where it covers neither symbol nor name. */
export function assetLabels({
  frame,
  items,
  features,
  selected,
  palette,
  text,
  slots,
  reserve,
}: Labelling): LabelRectangle[] {
  const { zoom, left, top, pixelRatio } = frame;
  if (zoom < Math.min(...NAMED_FROM) && selected === undefined) return [];
  slots.clear();
  reserve(frame, slots);
  const labels: LabelRectangle[] = [];
  const wanted: { item: AssetItem; feature: AssetFeature; rank: number }[] = [];
  // What is selected is drawn once more on top of itself: it has one name all the same.
  const named = new Set<number>();
  for (const item of items) {
    slots.take(item.x - left - item.radius, item.y - top - item.radius, 2 * item.radius, 2 * item.radius);
    const feature = item.slot < 0 ? undefined : features[item.slot];
    if (!feature || named.has(item.slot)) continue;
    named.add(item.slot);
    const rank = feature.id === selected ? 9 : STATUS_RANK[feature.status];
    if (rank === 9 || zoom >= (NAMED_FROM[rank] ?? 99)) wanted.push({ item, feature, rank });
  }
  wanted.sort((a, b) => b.rank - a.rank || Number(b.feature.mine) - Number(a.feature.mine));
  for (const { item, feature, rank } of wanted) {
    if (labels.length >= MOST_LABELS) break;
    const style: TextStyle = {
      name: rank >= 3 ? 'strong' : 'plain',
      font: `${rank >= 3 ? 650 : 500} 11.5px ${FONT_FAMILY}`,
      colour: palette.label,
      halo: palette.labelHalo,
      haloWidth: 2.5,
    };
    const name = feature.name.length > LONGEST ? `${feature.name.slice(0, LONGEST - 1).trimEnd()}…` : feature.name;
    const wide = text.measure(name, style);
    const tall = text.heightOf(style);
    const x = item.x - left;
    const y = item.y - top;
    const off = item.radius + 3;
    const spots: readonly (readonly [number, number])[] = [
      [x + off, y],
      [x - off - wide, y],
      [x - wide / 2, y + off + tall / 2 - 2],
      [x - wide / 2, y - off - tall / 2 + 2],
    ];
    const spot =
      spots.find(([sx, sy]) => slots.isFree(sx, sy - tall / 2 + 2, wide, tall - 4)) ??
      (rank === 9 ? spots[0] : undefined);
    if (!spot) continue;
    slots.take(spot[0], spot[1] - tall / 2 + 2, wide, tall - 4);
    drawSprite(frame.context, text.get(name, style), spot[0], spot[1], pixelRatio);
    labels.push({ x: spot[0] + left, y: spot[1] + top - tall / 2, width: wide, height: tall });
  }
  return labels;
}
