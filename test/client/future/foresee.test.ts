import { describe, expect, it } from 'vitest';
import { ghostsOf, pathOf } from '../../../client/app/map/foresee.ts';
import { assetFeature, needLines, twinFeature, type Viewing } from '../../../client/app/map/facesToFeatures.ts';
import { nameOrCode } from '../../../client/store/derive/shownAsset.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import { toMs } from '../../../shared/time.ts';
import { asset, claim, facesOf, idOf, minutes, NOON, OURS, twin } from '../derive/faces.support.ts';

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
const well = { since: minutes(-600), at: minutes(-600) };
const down = { status: 'failed' as const, level: 0, since: NOON, at: NOON, confirmed: claim('failed') };
const place = (lat: number) => ({ location: { lat, lon: -4 } });
const root = asset(1, { ...down, basis: 'confirmed', ...place(40) });
const abroad = asset(2, { ...well, ...place(41), country: 'PT', needs: [need(1, 5)] });
const nowhere = asset(3, { ...well, needs: [need(2, 1)] });
const last = asset(4, { ...well, ...place(42), needs: [need(3, 1)] });
const area = twin(5, { needs: [need(1, 2)] });
const faces = facesOf({ asset: [root, abroad, nowhere, last, area as never] });
const NOW = minutes(60);
const made = forecast([...faces.asset.values()], NOW, { samples: 3 });
const say = (key: string, values: object = {}) => `${key} ${Object.values(values).join(' ')}`.trim();
const ghosts = (hours: number, now = toMs(NOW)) => ghostsOf(made, faces.asset, now, hours, say);

describe('ghosts', () => {
  it('are the losses within the horizon of what is shown, twins as well, each with its band', () => {
    expect(ghosts(1.5).map(({ id }) => id)).toEqual([idOf(5)]);
    expect(
      ghosts(72)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([2, 3, 4, 5].map(idOf));
    expect(ghosts(72).find(({ id }) => id === idOf(2))).toMatchObject({
      status: 'failed',
      level: 0,
      at: toMs(minutes(300)),
      due: false,
      bounded: true,
      when: '17:00Z',
      band: 'forecast.band.between 16:00Z 18:00Z',
    });
  });

  it('stay when their time has come and nobody has said so, and go when somebody has', () => {
    expect(ghosts(72, toMs(minutes(301))).some(({ id }) => id === idOf(2))).toBe(true);
    const told = new Map(faces.asset).set(idOf(2), { ...abroad, ...down, basis: 'confirmed' as const });
    expect(ghostsOf(made, told, toMs(NOW), 72, say).some(({ id }) => id === idOf(2))).toBe(false);
  });

  it('say where the owner expects it too, until a supplier changes again', () => {
    const expected = { at: minutes(300), level: 0, saidAt: minutes(50), by: { organisation: OURS } };
    const isExpected = (saidAt: typeof NOW) => {
      const told = new Map(faces.asset).set(idOf(2), { ...abroad, expected: { ...expected, saidAt } });
      return ghostsOf(made, told, toMs(NOW), 72, say).find(({ id }) => id === idOf(2))?.expected;
    };
    expect([isExpected(minutes(50)), isExpected(minutes(-50))]).toEqual([true, false]);
    expect(ghosts(72).some((ghost) => ghost.expected)).toBe(false);
  });

  it('are due where the model says it has happened already', () => {
    const late = forecast([...faces.asset.values()], minutes(600), { samples: 3 });
    const due = ghostsOf(late, faces.asset, toMs(minutes(600)), 6, say);
    expect(due.every((ghost) => ghost.due)).toBe(true);
    expect(due).toHaveLength(4);
  });
});

describe('the way of a cascade', () => {
  const path = (number: number, at?: number, until = toMs(minutes(5000))) =>
    pathOf(made, faces.asset, idOf(number), { at, until });

  it('leads from the root over each cause to the asset, and says where it crosses a border', () => {
    const found = path(2)!;
    expect(found.root).toEqual(root.location);
    expect(found.hops.filter(({ part }) => part === 'cause')).toEqual([
      {
        from: root.location,
        to: abroad.location,
        status: 'failed',
        part: 'cause',
        skipped: false,
        crossBorder: true,
      },
    ]);
  });

  it('passes over what has no place, and says that steps are left out', () => {
    const causes = path(4)!.hops.filter(({ part }) => part === 'cause');
    expect(causes.map(({ from, to, skipped }) => [from.lat, to.lat, skipped])).toEqual([
      [40, 41, false],
      [41, 42, true],
    ]);
  });

  it('shows what follows from a root, within the time only', () => {
    const effects = (until: number) => path(1, undefined, toMs(minutes(until)))!.hops;
    expect(effects(150).map(({ soft, part }) => [soft, part])).toEqual([[{ from: false, to: true }, 'effect']]);
    expect(effects(5000)).toHaveLength(3);
    expect(path(1)!.root).toEqual(root.location);
    expect(path(1, undefined, 0)).toBeUndefined();
  });

  it('says that steps are left out where the chain is longer than it is told', () => {
    const one = made.changes.find(({ assetId }) => assetId === idOf(4))!;
    const cut = { ...made, changes: [{ ...one, skipped: 3, chain: [one.chain[1]!, one.chain.at(-1)!] }] };
    const hops = pathOf(cut, faces.asset, idOf(4), { at: undefined, until: 0 })!.hops;
    expect(hops.map(({ from, to, skipped }) => [from.lat, to.lat, skipped])).toEqual([
      [40, 41, true],
      [41, 42, false],
    ]);
  });
});

describe('an asset on a map of a moment to come', () => {
  const viewing = (ahead?: Viewing['ahead'], filter: Viewing['filter'] = {}): Viewing => ({
    faces,
    organisation: OURS,
    filter,
    selected: undefined,
    now: toMs(NOW),
    ahead,
    stale: false,
  });
  const then = { forecast: made, at: toMs(minutes(300)) };

  it('is drawn as predicted, with no age and no dispute of the present', () => {
    const disputed = { ...abroad, disputed: true as const, basis: 'reported' as const };
    expect(assetFeature(disputed, viewing())).toMatchObject({
      status: 'operational',
      basis: 'reported',
      disputed: true,
    });
    const feature = assetFeature(disputed, viewing(then))!;
    expect(feature).toMatchObject({ status: 'failed', level: 0, basis: 'predicted', disputed: false });
    expect(feature).not.toHaveProperty('ageSeconds');
    expect(assetFeature(last, viewing(then))).toMatchObject({ status: 'operational', basis: 'predicted' });
    expect(twinFeature(area, viewing(then), nameOrCode)).toMatchObject({ status: 'failed', predicted: true });
    expect(twinFeature(area, viewing(), nameOrCode)).not.toHaveProperty('predicted');
  });

  it('is filtered by what it will be, and its lines carry what they will', () => {
    const failed = { status: ['failed'] };
    expect(assetFeature(abroad, viewing(undefined, failed))).toBeUndefined();
    expect(assetFeature(abroad, viewing(then, failed))).toBeDefined();
    expect(needLines(faces, idOf(3))).toEqual([]);
    const placed = facesOf({ asset: [root, abroad, asset(3, { ...nowhere, ...place(43) })] });
    expect(needLines(placed, idOf(3))).toMatchObject([{ state: 'supplied' }]);
    expect(needLines(placed, idOf(3), then)).toMatchObject([{ state: 'lost' }]);
  });
});
