import { describe, expect, it } from 'vitest';
import { crossingsOf, type PredictedCrossing } from '../../shared/cascade/crossings.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import type { AssetFace, Need, TwinFace } from '../../shared/domain/asset/record.ts';
import { fromMs, toMs, type Instant } from '../../shared/time.ts';
import { Dice } from '../support/historiesDice.ts';

const UP = 1_000_000;
const NOW = '2026-03-01T12:00:00.000Z' as Instant;
const minutes = (count: number): Instant => fromMs(toMs(NOW) + count * 60_000);
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [OURS, THEIRS] = [id(900), id(901)];

function asset(n: number, more: Partial<AssetFace> = {}): AssetFace {
  return {
    id: id(n),
    name: `asset ${n}`,
    sector: 'energy',
    kind: 'plant',
    country: 'ES',
    owner: THEIRS,
    organisation: THEIRS,
    status: 'operational',
    level: UP,
    basis: 'confirmed',
    since: minutes(-600),
    at: minutes(-600),
    ...more,
  } as unknown as AssetFace;
}
const need = (n: number, supplier: number, hours: number, more: Partial<Need> = {}): Need => ({
  needId: id(500 + n),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: id(supplier), weight: 1, delay: 0, threshold: 1 }],
  buffer: hours * 3600,
  recharge: 0,
  alpha: UP,
  beta: 0,
  ...more,
});
const down = (n: number, since: Instant, more: Partial<AssetFace> = {}) =>
  asset(n, {
    status: 'failed',
    level: 0,
    since,
    at: since,
    confirmed: { status: 'failed', level: 0, since, at: since, realAt: since, because: 'damage', by: {} } as never,
    ...more,
  });

/** A substation in Spain failed an hour ago; behind it a hospital, an exchange and, over the border, water works. */
const scene = (hospital: Partial<AssetFace> = {}): AssetFace[] => [
  down(1, minutes(-60)),
  asset(2, { sector: 'health', organisation: OURS, served: 90_000, needs: [need(2, 1, 5)], ...hospital }),
  asset(3, { sector: 'digital', served: 600_000, needs: [need(3, 1, 4)] }),
  asset(4, { sector: 'digital', served: 500_000, needs: [need(4, 1, 6)] }),
  asset(5, { sector: 'drinking-water', country: 'PT', served: 5_000, needs: [need(5, 3, 2)] }),
];
const ours = { organisation: OURS, country: 'ES' };
function crossings(faces: readonly AnyFace[], me: Parameters<typeof crossingsOf>[2] = ours, now = NOW) {
  return crossingsOf(forecast(faces, now, LIVE), new Map(faces.map((face) => [face.id, face])), me);
}
const said = (list: readonly PredictedCrossing[]) =>
  list.map((one) => [
    one.severity,
    one.kind === 'persons'
      ? `${one.nation} ${one.service} ${one.mark}`
      : one.kind === 'border'
        ? `${one.from}>${one.to}`
        : `${one.below} of ${one.prediction.assetId.slice(-1)}`,
    (toMs(one.prediction.at) - toMs(NOW)) / 3_600_000,
  ]);

