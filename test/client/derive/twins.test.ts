import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../../client/app/map/bounds.ts';
import { assetFeature, needLines, twinFeature } from '../../../client/app/map/facesToFeatures.ts';
import { filterAssets } from '../../../client/features/assets/rows.ts';
import { needState } from '../../../client/features/assets/needs.ts';
import { nearestAssets } from '../../../client/features/report/nearest.ts';
import { nearbyOf } from '../../../client/phone/nearby.ts';
import { areaAt } from '../../../client/phone/map/view.ts';
import { t as phoneWords } from '../../../client/phone/text.ts';
import { alertsOf } from '../../../client/store/derive/alerts.ts';
import { happeningsOf } from '../../../client/store/derive/feed.ts';
import { showsAsset } from '../../../client/store/derive/filter.ts';
import { countriesOf, downAssets, numbersOf, sectorsOf } from '../../../client/store/derive/picture.ts';
import { search } from '../../../client/store/derive/search.ts';
import { extentOf, placeOf, servedUpTo } from '../../../client/store/derive/shownAsset.ts';
import { areaWords, assetName } from '../../../client/ui/assetName.ts';
import { servedShort, servedWords } from '../../../client/ui/servedWords.ts';
import { choices } from '../../../client/ui/parts/choices.ts';
import common from '../../../client/texts/en/ui.json';
import desk from '../../../client/texts/en/uiDesk.json';
import { servedBand } from '../../../shared/domain/asset/twin.ts';
import { asset, facesOf, ME, minutes, NOON, OURS, twin } from './faces.support.ts';

const deskWords = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  (({ ...common, ...desk }) as Record<string, string>)[key]!.replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    String(values[name]),
  );
const named = (one: Parameters<typeof assetName>[0]) => assetName(one, phoneWords);

describe('the words of a coarse twin', () => {
  it('say what it is, and in which region where the owner says so', () => {
    expect(named(twin(1))).toBe('Energy site in this area');
    expect(named(twin(1, { region: 'Andalucía' }))).toBe('Energy site · Andalucía');
    expect(named(asset(1))).toBe('Asset 1');
  });

  it('give the size of its area across the middle, narrower towards the poles', () => {
    expect(areaWords({ lat: 40, lon: -4, size: 0.5 }, phoneWords)).toBe('area of about 56 × 42 km');
    expect(extentOf({ lat: 0, lon: 0, size: 1 })).toEqual({ high: 111, wide: 111 });
    expect(extentOf({ lat: 69.9, lon: 25, size: 0.1 }).wide).toBe(4);
  });

  it('give the people it serves as a band, with the same edges as those who publish it', () => {
    expect(servedWords(0, phoneWords)).toBe('fewer than 1,000 people');
    expect(servedWords(10_000, phoneWords)).toBe('10,000 to 100,000 people');
    expect([0, 10_000, 1_000_000].map((least) => servedShort(least, deskWords).toUpperCase())).toEqual([
      'UNDER 1K',
      '10K TO 100K',
      'OVER 1M',
    ]);
    expect(servedWords(1_000_000, phoneWords)).toBe('more than 1,000,000 people');
    for (const people of [0, 999, 1_000, 99_999, 100_000, 5_000_000]) {
      const least = servedBand(undefined, people);
      expect(people).toBeGreaterThanOrEqual(least);
      expect(people).toBeLessThan(servedUpTo(least) ?? Infinity);
    }
  });
});

