import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { buildAtlas, DetailByZoom, traceRing, unwrapRing } from '../../../client/map/base/atlas.ts';
import { clipRing } from '../../../client/map/geometry/clip.ts';
import { interiorPoint, ringArea } from '../../../client/map/geometry/interiorPoint.ts';
import { latitudeOfY, longitudeOfX, xOfLongitude, yOfLatitude } from '../../../client/map/geometry/mercator.ts';
import { simplify } from '../../../client/map/geometry/simplify.ts';
import { curveBetween, pointOn } from '../../../client/map/needs/curve.ts';

const BOX = { minX: 0, minY: 0, maxX: 10, maxY: 10 };

describe('geometry of the map', () => {
  test('longitude and latitude survive the way through the unit world', () => {
    for (const [lat, lon] of [
      [40.4, -3.7],
      [-33, 151],
      [84, 179.9],
    ] as const) {
      expect(latitudeOfY(yOfLatitude(lat))).toBeCloseTo(lat, 9);
      expect(longitudeOfX(xOfLongitude(lon))).toBeCloseTo(lon, 9);
    }
    expect(yOfLatitude(90)).toBeCloseTo(0, 9);
  });

  test('a ring is cut to the box it overlaps, and vanishes outside it', () => {
    expect(ringArea(clipRing([-5, -5, 5, -5, 5, 5, -5, 5], BOX)) / 2).toBeCloseTo(25);
    expect(ringArea(clipRing([-50, -50, 50, -50, 50, 50, -50, 50], BOX)) / 2).toBeCloseTo(100);
    expect(clipRing([20, 20, 30, 20, 30, 30], BOX)).toEqual([]);
  });

  test('simplifying keeps both ends and every corner above the tolerance', () => {
    const line = Float64Array.from([0, 0, 1, 0.01, 2, 0, 3, 4, 4, 0]);
    expect([...simplify(line, 0.1)]).toEqual([0, 0, 2, 0, 3, 4, 4, 0]);
    expect(simplify(line, 0.001)).toHaveLength(10);
  });

  test('the interior point of a bent shape lies inside it', () => {
    const hook = [0, 0, 10, 0, 10, 10, 8, 10, 8, 2, 0, 2];
    const { x, y, room } = interiorPoint(hook);
    expect(room).toBeGreaterThan(0.9);
    expect(x < 8 ? y < 2 : true).toBe(true);
  });

  test('a curve leaves room for the symbols at its ends and none is drawn where nothing would remain', () => {
    const curve = curveBetween({ x: 0, y: 0 }, { x: 200, y: 0 }, 15);
    expect(Math.hypot(curve?.start.x ?? 0, curve?.start.y ?? 0)).toBeCloseTo(15);
    expect(curve && pointOn(curve, 1)).toMatchObject(curve?.end ?? {});
    expect(curveBetween({ x: 0, y: 0 }, { x: 20, y: 0 }, 15)).toBeUndefined();
  });
});

describe('the atlas', () => {
  const file = createRequire(import.meta.url).resolve('world-atlas/countries-110m.json');
  const atlas = buildAtlas(JSON.parse(readFileSync(file, 'utf8')));
  const country = (name: string) => atlas.countries.find((one) => one.name === name);

  test('neighbours share a border; an island has coast only', () => {
    const arcsOf = (name: string) =>
      country(name)?.rings.flatMap((ring) => ring.arcs.map((i) => atlas.arcs[i < 0 ? ~i : i])) ?? [];
    expect(arcsOf('Portugal').some((arc) => arc?.border)).toBe(true);
    expect(arcsOf('Portugal').some((arc) => arc && !arc.border)).toBe(true);
    expect(arcsOf('Iceland').length).toBeGreaterThan(0);
    expect(arcsOf('Iceland').every((arc) => arc && !arc.border)).toBe(true);
  });

  test('names are written out and stand on their country', () => {
    expect(country('Bosnia and Herzegovina')).toBeDefined();
    const spain = country('Spain');
    expect(longitudeOfX(spain?.label.x ?? 0)).toBeGreaterThan(-8);
    expect(longitudeOfX(spain?.label.x ?? 0)).toBeLessThan(1);
    expect(latitudeOfY(spain?.label.y ?? 0)).toBeGreaterThan(37.5);
    expect(latitudeOfY(spain?.label.y ?? 0)).toBeLessThan(43);
  });

  test('land that passes 180 degrees is made continuous and a polar ring is closed over the pole', () => {
    const line = (arc: number) => (atlas.arcs[arc] as { line: Float64Array }).line;
    for (const name of ['Russia', 'Antarctica']) {
      const ring = country(name)?.rings.find((one) => one.wraps);
      if (!ring) continue;
      const whole = unwrapRing(traceRing(ring, line));
      for (let i = 2; i < whole.length - 6; i += 2) {
        expect(Math.abs((whole[i] as number) - (whole[i - 2] as number))).toBeLessThan(0.5);
      }
    }
    const around = unwrapRing(Float64Array.from([0.1, 0.9, 0.4, 0.92, 0.7, 0.9, 0.95, 0.91]));
    expect(Math.max(...around.filter((_, i) => i % 2 === 1))).toBeGreaterThan(1);
    const across = unwrapRing(Float64Array.from([0.98, 0.2, 0.02, 0.2, 0.02, 0.3, 0.98, 0.3]));
    expect([...across.filter((_, i) => i % 2 === 0)]).toEqual([0.98, 1.02, 1.02, 0.98]);
  });

  test('a small zoom draws fewer points, the finest all of them', () => {
    const detail = new DetailByZoom(atlas, 6);
    const points = (zoom: number) => atlas.arcs.reduce((sum, _, i) => sum + detail.at(zoom)(i).length, 0);
    expect(points(0)).toBeLessThan(points(6) * 0.75);
    expect(points(6)).toBe(atlas.arcs.reduce((sum, arc) => sum + arc.line.length, 0));
  });
});