describe('what of a forecast calls for somebody', () => {
  it('[L9] each mark of persons of one’s own nation, and one’s own assets; the worst first', () => {
    expect(said(crossings(scene()))).toEqual([
      [4, 'ES digital 1000000', 5],
      [3, 'ES digital 100000', 3],
      [3, 'any of 2', 4],
      [2, 'ES digital 10000', 3],
      [2, 'ES health 10000', 4],
      [1, 'ES digital 1000', 3],
      [1, 'ES health 1000', 4],
    ]);
  });

  it('[CAS-9] a mark that is reached already is no news; the next one is', () => {
    const digital = crossings(scene(), ours, minutes(200)).filter(({ kind }) => kind === 'persons');
    expect(said(digital)).toEqual([
      [4, 'ES digital 1000000', 5],
      [2, 'ES health 10000', 4],
      [1, 'ES health 1000', 4],
    ]);
  });

  it('[CAS-8] what comes over the border into one’s own country, once for each root cause', () => {
    const faces = [...scene(), asset(6, { country: 'PT', needs: [need(6, 4, 0)] })];
    const found = crossings(faces, { organisation: OURS, country: 'PT' }).filter(({ kind }) => kind === 'border');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ from: 'ES', to: 'PT', rootId: id(1), since: minutes(-60), severity: 3 });
    expect(found[0]!.prediction.assetId).toBe(id(5));
    expect(crossings(faces, ours).filter(({ kind }) => kind === 'border')).toEqual([]);
  });

  it('an international organisation is told of every nation and border', () => {
    const found = said(crossings(scene(), { organisation: id(902) }));
    expect(found).toContainEqual([1, 'PT drinking-water 1000', 5]);
    expect(found).toContainEqual([3, 'ES>PT', 5]);
    expect(found).toContainEqual([3, 'ES digital 100000', 3]);
  });

  it('less than half is a moderate matter, as much as half none', () => {
    const residual = (level: number) => scene({ needs: [need(2, 1, 5, { alpha: UP - level, beta: UP })] });
    const own = (level: number) => said(crossings(residual(level))).filter(([, what]) => String(what).endsWith('of 2'));
    expect(own(499_999)).toEqual([[2, 'half of 2', 4]]);
    expect(own(500_000)).toEqual([]);
    expect(own(0)).toEqual([[3, 'any of 2', 4]]);
  });

  it('is owned by whoever operates it, and by its owner only where nobody does', () => {
    const lost = (hospital: Partial<AssetFace>) =>
      crossings(scene(hospital)).filter(({ kind }) => kind === 'loss').length;
    expect(lost({ owner: OURS, organisation: THEIRS })).toBe(0);
    const { organisation: _none, ...unclaimed } = scene({ owner: OURS })[1]!;
    expect(crossings(scene().with(1, unclaimed)).filter(({ kind }) => kind === 'loss')).toHaveLength(1);
  });

  it('what has happened by now and nobody has said stays; what the owner says since does not', () => {
    const later = minutes(300);
    const loss = (hospital: Partial<AssetFace>) =>
      crossings(scene(hospital), ours, later).filter(({ kind }) => kind === 'loss');
    const before = crossings(scene()).find(({ kind }) => kind === 'loss');
    expect(loss({})).toMatchObject([{ already: true, key: before!.key }]);
    // Their own word, younger than the change, that all is well.
    expect(loss({ at: minutes(290) })).toEqual([]);
    // And one that it is lost: an alert of its own, and no prediction any more.
    expect(loss({ ...down(2, minutes(241)), organisation: OURS })).toEqual([]);
  });

  it('an owner’s refutation removes it, a confirmation marks it', () => {
    const own = (hospital: object) => crossings(scene(hospital)).filter(({ kind }) => kind === 'loss');
    const claim = { status: 'operational', level: UP, since: minutes(-600), at: NOW, realAt: NOW, by: {} };
    const refuted = { at: NOW, confirmed: { ...claim, holdsUntil: minutes(48 * 60) } };
    expect(own(refuted).filter(({ prediction }) => prediction.at < minutes(48 * 60))).toEqual([]);
    expect(own({})).toMatchObject([{ confirmed: false }]);
    const expected = { at: minutes(240), level: 0, saidAt: NOW, by: { organisation: OURS } };
    expect(own({ expected })).toMatchObject([{ confirmed: true }]);
  });

  it('[CAS-16] a key outlives the clock, a moved moment, another order and another place; a second failure is another one', () => {
    const keys = (faces: readonly AnyFace[], now = NOW) =>
      crossings(faces, ours, now)
        .map(({ key }) => key)
        .sort();
    const before = keys(scene());
    expect(keys(scene(), minutes(7))).toEqual(before);
    expect(keys([...scene()].reverse())).toEqual(before);
    expect(keys(scene({ buffers: { [id(502)]: { secondsLeft: 3 * 3600, at: NOW } } }))).toEqual(before);
    const again = keys([down(1, minutes(-30)), ...scene().slice(1)]);
    expect(again).toHaveLength(before.length);
    expect(again.filter((key) => before.includes(key))).toEqual([]);
  });

  it('of an area no country is told, and it is nobody’s own', () => {
    const area = {
      id: id(7),
      cell: { lat: 1, lon: 1, size: 1 },
      sector: 'digital',
      status: 'operational',
      since: minutes(-600),
      served: 50_000,
      needs: [need(7, 1, 1)],
    } as unknown as TwinFace;
    const found = crossings([down(1, minutes(-60)), area], { organisation: OURS });
    expect(found).toEqual([]);
  });

  it('[L9] random networks: each crossing is a loss of the forecast, is named once, and names only what is shown', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const dice = new Dice(seed);
      const nations = ['ES', 'PT', 'FR'];
      const faces = Array.from({ length: 12 }, (_none, n) => {
        const more: Partial<AssetFace> = {
          country: dice.pick(nations),
          sector: dice.pick(['energy', 'health', 'digital'] as const),
          organisation: dice.pick([OURS, THEIRS]),
          served: dice.below(5) * 40_000,
          needs:
            n === 0 ? [] : [need(n, dice.below(n), dice.below(6), { alpha: UP - dice.below(3) * 300_000, beta: UP })],
        };
        return dice.below(4) === 0 ? down(n, minutes(-dice.below(200)), more) : asset(n, more);
      });
      const made = forecast(faces, NOW, LIVE);
      const shown = new Map(faces.map((face) => [face.id, face]));
      const found = crossingsOf(made, shown, ours);
      expect(new Set(found.map(({ key }) => key)).size, `seed ${seed}`).toBe(found.length);
      for (const one of found) {
        const { prediction, rootId } = one;
        expect([...made.already, ...made.changes], `seed ${seed}`).toContain(prediction);
        expect(prediction.to, `seed ${seed}`).toBeLessThan(prediction.from);
        expect(shown.has(rootId), `seed ${seed}`).toBe(true);
        if (one.kind === 'loss') expect(shown.get(prediction.assetId)).toMatchObject({ organisation: OURS });
        if (one.kind === 'persons') expect(one.nation, `seed ${seed}`).toBe('ES');
        if (one.kind === 'border') expect(one.to, `seed ${seed}`).toBe('ES');
      }
    }
  });
});