describe('a coarse twin among assets', () => {
  const down = twin(1, { status: 'failed', since: minutes(50), served: 100_000, region: 'Andalucía' });
  const exact = asset(2, { status: 'failed', at: minutes(3), served: 10 });
  const faces = facesOf({ asset: [down, exact] });

  it('counts in its sector and among what is down, of no nation', () => {
    expect(sectorsOf([down, exact])).toMatchObject([{ sector: 'energy', failed: 2, total: 2 }]);
    expect(sectorsOf([down, exact], 'ES')).toMatchObject([{ failed: 1 }]);
    expect(countriesOf([down])).toEqual([]);
    expect(downAssets([exact, down]).map(({ id }) => id)).toEqual([down.id, exact.id]);
  });

  it('is nobody’s word: it neither ages the picture, nor happens in the feed, nor alerts', () => {
    expect(numbersOf(faces, OURS, NOON)).toMatchObject({ failed: 2, latest: minutes(3) });
    expect(happeningsOf(facesOf({ asset: [down] }))).toEqual([]);
    expect(alertsOf(facesOf({ asset: [down] }), ME, NOON)).toEqual([]);
  });

  it('is found by sector, region and code, and by nothing that only its owner knows', () => {
    expect(search(faces, 'andalucia', named).map(({ id }) => id)).toEqual([down.id]);
    expect(search(faces, 'energy site', named).map(({ id }) => id)).toEqual([down.id]);
    expect(search(faces, down.code)[0]?.id).toBe(down.id);
    expect(filterAssets([down, exact], { q: 'energy' }, named)).toEqual([down]);
    expect(choices(faces.asset, { search: 'andal', taken: [], called: named }).map(({ id }) => id)).toEqual([down.id]);
    expect(showsAsset({ sector: ['energy'], status: ['failed'] }, down)).toBe(true);
    for (const filter of [{ country: ['ES'] }, { org: [OURS] }]) expect(showsAsset(filter, down)).toBe(false);
    expect(filterAssets([down], { countries: ['ES'] })).toEqual([]);
    expect(filterAssets([down], { mine: OURS })).toEqual([]);
  });

  it('has no place: nothing is near it, and the map gives it an area', () => {
    expect(placeOf(down)).toBeUndefined();
    expect(nearestAssets([down], { lat: 40.25, lon: -3.75 }, 5, 50_000)).toEqual([]);
    const viewing = { faces, organisation: OURS, filter: {}, selected: undefined, now: Date.parse(NOON), stale: false };
    expect(twinFeature(down, viewing, named)).toMatchObject({
      name: 'Energy site · Andalucía',
      cell: { lat: 40, lon: -4, size: 0.5 },
      high: 56,
      wide: 42,
      status: 'failed',
      dimmed: false,
    });
    const hiding = { ...viewing, filter: { sector: ['health'] } };
    expect(twinFeature(down, hiding, named)).toBeUndefined();
    expect(twinFeature(down, { ...hiding, selected: down.id }, named)).toMatchObject({ dimmed: true });
    expect(assetFeature(exact, viewing)).toBeUndefined();
    expect(boundsOf([down])).toEqual({ south: 40.25, north: 40.25, west: -3.75, east: -3.75 });
  });
});

describe('needs through a coarse twin', () => {
  const need = (id: string, threshold = 1) => ({
    needId: OURS,
    type: 'physical' as const,
    rule: 'kofn' as const,
    k: 1,
    suppliers: [{ assetId: id, weight: 1, delay: 0, threshold }],
    alpha: 0,
    beta: 0,
  });

  it('end softly in the middle of its area, and cross no border that anybody is told of', () => {
    const grid = twin(1, { status: 'failed' });
    const hospital = asset(2, { location: { lat: 41, lon: -8 }, country: 'PT', needs: [need(grid.id)] });
    const faces = facesOf({ asset: [grid, hospital] });
    const line = {
      from: { lat: 40.25, lon: -3.75 },
      soft: { from: true, to: false },
      state: 'lost',
      crossBorder: false,
    };
    expect(needLines(faces, hospital.id)).toMatchObject([{ ...line, direction: 'supplier' }]);
    expect(needLines(faces, grid.id)).toMatchObject([{ ...line, direction: 'dependent' }]);
  });

  it('are met by one that works, lost with one that failed, and unknown with one that is degraded', () => {
    const state = (status: 'operational' | 'failed' | 'degraded' | 'unknown') =>
      needState(need(twin(1).id), new Map([[twin(1).id, twin(1, { status })]]));
    expect(state('operational')).toBe('supplied');
    expect(state('failed')).toBe('lost');
    expect(state('degraded')).toBe('unknown');
    expect(state('unknown')).toBe('unknown');
  });
});

describe('[U16] a coarse twin on the phone', () => {
  const area = twin(1, { status: 'degraded' });
  const faces = facesOf({ asset: [area, asset(2, { location: { lat: 40.3, lon: -3.7 }, status: 'failed' })] });

  it('is in the list by its words, and never ours', () => {
    const look = (words: string, filter: 'all' | 'ours' = 'all') =>
      nearbyOf(faces, ME, { filter, words, from: undefined }).map(({ face }) => face.id);
    expect(look('energy site')).toEqual([area.id]);
    expect(look('asset')).toEqual([asset(2).id]);
    expect(look('', 'ours')).toEqual([]);
  });

  it('opens by a finger anywhere in its area, the smallest first', () => {
    const large = twin(3, { cell: { lat: 39, lon: -5, size: 2 } });
    const shown = [{ face: area }, { face: asset(2) }, { face: large }];
    expect(areaAt(shown, { lat: 40.1, lon: -3.6 })).toBe(0);
    expect(areaAt(shown, { lat: 39.1, lon: -4.9 })).toBe(2);
    expect(areaAt(shown, { lat: 45, lon: 5 })).toBeUndefined();
  });
});
