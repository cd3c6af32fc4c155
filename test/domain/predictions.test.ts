import { afterEach, describe, expect, it } from 'vitest';
import { forecast } from '../../shared/cascade/forecast.ts';
import { inFull, type AssetFace, type TwinFace } from '../../shared/domain/asset/record.ts';
import type { CommandInput } from '../../shared/domain/commands.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { allFaces, difference } from '../../shared/sharing/difference.ts';
import { fromMs } from '../../shared/time.ts';
import { House, id, type Cast } from '../support/house.ts';

const CAST: Cast = {
  organisations: ['A', 'B', 'C'],
  users: {
    ann: ['A', 'coordinator', 'owner', 'liaison'],
    abe: ['A', 'responder'],
    val: ['A', 'viewer'],
    ben: ['B', 'coordinator', 'owner', 'liaison'],
    cleo: ['C', 'coordinator', 'owner', 'liaison'],
  },
};
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let house: House;
afterEach(async () => {
  expect(house.troubles).toEqual([]);
  await house.close();
});

const register = (name: string, by: string, more: object = {}) =>
  house.does(by, 'asset.register', {
    assetId: id(name),
    name,
    sector: 'energy',
    kind: 'substation',
    country: 'ES',
    location: { lat: 40.4, lon: -3.6 },
    level: 1_000_000,
    ...more,
  });
const seen = (user: string, name: string) => house.sees(user, 'asset', name) as AssetFace;
const later = (ms: number) => fromMs(house.now + ms);

function facesOf(user: string, organisation: string): (AssetFace | TwinFace)[] {
  const view = house.view();
  const all = [...allFaces(audienceOf(view, id(organisation), id(user)), view)];
  return all.filter(({ key }) => key.startsWith('asset:')).map(({ face }) => face as AssetFace | TwinFace);
}
/** When and to what an asset falls, as one of them sees it. */
const falls = (user: string, organisation: string, name: string) =>
  forecast(facesOf(user, organisation), fromMs(house.now))
    .changes.filter(({ assetId, to, from }) => assetId === id(name) && to < from)
    .map(({ at, to }) => [Date.parse(at) - house.now, to]);

/** A's station feeds B's hospital, which has eight hours of diesel; the station is out. */
async function blackout() {
  house = await House.of(CAST);
  await register('station', 'ann');
  await register('hospital', 'ben', {
    sector: 'health',
    needs: [
      {
        needId: id('power'),
        type: 'physical',
        rule: 'kofn',
        k: 1,
        suppliers: [{ assetId: id('station') }],
        buffer: 8 * 3600,
      },
    ],
  });
  await house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'failed' });
}

