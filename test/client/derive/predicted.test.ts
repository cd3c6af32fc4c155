import { describe, expect, it } from 'vitest';
import { foreseenOf, type Foretold } from '../../../client/store/derive/foretold.ts';
import { predictedAlertsOf } from '../../../client/store/derive/predicted.ts';
import { titleOf } from '../../../client/features/alerts/words.ts';
import type { Faces } from '../../../client/store/contract.ts';
import { crossingsOf } from '../../../shared/cascade/crossings.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import { LIVE } from '../../../shared/cascade/live.ts';
import type { AssetFace, Need } from '../../../shared/domain/asset/record.ts';
import type { FaceOf } from '../../../shared/domain/records.ts';
import { asset, claim, facesOf, idOf, ME, minutes, NOON, OURS } from './faces.support.ts';

const need = (number: number, supplier: number, hours: number): Need => ({
  needId: idOf(500 + number),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: idOf(supplier), weight: 1, delay: 0, threshold: 1 }],
  buffer: hours * 3600,
  alpha: 1_000_000,
  beta: 0,
});
const mine = { id: OURS, name: 'Ours', shortName: 'Ours', kind: 'authority', country: 'ES' } as FaceOf['organisation'];
const well = { since: minutes(-600), at: minutes(-600), basis: 'confirmed' as const };
const down = (number: number, since = NOON, more: Partial<AssetFace> = {}) =>
  asset(number, {
    status: 'failed',
    level: 0,
    basis: 'confirmed',
    since,
    at: since,
    confirmed: claim('failed'),
    ...more,
  });
const clinic = (number: number, hours: number, more: Partial<AssetFace> = {}) =>
  asset(number, { ...well, sector: 'health', owner: OURS, needs: [need(number, 1, hours)], ...more });

const world = (more: AssetFace[] = [], root = down(1)): Faces =>
  facesOf({
    organisation: [mine],
    asset: [root, clinic(2, 4, { tlp: 'TLP:AMBER' }), clinic(3, 5, { served: 20_000 }), ...more],
  });
const alerts = (faces: Faces, now = minutes(10), seen: Record<string, number> = {}) =>
  predictedAlertsOf(forecast([...faces.asset.values()], now, LIVE), faces, ME, seen);
const say = (key: string, values: object = {}) => `${key} ${JSON.stringify(values)}`;

