import { STATUS_RANK, type AssetFeature, type LayerDifference } from '../features.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';

/** What a difference did: only these cost anything further down. */
export interface TableChange {
  /** slots that appeared or whose place changed */
  placed: number[];
  /** slots that went */
  removed: number[];
  /** slots whose status differs, with the rank before */
  restated: { slot: number; before: number }[];
}

/** Every asset in a numbered slot, with what a drawing needs in typed arrays. Slots are used again. */
export class AssetTable {
  features: (AssetFeature | undefined)[] = [];
  x = new Float64Array(256);
  y = new Float64Array(256);
  rank = new Uint8Array(256);
  private readonly slots = new Map<string, number>();
  private readonly free: number[] = [];

  get size(): number {
    return this.slots.size;
  }

  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  *occupied(): Generator<number> {
    yield* this.slots.values();
  }

  apply(difference: LayerDifference<AssetFeature>): TableChange {
    const change: TableChange = { placed: [], removed: [], restated: [] };
    for (const id of difference.remove) {
      const slot = this.slots.get(id);
      if (slot === undefined) continue;
      this.slots.delete(id);
      this.features[slot] = undefined;
      this.free.push(slot);
      change.removed.push(slot);
    }
    for (const feature of difference.set) {
      const known = this.slots.get(feature.id);
      const rank = STATUS_RANK[feature.status];
      if (known === undefined) {
        const slot = this.free.pop() ?? this.features.length;
        this.grow(slot);
        this.slots.set(feature.id, slot);
        this.write(slot, feature, rank);
        change.placed.push(slot);
        continue;
      }
      const before = this.features[known] as AssetFeature;
      const rankBefore = this.rank[known] as number;
      if (before.lat !== feature.lat || before.lon !== feature.lon) {
        this.write(known, feature, rank);
        change.placed.push(known);
      } else {
        this.features[known] = feature;
        this.rank[known] = rank;
      }
      if (rankBefore !== rank) change.restated.push({ slot: known, before: rankBefore });
    }
    return change;
  }

  private write(slot: number, feature: AssetFeature, rank: number): void {
    this.features[slot] = feature;
    this.x[slot] = xOfLongitude(feature.lon);
    this.y[slot] = yOfLatitude(feature.lat);
    this.rank[slot] = rank;
  }

  private grow(slot: number): void {
    if (slot < this.x.length) return;
    const length = this.x.length * 2;
    const x = new Float64Array(length);
    x.set(this.x);
    this.x = x;
    const y = new Float64Array(length);
    y.set(this.y);
    this.y = y;
    const rank = new Uint8Array(length);
    rank.set(this.rank);
    this.rank = rank;
  }
}
