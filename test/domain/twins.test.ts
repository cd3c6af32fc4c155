import { afterEach, describe, expect, it } from 'vitest';
import { cellAt, servedBand, statusBand } from '../../shared/domain/asset/twin.ts';
import type { AssetFace, TwinFace } from '../../shared/domain/asset/record.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { allFaces, difference } from '../../shared/sharing/difference.ts';
import { House, id, type Cast } from '../support/house.ts';

const CAST: Cast = {
  organisations: ['A', 'B', 'C'],
  users: {
    ann: ['A', 'coordinator', 'owner', 'liaison'],
    abe: ['A', 'responder'],
    ben: ['B', 'coordinator', 'owner', 'liaison'],
    cleo: ['C', 'coordinator', 'owner', 'liaison'],
    gus: ['A', 'guest'],
  },
  circles: { ring: ['A', 'A', 'B'] },
};
const STRICT = { tlp: 'TLP:AMBER+STRICT' } as const;
const GREEN_TWIN = { marking: { tlp: 'TLP:GREEN' }, cell: 0.5 } as const;

let house: House;
afterEach(async () => {
  expect(house.troubles).toEqual([]);
  await house.close();
});

const asset = (name: string, more: object = {}, by = 'ann') =>
  house.does(by, 'asset.register', {
    assetId: id(name),
    name,
    sector: 'energy',
    kind: 'substation',
    country: 'ES',
    location: { lat: 40.37, lon: -3.61 },
    level: 1_000_000,
    served: 12_000,
    contacts: 'desk',
    ...more,
  });
const facesOf = (user: string) => {
  const view = house.view();
  const organisation = house.worlds.directory.world.at(`user:${id(user)}`, view.directoryPosition) as {
    organisation: string;
  };
  return [...allFaces(audienceOf(view, organisation.organisation, id(user)), view)].map(({ face }) => face);
};
const twinsOf = (user: string) => facesOf(user).filter((face) => 'cell' in face) as TwinFace[];

