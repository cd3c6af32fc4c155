import { STATUS_RANK, type LayerDifference, type TwinFeature } from '../features.ts';
import { overlaps, type Box } from '../geometry/clip.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';

/** The twins that share one square, the worst first: on the map they are one thing. */
export interface TwinStack {
  readonly box: Box;
  readonly twins: readonly TwinFeature[];
}

/** Pixels: a square is never drawn smaller, or a whole region would be seen without a failure in it. */
export const LEAST_SIDE = 20;
/** Pixels: a square that nearly fills the screen answers at its middle and its edge only, and leaves the ground to the rest. */
const MOST_SIDE = 520;
const EDGE = 12;
/** Half of the plate in the middle, in pixels. */
export const PLATE = { wide: 25, high: 14 } as const;

/** Where a square is drawn: corners in world pixels of a scale. */
export function drawnBox({ minX, minY, maxX, maxY }: Box, scale: number): Box {
  const middleX = ((minX + maxX) / 2) * scale;
  const middleY = ((minY + maxY) / 2) * scale;
  const wide = Math.max(LEAST_SIDE, (maxX - minX) * scale) / 2;
  const high = Math.max(LEAST_SIDE, (maxY - minY) * scale) / 2;
  return { minX: middleX - wide, minY: middleY - high, maxX: middleX + wide, maxY: middleY + high };
}

const boxOf = ({ cell: { lat, lon, size } }: TwinFeature): Box => ({
  minX: xOfLongitude(lon),
  maxX: xOfLongitude(lon + size),
  minY: yOfLatitude(lat + size),
  maxY: yOfLatitude(lat),
});
const keyOf = ({ cell: { lat, lon, size } }: TwinFeature): string => `${lat} ${lon} ${size}`;
const areaOf = ({ box }: TwinStack): number => (box.maxX - box.minX) * (box.maxY - box.minY);
const worstFirst = (a: TwinFeature, b: TwinFeature): number =>
  STATUS_RANK[b.status] - STATUS_RANK[a.status] || (a.id < b.id ? -1 : 1);

/** The coarse twins by id, and stacked by the square they share. */
export class TwinTable {
  private readonly twins = new Map<string, TwinFeature>();
  private stacked: readonly TwinStack[] | undefined = [];
  private readonly stackById = new Map<string, TwinStack>();

  apply({ set, remove }: LayerDifference<TwinFeature>): void {
    for (const id of remove) this.twins.delete(id);
    for (const twin of set) this.twins.set(twin.id, twin);
    this.stacked = undefined;
  }

  get size(): number {
    return this.twins.size;
  }

  feature(id: string): TwinFeature | undefined {
    return this.twins.get(id);
  }

  stackOf(id: string): TwinStack | undefined {
    if (!this.twins.has(id)) return undefined;
    this.stacks();
    return this.stackById.get(id);
  }

  /** The largest square first, as they are drawn: a small one is never hidden under a large one. */
  stacks(): readonly TwinStack[] {
    if (!this.stacked) {
      const groups = Map.groupBy(this.twins.values(), keyOf);
      this.stacked = [...groups.values()]
        .map((twins) => ({ box: boxOf(twins[0]!), twins: twins.sort(worstFirst) }))
        .sort((a, b) => areaOf(b) - areaOf(a) || (a.twins[0]!.id < b.twins[0]!.id ? -1 : 1));
      this.stackById.clear();
      for (const stack of this.stacked) for (const { id } of stack.twins) this.stackById.set(id, stack);
    }
    return this.stacked;
  }

  /** What lies under a point given in world pixels of a scale: of squares on one another the smallest. */
  at(x: number, y: number, scale: number, tolerance: number): TwinStack | undefined {
    return this.stacks().findLast(({ box }) => {
      const { minX, minY, maxX, maxY } = drawnBox(box, scale);
      const outside = Math.max(minX - x, x - maxX, minY - y, y - maxY);
      // Only what is as small as a symbol is helped by a symbol's reach. Corners of large worlds are not exact numbers.
      if (outside > (maxX - minX < LEAST_SIDE + 0.5 ? tolerance : 0)) return false;
      if (Math.min(maxX - minX, maxY - minY) <= MOST_SIDE) return true;
      const onPlate =
        Math.abs(x - (minX + maxX) / 2) <= PLATE.wide + tolerance &&
        Math.abs(y - (minY + maxY) / 2) <= PLATE.high + tolerance;
      return onPlate || -outside <= EDGE;
    });
  }

  /** Twins whose square reaches into a box of the unit world. */
  inBox(box: Box): TwinFeature[] {
    return this.stacks().flatMap((stack) => (overlaps(stack.box, box) ? stack.twins : []));
  }
}
