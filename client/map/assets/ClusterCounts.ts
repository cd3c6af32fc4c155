import type { Box } from '../geometry/clip.ts';
import type { Forest } from './forest.ts';

/** Above every `maxZoom` that clusters are made with. */
const DEEPEST_LEVEL = 14;

/** Nodes of one zoom level by cells of 512 pixels at that zoom. */
interface Level {
  cellsAcross: number;
  cells: Map<number, number[]>;
}

/**
 * A forest with the number of assets of each status in every cluster, kept up to date along the parents: one change of
 * status is at most as many additions as there are zoom levels.
 */
export class ClusterCounts {
  private readonly forest: Forest;
  private readonly leafOfSlot = new Map<number, number>();
  /** four counts a node, by status rank */
  private readonly counts: Int32Array;
  private readonly levels = new Map<number, Level>();

  /** `rankOf` answers undefined for a slot that has left or moved since the forest was asked for. */
  constructor(forest: Forest, rankOf: (leaf: number, slot: number) => number | undefined) {
    this.forest = forest;
    this.counts = new Int32Array(forest.parent.length * 4);
    for (let leaf = 0; leaf < forest.leaves; leaf++) {
      const slot = forest.slots[leaf] as number;
      const rank = rankOf(leaf, slot);
      if (rank === undefined) continue;
      this.leafOfSlot.set(slot, leaf);
      this.add(leaf, rank, 1);
    }
  }

  knows(slot: number): boolean {
    return this.leafOfSlot.has(slot);
  }

  restate(slot: number, before: number, after: number): void {
    const leaf = this.leafOfSlot.get(slot);
    if (leaf === undefined) return;
    this.add(leaf, before, -1);
    this.add(leaf, after, 1);
  }

  forget(slot: number, rank: number): void {
    const leaf = this.leafOfSlot.get(slot);
    if (leaf === undefined) return;
    this.leafOfSlot.delete(slot);
    this.add(leaf, rank, -1);
  }

  count(node: number, rank: number): number {
    return this.counts[node * 4 + rank] as number;
  }

  total(node: number): number {
    const i = node * 4;
    const c = this.counts;
    return (c[i] as number) + (c[i + 1] as number) + (c[i + 2] as number) + (c[i + 3] as number);
  }

  /** The worst status rank in a cluster, -1 when it is empty. */
  worst(node: number): number {
    for (let rank = 3; rank >= 0; rank--) if (this.count(node, rank) > 0) return rank;
    return -1;
  }

  x(node: number): number {
    return this.forest.x[node] as number;
  }

  y(node: number): number {
    return this.forest.y[node] as number;
  }

  /** The slot of a node that is a single asset, or -1 for a cluster. */
  slot(node: number): number {
    return node < this.forest.leaves ? (this.forest.slots[node] as number) : -1;
  }

  /** The zoom at which a cluster falls apart. */
  expansionZoom(node: number): number {
    return (this.forest.to[node] as number) + 1;
  }

  /** The node that shows a slot at a zoom: its own leaf, or the cluster it is part of. */
  nodeOf(slot: number, zoom: number): number | undefined {
    let node = this.leafOfSlot.get(slot);
    if (node === undefined) return undefined;
    while ((this.forest.from[node] as number) > zoom && (this.forest.parent[node] as number) >= 0) {
      node = this.forest.parent[node] as number;
    }
    return node;
  }

  /** Visits what is shown at a whole zoom inside a box of the unit world; empty nodes are passed over. */
  visit(box: Box, zoom: number, visitor: (node: number) => void): void {
    const { cells, cellsAcross } = this.level(zoom);
    const { x, y } = this.forest;
    const visitCell = (nodes: readonly number[]): void => {
      for (const node of nodes) {
        const nx = x[node] as number;
        const ny = y[node] as number;
        if (nx < box.minX || nx > box.maxX || ny < box.minY || ny > box.maxY) continue;
        if (this.total(node) > 0) visitor(node);
      }
    };
    const cellOf = (v: number): number => Math.max(0, Math.min(cellsAcross - 1, Math.floor(v * cellsAcross)));
    const [west, east, north, south] = [cellOf(box.minX), cellOf(box.maxX), cellOf(box.minY), cellOf(box.maxY)];
    if ((east - west + 1) * (south - north + 1) > cells.size) {
      for (const nodes of cells.values()) visitCell(nodes);
      return;
    }
    for (let row = north; row <= south; row++) {
      for (let column = west; column <= east; column++) {
        const nodes = cells.get(row * cellsAcross + column);
        if (nodes) visitCell(nodes);
      }
    }
  }

  private add(leaf: number, rank: number, by: number): void {
    const { parent } = this.forest;
    for (let node = leaf; node >= 0; node = parent[node] as number) {
      this.counts[node * 4 + rank] = (this.counts[node * 4 + rank] as number) + by;
    }
  }

  private level(zoom: number): Level {
    // Beyond the zoom where every point stands alone all levels are the same.
    const known = this.levels.get(Math.min(zoom, DEEPEST_LEVEL));
    if (known) return known;
    const cellsAcross = 2 ** Math.max(0, Math.min(DEEPEST_LEVEL, zoom) - 1);
    const cells = new Map<number, number[]>();
    const { from, to, x, y } = this.forest;
    for (let node = 0; node < from.length; node++) {
      if ((from[node] as number) > zoom || (to[node] as number) < zoom) continue;
      const column = Math.min(cellsAcross - 1, Math.floor((x[node] as number) * cellsAcross));
      const row = Math.min(cellsAcross - 1, Math.floor((y[node] as number) * cellsAcross));
      const cell = row * cellsAcross + column;
      const list = cells.get(cell);
      if (list) list.push(node);
      else cells.set(cell, [node]);
    }
    const level = { cellsAcross, cells };
    this.levels.set(Math.min(zoom, DEEPEST_LEVEL), level);
    return level;
  }
}