describe('[POL-18] a coarse twin', () => {
  it('is an area and a closed list of fields, to those alone who are not shown the asset', async () => {
    house = await House.of(CAST);
    await asset('station', { marking: STRICT, coarse: GREEN_TWIN });
    const exact = house.sees('ann', 'asset', 'station') as AssetFace;
    expect(exact.twin).toMatchObject({ cell: { lat: 40, lon: -4, size: 0.5 }, marking: { tlp: 'TLP:GREEN' } });
    expect(house.sees('abe', 'asset', 'station')).toMatchObject({ name: 'station' });
    expect(twinsOf('ann')).toEqual([]);
    expect(house.sees('ben', 'asset', 'station')).toBeUndefined();
    const [twin] = twinsOf('ben');
    expect(Object.keys(twin!).sort()).toEqual(
      ['cell', 'code', 'id', 'sector', 'served', 'since', 'status', 'tlp', 'version'].sort(),
    );
    expect(twin).toMatchObject({ id: exact.twin!.id, status: 'operational', served: 10_000, tlp: 'TLP:GREEN' });
    expect(twin!.since).toMatch(/:00\.000Z$/);
    // An account that is only a guest is no member of the owner: it is shown the twin.
    expect(twinsOf('gus').map((one) => one.id)).toEqual([twin!.id]);
    expect(JSON.stringify(facesOf('ben'))).not.toContain('station');
  });

  it('hides the name, the place and every exact change: only its bands move, and with hysteresis', async () => {
    house = await House.of(CAST);
    await asset('station', { marking: STRICT, coarse: GREEN_TWIN });
    const say = (level: number) =>
      house.does('ann', 'asset.setStatus', { assetId: id('station'), status: 'degraded', level });
    const version = twinsOf('ben')[0]!.version;
    house.now += 600_000;
    await say(900_000);
    expect(twinsOf('ben')[0]!.version).toBe(version);
    await say(600_000);
    expect(twinsOf('ben')[0]!).toMatchObject({ status: 'degraded' });
    const degraded = twinsOf('ben')[0]!.version;
    await say(900_000);
    expect(twinsOf('ben')[0]!.version).toBe(degraded);
    await say(960_000);
    expect(twinsOf('ben')[0]!).toMatchObject({ status: 'operational' });
  });

  it('[POL-7] stands in references and needs where the asset would', async () => {
    house = await House.of(CAST);
    await asset('station', { marking: STRICT, coarse: { ...GREEN_TWIN, needs: true } });
    await asset('line', { marking: { tlp: 'TLP:GREEN' } }, 'ben');
    const need = (supplier: string) => [
      { needId: id(`need ${supplier}`), type: 'physical', rule: 'kofn', k: 1, suppliers: [{ assetId: supplier }] },
    ];
    const twinId = twinsOf('ben')[0]!.id;
    await house.does('ann', 'asset.setNeeds', { assetId: id('station'), needs: need(id('line')) as never });
    // Ben names the twin, and the record holds the asset.
    await asset('pump', { marking: { tlp: 'TLP:GREEN' }, needs: need(twinId) }, 'ben');
    await house.does('ben', 'incident.report', { incidentId: id('fire'), title: 'fire', assetIds: [twinId] });
    expect((house.sees('ben', 'asset', 'pump') as AssetFace).needs![0]!.suppliers[0]!.assetId).toBe(twinId);
    expect(house.sees('ben', 'incident', 'fire')!.assetIds).toEqual([twinId]);
    expect((house.sees('ann', 'asset', 'pump') as AssetFace).needs![0]!.suppliers[0]!.assetId).toBe(id('station'));
    expect(house.sees('ann', 'incident', 'fire')!.assetIds).toEqual([id('station')]);
    const exactNeed = (house.sees('ann', 'asset', 'station') as AssetFace).needs![0]!;
    const twinNeed = twinsOf('ben')[0]!.needs![0]!;
    expect(twinNeed.suppliers[0]!.assetId).toBe(id('line'));
    expect(twinNeed.needId).not.toBe(exactNeed.needId);
    // Ben replaces what he was shown by the same: nothing is lost, nothing doubled.
    await house.does('ben', 'incident.linkAssets', { incidentId: id('fire'), assetIds: [twinId, id('line')] });
    expect(house.sees('ann', 'incident', 'fire')!.assetIds).toEqual([id('station'), id('line')].sort());
  });

  it('[ACT-1] takes no command but a request for release, and its owner is not told by it', async () => {
    house = await House.of(CAST);
    await asset('station', { marking: STRICT, coarse: GREEN_TWIN });
    const twinId = twinsOf('ben')[0]!.id;
    for (const [type, data] of [
      ['asset.setStatus', { assetId: twinId, status: 'failed' }],
      ['asset.setDetails', { assetId: twinId, name: 'mine' }],
      ['sharing.mark', { entity: { kind: 'asset', id: twinId }, marking: { tlp: 'TLP:CLEAR' }, reason: 'x' }],
    ] as const) {
      expect(await house.say('ben', type, data as never)).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
    }
    // To whom the asset itself is shown the twin does not exist, and the other way round.
    expect(await house.say('abe', 'asset.setStatus', { assetId: twinId, status: 'failed' })).toMatchObject({
      code: 'not-found',
    });
    expect(await house.say('ben', 'asset.setStatus', { assetId: id('station'), status: 'failed' })).toMatchObject({
      code: 'not-found',
    });
    await house.does('ben', 'sharing.request', {
      releaseId: id('ask'),
      entity: { kind: 'asset', id: twinId },
      reason: 'we feed it',
    });
    expect(house.sees('ben', 'release', 'ask')).toMatchObject({ on: { kind: 'asset', id: twinId }, status: 'asked' });
    expect(house.sees('ben', 'release', 'ask')).not.toHaveProperty('to');
    expect(house.sees('ann', 'release', 'ask')).toMatchObject({
      on: { kind: 'asset', id: id('station') },
      to: id('A'),
    });
    expect(house.sees('cleo', 'release', 'ask')).toBeUndefined();
  });

  it('is swapped with the asset as the marking moves, in one batch, withdrawal first', async () => {
    house = await House.of(CAST);
    await asset('station', { marking: { tlp: 'TLP:GREEN' } });
    await house.does('ben', 'incident.report', { incidentId: id('fire'), title: 'f', assetIds: [id('station')] });
    const before = house.view();
    await house.does('ann', 'sharing.mark', {
      entity: { kind: 'asset', id: id('station') },
      marking: STRICT,
      coarse: GREEN_TWIN,
      reason: 'attack under way',
    });
    const audience = audienceOf(house.view(), id('B'), id('ben'));
    const changes = difference(audience, before, house.view());
    const twin = twinsOf('ben')[0]!;
    expect(changes.map(({ type, entity }) => [type, entity.kind, entity.id])).toEqual([
      ['record.withdrawn', 'asset', id('station')],
      ['record.revealed', 'asset', twin.id],
      ['record.changed', 'incident', id('fire')],
    ]);
    expect(house.sees('ben', 'incident', 'fire')!.assetIds).toEqual([twin.id]);
    // Withdrawn again, it is gone, and published anew it is another one.
    const mark = (coarse: object | null) =>
      house.does('ann', 'sharing.mark', {
        entity: { kind: 'asset', id: id('station') },
        marking: STRICT,
        coarse: coarse as never,
        reason: 'x',
      });
    await mark(null);
    expect(twinsOf('ben')).toEqual([]);
    await mark(GREEN_TWIN);
    expect(twinsOf('ben')[0]!.id).not.toBe(twin.id);
  });

  it('stays as it is where an act of marking says nothing of it, and expires on real time by itself', async () => {
    house = await House.of(CAST);
    const expires = new Date(house.now + 3600_000).toISOString();
    await asset('station', { marking: STRICT, coarse: { marking: { tlp: 'TLP:GREEN', expires } } });
    await house.does('ann', 'sharing.mark', {
      entity: { kind: 'asset', id: id('station') },
      marking: { tlp: 'TLP:RED' },
      reason: 'x',
    });
    expect(twinsOf('abe')).toHaveLength(1);
    const before = house.view();
    house.now += 3_600_001;
    expect(twinsOf('ben')).toEqual([]);
    const changes = difference(audienceOf(house.view(), id('B'), id('ben')), before, house.view());
    expect(changes.map(({ type }) => type)).toEqual(['record.withdrawn']);
  });

  it.each([
    [{ tlp: 'TLP:GREEN' }, { tlp: 'TLP:GREEN' }],
    [{ tlp: 'TLP:GREEN' }, { tlp: 'TLP:AMBER' }],
    [STRICT, { tlp: 'TLP:AMBER+STRICT' }],
    [STRICT, { tlp: 'TLP:RED' }],
  ])('[ACT-8] an asset under %j takes no twin under %j', async (marking, twin) => {
    house = await House.of(CAST);
    const outcome = await house.say('ann', 'asset.register', {
      assetId: id('station'),
      name: 'station',
      sector: 'energy',
      kind: 'substation',
      country: 'ES',
      location: { lat: 40, lon: -3 },
      marking: marking as never,
      coarse: { marking: twin as never },
    });
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'marking-contradiction' });
    expect(house.sees('ann', 'asset', 'station')).toBeUndefined();
  });

  it('has cells that lie on one grid, and bands that do not flicker at their edge', async () => {
    house = await House.of(CAST);
    expect(cellAt({ lat: 40.37, lon: -3.61 }, 0.1)).toEqual({ lat: 40.3, lon: -3.7, size: 0.1 });
    expect(cellAt({ lat: 90, lon: 180 }, 2)).toEqual({ lat: 88, lon: 178, size: 2 });
    expect(cellAt({ lat: -90, lon: -180 }, 0.25)).toEqual({ lat: -90, lon: -180, size: 0.25 });
    expect(statusBand('operational', 'degraded', 800_000)).toBe('operational');
    expect(statusBand('operational', 'degraded', 799_999)).toBe('degraded');
    expect(statusBand('degraded', 'degraded', 949_999)).toBe('degraded');
    expect(statusBand('failed', 'degraded', 199_999)).toBe('failed');
    expect(statusBand('failed', 'degraded', 200_000)).toBe('degraded');
    expect(statusBand('operational', 'unknown', 1_000_000)).toBe('unknown');
    expect(servedBand(undefined, 999)).toBe(0);
    expect(servedBand(1_000, 950)).toBe(1_000);
    expect(servedBand(1_000, 899)).toBe(0);
    expect(servedBand(1_000, 10_999)).toBe(1_000);
    expect(servedBand(1_000, 11_000)).toBe(10_000);
  });
});

