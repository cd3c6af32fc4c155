import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { viewInWords } from '../../../client/map/Announcer.ts';
import { formatDistance, formatPosition, roundDistance } from '../../../client/map/text.ts';
import { nearestFirst, type Stop } from '../../../client/map/walk.ts';
import { asset, spell } from './features.support.ts';

const folder = fileURLToPath(new URL('../../../client/map', import.meta.url));

describe('[U20] the map in words and by keyboard', () => {
  const stop = (id: string, x: number, y: number): Stop => ({ kind: 'asset', id, x, y });

  test('[U20] the walk goes nearest first, by id where distances are equal, and ends somewhere', () => {
    const stops = [stop('far', 9, 9), stop('b', 1, 0), stop('a', 0, 1), stop('here', 0, 0)];
    expect(nearestFirst(stops, 0, 0).map(({ id }) => id)).toEqual(['here', 'a', 'b', 'far']);
    expect(nearestFirst(stops, 9, 9, 1).map(({ id }) => id)).toEqual(['far']);
    expect(stops[0]?.id).toBe('far');
  });

  test('[U20] what is in view is announced with its failures and critical incidents', () => {
    const incident = { id: 'i', code: 'INC-1', title: 'x', status: 'responding', acknowledged: false };
    const said = viewInWords(
      {
        assets: [asset('a', { status: 'failed' }), asset('b'), asset('c', { status: 'degraded' })],
        incidents: [
          { ...incident, severity: 4, closed: false },
          { ...incident, severity: 4, closed: true },
        ],
      },
      spell,
    );
    expect(said).toBe('map.announce.view assets=3 failed=1 degraded=1 incidents=1 critical=1');
    expect(viewInWords({ assets: [], incidents: [] }, spell)).toBe('map.announce.empty');
  });

  test('positions carry their hemisphere, also beyond 180 degrees', () => {
    expect(formatPosition(-40.5, -3.25, spell)).toContain('lat=40.5000° map.south lon=3.2500° map.west');
    expect(formatPosition(1, 190, spell)).toContain('lon=170.0000° map.west');
  });

  test('the scale bar is 1, 2 or 5 times a power of ten', () => {
    expect([1, 1.9, 2, 4.9, 5, 9.9, 730, 199_000].map(roundDistance)).toEqual([1, 1, 2, 2, 5, 5, 500, 100_000]);
    expect(formatDistance(2000, spell)).toBe('map.kilometres value=2');
    expect(formatDistance(500, spell)).toBe('map.metres value=500');
  });
});

describe('[U18] texts of the map', () => {
  const texts = JSON.parse(readFileSync(join(folder, 'texts.en.json'), 'utf8')) as Record<string, string>;
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const used = sources.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/\bt\(\s*['`](map\.[^'`]*)['`]/g)].map(
      (match) => match[1] as string,
    ),
  );

  test('[U18] every key the map asks for has a text', () => {
    expect(used.length).toBeGreaterThan(30);
    for (const key of used) {
      const start = key.split('${')[0] as string;
      const known = key === start ? key in texts : Object.keys(texts).some((text) => text.startsWith(start));
      expect(known, key).toBe(true);
    }
  });
});
