import { describe, expect, test } from 'vitest';
import { hitAll, hitTest } from '../../../client/map/canvas/hitTest.ts';
import { LabelSlots } from '../../../client/map/canvas/LabelSlots.ts';
import { seededRandom } from '../../e2e/mapGallery/features.ts';

describe('label collisions', () => {
  test('what is taken is not free, what only touches it is', () => {
    const slots = new LabelSlots();
    expect(slots.claim(10, 10, 100, 20)).toBe(true);
    expect(slots.claim(50, 15, 10, 5)).toBe(false);
    expect(slots.claim(110, 10, 40, 20)).toBe(true);
    expect(slots.claim(10, 30, 100, 20)).toBe(true);
    slots.clear();
    expect(slots.isFree(10, 10, 100, 20)).toBe(true);
  });

  test('it agrees with comparing every pair, also outside the view and across cells', () => {
    const random = seededRandom(3);
    const slots = new LabelSlots();
    const taken: number[][] = [];
    for (let i = 0; i < 600; i++) {
      const [x, y, w, h] = [
        random() * 2400 - 300,
        random() * 1500 - 300,
        5 + random() * 200,
        5 + random() * 30,
      ] as const;
      const free = !taken.some(([a, b, c, d]) => x < a! + c! && x + w > a! && y < b! + d! && y + h > b!);
      expect(slots.claim(x, y, w, h)).toBe(free);
      if (free) taken.push([x, y, w, h]);
    }
    expect(taken.length).toBeGreaterThan(50);
  });
});

describe('hit test', () => {
  const items = [
    { x: 10, y: 10, radius: 8, id: 'below' },
    { x: 14, y: 10, radius: 8, id: 'above' },
    { x: 60, y: 10, radius: 8, id: 'apart' },
  ];

  test('the last drawn of two that overlap is hit, and both are listed topmost first', () => {
    expect(hitTest(items, 12, 10, 3)?.id).toBe('above');
    expect(hitAll(items, 12, 10).map((item) => item.id)).toEqual(['above', 'below']);
  });

  test('a near miss hits the nearest within reach, a wide one nothing', () => {
    expect(hitTest(items, 50, 10, 3)?.id).toBe('apart');
    expect(hitTest(items, 40, 10, 3)).toBeUndefined();
    expect(hitTest([], 0, 0, 100)).toBeUndefined();
  });
});
