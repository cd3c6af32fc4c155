import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HandCrankedTime, settle } from '../../support/handCranked.ts';
import { House, id } from '../../support/house.ts';
import { HouseServer } from '../../support/houseWire.ts';
import { calm, Screen } from '../../support/screens.ts';

const HOUR = 3_600_000;
let house: House;
let time: HandCrankedTime;
let server: HouseServer;

beforeEach(async () => {
  house = await House.of({
    organisations: ['grid', 'water'],
    users: { ana: ['grid', 'coordinator'], ben: ['grid', 'coordinator'], eva: ['water', 'coordinator'] },
  });
  time = new HandCrankedTime(house.now);
  server = new HouseServer(house, time);
  await house.does('ana', 'incident.report', { incidentId: id('fire'), title: 'Fire' });
});
afterEach(() => house.close());

const addNote = (screen: Screen, text: string) =>
  screen.tocsin.send('incident.addNote', { incidentId: id('fire'), noteId: screen.tocsin.newId(), text });
const notes = () =>
  [...house.worlds.operation(house.operation)!.world.keys()].filter((key) => key.startsWith('note:')).length;
const keptFaces = (screen: Screen) => [...screen.rows.keys()].filter((key) => key.startsWith('faces/'));

async function atWork(user: string): Promise<Screen> {
  const screen = new Screen(server, user, time);
  await screen.open();
  await calm(server, time, [screen]);
  await time.advance(3000);
  await settle();
  return screen;
}
async function unplug(): Promise<void> {
  server.reachable = false;
  server.cutAll();
  await settle();
}