describe('[CAS-15] the owner answers what is predicted of their asset', () => {
  it('a refutation is a confirmed status that enters every forecast, until the moment that was said', async () => {
    await blackout();
    expect(falls('cleo', 'C', 'hospital')).toEqual([[8 * HOUR, 0]]);
    const answer = { assetId: id('hospital'), answer: 'refuted', at: later(8 * HOUR), level: 0 } as const;
    await house.does('ben', 'asset.answerPrediction', { ...answer, until: later(20 * HOUR), note: 'A second tank.' });
    expect(seen('cleo', 'hospital')).toMatchObject({
      status: 'operational',
      basis: 'confirmed',
      confirmed: { holdsUntil: later(20 * HOUR), note: 'A second tank.', by: { organisation: id('B') } },
    });
    for (const [user, organisation] of [
      ['ann', 'A'],
      ['ben', 'B'],
      ['cleo', 'C'],
    ] as const)
      expect(falls(user, organisation, 'hospital')).toEqual([[20 * HOUR, 0]]);
  });

  it('without a moment it holds for a day beyond what was predicted, and never for longer than a month', async () => {
    await blackout();
    const answer = { assetId: id('hospital'), answer: 'refuted', at: later(8 * HOUR), level: 0 } as const;
    expect(await house.say('ben', 'asset.answerPrediction', { ...answer, until: later(31 * DAY) })).toMatchObject({
      code: 'not-possible',
    });
    expect(await house.say('ben', 'asset.answerPrediction', { ...answer, until: later(-HOUR) })).toMatchObject({
      code: 'not-possible',
    });
    expect(seen('ben', 'hospital').confirmed?.holdsUntil).toBeUndefined();
    await house.does('ben', 'asset.answerPrediction', answer);
    expect(seen('ben', 'hospital').confirmed?.holdsUntil).toBe(later(8 * HOUR + DAY));
  });

  it('it lapses when a supplier changes again: in status, or in level alone', async () => {
    await blackout();
    const answer = { assetId: id('hospital'), answer: 'refuted', at: later(8 * HOUR), level: 0 } as const;
    house.now += HOUR;
    await house.does('ben', 'asset.answerPrediction', answer);
    expect(falls('cleo', 'C', 'hospital')).toEqual([[31 * HOUR, 0]]);
    house.now += HOUR;
    // Said once more, and nothing has changed: what was vouched for still is.
    await house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'failed', note: 'Still out.' });
    expect(falls('cleo', 'C', 'hospital')).toEqual([[30 * HOUR, 0]]);
    await house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'failed', level: 1 });
    expect(seen('cleo', 'station')).toMatchObject({ level: 1, levelSince: fromMs(house.now) });
    expect(seen('cleo', 'station').since).not.toBe(fromMs(house.now));
    await house.does('ben', 'asset.setBuffer', { assetId: id('hospital'), needId: id('power'), secondsLeft: 3600 });
    await house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'failed', level: 0 });
    expect(falls('cleo', 'C', 'hospital')).toEqual([[HOUR, 0]]);
  });

  it('and when a supplier comes back: what was vouched for as degraded is free to recover', async () => {
    await blackout();
    const short = { assetId: id('hospital'), status: 'degraded', level: 500_000, because: 'supply' } as const;
    await house.does('ben', 'asset.setStatus', short);
    house.now += HOUR;
    const answer = { assetId: id('hospital'), answer: 'refuted', at: later(8 * HOUR), level: 0 } as const;
    await house.does('ben', 'asset.answerPrediction', answer);
    house.now += HOUR;
    await house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'operational' });
    const { changes, already } = forecast(facesOf('cleo', 'C'), fromMs(house.now));
    expect([...already, ...changes].map(({ assetId, to }) => [assetId, to])).toEqual([[id('hospital'), 1_000_000]]);
    expect(changes.every(({ at }) => Date.parse(at) < house.now + HOUR)).toBe(true);
  });

  it('what is told of its moment is no more exact than a quarter of an hour, and of its end than an hour', async () => {
    await blackout();
    const at = later(8 * HOUR - 1234);
    await house.does('ben', 'asset.answerPrediction', { assetId: id('hospital'), answer: 'confirmed', at, level: 0 });
    expect(seen('cleo', 'hospital').expected!.at).toBe(later(8 * HOUR));
    await house.does('ben', 'asset.answerPrediction', { assetId: id('hospital'), answer: 'refuted', at, level: 0 });
    expect(seen('cleo', 'hospital').confirmed!.holdsUntil).toBe(later(8 * HOUR + DAY));
    const early = { assetId: id('hospital'), answer: 'refuted', at, level: 0, until: later(7 * HOUR) } as const;
    expect(await house.say('ben', 'asset.answerPrediction', early)).toMatchObject({ code: 'not-possible' });
  });

  it('a later word on the status renews neither it nor what has lapsed', async () => {
    await blackout();
    const answer = { assetId: id('hospital'), answer: 'refuted', at: later(8 * HOUR), level: 0 } as const;
    house.now += 60_000;
    await house.does('ben', 'asset.answerPrediction', { ...answer, until: later(60 * HOUR) });
    house.now += HOUR;
    await house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'operational' });
    house.now += 60_000;
    await house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'failed' });
    expect(falls('cleo', 'C', 'hospital')).toEqual([[8 * HOUR, 0]]);
    await house.does('ben', 'asset.confirm', { assetId: id('hospital') });
    expect(falls('cleo', 'C', 'hospital')).toEqual([[8 * HOUR, 0]]);
  });

  it('where a partner said why, the owner who refutes says no other cause', async () => {
    house = await House.of(CAST);
    await register('well', 'ben', { level: undefined });
    await house.does('ann', 'asset.setStatus', { assetId: id('well'), status: 'failed', because: 'supply' });
    const answer = { assetId: id('well'), answer: 'refuted', at: later(HOUR), level: 0 } as const;
    await house.does('ben', 'asset.answerPrediction', answer);
    expect(seen('cleo', 'well').confirmed).toMatchObject({ status: 'failed', because: 'supply' });
  });

  it('a confirmation stands beside the forecast and is gone with the next word on the status', async () => {
    await blackout();
    const answer = { assetId: id('hospital'), answer: 'confirmed', at: later(8 * HOUR), level: 0 } as const;
    await house.does('ben', 'asset.answerPrediction', { ...answer, note: 'We move the patients.' });
    expect(seen('cleo', 'hospital').expected).toEqual({
      at: later(8 * HOUR),
      level: 0,
      note: 'We move the patients.',
      saidAt: fromMs(house.now),
      by: { organisation: id('B'), user: id('ben') },
    });
    expect(falls('cleo', 'C', 'hospital')).toEqual([[8 * HOUR, 0]]);
    await house.does('ben', 'asset.setStatus', { assetId: id('hospital'), status: 'degraded' });
    expect(seen('cleo', 'hospital').expected).toBeUndefined();
  });

  it('nobody else answers, nothing is confirmed once it should have come, and nobody vouches while confirming', async () => {
    await blackout();
    const answer = { assetId: id('hospital'), answer: 'refuted', at: later(8 * HOUR), level: 0 } as const;
    for (const user of ['ann', 'cleo', 'val'])
      expect(await house.say(user, 'asset.answerPrediction', answer)).toMatchObject({ code: 'not-allowed' });
    const confirmed = { ...answer, answer: 'confirmed' } as const;
    expect(await house.say('ben', 'asset.answerPrediction', { ...confirmed, at: later(-HOUR) })).toMatchObject({
      code: 'not-possible',
    });
    expect(
      await house.say('ben', 'asset.answerPrediction', {
        ...confirmed,
        until: later(HOUR),
      } as CommandInput<'asset.answerPrediction'>),
    ).toMatchObject({ code: 'invalid' });
  });

  it('of an asset of which nobody has spoken, a refutation says that it stands', async () => {
    house = await House.of(CAST);
    await house.does('ben', 'asset.register', {
      assetId: id('well'),
      name: 'well',
      sector: 'drinking-water',
      kind: 'well',
      country: 'ES',
      location: { lat: 40, lon: -3 },
    });
    await house.does('ben', 'asset.answerPrediction', {
      assetId: id('well'),
      answer: 'refuted',
      at: later(HOUR),
      level: 0,
    });
    expect(seen('ann', 'well')).toMatchObject({ status: 'operational', level: 1_000_000, basis: 'confirmed' });
  });

  it('[CAS-13] unknown as the first word on an asset is no news of a loss', async () => {
    house = await House.of(CAST);
    await house.does('ben', 'asset.register', {
      assetId: id('well'),
      name: 'well',
      sector: 'drinking-water',
      kind: 'well',
      country: 'ES',
      location: { lat: 40, lon: -3 },
    });
    await house.does('ben', 'asset.setStatus', { assetId: id('well'), status: 'unknown' });
    expect(seen('ann', 'well')).toMatchObject({ status: 'unknown', level: 1_000_000 });
    expect(forecast(facesOf('ann', 'A'), fromMs(house.now)).services).toEqual([]);
  });
});