describe('alerts of what is predicted (U9) [L9]', () => {
  it('one root cause makes one alert of each kind, the worst of it first, under the strictest label', () => {
    const [loss, persons, ...none] = alerts(world());
    expect(none).toEqual([]);
    expect(loss).toMatchObject({ kind: 'predicted', severity: 3, since: NOON, entity: { kind: 'asset', id: idOf(2) } });
    expect(loss!.covers).toHaveLength(2);
    expect(loss!.predicted!.tlp).toBe('TLP:AMBER');
    expect(persons).toMatchObject({ severity: 2, predicted: { tlp: 'TLP:GREEN' } });
    expect(titleOf(loss!, say)).toContain('"count":1');
    // Ten thousand without it are said with the thousand.
    expect(titleOf(persons!, say)).toBe(
      say('alerts.predicted.persons', { persons: '10,000', service: say('ui.sector.health'), nation: 'ES' }),
    );
  });

  it('the clock and a moved moment make no other alert; what fails anew does', () => {
    const keys = (faces: Faces, now = minutes(10)) => alerts(faces, now).map(({ key }) => key);
    const before = keys(world());
    expect(keys(world(), minutes(50))).toEqual(before);
    const later = world();
    const moved = facesOf({
      organisation: [mine],
      asset: [...later.asset.values()].map((face) =>
        face.id === idOf(2)
          ? ({ ...face, buffers: { [idOf(502)]: { secondsLeft: 7200, at: minutes(5) } } } as AssetFace)
          : (face as AssetFace),
      ),
    });
    expect(keys(moved)).toEqual(before);
    expect(keys(world([], down(1, minutes(5)))).filter((key) => before.includes(key))).toEqual([]);
  });

  it('what was put aside stays aside until the same cause brings something else', () => {
    const [loss] = alerts(world());
    const seen = Object.fromEntries(loss!.covers!.map((key) => [key, 1]));
    expect(alerts(world(), minutes(40), seen).map(({ predicted }) => predicted!.crossings[0].kind)).toEqual([
      'persons',
    ]);
    const [again] = alerts(world([clinic(4, 6)]), minutes(40), seen);
    expect(again).toMatchObject({ entity: { id: idOf(4) }, severity: 3 });
    expect(again!.covers).toHaveLength(1);
    expect(again!.key).not.toBe(loss!.key);
  });

  it('more than five causes of one moment are one event, and none the less put aside one by one', () => {
    const event = (count: number) => {
      const roots = Array.from({ length: count }, (_none, n) => down(20 + n, minutes(n % 3)));
      const behind = roots.map((_root, n) =>
        asset(40 + n, { ...well, sector: 'health', owner: OURS, needs: [need(40 + n, 20 + n, 4)] }),
      );
      return facesOf({ organisation: [mine], asset: [...roots, ...behind] });
    };
    expect(alerts(event(5)).map(({ predicted }) => predicted!.causes)).toEqual([1, 1, 1, 1, 1]);
    const [one, ...none] = alerts(event(9));
    expect(none).toEqual([]);
    expect(one).toMatchObject({ predicted: { causes: 9 }, entity: { id: idOf(40) } });
    expect(one!.covers).toHaveLength(9);
    const seen = Object.fromEntries(one!.covers!.slice(0, 7).map((key) => [key, 1]));
    expect(alerts(event(9), minutes(10), seen).map(({ predicted }) => predicted!.causes)).toEqual([1, 1]);
  });

  it('says nothing without a forecast, and nothing of what is not shown any more', () => {
    expect(predictedAlertsOf(undefined, world(), ME, {})).toEqual([]);
    const faces = world();
    const made = forecast([...faces.asset.values()], minutes(10), LIVE);
    const without = facesOf({ organisation: [mine] });
    expect(predictedAlertsOf(made, without, ME, {})).toEqual([]);
  });

  it('escalates from the first word on the root cause', () => {
    expect(alerts(world())[0]!.raisedAt).toBe(Date.parse(claim('failed').realAt));
  });
});

describe('what was predicted while somebody was away', () => {
  const told = (faces: Faces, outcome: Foretold['outcome']): Foretold[] =>
    crossingsOf(forecast([...faces.asset.values()], minutes(10), LIVE), faces.asset, {
      organisation: OURS,
      country: 'ES',
    }).map((crossing) => ({ crossing, arose: NOON, outcome }));

  it('is told by root cause, kind and outcome; what still stands first', () => {
    const faces = world();
    const [first, ...rest] = told(faces, 'averted');
    const list = foreseenOf(
      [{ ...first!, outcome: 'averted' }, ...rest.map((one) => ({ ...one, outcome: 'predicted' as const }))],
      faces,
    );
    expect(list.map(({ warning, more }) => [warning.outcome, warning.crossing.kind, more])).toEqual([
      ['predicted', 'loss', 0],
      ['predicted', 'persons', 0],
      ['averted', 'loss', 0],
    ]);
    expect(foreseenOf(told(faces, 'predicted'), faces)[0]).toMatchObject({ more: 1, tlp: 'TLP:AMBER' });
  });

  it('leaves out what is not shown any more', () => {
    const faces = world();
    const fewer = facesOf({
      organisation: [mine],
      asset: [...faces.asset.values()].filter(({ id }) => id !== idOf(1)) as AssetFace[],
    });
    expect(foreseenOf(told(faces, 'predicted'), fewer)).toEqual([]);
  });
});
