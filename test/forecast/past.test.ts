import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pastSince, positionAt } from '../../server/forecast/past.ts';
import { snapshotOf } from '../../server/desk/snapshot.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import type { AssetFace } from '../../shared/domain/asset/record.ts';
import type { CommandInput } from '../../shared/domain/commands.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { fromMs } from '../../shared/time.ts';
import { House, id } from '../support/house.ts';

let house: House;
beforeEach(async () => {
  house = await House.of({
    organisations: ['alfa', 'bravo'],
    users: { ann: ['alfa', 'owner', 'liaison'], ben: ['bravo', 'viewer'] },
  });
  for (const name of ['plant', 'clinic'])
    await house.does('ann', 'asset.register', {
      assetId: id(name),
      name,
      sector: 'energy',
      kind: 'site',
      country: 'ES',
      location: { lat: 40, lon: -3 },
    });
});
afterEach(() => house.close());

const need: CommandInput<'asset.setNeeds'>['needs'][number] = {
  needId: id('need'),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: id('plant'), weight: 1, delay: 0, threshold: 1 }],
  buffer: 3600,
  recharge: 0,
  alpha: 1_000_000,
  beta: 0,
};
const position = () => house.view().position;
async function past(from: number, most = 200) {
  const view = house.view();
  const ben = audienceOf(view, id('bravo'), id('ben'));
  return pastSince(ben, view, (snapshotOf(ben, view).asset ?? []) as unknown as AnyFace[], from, most);
}
const status = (asset: string, to: 'failed' | 'operational') =>
  house.does('ann', 'asset.setStatus', { assetId: id(asset), status: to });
const mark = (asset: string, marking: object) =>
  house.does('ann', 'sharing.mark', {
    entity: { kind: 'asset', id: id(asset) },
    marking: marking as { tlp: 'TLP:GREEN' },
    reason: 'The cell decided so.',
  });

describe('[L9] [CAS-17] the past of assets, for a forecast', () => {
  it('each change that is shown is a step, from what was shown at the start', async () => {
    const from = position();
    await status('plant', 'failed');
    await status('plant', 'operational');
    await status('clinic', 'failed');
    const { faces, steps, coarser } = await past(from);
    expect(faces.map((face) => face.status).sort()).toEqual(['unknown', 'unknown']);
    expect(steps.map((step) => step.faces.map((face) => `${(face as AssetFace).name} ${face.status}`))).toEqual([
      ['plant failed'],
      ['plant operational'],
      ['clinic failed'],
    ]);
    expect(coarser).toBe(false);
    const two = await past(from, 2);
    expect(two.coarser).toBe(true);
    expect(two.steps.map((step) => step.faces.map((face) => face.status))).toEqual([['operational'], ['failed']]);
  });

  it('what is not shown any more has no past, nor has a need of it', async () => {
    await house.does('ann', 'asset.setNeeds', { assetId: id('clinic'), needs: [need] });
    const from = position();
    await status('clinic', 'failed');
    await status('plant', 'failed');
    await mark('plant', { tlp: 'TLP:AMBER+STRICT' });
    const told = await past(from);
    expect(JSON.stringify(told)).not.toContain(id('plant'));
    expect(told.steps).toHaveLength(1);
  });

  it('a restriction that came later holds for it: no buffer is told', async () => {
    await house.does('ann', 'asset.setNeeds', { assetId: id('clinic'), needs: [need] });
    const from = position();
    await house.does('ann', 'asset.setBuffer', { assetId: id('clinic'), needId: need.needId, secondsLeft: 1234 });
    expect(JSON.stringify(await past(from))).toContain('1234');
    await mark('clinic', { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } });
    expect(JSON.stringify(await past(from))).not.toMatch(/1234|"buffer"/);
  });

  it('what changed unseen makes no step', async () => {
    await mark('clinic', { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } });
    const from = position();
    await house.does('ann', 'asset.setDetails', { assetId: id('clinic'), contacts: 'Call the night watch.' });
    expect((await past(from)).steps).toEqual([]);
    await house.does('ann', 'asset.setDetails', { assetId: id('clinic'), served: 100 });
    expect((await past(from)).steps).toHaveLength(1);
  });

  it('[POL-18] of an area the minute of its change is told, not the moment; of an asset the moment', async () => {
    await house.does('ann', 'sharing.mark', {
      entity: { kind: 'asset', id: id('plant') },
      marking: { tlp: 'TLP:AMBER+STRICT' },
      coarse: { marking: { tlp: 'TLP:GREEN' } },
      reason: 'The cell decided so.',
    });
    house.now = Math.floor(house.now / 60_000) * 60_000 + 60_000 + 41_237;
    const from = position();
    await status('plant', 'failed');
    const [area] = (await past(from)).steps;
    expect(area!.faces[0]).toMatchObject({ cell: {}, status: 'failed' });
    expect(area!.at).toBe(fromMs(house.now - 41_237));
    const then = position();
    await status('clinic', 'failed');
    expect((await past(then)).steps.map(({ at }) => at)).toEqual([fromMs(house.now)]);
  });

  it('a record is found as it was at each of many positions', async () => {
    const from = position();
    for (let n = 0; n < 9; n++) await status('clinic', n % 2 === 0 ? 'failed' : 'operational');
    const { steps } = await past(from);
    expect(steps.map((step) => step.faces.map((face) => face.status).join())).toEqual(
      Array.from({ length: 9 }, (_none, n) => (n % 2 === 0 ? 'failed' : 'operational')),
    );
    const world = house.view().operation;
    expect(world.at(`asset:${id('clinic')}`, 0)).toBeUndefined();
  });

  it('what was made since was not there at the start', async () => {
    const from = position();
    await house.does('ann', 'asset.register', {
      assetId: id('works'),
      name: 'works',
      sector: 'drinking-water',
      kind: 'site',
      country: 'ES',
      location: { lat: 40, lon: -3 },
    });
    const { faces, steps } = await past(from);
    expect(faces).toHaveLength(2);
    expect(steps.map((step) => step.faces.map((face) => face.id))).toEqual([[id('works')]]);
  });

  it('finds the position of a real time', async () => {
    const [before, at] = [house.now, position()];
    house.now += 60_000;
    await status('plant', 'failed');
    expect(positionAt(house.view(), before)).toBe(at);
    expect(positionAt(house.view(), house.now)).toBe(at + 1);
    expect(positionAt(house.view(), 0)).toBe(house.view().operation.oldest);
  });
});
