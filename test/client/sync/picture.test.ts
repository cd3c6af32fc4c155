import { afterEach, describe, expect, it } from 'vitest';
import type { WholePicture, Wire } from '../../../client/sync/wire.ts';
import { HandCrankedTime, settle } from '../../support/handCranked.ts';
import { House, id } from '../../support/house.ts';
import { HouseServer } from '../../support/houseWire.ts';
import { calm, Screen, truthFor } from '../../support/screens.ts';

const DAY = 24 * 3_600_000;
const fire = { kind: 'incident', id: id('fire') } as const;
const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

/** A server that can be asked for the whole picture past the link: each time by hand. */
class PictureServer extends HouseServer {
  readonly asked: ((picture: 'now' | undefined | Error) => void)[] = [];

  override wire(who: { user: string | undefined }): Wire {
    const picture = (): Promise<WholePicture | undefined> =>
      new Promise((answer, failed) => {
        const taken = this.desk.snapshot(id(who.user!))!;
        this.asked.push((with_) => {
          if (with_ instanceof Error) failed(with_);
          else answer(with_ && { cursor: taken.cursor, records: taken.records });
        });
      });
    return { ...super.wire(who), picture };
  }
}

async function setting() {
  const house = await House.of({
    organisations: ['grid'],
    users: { ana: ['grid', 'coordinator', 'owner'], ben: ['grid', 'responder'] },
  });
  houses.push(house);
  const time = new HandCrankedTime(house.now);
  const server = new PictureServer(house, time);
  await house.does('ana', 'incident.report', { incidentId: fire.id, title: 'Fire' });
  const ben = new Screen(server, 'ben', time);
  await ben.open();
  await server.quiet();
  await settle();
  return { house, time, server, ben };
}

describe('the whole picture, asked for past the link', () => {
  it('[L4] is shown as it comes, and what happened meanwhile follows over the link', async () => {
    const { house, time, server, ben } = await setting();
    expect(server.asked).toHaveLength(1);
    await house.does('ana', 'incident.setSeverity', { incidentId: fire.id, severity: 4 });
    await server.quiet();
    expect(ben.state.ready).toBe(false);
    let resets = 0;
    ben.tocsin.onDifference(({ reset }) => (resets += Number(reset)));
    server.asked[0]!('now');
    await settle();
    expect(ben.state.ready).toBe(true);
    await calm(server, time, [ben]);
    expect(resets).toBe(1);
    expect(server.asked).toHaveLength(1);
    expect(ben.state.faces.incident.get(fire.id)?.severity).toBe(4);
    expect(ben.confirmed()).toBe(truthFor(server, 'ben'));
  });

  it.each([undefined, new Error('no network')])('[L4] where there is none (%s) the link brings it', async (answer) => {
    const { time, server, ben } = await setting();
    server.asked[0]!(answer);
    await calm(server, time, [ben]);
    expect(server.asked).toHaveLength(1);
    expect(ben.confirmed()).toBe(truthFor(server, 'ben'));
  });

  it('[P-S8] who comes back within a day asks for what changed; after that for the whole', async () => {
    const { house, time, server, ben } = await setting();
    server.asked[0]!('now');
    await calm(server, time, [ben]);
    await time.advance(3000);
    const comesBackAfter = async (ms: number) => {
      ben.tocsin.stop();
      time.now += ms;
      house.now += ms;
      ben.load();
      await ben.open();
      await server.quiet();
      await settle();
      expect(ben.state.ready).toBe(true);
    };
    await comesBackAfter(DAY / 2);
    expect(server.asked).toHaveLength(1);
    await calm(server, time, [ben]);
    await time.advance(3000);
    await comesBackAfter(DAY + 60_000);
    expect(server.asked).toHaveLength(2);
    server.asked[1]!('now');
    await calm(server, time, [ben]);
    expect(ben.confirmed()).toBe(truthFor(server, 'ben'));
  });

  it('one that comes when the operation has been left is nobody’s', async () => {
    const { server, ben } = await setting();
    ben.tocsin.closeOperation();
    server.asked[0]!('now');
    await settle();
    expect(ben.state.ready).toBe(false);
    expect(ben.state.faces.incident.size).toBe(0);
  });
});
