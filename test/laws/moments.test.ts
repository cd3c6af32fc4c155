import { afterEach, describe, expect, it } from 'vitest';
import { createCursors } from '../../server/desk/cursors.ts';
import { OperationDesk } from '../../server/desk/desk.ts';
import { fromMs } from '../../shared/time.ts';
import { House, id } from '../support/house.ts';
import { canonicalHeld, heldOf, Screen } from '../support/historiesScreen.ts';

let house: House;
afterEach(async () => {
  expect(house.troubles).toEqual([]);
  await house.close();
});

async function begin(): Promise<OperationDesk> {
  house = await House.of({
    organisations: ['A', 'B'],
    users: { ann: ['A', 'coordinator', 'owner', 'liaison'], ben: ['B', 'coordinator', 'liaison'] },
    circles: { friends: ['A', 'A'] },
  });
  const stream = house.worlds.operation(house.operation)!;
  const cursors = createCursors(new Uint8Array(32));
  const desk = new OperationDesk(
    stream,
    house.worlds,
    cursors,
    () => house.now,
    () => {},
  );
  house.worlds.directory.onConfirmed((row) => desk.directoryMoved(row));
  return desk;
}
const site = { sector: 'energy', kind: 'site', country: 'ES', location: { lat: 40, lon: -3 } } as const;
const level = (screen: Screen, desk: OperationDesk) => {
  desk.flush();
  expect(canonicalHeld(screen.held)).toBe(canonicalHeld(heldOf(desk.snapshot(screen.user)!.records)));
};

describe('pages across recalls', () => {
  it('[L6] a row that shows nothing makes no page of its own before one that is too large for any', async () => {
    for (const hidden of [false, true]) {
      const desk = await begin();
      const amber = { tlp: 'TLP:AMBER' } as const;
      await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'Fire', marking: amber });
      for (const name of ['one', 'two'])
        await house.does('ann', 'incident.addNote', {
          incidentId: id('fire'),
          noteId: id(name),
          text: name,
          marking: { tlp: 'TLP:GREEN' },
        });
      const { cursor } = desk.snapshot(id('ben'))!;
      if (hidden) await house.does('ann', 'incident.report', { incidentId: id('x'), title: 'X', marking: amber });
      const entity = { kind: 'incident', id: id('fire') } as const;
      await house.does('ann', 'sharing.mark', { entity, marking: { tlp: 'TLP:GREEN' }, reason: 'Shared.' });
      expect(desk.changesSince(id('ben'), cursor, 1)).toBe('gone');
      if (!hidden) await house.close();
    }
  });

  it('[L4] [POL-5] what was recalled before a page is read stands in none of them', async () => {
    const desk = await begin();
    const { cursor } = desk.snapshot(id('ben'))!;
    for (const name of ['one', 'two', 'three'])
      await house.does('ann', 'incident.report', { incidentId: id(name), title: name, description: `of ${name}` });
    const entity = { kind: 'incident', id: id('two') } as const;
    const marking = { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } } as const;
    await house.does('ann', 'sharing.mark', { entity, marking, reason: 'Not the description.' });
    const first = desk.changesSince(id('ben'), cursor, 1);
    if (typeof first !== 'object') throw new Error('a page was wanted');
    expect(JSON.stringify(first)).toContain('of one');
    // Its second page would show the description that is restricted by now.
    expect(desk.changesSince(id('ben'), first.next, 1)).toBe('gone');
    await house.does('ann', 'sharing.mark', { entity, marking: { tlp: 'TLP:AMBER' }, reason: 'Nothing of it.' });
    expect(JSON.stringify(desk.changesSince(id('ben'), first.next, 1))).not.toContain('of two');
  });
});

describe('moments without an event', () => {
  it('[POL-12] [L4] expiry takes with it what hangs on the record and the references to it, a downgrade brings it', async () => {
    const desk = await begin();
    const screen = new Screen(id('ben'), desk);
    screen.open();
    const at = (seconds: number) => fromMs(house.now + seconds * 1000);
    const expiring = { tlp: 'TLP:GREEN', expires: at(60) } as const;
    await house.does('ann', 'asset.register', { assetId: id('grid'), name: 'Grid', ...site, marking: expiring });
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'Fire', assetIds: [id('grid')] });
    const on = { kind: 'asset', id: id('grid') } as const;
    await house.does('ann', 'attachment.add', {
      attachmentId: id('map'),
      on,
      name: 'map',
      mediaType: 'image/png',
      bytes: 1,
    });
    const later = { tlp: 'TLP:AMBER', downgrade: { at: at(120), tlp: 'TLP:GREEN' } } as const;
    await house.does('ann', 'incident.report', { incidentId: id('later'), title: 'Later', marking: later });
    level(screen, desk);
    expect(screen.held.get(`incident:${id('fire')}`)!['assetIds']).toEqual([id('grid')]);
    house.now += 60_000;
    desk.tick();
    level(screen, desk);
    expect(screen.held.has(`asset:${id('grid')}`)).toBe(false);
    expect(screen.held.has(`attachment:${id('map')}`)).toBe(false);
    expect(screen.held.get(`incident:${id('fire')}`)).not.toHaveProperty('assetIds');
    expect(screen.held.has(`incident:${id('later')}`)).toBe(false);
    house.now += 60_000;
    desk.tick();
    level(screen, desk);
    expect(screen.held.get(`incident:${id('later')}`)).toMatchObject({ tlp: 'TLP:GREEN' });
  });

  it('[POL-12] [POL-7] a guest is dismissed when the visit ends, and a circle swaps a twin with its asset wherever it is named', async () => {
    const desk = await begin();
    const until = fromMs(house.now + 60_000);
    const invited = { guestId: id('gus'), operation: house.operation, name: 'Gus', cap: 'TLP:GREEN', until } as const;
    expect((await house.sayToDirectory('ben', 'guest.invite', invited)).outcome).toBe('accepted');
    const [ben, gus] = [new Screen(id('ben'), desk), new Screen(id('gus'), desk)];
    for (const screen of [ben, gus]) expect(screen.open()).toBe(true);
    await house.does('ann', 'asset.register', {
      assetId: id('grid'),
      name: 'Grid',
      ...site,
      marking: { tlp: 'TLP:AMBER+STRICT', circles: [id('friends')] },
      coarse: { marking: { tlp: 'TLP:GREEN' } },
    });
    await house.does('ann', 'incident.report', { incidentId: id('fire'), title: 'Fire', assetIds: [id('grid')] });
    const named = (screen: Screen) => (screen.held.get(`incident:${id('fire')}`)!['assetIds'] as string[])[0];
    for (const screen of [ben, gus]) level(screen, desk);
    const twin = named(ben)!;
    expect(twin).not.toBe(id('grid'));
    const friends = (members: string[]) =>
      house.sayToDirectory('ann', 'circle.setMembers', { circleId: id('friends'), members: members.map(id) });
    await friends(['A', 'B']);
    for (const screen of [ben, gus]) level(screen, desk);
    expect(named(ben)).toBe(id('grid'));
    expect(ben.held.has(`asset:${twin}`)).toBe(false);
    // A guest is never shown AMBER+STRICT.
    expect(named(gus)).toBe(twin);
    await friends(['A']);
    level(ben, desk);
    expect(named(ben)).toBe(twin);
    expect(ben.held.has(`asset:${id('grid')}`)).toBe(false);
    expect([gus.dismissed, ben.dismissed]).toEqual([0, 0]);
    house.now += 60_000;
    desk.tick();
    expect([gus.dismissed, ben.dismissed]).toEqual([1, 0]);
    expect(gus.open()).toBe(false);
  });
});
