import { describe, expect, test } from 'vitest';
import { ringParts, shortCount } from '../../../client/map/assets/clusterBadge.ts';
import { ClusterCounts } from '../../../client/map/assets/ClusterCounts.ts';
import { buildForest, type Forest } from '../../../client/map/assets/forest.ts';
import { oneForEachCell } from '../../../client/map/assets/looseDots.ts';
import { aroundCluster } from '../../../client/map/assets/satellites.ts';

const OPTIONS = { radius: 40, maxZoom: 12, minPoints: 2 };
const WORLD = { minX: 0, minY: 0, maxX: 1, maxY: 1 };

/** Fifty assets around Madrid, fifty around Lisbon. */
function twoCities(): Forest {
  const slots = Int32Array.from({ length: 100 }, (_, i) => i + 1000);
  const lon = Float64Array.from(slots, (_, i) => (i < 50 ? -3.7 : -9.1) + (i % 10) / 500);
  const lat = Float64Array.from(slots, (_, i) => (i < 50 ? 40.4 : 38.7) + (i % 50) / 1000);
  return buildForest({ slots, lon, lat }, OPTIONS);
}

function shown(counts: ClusterCounts, zoom: number): number[] {
  const nodes: number[] = [];
  counts.visit(WORLD, zoom, (node) => nodes.push(node));
  return nodes;
}

describe('clusters', () => {
  test('at every zoom each asset is shown exactly once, alone or in one cluster', () => {
    const counts = new ClusterCounts(twoCities(), () => 0);
    for (let zoom = 0; zoom <= 17; zoom++) {
      expect(shown(counts, zoom).reduce((sum, node) => sum + counts.total(node), 0)).toBe(100);
    }
    expect(shown(counts, 0)).toHaveLength(1);
    expect(shown(counts, 6)).toHaveLength(2);
    expect(shown(counts, 17)).toHaveLength(100);
  });

  test('a change of status is counted in every cluster above it, and the worst is known', () => {
    const counts = new ClusterCounts(twoCities(), () => 0);
    counts.restate(1003, 0, 3);
    for (let zoom = 0; zoom <= 6; zoom++) {
      const node = counts.nodeOf(1003, zoom) as number;
      expect(counts.count(node, 3)).toBe(1);
      expect(counts.worst(node)).toBe(3);
    }
    const lisbon = counts.nodeOf(1080, 6) as number;
    expect(counts.worst(lisbon)).toBe(0);
    counts.restate(1003, 3, 2);
    expect(counts.worst(counts.nodeOf(1003, 0) as number)).toBe(2);
  });

  test('an asset that is gone leaves every count, and an empty cluster is not shown', () => {
    const counts = new ClusterCounts(twoCities(), () => 1);
    for (let slot = 1000; slot < 1050; slot++) counts.forget(slot, 1);
    expect(shown(counts, 6)).toHaveLength(1);
    expect(counts.total(shown(counts, 0)[0] as number)).toBe(50);
    expect(counts.nodeOf(1000, 6)).toBeUndefined();
  });

  test('a slot that changed while the worker was busy is left out', () => {
    const counts = new ClusterCounts(twoCities(), (_leaf, slot) => (slot === 1001 ? undefined : 0));
    expect(counts.knows(1001)).toBe(false);
    expect(counts.total(shown(counts, 0)[0] as number)).toBe(99);
  });

  test('one failure among a thousand takes a visible part of the ring', () => {
    const parts = ringParts([999, 0, 0, 1]);
    expect(parts.reduce((a, b) => a + b, 0)).toBe(48);
    expect(parts[3]).toBeGreaterThanOrEqual(6);
    expect(ringParts([0, 0, 0, 5])).toEqual([0, 0, 0, 48]);
    expect(ringParts([1, 1, 1, 1]).reduce((a, b) => a + b, 0)).toBe(48);
  });

  test('of assets that share a spot while clusters are made, the worst is drawn', () => {
    const table = {
      x: Float64Array.from([0.5, 0.5, 0.9]),
      y: Float64Array.from([0.5, 0.5, 0.9]),
      rank: Uint8Array.from([0, 3, 1]),
    };
    expect(oneForEachCell([0, 1, 2], table, 4096)).toEqual([2, 1]);
    expect(oneForEachCell([1, 0, 2], table, 4096)).toEqual([2, 1]);
  });

  test('numbers stay short', () => {
    expect([9, 999, 1000, 1349, 34_440].map(shortCount)).toEqual(['9', '999', '1k', '1.3k', '34k']);
  });

  test('badges of troubled assets never cover the number nor one another', () => {
    const cluster = { x: 100, y: 100, radius: 17 };
    const members = Array.from({ length: 8 }, (_, slot) => ({ slot, x: 100 + (slot % 2), y: 101 }));
    const placed = aroundCluster(members, cluster, 8);
    expect(placed).toHaveLength(8);
    for (const a of placed) {
      expect(Math.hypot(a.x - 100, a.y - 100)).toBeGreaterThanOrEqual(17 + 8 - 1 - 1e-9);
      for (const b of placed) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(14);
    }
    const far = { slot: 9, x: 160, y: 100 };
    expect(aroundCluster([far], cluster, 8)).toEqual([far]);
  });
});