describe('who is signed in here', () => {
  it('nobody, at first: nothing is asked of the server but that', async () => {
    const screen = new Screen(server, undefined, time);
    await screen.open();
    expect(screen.state).toMatchObject({ session: 'signed-out', me: undefined, ready: false });
    expect(server.links.size).toBe(0);
    expect(await screen.tocsin.signIn('ana', 'secret')).toEqual({ ok: true });
    await calm(server, time, [screen]);
    expect(screen.state).toMatchObject({ session: 'signed-in', me: { name: 'ana' }, ready: true });
  });

  it('[U8] a reload without a network shows the last picture and since when it is', async () => {
    const screen = await atWork('ana');
    await unplug();
    const heardAt = screen.state.connection.heardAt!;
    await time.advance(HOUR);
    screen.load();
    await screen.open();
    await time.advance(20_000);
    expect(screen.state).toMatchObject({ session: 'unknown', me: { name: 'ana' }, ready: true });
    expect(screen.state.connection.state).toBe('offline');
    expect(screen.state.connection.since).toBe(heardAt);
    expect(screen.state.faces.incident.size).toBe(1);
  });

  it('a return asks only for what changed since', async () => {
    const screen = await atWork('ana');
    await unplug();
    screen.load();
    await screen.open();
    server.reachable = true;
    let resets = 0;
    screen.tocsin.onDifference(({ reset }) => (resets += Number(reset)));
    await house.does('eva', 'incident.setSeverity', { incidentId: id('fire'), severity: 4 });
    await calm(server, time, [screen]);
    expect(resets).toBe(0);
    expect(screen.state.faces.incident.get(id('fire'))?.severity).toBe(4);
  });

  it('without contact for 24 hours nothing is shown, in a running page and after a reload', async () => {
    const screen = await atWork('ana');
    await unplug();
    await time.advance(23 * HOUR);
    expect(screen.state.ready).toBe(true);
    await time.advance(1.1 * HOUR);
    expect(screen.state).toMatchObject({ session: 'expired', me: undefined, ready: false });
    expect(screen.state.faces.incident.size).toBe(0);
    screen.load();
    await screen.open();
    expect(screen.state).toMatchObject({ session: 'expired', me: undefined, ready: false });
    expect(screen.state.faces.incident.size).toBe(0);
  });

  it('[CLI-4] an ended session wipes the pictures, keeps what is unsent, and sends it after signing in again', async () => {
    const screen = await atWork('ana');
    await unplug();
    await addNote(screen, 'kept');
    server.ended.add('ana');
    server.reachable = true;
    await time.advance(20_000);
    await server.quiet();
    await settle();
    expect(screen.state).toMatchObject({ session: 'expired', me: undefined, ready: false });
    expect(keptFaces(screen)).toEqual([]);
    expect(notes()).toBe(0);
    await screen.tocsin.signIn('ana', 'secret');
    await calm(server, time, [screen]);
    expect(notes()).toBe(1);
    expect(screen.state.ready).toBe(true);
  });

  it('[CLI-4] a session revoked under a live page ends it at once', async () => {
    const screen = await atWork('ana');
    server.endSession('ana');
    await server.quiet();
    await settle();
    expect(screen.state).toMatchObject({ session: 'expired', me: undefined, ready: false });
    expect(keptFaces(screen)).toEqual([]);
  });

  it('[CLI-4] another user of the device neither sees nor sends what was queued; its author does, later', async () => {
    const screen = await atWork('ana');
    await unplug();
    await addNote(screen, 'of ana');
    server.ended.add('ana');
    server.reachable = true;
    await time.advance(20_000);
    await server.quiet();
    await screen.tocsin.signIn('ben', 'secret');
    await calm(server, time, [screen]);
    expect(screen.state.me?.name).toBe('ben');
    expect(screen.state.pending).toEqual([]);
    expect(notes()).toBe(0);
    await screen.tocsin.signOut();
    await screen.tocsin.signIn('ana', 'secret');
    await calm(server, time, [screen]);
    const sent = [...house.worlds.operation(house.operation)!.world.keys()].find((key) => key.startsWith('note:'))!;
    expect(house.worlds.operation(house.operation)!.world.at(sent, 1e9)).toMatchObject({ by: { user: id('ana') } });
  });

  it('[CLI-4] when another tab has signed in as somebody else, nothing of the first leaves under that name', async () => {
    const screen = await atWork('ana');
    await unplug();
    await addNote(screen, 'of ana');
    screen.who.user = 'eva';
    server.reachable = true;
    await calm(server, time, [screen]);
    expect(screen.state.me?.name).toBe('eva');
    expect(notes()).toBe(0);
  });

  it('[CLI-4] signing out asks first while something is unsent, then wipes everything', async () => {
    const screen = await atWork('ana');
    await unplug();
    await addNote(screen, 'unsent');
    expect(await screen.tocsin.signOut()).toBe(false);
    expect(screen.state.me?.name).toBe('ana');
    expect(await screen.tocsin.signOut({ force: true })).toBe(true);
    await settle();
    expect([...screen.rows.keys()]).toEqual([]);
    expect(screen.state).toMatchObject({ session: 'signed-out', me: undefined, ready: false, pending: [] });
  });

  it('an operation that is no longer shared disappears from the screen and the device', async () => {
    const screen = await atWork('eva');
    await house.admin('user.setRoles', { userId: id('eva'), operation: house.operation, roles: [] });
    await server.quiet();
    await settle();
    expect(screen.state).toMatchObject({ session: 'signed-in', operationId: undefined, ready: false });
    expect(keptFaces(screen)).toEqual([]);
  });

  it('remembers when the operation was last open here', async () => {
    const screen = await atWork('ana');
    expect(screen.state.leftAt).toBeUndefined();
    const before = time.now;
    await time.advance(1000);
    screen.tocsin.closeOperation();
    await settle();
    await time.advance(HOUR);
    screen.tocsin.openOperation(house.operation);
    await settle();
    expect(screen.state.leftAt).toBeGreaterThanOrEqual(before);
    expect(screen.state.leftAt).toBeLessThan(time.now - HOUR + 1);
  });

  it('a reload is no absence: the last real one stands', async () => {
    const screen = await atWork('ana');
    const left = time.now;
    screen.tocsin.closeOperation();
    await settle();
    await time.advance(HOUR);
    screen.tocsin.openOperation(house.operation);
    await settle();
    const real = screen.state.leftAt;
    expect(real).toBeGreaterThanOrEqual(left);
    for (const away of [1000, 60_000, 4 * 60_000]) {
      screen.tocsin.closeOperation();
      await settle();
      await time.advance(away);
      screen.tocsin.openOperation(house.operation);
      await settle();
      expect(screen.state.leftAt).toBe(real);
    }
  });
});