describe('[POL-19] a request for release', () => {
  it('reaches the owner, is answered in one act with the marking, and is nobody else’s business', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'incident.report', {
      incidentId: id('fire'),
      title: 'fire',
      cause: 'sabotage',
      marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } },
    });
    const ask = (by: string, name: string) =>
      house.say(by, 'sharing.request', {
        releaseId: id(name),
        entity: { kind: 'incident', id: id('fire') },
        wanted: 'TLP:GREEN',
        reason: 'who is next?',
      });
    expect(await ask('ann', 'own')).toMatchObject({ outcome: 'refused', code: 'not-possible' });
    expect(await ask('gus', 'guest')).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
    expect(await ask('ben', 'ask')).toMatchObject({ outcome: 'accepted' });
    expect(house.whoSees('release', 'ask', ['ann', 'abe', 'ben', 'cleo', 'gus'])).toEqual(['ann', 'abe', 'ben']);
    const answer = (by: string, more: object) =>
      house.say(by, 'sharing.answer', { releaseId: id('ask'), reason: 'go on', ...more } as never);
    expect(await answer('ben', { answer: 'granted', marking: { tlp: 'TLP:CLEAR' } })).toMatchObject({
      code: 'not-allowed',
    });
    expect(await answer('cleo', { answer: 'declined' })).toMatchObject({ code: 'not-found' });
    expect(await answer('abe', { answer: 'granted', marking: { tlp: 'TLP:GREEN' } })).toMatchObject({
      code: 'not-allowed',
    });
    expect(await answer('ann', { answer: 'granted' })).toMatchObject({ code: 'invalid' });
    expect(house.sees('ben', 'incident', 'fire')).not.toHaveProperty('cause');
    expect(await answer('ann', { answer: 'granted', marking: { tlp: 'TLP:GREEN' } })).toMatchObject({
      outcome: 'accepted',
    });
    expect(house.sees('ben', 'incident', 'fire')).toMatchObject({ cause: 'sabotage' });
    expect(house.sees('ben', 'release', 'ask')).toMatchObject({ status: 'granted', answer: { reason: 'go on' } });
    expect(await answer('ann', { answer: 'declined' })).toMatchObject({ code: 'not-possible' });
  });

  it('[POL-2] for a TLP:RED record is itself for named persons', async () => {
    house = await House.of(CAST);
    await house.does('ann', 'incident.report', {
      incidentId: id('plot'),
      title: 'plot',
      marking: { tlp: 'TLP:RED', persons: [id('ben')] },
    });
    await house.does('ben', 'sharing.request', {
      releaseId: id('ask'),
      entity: { kind: 'incident', id: id('plot') },
      reason: 'my chief must know',
    });
    expect(house.whoSees('release', 'ask', ['ann', 'abe', 'ben', 'cleo'])).toEqual(['ann', 'ben']);
  });
});
