import { describe, expect, test } from 'vitest';
import { AssetTable } from '../../../client/map/assets/AssetTable.ts';
import { asset } from './features.support.ts';

describe('keyed differences of assets', () => {
  test('a new asset takes a slot; setting it again with another status reports only the status', () => {
    const table = new AssetTable();
    const first = table.apply({ set: [asset('a'), asset('b')], remove: [] });
    expect(first.placed).toHaveLength(2);
    const slot = table.slotOf('a') as number;
    const change = table.apply({ set: [asset('a', { status: 'failed' })], remove: [] });
    expect(change).toEqual({ placed: [], removed: [], restated: [{ slot, before: 0 }] });
    expect(table.features[slot]?.status).toBe('failed');
  });

  test('setting an equal asset again costs nothing further down', () => {
    const table = new AssetTable();
    table.apply({ set: [asset('a')], remove: [] });
    expect(table.apply({ set: [asset('a')], remove: [] })).toEqual({ placed: [], removed: [], restated: [] });
  });

  test('an asset that moves is placed anew, where it is now', () => {
    const table = new AssetTable();
    table.apply({ set: [asset('a')], remove: [] });
    const slot = table.slotOf('a') as number;
    const before = table.y[slot];
    expect(table.apply({ set: [asset('a', { lat: 41 })], remove: [] }).placed).toEqual([slot]);
    expect(table.y[slot]).not.toBe(before);
  });

  test('a removed slot is used again; removing what is unknown does nothing', () => {
    const table = new AssetTable();
    table.apply({ set: [asset('a'), asset('b')], remove: [] });
    const slot = table.slotOf('a') as number;
    expect(table.apply({ set: [], remove: ['a', 'nobody'] }).removed).toEqual([slot]);
    expect(table.slotOf('a')).toBeUndefined();
    table.apply({ set: [asset('c')], remove: [] });
    expect(table.slotOf('c')).toBe(slot);
    expect(table.features[slot]?.id).toBe('c');
    expect(table.size).toBe(2);
  });

  test('it grows without losing places', () => {
    const table = new AssetTable();
    table.apply({ set: Array.from({ length: 1000 }, (_, i) => asset(`n${i}`, { lon: i / 100 })), remove: [] });
    expect(table.x[table.slotOf('n999') as number]).toBeCloseTo(9.99 / 360 + 0.5, 12);
    expect([...table.occupied()]).toHaveLength(1000);
  });
});
