import { describe, expect, it } from 'vitest';
import type { AssetFace, Need, TwinFace } from '../../shared/domain/asset/record.ts';
import { difference } from '../../shared/cascade/difference.ts';
import { networkOf } from '../../shared/cascade/faces.ts';
import { forecast, forecastOn, prepare, type ForecastOptions } from '../../shared/cascade/forecast.ts';
import { fromMs, toMs, type Instant } from '../../shared/time.ts';
import { Dice } from '../support/historiesDice.ts';

const UP = 1_000_000;
const NOW = '2026-03-01T12:00:00.000Z' as Instant;
const ago = (minutes: number): Instant => fromMs(toMs(NOW) - minutes * 60_000);
const ahead = (minutes: number): Instant => ago(-minutes);
const minutesTo = (at: Instant | undefined) => (at === undefined ? undefined : (toMs(at) - toMs(NOW)) / 60_000);
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const by = { organisation: id(900) };

function asset(n: number, more: Partial<AssetFace> = {}): AssetFace {
  return {
    id: id(n),
    name: `asset ${n}`,
    sector: 'energy',
    kind: 'plant',
    country: 'AT',
    organisation: id(900),
    status: 'operational',
    level: UP,
    basis: 'confirmed',
    since: ago(600),
    at: ago(600),
    ...more,
  } as unknown as AssetFace;
}
const need = (n: number, suppliers: readonly number[], more: Partial<Need> = {}): Need => ({
  needId: id(500 + n),
  type: 'physical',
  rule: 'kofn',
  k: suppliers.length,
  suppliers: suppliers.map((one) => ({ assetId: id(one), weight: 1, delay: 0, threshold: 1 })),
  alpha: UP,
  beta: 0,
  ...more,
});
type Claim = NonNullable<AssetFace['confirmed']> & { holdsUntil?: Instant };
const claimed = (
  status: 'failed' | 'operational' | 'degraded',
  level: number,
  since: Instant,
  more: Partial<Claim> = {},
) => ({
  status,
  level,
  since,
  at: since,
  confirmed: { status, level, since, at: since, realAt: since, by, ...more } as Claim,
});

/** A substation that failed an hour ago, and a hospital with a generator for four hours behind it. */
const scene = (substation: Partial<AssetFace> = {}, hospital: Partial<AssetFace> = {}) => [
  asset(1, { ...claimed('failed', 0, ago(60), { because: 'damage' }), ...substation }),
  asset(2, {
    sector: 'health',
    country: 'DE',
    served: 90_000,
    needs: [need(1, [1], { buffer: 4 * 3600 })],
    ...hospital,
  }),
];

