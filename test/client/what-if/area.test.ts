import { describe, expect, it } from 'vitest';
import { around, assetsWithin, inRing, parseRing } from '../../../client/features/what-if/area.ts';
import type { ShownAsset } from '../../../client/store/derive/shownAsset.ts';

const at = (lat: number, lon: number) => ({ lat, lon });
const square = [at(40, -4), at(40, -3), at(41, -3), at(41, -4)];

describe('what lies inside of an area', () => {
  it('is inside of a ring, whichever way round its corners go and whether or not the last repeats the first', () => {
    for (const ring of [square, [...square].reverse(), [...square, square[0]!]]) {
      const holds = inRing(ring);
      expect([at(40.5, -3.5), at(40.001, -3.001)].map(holds)).toEqual([true, true]);
      expect([at(39.9, -3.5), at(41.1, -3.5), at(40.5, -4.1), at(40.5, -2.9), at(-40.5, 3.5)].some(holds)).toBe(false);
    }
  });

  it('on an edge or a corner counts as inside', () => {
    const holds = inRing(square);
    expect([at(40, -3.5), at(40.5, -3), at(41, -4), at(40, -4)].every(holds)).toBe(true);
    // In line with an edge, but beyond its end.
    expect([at(40, -2), at(42, -3)].some(holds)).toBe(false);
  });

  it('follows a ring that is bent inward, and takes what a ring surrounds twice for outside', () => {
    const horseshoe = [at(0, 0), at(4, 0), at(4, 1), at(1, 1), at(1, 3), at(4, 3), at(4, 4), at(0, 4)];
    expect([at(3, 0.5), at(3, 3.5), at(0.5, 2)].every(inRing(horseshoe))).toBe(true);
    expect(inRing(horseshoe)(at(3, 2))).toBe(false);
    const crossed = [at(0, 0), at(2, 2), at(2, 0), at(0, 2)];
    expect([at(1.5, 1), at(0.5, 1)].map(inRing(crossed))).toEqual([true, true]);
    expect(inRing(crossed)(at(1, 0.5))).toBe(false);
  });

  it('may lie across the date line, drawn on either side of it', () => {
    for (const ring of [
      [at(-10, 178), at(-10, -178), at(10, -178), at(10, 178)],
      [at(-10, 178), at(-10, 182), at(10, 182), at(10, 178)],
    ]) {
      expect([at(0, 179), at(0, -179), at(0, 180), at(0, -180), at(0, 181)].every(inRing(ring))).toBe(true);
      expect([at(0, 177), at(0, -177), at(0, 0)].some(inRing(ring))).toBe(false);
    }
  });

  it('holds nothing with fewer than three corners', () => {
    expect([[], [at(0, 0)], [at(0, 0), at(2, 2)]].some((ring) => inRing(ring)(at(1, 1)))).toBe(false);
  });

  it('is around a place as far as the great circle says', () => {
    // A degree of latitude is 111.2 km; a degree of longitude at 60° is half of that.
    const near = around(at(60, 10), 60_000);
    expect([at(60.5, 10), at(60, 11)].every(near)).toBe(true);
    expect([at(60.6, 10), at(60, 11.2)].some(near)).toBe(false);
  });

  it('is typed corner by corner, and wrong when one of them is no place', () => {
    expect(parseRing('40, -4\n40, -3; 41N 3W\n\n')).toEqual([at(40, -4), at(40, -3), at(41, -3)]);
    expect(parseRing('40, -4\n40, -3')).toBeUndefined();
    expect(parseRing('40, -4\n40, -3\nMadrid')).toBeUndefined();
  });

  it('a coarse twin counts where the middle of its square lies inside, and is counted; what has no place is left out', () => {
    const assets = [
      { id: 'in', location: at(40.5, -3.5) },
      { id: 'out', location: at(42, -3.5) },
      { id: 'nowhere' },
      { id: 'twin in', cell: { lat: 40.8, lon: -3.6, size: 0.2 } },
      { id: 'twin out', cell: { lat: 40.9, lon: -3.6, size: 0.5 } },
    ] as unknown as ShownAsset[];
    expect(assetsWithin(assets, inRing(square))).toEqual({ ids: ['in', 'twin in'], twins: 1 });
  });
});
