import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../shared/protocol/down.ts';
import { RawReader } from './rawReader.ts';
import { report, until, WirePlace, WireScreen, type Person } from './wire.support.ts';

let place: WirePlace;
let ann: Person;
beforeEach(async () => {
  place = await WirePlace.open();
  ann = await place.person(['coordinator', 'owner', 'liaison']);
});
afterEach(() => place.close());

const filler = 'x'.repeat(4900);
const load = (count: number) =>
  place.send(
    ann,
    Array.from({ length: count }, () => report({ description: filler })),
  );
describe('under pressure', () => {
  it('[P-R1][DLV-5] a client that never reads is cut within ten seconds at bounded memory; others miss nothing', async () => {
    const reader = await place.person(['viewer'], 1);
    const screen = new WireScreen(place.connect(reader), place.operation);
    await screen.join();
    const stalled = await Promise.all(
      Array.from({ length: 5 }, () => RawReader.join(place.port, reader.token, place.operation)),
    );
    expect(await place.connections()).toBe(6);
    await load(100);
    const gc = globalThis.gc ?? (() => {});
    gc();
    const before = process.memoryUsage().rss;
    for (const each of stalled) each.stopReading();
    const stoppedAt = performance.now();
    let sent = 0;
    let most = 0;
    let cutAfter = 0;
    await until(
      'all five are cut',
      async () => {
        await load(20);
        sent += 20 * 5500;
        most = Math.max(most, process.memoryUsage().rss - before);
        cutAfter = performance.now() - stoppedAt;
        return (await place.connections()) === 1;
      },
      15_000,
    );
    process.stdout.write(
      `P-R1: 5 readers cut after ${Math.round(cutAfter)} ms and ${Math.round(sent / 1024)} KiB each, process grew at most ${Math.round(most / 2 ** 20)} MiB (with 5 times ${sent >> 20} MiB offered)\n`,
    );
    expect(await place.readersCut()).toBe(5);
    expect(cutAfter).toBeLessThan(10_500);
    await until('the one that reads is level', async () => screen.shows((await place.snapshot(reader)).records));
    expect(screen.gaps).toBe(0);
    // Whoever was cut resumes from its cursor.
    const back = await RawReader.join(place.port, reader.token, place.operation);
    expect(back.ended).toBe(false);
    for (const each of [...stalled, back]) each.close();
    screen.socket.close();
    expect(place.troubles).toEqual([]);
  }, 30_000);

  it('[P-D5] a full disk refuses writes in words, reads go on, and writing resumes without a restart', async () => {
    const reader = await place.person(['viewer'], 1);
    const screen = new WireScreen(place.connect(reader), place.operation);
    await screen.join();
    const accepted: string[] = [];
    const remember = (outcomes: readonly Outcome[]) => {
      for (const one of outcomes) if (one.outcome === 'accepted') accepted.push(one.commandId);
      return outcomes;
    };
    remember(await load(20));
    Atomics.store(place.pageLimit, 0, 60);
    let refused: Outcome | undefined;
    await until('the disk is full', async () => {
      refused = remember(await load(5)).find((one) => one.outcome === 'refused');
      return refused !== undefined;
    });
    expect(refused).toMatchObject({ code: 'not-stored' });
    expect(refused!.message).toMatch(/not|safe/i);
    const socket = place.connect(ann);
    let kept = { operation: place.operation, ...report({ description: filler }) };
    await until('not even one more fits', async () => {
      kept = { operation: place.operation, ...report({ description: filler }) };
      const [outcome] = remember([(await socket.timeout(5000).emitWithAck('command', kept)) as Outcome]);
      return outcome!.code === 'not-stored';
    });
    // Reads go on, over both ways.
    const snapshot = await place.snapshot(reader);
    expect(snapshot.records.incident!.length).toBe(accepted.length);
    const late = new WireScreen(place.connect(reader), place.operation);
    expect((await late.join()).ok).toBe(true);
    expect((await fetch(`${place.url}/readyz`)).status).toBe(503);
    expect((await place.http(ann, 'GET', `/commands/${kept.commandId}`)).status).toBe(404);

    Atomics.store(place.pageLimit, 0, 0);
    const resumedAfter = await until(
      'writing resumes',
      async () => {
        const again = (await socket.timeout(5000).emitWithAck('command', kept)) as Outcome;
        if (again.outcome === 'accepted') remember([again]);
        return again.outcome === 'accepted';
      },
      5000,
    );
    await until('ready again', async () => (await fetch(`${place.url}/readyz`)).status === 200, 5000);
    for (const screenOf of [screen, late]) {
      await until('the screens are level', async () => screenOf.shows((await place.snapshot(reader)).records));
    }
    const shown = (await place.snapshot(reader)).records.incident!;
    expect(shown.length).toBe(accepted.length);
    for (const commandId of accepted.slice(0, 10))
      expect((await place.http(ann, 'GET', `/commands/${commandId}`)).status).toBe(200);
    process.stdout.write(
      `P-D5: ${accepted.length} acknowledged, all there; writing resumed after ${Math.round(resumedAfter)} ms\n`,
    );
    for (const one of [screen.socket, late.socket, socket]) one.close();
    expect(place.troubles).toEqual([]);
  }, 30_000);

  it('[P-R6] more than can be stored at once is answered in the end, one way or the other', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => place.person(['responder'], 1)));
    const answers = await Promise.all(
      people.flatMap((person) =>
        Array.from({ length: 3 }, () =>
          place.send(
            person,
            Array.from({ length: 500 }, () => report()),
          ),
        ),
      ),
    );
    const flat = answers.flat();
    expect(flat.length).toBe(6000);
    for (const one of flat) expect(one.outcome === 'accepted' || one.code === 'busy').toBe(true);
    const reader = await place.person(['viewer'], 2);
    const { records } = await place.snapshot(reader);
    expect(records.incident!.length).toBe(flat.filter((one) => one.outcome === 'accepted').length);
  }, 30_000);

  it('[U7] presence names nobody and nothing that the reader may not know', async () => {
    const hidden = randomUUID();
    await place.send(ann, report({ incidentId: hidden, marking: { tlp: 'TLP:AMBER+STRICT' } }));
    const plain = await place.person(['responder'], 0);
    const reader = await place.person(['coordinator'], 1);
    const screens = [
      new WireScreen(place.connect(plain), place.operation),
      new WireScreen(place.connect(reader), place.operation),
    ] as const;
    const heard: string[] = [];
    screens[1].socket.on('presence', (message: unknown) => heard.push(JSON.stringify(message)));
    for (const screen of screens) expect((await screen.join()).ok).toBe(true);
    screens[0].socket.emit('presence', {
      operation: place.operation,
      looking: { kind: 'incident', id: hidden },
      editing: true,
    });
    await until('presence is shown', () => heard.some((one) => one.includes(plain.organisation)), 5000);
    for (const one of heard) {
      expect(one).not.toContain(hidden);
      expect(one).not.toContain(plain.user);
      expect(one).not.toContain('editing');
    }
    for (const screen of screens) screen.socket.close();
  });
});
