import { describe, expect, test } from 'vitest';
import { Announcer, viewInWords } from '../../../client/map/Announcer.ts';
import { worldPixels, xOfLongitude, yOfLatitude } from '../../../client/map/geometry/mercator.ts';
import { referenceOf } from '../../../client/map/Pointer.ts';
import { drawnBox, LEAST_SIDE, TwinTable } from '../../../client/map/twins/TwinTable.ts';
import { asset, spell, twin } from './features.support.ts';

function tableOf(...set: ReturnType<typeof twin>[]): TwinTable {
  const table = new TwinTable();
  table.apply({ set, remove: [] });
  return table;
}

/** Whose square is hit at a place, at a zoom. */
function hit(table: TwinTable, lat: number, lon: number, zoom: number, tolerance = 0): string[] | undefined {
  const scale = worldPixels(zoom);
  return table.at(xOfLongitude(lon) * scale, yOfLatitude(lat) * scale, scale, tolerance)?.twins.map(({ id }) => id);
}

describe('coarse twins on the map', () => {
  const large = twin('large', { cell: { lat: 39, lon: -5, size: 2 } });
  const small = twin('small', { cell: { lat: 40, lon: -4, size: 0.5 } });

  test('are hit anywhere in their square, the smallest of those on one another first', () => {
    const table = tableOf(small, large);
    expect(hit(table, 40.1, -3.9, 8)).toEqual(['small']);
    expect(hit(table, 39.2, -4.8, 7)).toEqual(['large']);
    expect(hit(table, 41.2, -3.9, 7)).toBeUndefined();
  });

  test('that share a square are one thing: the worst first, all of them named', () => {
    const table = tableOf(small, twin('failed', { status: 'failed' }), twin('degraded', { status: 'degraded' }));
    expect(hit(table, 40.1, -3.9, 8)).toEqual(['failed', 'degraded', 'small']);
    table.apply({ set: [], remove: ['failed'] });
    expect(hit(table, 40.1, -3.9, 8)).toEqual(['degraded', 'small']);
    expect(table.stackOf('small')?.twins).toHaveLength(2);
    expect(table.stackOf('failed')).toBeUndefined();
  });

  test('are never smaller than can be seen and hit', () => {
    const table = tableOf(small);
    const scale = worldPixels(3);
    const box = drawnBox(table.stacks()[0]!.box, scale);
    expect(box.maxX - box.minX).toBeCloseTo(LEAST_SIDE);
    // Half a degree is less than three pixels here: a degree beside it is within the drawn square, five are not.
    expect(hit(table, 40.25, -2.75, 3)).toEqual(['small']);
    expect(hit(table, 40.25, 1.25, 3)).toBeUndefined();
    expect(hit(table, 40.25, 3, 3, 30)).toEqual(['small']);
  });

  test('that fill the screen answer at the middle and the edge, and leave the ground to reports', () => {
    const table = tableOf(large);
    expect(hit(table, 40.01, -4.01, 11, 3)).toEqual(['large']);
    expect(hit(table, 40.5, -4.5, 11, 3)).toBeUndefined();
    expect(hit(table, 40.5, -4.999, 11, 3)).toEqual(['large']);
  });

  test('[U20] are walked through where their square reaches into the view, and said as areas', () => {
    const table = tableOf(small);
    const box = { minX: xOfLongitude(-3.6), maxX: xOfLongitude(-3), minY: yOfLatitude(41), maxY: yOfLatitude(40.4) };
    expect(table.inBox(box).map(({ id }) => id)).toEqual(['small']);
    expect(table.inBox({ ...box, minX: xOfLongitude(-3.4) })).toEqual([]);
    const said: string[] = [];
    new Announcer(spell, (text) => said.push(text)).twin(small, 3, 12);
    expect(said[0]).toContain('map.announce.twin name=Energy site in this area code=AST-small high=56 wide=42');
    expect(said[0]).toContain('status=map.status.operational position=3 count=12');
    const view = { assets: [asset('a', { status: 'failed' }), twin('t', { status: 'failed' })], incidents: [] };
    expect(viewInWords(view, spell)).toContain('assets=2 failed=2');
  });

  test('are assets to the rest of the application', () => {
    expect(referenceOf({ kind: 'twin', feature: small, also: ['small'] })).toEqual({ kind: 'asset', id: 'small' });
    expect(referenceOf(undefined)).toBeUndefined();
  });
});