describe('from live status to a forecast', () => {
  it('[CAS-13] a buffer drains from the moment since when its supply was seen to be lost', () => {
    const { changes, already, services, deadlines } = forecast(scene(), NOW);
    expect(already).toEqual([]);
    expect(changes).toHaveLength(1);
    const [loss] = changes;
    expect(loss).toMatchObject({
      assetId: id(2),
      from: UP,
      to: 0,
      because: 'need',
      needId: id(501),
      supplierId: id(1),
    });
    expect(loss).toMatchObject({ rootId: id(1), borders: [{ from: 'AT', to: 'DE' }], buffer: true, band: 'rigorous' });
    expect(minutesTo(loss!.at)).toBe(180);
    // The register says four hours; it may be off by a fifth.
    expect(minutesTo(loss!.earliest)).toBe(4 * 60 * 0.8 - 60);
    expect(minutesTo(loss!.latest)).toBe(4 * 60 * 1.2 - 60);
    expect(services[0]).toMatchObject({ service: 'health', nation: 'DE', most: 90_000 });
    expect(services[0]!.personHours).toBeCloseTo(90_000 * 69, 3);
    expect(deadlines[0]).toMatchObject({ assetId: id(2), needId: id(501), at: loss!.at });
  });

  it('[CAS-13] unless its owner has stated what is left', () => {
    const stated = { buffers: { [id(501)]: { secondsLeft: 3600, at: ago(30) } } };
    const [loss] = forecast(scene({}, stated), NOW).changes;
    expect(minutesTo(loss!.at)).toBe(30);
  });

  it('[CAS-13] damage comes back when its owner expects it; what was expected earlier does not, and is in doubt', () => {
    const back = forecast(
      scene({ ...claimed('failed', 0, ago(60), { because: 'damage', expectedRestoration: ahead(60) }) }),
      NOW,
    );
    expect(back.changes.map(({ assetId, to }) => [assetId, to])).toEqual([[id(1), UP]]);
    expect(back.changes[0]!.band).toBe('indicative');
    const late = forecast(
      scene({ ...claimed('failed', 0, ago(60), { because: 'damage', expectedRestoration: ago(5) }) }),
      NOW,
    );
    expect(late.changes[0]!.restsOn).toContainEqual({ assetId: id(1), doubt: 'restoration-overdue' });
    expect(minutesTo(late.changes[0]!.at)).toBe(180);
  });

  it('[CAS-13] lost for want of supply follows the supplier back', () => {
    const faces = [
      asset(1, claimed('failed', 0, ago(60), { because: 'damage', expectedRestoration: ahead(60) })),
      asset(2, { needs: [need(1, [1])], ...claimed('failed', 0, ago(59), { because: 'supply' }) }),
    ];
    const { changes } = forecast(faces, NOW);
    expect(changes.map(({ assetId, at, to }) => [assetId, minutesTo(at), to])).toEqual([
      [id(1), 75, UP],
      [id(2), 90, UP],
    ]);
    // While nothing that is shown explains it, it stays where it is.
    const hidden = [
      asset(1),
      asset(2, { needs: [need(1, [1])], ...claimed('failed', 0, ago(59), { because: 'supply' }) }),
    ];
    expect(forecast(hidden, NOW)).toMatchObject({ changes: [], already: [] });
  });

  it('[CAS-13] an owner who vouches for an asset is believed until a supplier changes again', () => {
    const vouched = claimed('operational', UP, ago(600), { holdsUntil: ahead(2000), at: ago(10) });
    const held = scene({}, { ...vouched, at: ago(10) });
    expect(forecast(held, NOW, { horizon: 24 * 3600 }).changes).toEqual([]);
    const whatIf = [
      { kind: 'health', at: ahead(300), assetId: id(1), level: UP },
      { kind: 'health', at: ahead(400), assetId: id(1), level: 0 },
    ] as const;
    const { changes } = forecast(held, NOW, { horizon: 24 * 3600, whatIf });
    expect(changes.filter(({ assetId }) => assetId === id(2)).map(({ to }) => to)).toEqual([0]);
  });

  it('[CAS-13] and no longer when another supplier is lost', () => {
    const vouched = claimed('operational', UP, ago(600), { holdsUntil: ahead(2000), at: ago(10) });
    const held = [
      ...scene(
        {},
        { ...vouched, at: ago(10), needs: [need(1, [1], { buffer: 4 * 3600 }), need(2, [3], { alpha: 0 })] },
      ),
      asset(3),
    ];
    const whatIf = [{ kind: 'health', at: ahead(300), assetId: id(3), level: 0 }] as const;
    const { changes } = forecast(held, NOW, { horizon: 24 * 3600, whatIf });
    // The generator is long empty by then.
    expect(changes.map(({ assetId, at, to }) => [assetId, minutesTo(at), to])).toEqual([
      [id(3), 300, 0],
      [id(2), 300, 0],
    ]);
  });

  it('[CAS-15] what follows from what had happened when the owner spoke does not end it; what happens afterwards does', () => {
    const vouched = claimed('operational', UP, ago(600), { holdsUntil: ahead(2000), at: ago(10) });
    const chain = (second: object = {}) => [
      asset(1, claimed('failed', 0, ago(60), { because: 'damage' })),
      asset(2, { needs: [need(1, [1], { buffer: 4 * 3600 })], ...second }),
      asset(3, { needs: [need(2, [2])], ...vouched, at: ago(10) }),
    ];
    const fallsOf = (faces: AssetFace[], options: ForecastOptions = {}) =>
      forecast(faces, NOW, { horizon: 48 * 3600, ...options }).changes.map((one) => [
        one.assetId,
        minutesTo(one.at),
        one.to,
      ]);
    expect(fallsOf(chain())).toEqual([
      [id(2), 180, 0],
      [id(3), 2000, 0],
    ]);
    const whatIf = [{ kind: 'health', at: ahead(30), assetId: id(2), level: 0 }] as const;
    expect(fallsOf(chain(), { whatIf })).toEqual([
      [id(2), 30, 0],
      [id(3), 30, 0],
    ]);
    expect(fallsOf(chain(claimed('failed', 0, ago(5), { because: 'damage' })))).toEqual([]);
    expect(forecast(chain(claimed('failed', 0, ago(5), { because: 'damage' })), NOW).already).toMatchObject([
      { assetId: id(3), to: 0 },
    ]);
  });

  it('[CAS-15] a refutation that is over leaves short of supply what was short of supply before it', () => {
    const short = claimed('degraded', UP / 2, ago(60), { because: 'supply', holdsUntil: ahead(600), at: ago(10) });
    const faces = [asset(1), asset(2, { needs: [need(1, [1])], ...short, at: ago(10) })];
    expect(forecast(faces, NOW, { horizon: 24 * 3600 })).toMatchObject({ changes: [], already: [] });
    const whatIf = [{ kind: 'health', at: ahead(30), assetId: id(1), level: 0 }] as const;
    const { changes } = forecast(faces, NOW, { horizon: 24 * 3600, whatIf });
    expect(changes.filter(({ assetId }) => assetId === id(2)).map(({ to }) => to)).toEqual([0]);
  });

  it('[CAS-13] unknown keeps the last known level; what nobody has spoken of stands, and both are in doubt', () => {
    const unknown = scene({ status: 'unknown', level: 0, basis: 'confirmed' });
    expect(forecast(unknown, NOW).changes[0]!.restsOn).toContainEqual({ assetId: id(1), doubt: 'unknown-status' });
    const { basis: _basis, since: _since, ...nothingSaid } = asset(1, { status: 'unknown', level: 0 });
    expect(forecast([nothingSaid as AssetFace, scene()[1]!], NOW).changes).toEqual([]);
  });

  it('[CAS-13] what should have happened already is told apart, and contradicted where the owner says otherwise', () => {
    const faces = [
      asset(1, claimed('failed', 0, ago(60), { because: 'damage' })),
      asset(2, { needs: [need(1, [1])], at: ago(30) }),
    ];
    const { already, changes } = forecast(faces, NOW);
    expect(changes).toEqual([]);
    expect(already).toMatchObject([{ assetId: id(2), to: 0, contradicted: true }]);
  });

  it('[CAS-13] a coarse twin counts as its band, and everything that rests on it is in doubt', () => {
    const twin = {
      id: id(1),
      sector: 'energy',
      cell: { lat: 48, lon: 16, size: 0.5 },
      status: 'failed',
      since: ago(60),
      tlp: 'TLP:GREEN',
    } as unknown as TwinFace;
    const { changes } = forecast([twin, scene()[1]!], NOW);
    expect(minutesTo(changes[0]!.at)).toBe(180);
    expect(changes[0]!.restsOn).toContainEqual({ assetId: id(1), doubt: 'coarse-twin' });
  });

  it('[CAS-13] the order of the faces changes nothing, and nothing is drawn that another would not draw', () => {
    const dice = new Dice(9);
    const faces = Array.from({ length: 40 }, (_none, n) =>
      asset(n, {
        served: dice.below(1000),
        country: dice.pick(['AT', 'DE']),
        needs:
          n < 3
            ? []
            : [
                need(
                  n,
                  dice.some(
                    Array.from({ length: n }, (_one, j) => j),
                    3,
                  ),
                  { buffer: dice.below(40_000) },
                ),
              ].filter(({ suppliers }) => suppliers.length > 0),
        ...(n < 2 &&
          claimed('failed', 0, ago(100), { because: 'damage', ...(n === 0 && { expectedRestoration: ahead(500) }) })),
      }),
    );
    const first = forecast(faces, NOW, { samples: 20 });
    expect(first.changes.length).toBeGreaterThan(5);
    expect(forecast(dice.shuffled(faces), NOW, { samples: 20 })).toEqual(first);
    expect(forecast(structuredClone(faces), NOW, { samples: 20 })).toEqual(first);
    // A minute later the losses stand at the same times.
    const later = forecast(faces, ahead(1), { samples: 20 });
    const times = ({ changes }: typeof first) => changes.map(({ assetId, at }) => [assetId, at]);
    expect(times(later)).toEqual(times(first).filter(([, at]) => at! > ahead(1)));
  });

  it('[CAS-13] kept between two forecasts, the network gives what a new one gives', () => {
    const [substation, hospital] = scene();
    const first = prepare([substation!, hospital!]);
    forecastOn(first, NOW);
    const repaired = [hospital!, asset(1)];
    const second = prepare(repaired, first);
    expect(second.network).toBe(first.network);
    expect(forecastOn(second, NOW)).toEqual(forecast(repaired, NOW));
    expect(forecastOn(prepare([substation!, hospital!], second), NOW)).toEqual(forecast(scene(), NOW));
    const other = [substation!, { ...hospital!, needs: [need(1, [1], { buffer: 60 })] }];
    const third = prepare(other, second);
    expect(third.network).not.toBe(first.network);
    expect(forecastOn(third, NOW)).toEqual(forecast(other, NOW));
  });

  it('[CAS-13] what no face shows is asked of nobody: dangling suppliers and numbers that can never be met are told', () => {
    const faces = [
      asset(1),
      asset(2, { needs: [need(1, [1, 77]), need(2, [77]), need(3, [1], { rule: 'cap', demand: 500 })] }),
    ];
    const { odd, form } = networkOf(faces);
    expect(odd.map(({ code }) => code)).toEqual(['dangling-supplier', 'never-met', 'dangling-supplier', 'never-met']);
    expect(form.assets[1]!.needs).toHaveLength(2);
    expect(forecast(faces, NOW).changes).toEqual([]);
  });

  it('what is new, gone, earlier or later between two forecasts', () => {
    const before = forecast(scene(), NOW);
    const sooner = forecast(scene({}, { buffers: { [id(501)]: { secondsLeft: 3600, at: ago(1) } } }), NOW);
    const none = forecast([asset(1), scene()[1]!], NOW);
    expect(difference(none, before)).toMatchObject([{ assetId: id(2), kind: 'new' }]);
    expect(difference(before, none)).toMatchObject([{ assetId: id(2), kind: 'gone' }]);
    expect(difference(before, sooner)).toMatchObject([{ assetId: id(2), kind: 'earlier' }]);
    expect(difference(sooner, before)).toMatchObject([{ assetId: id(2), kind: 'later' }]);
    expect(difference(before, forecast(scene(), ahead(200)))).toEqual([]);
  });
});
