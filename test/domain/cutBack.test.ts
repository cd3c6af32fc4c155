import { afterEach, describe, expect, it } from 'vitest';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import type { EntityRef } from '../../shared/domain/entity.ts';
import { face } from '../../shared/sharing/face.ts';
import { fromMs } from '../../shared/time.ts';
import { House, id } from '../support/house.ts';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

describe('a directory that was folded ahead of its log', () => {
  it('[POL-3][LOG-1] admits nobody by a circle that was decided here and never stored, though another row took its place', async () => {
    house = await House.of({
      organisations: ['A', 'B', 'D'],
      users: { ann: ['A', 'coordinator', 'liaison'], ben: ['B', 'coordinator'], dan: ['D', 'coordinator'] },
      circles: { ring: ['A', 'A', 'B'] },
    });
    await house.does('ann', 'incident.report', {
      incidentId: id('fire'),
      title: 'Fire',
      marking: { tlp: 'TLP:AMBER+STRICT', circles: [id('ring')] } as never,
    });
    const { worlds, operation, now } = house;
    const world = worlds.directory.world;
    const stood = world.head;
    const seenByD = () => {
      const view = worlds.confirmedView(worlds.operation(operation)!, fromMs(now));
      const ahead = { ...view, directoryPosition: stood + 1 };
      return face({ organisation: id('D'), roleClass: 'member' }, 'incident', id('fire'), ahead)?.id;
    };
    const fold = (type: string, ref: EntityRef, data: object) => {
      const at = fromMs(now);
      const by = { organisation: id('A'), user: id('ann') };
      const event = { type, v: 1, by, at, realAt: at, entities: [ref], data, directory: stood } as TocsinEvent;
      world.fold({ position: stood + 1, touches: [`${ref.kind}:${ref.id}`], event });
    };

    fold('circle.membersChanged', { kind: 'circle', id: id('ring') }, { members: [id('A'), id('B'), id('D')] });
    expect(seenByD()).toBe(id('fire'));
    world.truncate(stood);
    fold('user.registered', { kind: 'user', id: id('new') }, { name: 'New', organisation: id('D') });
    expect(seenByD()).toBeUndefined();
  });
});