describe('[POL-20] a scenario', () => {
  const save = (by: string, steps: readonly string[], more: object = {}) =>
    house.say(by, 'scenario.save', {
      scenarioId: id('scenario'),
      name: 'Both lines',
      steps: steps.map((name) => ({ kind: 'health', after: 600, assetId: id(name), level: 0 })),
      ...more,
    });
  const shows = () => house.whoSees('scenario', 'scenario', ['ann', 'ben', 'cleo']);

  it('is shown only where its own marking and the full face of every asset it rests on are', async () => {
    house = await House.of(CAST);
    await register('line', 'ann');
    await register('cable', 'ann', { marking: { tlp: 'TLP:AMBER', circles: [] } });
    await save('ann', ['line', 'cable']);
    expect(shows()).toEqual(['ann']);
    const mark = (
      name: string,
      tlp: 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT',
      kind: 'asset' | 'scenario' = 'asset',
    ) => house.does('ann', 'sharing.mark', { entity: { kind, id: id(name) }, marking: { tlp }, reason: 'r' });
    await mark('cable', 'TLP:GREEN');
    expect(shows()).toEqual(['ann', 'ben', 'cleo']);
    await mark('line', 'TLP:AMBER');
    expect(shows()).toEqual(['ann']);
    await mark('line', 'TLP:GREEN');
    await mark('scenario', 'TLP:AMBER+STRICT', 'scenario');
    expect(shows()).toEqual(['ann']);
    expect(house.sees('abe', 'scenario', 'scenario')).toMatchObject({
      name: 'Both lines',
      hours: 72,
      steps: [{ assetId: id('line') }, { assetId: id('cable') }],
    });
  });

  it('[L4] changes that name scenarios keep the one order of kinds and ids', async () => {
    house = await House.of(CAST);
    await register('line', 'ann');
    await save('ann', ['line']);
    const before = house.view();
    await house.does('ann', 'scenario.change', { scenarioId: id('scenario'), name: 'Other' });
    await house.does('ann', 'asset.setStatus', { assetId: id('line'), status: 'degraded' });
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'x' });
    const changes = difference(audienceOf(house.view(), id('B'), id('ben')), before, house.view());
    expect(changes.map(({ entity }) => entity.kind)).toEqual(['asset', 'incident', 'scenario']);
  });

  it('with other steps it follows their assets', async () => {
    house = await House.of(CAST);
    await register('line', 'ann');
    await register('cable', 'ann', { marking: { tlp: 'TLP:AMBER' } });
    await save('ann', ['line']);
    expect(shows()).toEqual(['ann', 'ben', 'cleo']);
    const steps = [{ kind: 'health', after: 0, assetId: id('cable'), level: 0 }] as const;
    await house.does('ann', 'scenario.change', { scenarioId: id('scenario'), steps: [...steps] });
    expect(shows()).toEqual(['ann']);
  });

  it('[L4] taken away by other steps, it is taken out of what speaks of it as well', async () => {
    house = await House.of(CAST);
    await register('line', 'ann');
    await register('cable', 'ann', { marking: { tlp: 'TLP:AMBER' } });
    await save('ann', ['line']);
    await house.does('ben', 'sharing.request', {
      releaseId: id('request'),
      entity: { kind: 'scenario', id: id('scenario') },
      reason: 'For our people.',
    });
    expect(house.sees('ben', 'release', 'request')).toMatchObject({ on: { id: id('scenario') } });
    const before = house.view();
    const steps = [{ kind: 'health', after: 0, assetId: id('cable'), level: 0 }] as const;
    await house.does('ann', 'scenario.change', { scenarioId: id('scenario'), steps: [...steps] });
    const changes = difference(audienceOf(house.view(), id('B'), id('ben')), before, house.view());
    expect(changes.map(({ type, entity }) => [type, entity.kind])).toEqual([
      ['record.withdrawn', 'scenario'],
      ['record.changed', 'release'],
    ]);
    expect(house.sees('ben', 'release', 'request')!.on).toBeUndefined();
  });

  it('rests on no area, and on nothing that is not shown; on a TLP:RED asset only as TLP:RED', async () => {
    house = await House.of(CAST);
    await register('hidden', 'ann', {
      marking: { tlp: 'TLP:AMBER' },
      coarse: { marking: { tlp: 'TLP:GREEN' }, cell: 0.5 },
    });
    await register('red', 'ann', { marking: { tlp: 'TLP:RED', persons: [id('ann')] } });
    expect(await save('ben', ['hidden'])).toMatchObject({ code: 'not-found' });
    const twin = facesOf('ben', 'B').find((face) => inFull(face) === undefined)!;
    const onTwin = [{ kind: 'health', after: 0, assetId: twin.id, level: 0 }];
    expect(await save('ben', [], { steps: onTwin })).toMatchObject({ code: 'not-possible' });
    expect(await save('ann', ['red'])).toMatchObject({ code: 'marking-contradiction' });
    const red = { marking: { tlp: 'TLP:RED', persons: [id('ann')] } };
    expect(await save('ann', ['red'], red)).toMatchObject({ outcome: 'accepted' });
    expect(house.whoSees('scenario', 'scenario', ['ann', 'abe', 'ben'])).toEqual(['ann']);
  });

  it('an asset that becomes TLP:RED takes with it what rests on it and is not', async () => {
    house = await House.of(CAST);
    await register('line', 'ann');
    await save('ann', ['line']);
    expect(shows()).toEqual(['ann', 'ben', 'cleo']);
    await house.does('ann', 'sharing.mark', {
      entity: { kind: 'asset', id: id('line') },
      marking: { tlp: 'TLP:RED', persons: [id('ann')] },
      reason: 'r',
    });
    expect(shows()).toEqual([]);
  });

  it('is changed and discarded by those who saved it alone; a viewer saves none', async () => {
    house = await House.of(CAST);
    await register('line', 'ann');
    expect(await save('val', ['line'])).toMatchObject({ code: 'not-allowed' });
    await save('ann', ['line']);
    expect(await save('ann', ['line'])).toMatchObject({ code: 'id-taken' });
    const other = { scenarioId: id('scenario'), name: 'Other' };
    expect(await house.say('ben', 'scenario.change', other)).toMatchObject({ code: 'not-allowed' });
    expect(await house.say('ben', 'scenario.discard', { scenarioId: id('scenario') })).toMatchObject({
      code: 'not-allowed',
    });
    await house.does('abe', 'scenario.change', other);
    expect(house.sees('ben', 'scenario', 'scenario')).toMatchObject({ name: 'Other' });
    await house.does('abe', 'scenario.discard', { scenarioId: id('scenario') });
    expect(shows()).toEqual([]);
    expect(await save('ann', ['line'])).toMatchObject({ code: 'id-taken' });
  });
});
