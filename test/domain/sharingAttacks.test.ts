import { afterEach, describe, expect, it } from 'vitest';
import type { TwinFace } from '../../shared/domain/asset/record.ts';
import type { User } from '../../shared/domain/directory/record.ts';
import { get } from '../../shared/domain/world.ts';
import { fromMs } from '../../shared/time.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { allFaces, difference } from '../../shared/sharing/difference.ts';
import { House, id, type Cast } from '../support/house.ts';

/** What a curious partner would try. */
const CAST: Cast = {
  organisations: ['A', 'B', 'C'],
  users: {
    ann: ['A', 'coordinator', 'owner', 'liaison'],
    abe: ['A', 'coordinator', 'owner', 'liaison'],
    ben: ['B', 'coordinator', 'owner', 'liaison'],
    cleo: ['C', 'coordinator', 'owner', 'liaison'],
  },
  circles: { ring: ['A', 'A', 'B'] },
};
const STRICT = { tlp: 'TLP:AMBER+STRICT' } as const;
const GREEN_TWIN = { marking: { tlp: 'TLP:GREEN' } } as const;

let house: House;
afterEach(async () => {
  expect(house.troubles).toEqual([]);
  await house.close();
});

const asset = (name: string, more: object = {}) =>
  house.does('ann', 'asset.register', {
    assetId: id(name),
    name,
    sector: 'energy',
    kind: 'substation',
    country: 'ES',
    location: { lat: 40.37, lon: -3.61 },
    ...more,
  });
const audience = (user: string) => {
  const view = house.view();
  return audienceOf(view, get(view, 'user', id(user))!.organisation, id(user));
};
const facesOf = (user: string) => [...allFaces(audience(user), house.view())].map(({ face }) => face);
const twinsOf = (user: string) => facesOf(user).filter((face) => 'cell' in face) as TwinFace[];

describe('a request for more of an area', () => {
  it('[POL-19] is answered without telling whose the area is: not in its face, nor in the change', async () => {
    house = await House.of(CAST);
    await asset('station', { marking: STRICT, coarse: GREEN_TWIN });
    const [twin] = twinsOf('ben');
    const entity = { kind: 'asset', id: twin!.id } as const;
    await house.does('ben', 'sharing.request', { releaseId: id('ask'), entity, reason: 'Which pump?' });
    const before = house.view();
    await house.does('ann', 'sharing.answer', { releaseId: id('ask'), answer: 'declined', reason: 'Not now.' });
    const after = house.view();
    expect(house.sees('ben', 'release', 'ask')).toMatchObject({ status: 'declined', on: entity });
    expect(house.sees('ann', 'release', 'ask')).toMatchObject({ answer: { by: { user: id('ann') } } });
    const { event } = house.worlds
      .operation(house.operation)!
      .world.touchesBetween(before.position, after.position)[0]!;
    const told = JSON.stringify([
      house.sees('ben', 'release', 'ask'),
      difference(audience('ben'), before, after, event),
    ]);
    expect(told).not.toContain(id('A'));
    expect(told).not.toContain(id('ann'));
  });

  it("[POL-19] nor does asking tell one's own people that it is theirs", async () => {
    house = await House.of(CAST);
    await asset('station', { marking: { tlp: 'TLP:RED' }, coarse: GREEN_TWIN });
    const [twin] = twinsOf('abe');
    const entity = { kind: 'asset', id: twin!.id } as const;
    await house.does('abe', 'sharing.request', { releaseId: id('ask'), entity, reason: 'Which one?' });
    expect(house.sees('abe', 'release', 'ask')).toMatchObject({ on: entity });
    expect(house.sees('abe', 'release', 'ask')).not.toHaveProperty('to');
  });

  it('[POL-19] is open once for each organisation: nobody rings the bell of an owner over and over', async () => {
    house = await House.of(CAST);
    await asset('station', { marking: { tlp: 'TLP:AMBER', circles: [id('ring')] } });
    const entity = { kind: 'asset', id: id('station') } as const;
    const asks = (name: string) =>
      house.say('ben', 'sharing.request', { releaseId: id(name), entity, reason: 'Please' });
    expect(await asks('first')).toMatchObject({ outcome: 'accepted' });
    expect(await asks('second')).toMatchObject({ code: 'not-possible' });
    await house.does('ann', 'sharing.answer', { releaseId: id('first'), answer: 'declined', reason: 'No.' });
    expect(await asks('third')).toMatchObject({ outcome: 'accepted' });
  });
});

describe("a guest's link", () => {
  it('[POL-18] that names an asset shows its area only where its sponsor is shown the asset', async () => {
    house = await House.of(CAST);
    await asset('one', { marking: STRICT, coarse: GREEN_TWIN });
    await asset('two', { marking: STRICT, coarse: GREEN_TWIN });
    const invite = (sponsor: string, guest: string) =>
      house.sayToDirectory(sponsor, 'guest.invite', {
        guestId: id(guest),
        operation: house.operation,
        name: guest,
        cap: 'TLP:AMBER',
        until: fromMs(house.now + 3_600_000),
        records: [{ kind: 'asset', id: id('one') }],
      });
    await invite('ben', 'spy');
    await invite('abe', 'friend');
    expect((get(house.view(), 'user', id('spy')) as User).guest).toBeDefined();
    expect(twinsOf('ben')).toHaveLength(2);
    expect(twinsOf('spy')).toEqual([]);
    expect(twinsOf('friend')).toHaveLength(1);
    // What their sponsor is shown no more, is taken from them in the same step (L4).
    const before = house.view();
    await house.admin('user.setRoles', { userId: id('abe'), operation: house.operation, roles: ['guest'] });
    expect(twinsOf('friend')).toEqual([]);
    expect(difference(audience('friend'), before, house.view()).map(({ type }) => type)).toContain('record.withdrawn');
  });
});
