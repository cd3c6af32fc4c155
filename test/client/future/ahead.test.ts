import { describe, expect, it } from 'vitest';
import { changedBetween, lostBy, momentsOf, nextLoss, statusAhead } from '../../../client/features/future/ahead.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import { forecast, type Forecast, type Predicted } from '../../../shared/cascade/forecast.ts';
import { fromMs, toMs } from '../../../shared/time.ts';
import { asset, claim, idOf, minutes, NOON, twin } from '../derive/faces.support.ts';

const UP = 1_000_000;
const at = (after: number): number => toMs(minutes(after));

const change = (number: number, after: number, from: number, to: number, more: Partial<Predicted> = {}): Predicted => ({
  assetId: idOf(number),
  at: minutes(after),
  earliest: minutes(after - 10),
  latest: minutes(after + 10),
  band: 'rigorous',
  from,
  to,
  because: 'need',
  buffer: false,
  lacking: [],
  chain: [],
  skipped: 0,
  rootId: idOf(1),
  borders: [],
  restsOn: [],
  contradicted: false,
  ...more,
});
const said = (changes: readonly Predicted[], already: readonly Predicted[] = []): Forecast => ({
  now: NOON,
  until: minutes(4320),
  already,
  changes,
  services: [],
  deadlines: [],
  deadlocks: [],
  odd: [],
});

describe('what the forecast says an asset will be', () => {
  const made = said(
    [change(2, 60, UP, 400_000), change(2, 120, 400_000, 0), change(2, 300, 0, UP), change(3, 90, UP, 0)],
    [change(4, -30, UP, 0), change(5, -30, UP, 0, { contradicted: true })],
  );
  const status = (number: number, after: number, now: 'operational' | 'unknown' = 'operational') =>
    statusAhead(made, asset(number, { status: now }), at(after)).status;

  it('goes from change to change, each from its own moment on', () => {
    expect([0, 59, 60, 119, 120, 299, 300].map((after) => status(2, after))).toEqual([
      'operational',
      'operational',
      'degraded',
      'degraded',
      'failed',
      'failed',
      'operational',
    ]);
    expect(statusAhead(made, asset(2), at(60))).toMatchObject({ level: 400_000, change: { at: minutes(60) } });
  });

  it('is what it is now where nothing is predicted, and what should have happened already where nobody said so', () => {
    const calm = asset(9, { status: 'degraded', level: 700_000 });
    expect(statusAhead(made, calm, at(4320))).toEqual({ status: 'degraded', level: 700_000, change: undefined });
    expect(status(4, 1)).toBe('failed');
    expect(status(5, 1)).toBe('operational');
  });

  it('[U14] never makes green of what nobody knew', () => {
    expect(status(2, 130, 'unknown')).toBe('failed');
    expect(status(2, 300, 'unknown')).toBe('unknown');
  });

  it('tells of a twin its status only', () => {
    expect(statusAhead(made, twin(3), at(90))).toMatchObject({ status: 'failed', level: undefined });
  });

  it('finds the next loss; one that is due comes first, however long ago', () => {
    expect(nextLoss(made, idOf(2), at(0))?.at).toBe(minutes(60));
    expect(nextLoss(made, idOf(2), at(60))?.at).toBe(minutes(120));
    expect(nextLoss(made, idOf(2), at(120))).toBeUndefined();
    expect(nextLoss(made, idOf(4), at(0))?.at).toBe(minutes(-30));
  });

  it('draws anew only what changes between two moments, in either direction', () => {
    expect([...changedBetween(made, at(60), at(90))]).toEqual([idOf(3)]);
    expect([...changedBetween(made, at(119), at(0))].sort()).toEqual([idOf(2), idOf(3)]);
    expect(changedBetween(made, at(121), at(299)).size).toBe(0);
  });

  it('counts what is worse by then than it is now, with its band', () => {
    const assets = new Map([2, 3, 4, 5].map((number) => [idOf(number), asset(number)]));
    expect(lostBy(made, assets, at(65))).toEqual({ failed: 1, degraded: 1, least: 1, most: 2 });
    expect(lostBy(made, assets, at(95))).toEqual({ failed: 2, degraded: 1, least: 2, most: 3 });
    expect(lostBy(made, assets, at(82))).toMatchObject({ failed: 1, degraded: 1, most: 3 });
    // What has failed already is no news, and what is not shown is not counted.
    assets.set(idOf(3), asset(3, { status: 'failed', level: 0 }));
    assets.delete(idOf(4));
    expect(lostBy(made, assets, at(95))).toMatchObject({ failed: 0, degraded: 1 });
  });

  it('has a moment for each minute by which something shown will have changed', () => {
    const assets = new Map([2, 3].map((number) => [idOf(number), asset(number)]));
    expect(momentsOf(made, assets, at(0), 4320)).toEqual([60, 90, 120, 300]);
    expect(momentsOf(made, assets, at(60) + 30_000, 4320)).toEqual([30, 60, 240]);
    expect(momentsOf(made, assets, at(0), 100)).toEqual([60, 90]);
    assets.delete(idOf(3));
    expect(momentsOf(made, assets, at(0), 4320)).toEqual([60, 120, 300]);
  });
});

describe('the map of a moment to come', () => {
  const need = (supplier: number, hours: number): Need => ({
    needId: idOf(500 + supplier),
    type: 'physical',
    rule: 'kofn',
    k: 1,
    suppliers: [{ assetId: idOf(supplier), weight: 1, delay: 0, threshold: 1 }],
    buffer: hours * 3600,
    alpha: UP,
    beta: 0,
  });

  it('[L9] shows what the engine, run on the same faces, says for that moment', () => {
    const well = { since: minutes(-600), at: minutes(-600) };
    const faces = [
      asset(1, { status: 'failed', level: 0, since: NOON, at: NOON, basis: 'confirmed', confirmed: claim('failed') }),
      asset(2, { ...well, needs: [need(1, 5)] }),
      asset(3, { ...well, needs: [need(2, 20)] }),
    ];
    const made = forecast(faces, minutes(60), { samples: 3 });
    const at5 = faces.map((face) => statusAhead(made, face, toMs(minutes(299)) + 59_000).status);
    expect(at5).toEqual(['failed', 'operational', 'operational']);
    expect(faces.map((face) => statusAhead(made, face, at(300)).status)).toEqual(['failed', 'failed', 'operational']);
    expect(faces.map((face) => statusAhead(made, face, at(1500)).status)).toEqual(['failed', 'failed', 'failed']);
    const horizon = forecast(faces, minutes(300), { samples: 3 });
    const again = faces.map((face) => statusAhead(horizon, face, toMs(fromMs(at(1500)))).status);
    expect(again).toEqual(['failed', 'failed', 'failed']);
  });
});
