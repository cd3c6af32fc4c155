import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { MapFeed } from '../../../client/app/map/MapFeed.ts';
import type { AssetFeature, CascadePath, GhostFeature, LayerDifference } from '../../../client/map/features.ts';
import type { MapController } from '../../../client/map/MapController.ts';
import type { Faces, FacesDifference, Tocsin } from '../../../client/store/contract.ts';
import { nameOrCode } from '../../../client/store/derive/shownAsset.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import { fromMs, toMs } from '../../../shared/time.ts';
import { asset, claim, facesOf, idOf, minutes, NOON } from '../derive/faces.support.ts';

/** What the map was told, and nothing drawn. */
class Told {
  statuses = new Map<string, string>();
  told = 0;
  ghosts: readonly GhostFeature[] = [];
  path: CascadePath | undefined;
  ahead: string | undefined;
  setAssets({ set, remove }: LayerDifference<AssetFeature>): void {
    for (const { id, status, basis } of set) this.statuses.set(id, `${status} ${basis}`);
    for (const id of remove) this.statuses.delete(id);
    this.told += set.length;
  }
  setPredictions(ghosts: readonly GhostFeature[]): void {
    this.ghosts = ghosts;
  }
  setPath(path: CascadePath | undefined): void {
    this.path = path;
  }
  setAhead(when: string | undefined): void {
    this.ahead = when;
  }
  on = () => () => undefined;
  select = () => undefined;
  setTwins = () => undefined;
  setIncidents = () => undefined;
  setNeeds = () => undefined;
}

const need = (supplier: number, hours: number): Need => ({
  needId: idOf(500 + supplier),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: idOf(supplier), weight: 1, delay: 0, threshold: 1 }],
  buffer: hours * 3600,
  alpha: 1_000_000,
  beta: 0,
});
const at = { location: { lat: 40, lon: -4 }, since: minutes(-600), at: minutes(-600), basis: 'confirmed' as const };
const down = { status: 'failed' as const, level: 0, since: NOON, at: NOON, confirmed: claim('failed') };
const assets = [
  asset(1, { ...at, ...down }),
  asset(2, { ...at, location: { lat: 41, lon: -4 }, needs: [need(1, 5)] }),
  asset(3, { ...at, location: { lat: 42, lon: -4 }, needs: [need(2, 20)] }),
  asset(4, at),
];
const made = forecast(assets, NOON, { samples: 3 });

let now = toMs(NOON);
let map: Told;
let feed: MapFeed;
let tell: (difference: FacesDifference) => void;
let store: StoreApi<{ faces: Faces; connection: object }>;

beforeEach(() => {
  vi.useFakeTimers();
  now = toMs(NOON);
  map = new Told();
  store = createStore(() => ({
    faces: facesOf({ asset: assets }),
    connection: { state: 'live', since: 0 },
  }));
  const tocsin = {
    store,
    operationNow: () => fromMs(now),
    onGlimpse: () => () => undefined,
    onDifference: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  };
  feed = new MapFeed(map as unknown as MapController, tocsin as unknown as Tocsin, nameOrCode, (key) => key);
});
afterEach(() => {
  feed.destroy();
  vi.useRealTimers();
});
const status = (number: number) => map.statuses.get(idOf(number));

describe('a map of a moment to come', () => {
  it('shows what is predicted for then, and ghosts only while it shows the present', () => {
    feed.foresee({ forecast: made, hours: 6, ahead: undefined });
    expect(map.ghosts.map(({ id }) => id)).toEqual([idOf(2)]);
    expect([status(2), map.ahead]).toEqual(['operational confirmed', undefined]);
    feed.foresee({ forecast: made, hours: 6, ahead: 360 });
    expect([1, 2, 3, 4].map(status)).toEqual([
      'failed predicted',
      'failed predicted',
      'operational predicted',
      'operational predicted',
    ]);
    expect([map.ghosts, map.ahead]).toEqual([[], '18:00Z']);
    feed.foresee({ forecast: made, hours: 6, ahead: undefined });
    expect([1, 2].map(status)).toEqual(['failed confirmed', 'operational confirmed']);
    expect([map.ghosts.length, map.ahead]).toEqual([1, undefined]);
  });

  it('goes with the clock, and tells the map only of what changes on the way', () => {
    feed.foresee({ forecast: made, hours: 6, ahead: 299 });
    expect(status(2)).toBe('operational predicted');
    const before = map.told;
    now += 60_000;
    vi.advanceTimersByTime(1000);
    expect([status(2), map.told - before, map.ahead]).toEqual(['failed predicted', 1, '17:00Z']);
  });

  it('tells of another forecast what either speaks of, and shows the present when there is none', () => {
    feed.foresee({ forecast: made, hours: 6, ahead: 360 });
    const before = map.told;
    feed.foresee({ forecast: { ...made, changes: [] }, hours: 6, ahead: 360 });
    expect([status(2), map.told - before]).toEqual(['operational predicted', 2]);
    feed.foresee({ forecast: undefined, hours: 6, ahead: 360 });
    expect([status(2), map.ahead]).toEqual(['operational confirmed', undefined]);
  });

  it('[L9] takes what was withdrawn off the map at once, with the way that led over it', () => {
    feed.foresee({ forecast: made, hours: 72, ahead: undefined });
    feed.show({}, idOf(3));
    expect(map.path?.hops).toHaveLength(2);
    store.setState({ faces: facesOf({ asset: assets.filter(({ id }) => id !== idOf(2)) }) });
    tell({ reset: false, changed: [{ kind: 'asset', id: idOf(2) }] } as unknown as FacesDifference);
    expect(map.ghosts.map(({ id }) => id)).toEqual([idOf(3)]);
    expect(map.path?.hops.map(({ from, to, skipped }) => [from.lat, to.lat, skipped])).toEqual([[40, 42, true]]);
    expect(status(2)).toBeUndefined();
  });
});
