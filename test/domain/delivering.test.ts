import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createCursors } from '../../server/desk/cursors.ts';
import { OperationDesk } from '../../server/desk/desk.ts';
import type { Batch } from '../../shared/protocol/down.ts';
import { House, id, type Cast } from '../support/house.ts';

const CAST: Cast = {
  organisations: ['A', 'B'],
  users: { ann: ['A', 'coordinator'], abe: ['A', 'responder'], ben: ['B', 'coordinator'] },
};
let house: House;
afterEach(async () => {
  expect(house.troubles).toEqual([]);
  await house.close();
});

function deskOf(): OperationDesk {
  const cursors = createCursors(new Uint8Array(randomBytes(32)));
  const stream = house.worlds.operation(house.operation)!;
  const desk: OperationDesk = new OperationDesk(
    stream,
    house.worlds,
    cursors,
    () => house.now,
    () => {},
  );
  return desk;
}

function listen(desk: OperationDesk, user: string, cursor?: string) {
  const heard: { batch: Batch; withdraws: boolean }[] = [];
  const joined = desk.join(
    { user: id(user), deliver: (batch, withdraws) => heard.push({ batch, withdraws }), dismissed: () => {} },
    cursor,
  )!;
  return { heard, joined };
}

const report = (name: string, tlp: 'TLP:GREEN' | 'TLP:AMBER' = 'TLP:GREEN') =>
  house.does('ann', 'incident.report', { incidentId: id(name), title: name, marking: { tlp } });
const mark = (name: string, tlp: 'TLP:GREEN' | 'TLP:AMBER') =>
  house.does('ann', 'sharing.mark', { entity: { kind: 'incident', id: id(name) }, marking: { tlp }, reason: 'x' });

describe('what is delivered', () => {
  it('[DLV-2][POL-14] the cursor of one guest opens for no other guest of the same sponsor', async () => {
    house = await House.of({ ...CAST, users: { ...CAST.users, lia: ['A', 'liaison'] } });
    const until = new Date(house.now + 3_600_000).toISOString();
    for (const guest of ['gus', 'gil']) {
      const link = { guestId: id(guest), operation: house.operation, name: guest, cap: 'TLP:GREEN', until } as const;
      expect(await house.sayToDirectory('lia', 'guest.invite', link)).toMatchObject({ outcome: 'accepted' });
    }
    const desk = deskOf();
    const { cursor } = listen(desk, 'gus').joined;
    const audience = (user: string) => ({ organisation: id('A'), roleClass: 'guest', user: id(user) }) as const;
    expect(desk.momentOf(cursor, audience('gus'))).toBeDefined();
    expect(desk.momentOf(cursor, audience('gil'))).toBeUndefined();
  });

  it('[POL-9] a change names its author to those alone who may know them by name', async () => {
    house = await House.of(CAST);
    const desk = deskOf();
    const ben = listen(desk, 'ben');
    const ann = listen(desk, 'ann');
    await house.does('abe', 'incident.report', { incidentId: id('seen by abe'), title: 'x' });
    desk.flush();
    await report('reported by ann');
    desk.flush();
    const authors = ({ heard }: typeof ben) => heard.map(({ batch }) => batch.changes[0]!.by);
    expect(authors(ann)).toEqual([
      { organisation: id('A'), user: id('abe') },
      { organisation: id('A'), user: id('ann') },
    ]);
    // A responder speaks for nobody: a partner is told the organisation.
    expect(authors(ben)).toEqual([{ organisation: id('A') }, { organisation: id('A'), user: id('ann') }]);
  });

  it('[DLV-3] hidden work sends nothing; the clock alone sends an empty batch', async () => {
    house = await House.of(CAST);
    const desk = deskOf();
    const { heard } = listen(desk, 'ben');
    await report('secret', 'TLP:AMBER');
    desk.flush();
    expect(heard).toEqual([]);
    house.now += 59_000;
    desk.tick();
    expect(heard).toEqual([]);
    house.now += 1_000;
    desk.tick();
    expect(heard.map(({ batch }) => batch.changes)).toEqual([[]]);
    expect(heard[0]!.batch.next).not.toBe(heard[0]!.batch.prev);
  });

  it('[DLV-1][DLV-4] batches follow one another; withdrawals come first and are told to the wire', async () => {
    house = await House.of(CAST);
    const desk = deskOf();
    await report('one');
    const { heard, joined } = listen(desk, 'ben');
    await report('two');
    await mark('one', 'TLP:AMBER');
    desk.flush();
    expect(heard).toHaveLength(1);
    await report('three');
    desk.flush();
    expect(heard.map(({ batch }) => batch.prev)).toEqual([joined.cursor, heard[0]!.batch.next]);
    expect(heard.map(({ withdraws }) => withdraws)).toEqual([true, false]);
    // Within one difference the withdrawal stands first, whatever its id.
    const { joined: back } = listen(desk, 'ben', joined.cursor);
    expect(back.caughtUp!.changes.map((change) => change.type)[0]).toBe('record.withdrawn');
    expect(back.caughtUp!.changes.filter((change) => change.type === 'record.withdrawn')).toEqual([
      expect.not.objectContaining({ set: expect.anything() as unknown }),
    ]);
  });

  it('[DLV-7] a returning client is told what changed and no more; beyond a day it takes a snapshot', async () => {
    house = await House.of(CAST);
    const desk = deskOf();
    await report('one');
    await report('two');
    const { joined } = listen(desk, 'ben');
    joined.leave();
    await house.does('ann', 'incident.setSeverity', { incidentId: id('two'), severity: 4 });
    house.now += 23 * 3600_000;
    const { joined: back } = listen(desk, 'ben', joined.cursor);
    expect(
      back.caughtUp!.changes.map((change) => [change.entity.id, Object.keys(change.set ?? {}).includes('severity')]),
    ).toEqual([[id('two'), true]]);
    house.now += 2 * 3600_000;
    expect(listen(desk, 'ben', joined.cursor).joined.caughtUp).toBeUndefined();
  });
});
