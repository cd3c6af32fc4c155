import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { READERS, type Reader } from './canaries.ts';
import { walkCommandLine } from './commandLine.ts';
import { EXITS, POSTGRES } from './exits.ts';
import { furnish, furnishDirectory, secondAct } from './furnish.ts';
import { Listening } from './listening.ts';
import { ask, attempts, lastAttempts, pages } from './walk.ts';
import { CanaryWorld } from './world.ts';

let world: CanaryWorld;
const listening: Listening[] = [];
const cursors = new Map<Reader, string[]>();

beforeAll(async () => {
  world = await CanaryWorld.open();
  await furnishDirectory(world);
  for (const guest of ['link', 'narrow'] as const) await enter(guest);
  for (const reader of READERS)
    listening.push(new Listening(world, reader, reader === 'cev' ? 'polling' : 'websocket'));
  for (const one of listening) {
    await one.opened();
    if (one.socket.connected) await one.joinAll();
  }
  await takeCursors();
  // Everything is made under the eyes of everybody.
  await furnish(world);
  await quiet();
  await takeCursors();
  // What is told of attachments is not their bytes: whoever loses those had them once.
  for (const reader of READERS)
    for (const name of ['expired', 'recalled', 'left']) {
      const path = `/api/v1/operations/${world.operation}/attachments/${world.id(`attachment ${name}`)}`;
      await ask(world, reader, { exit: 'GET /api/v1/operations/{op}/attachments/{id}', path });
    }
  await secondAct(world);
  await quiet();
  world.canaries.act = 2;
}, 240_000);
afterAll(async () => {
  for (const { socket } of listening) socket.disconnect();
  await world.close();
});

const quiet = async () => {
  for (const one of listening) await one.quiet();
};

async function enter(guest: 'link' | 'narrow'): Promise<void> {
  const link = await ask(world, 'ann', {
    exit: 'POST /api/v1/guests/{id}/link',
    path: `/api/v1/guests/${world.id(guest)}/link`,
  });
  const { path } = JSON.parse(link.text) as { path: string };
  const secret = world.canaries.is(path.slice('/m#guest='.length), `the link of ${guest}`, []);
  const entered = await world.call('nobody', 'POST', '/api/v1/guest', { token: secret });
  world.signedIn(guest, ((await entered.json()) as { token: string }).token);
  await ask(world, guest, { exit: 'POST /api/v1/guest', path: '/api/v1/guest', body: { token: secret } });
  await ask(world, 'gil', { exit: 'POST /api/v1/guest', path: '/api/v1/guest', body: { token: secret } });
}

/** To return with later, and to try with another's. */
async function takeCursors(): Promise<void> {
  for (const reader of READERS) {
    const exit = 'GET /api/v1/operations/{op}/snapshot';
    const { text } = await ask(world, reader, { exit, path: `/api/v1/operations/${world.operation}/snapshot` });
    const { cursor } = JSON.parse(text) as { cursor?: string };
    if (cursor) cursors.set(reader, [...(cursors.get(reader) ?? []), cursor]);
  }
}

describe('[L5] a canary in every text field of every kind of record, and somebody at every exit', () => {
  test('[L5] HTTP: with what is one’s own, what is hidden, and nonsense', async () => {
    for (const reader of READERS) {
      const tried = [...(cursors.get(reader) ?? []), ...(cursors.get('ann') ?? []), 'nonsense'];
      for (const attempt of attempts(world, reader, tried)) await ask(world, reader, attempt);
      for (const attempt of pages()) await ask(world, reader, { ...attempt, exit: attempt.exit });
    }
    expect(world.canaries.leaks.splice(0).slice(0, 10)).toEqual([]);
  }, 240_000);

  test('[L5] the socket: returning with old cursors, joining anew, looking, commanding, leaving', async () => {
    for (const one of listening.filter(({ socket }) => socket.connected)) {
      const [first] = cursors.get(one.reader) ?? [];
      await one.joinAll((name) => (name === world.operation ? first : undefined));
      await one.joinAll((name) => one.cursors.get(name));
      await one.joinAll();
      for (const type of ['incident.acknowledge', 'no.such'])
        await one.ask('command', {
          operation: world.operation,
          commandId: world.id(`command ${one.reader} ${type}`),
          type,
          data: { incidentId: world.id('incident elsewhere') },
        });
      one.looks('incident', world.id(one.reader === 'ann' ? 'incident red' : 'incident green'));
    }
    const present = () => world.canaries.walked.get('presenceDown') ?? 0;
    const before = present();
    await expect.poll(present, { timeout: 5000, interval: 20 }).toBeGreaterThan(before);
    await quiet();
    expect(world.canaries.leaks.splice(0).slice(0, 10)).toEqual([]);
  }, 240_000);

  test('[L5] the command line, on the store and through the server', async () => {
    for (const reader of ['ann', 'col', 'ben', 'cia', 'chief', 'dan', 'gus', 'gil', 'root'] as const)
      await walkCommandLine(world, reader as 'ann');
    expect(world.canaries.leaks.splice(0).slice(0, 10)).toEqual([]);
  }, 240_000);

  test('[L5] the log of the server and its answers, when the store fails at every word', async () => {
    for (const reader of ['ann', 'ben', 'gil', 'nobody'] as const) {
      world.broken = true;
      for (const attempt of attempts(world, reader, ['nonsense']))
        if (/commands|attachments|session|pack|export/.test(attempt.exit)) await ask(world, reader, attempt);
      world.broken = false;
    }
    expect(world.log.length).toBeGreaterThan(0);
    world.canaries.heard('nobody', 'log of the server', world.log);
    expect(world.canaries.leaks.splice(0).slice(0, 10)).toEqual([]);
  }, 240_000);

  test('[L5] signing in and out, accounts, links: at last, because they end what they are tried on', async () => {
    for (const reader of READERS) for (const attempt of lastAttempts(world, reader)) await ask(world, reader, attempt);
    for (const one of listening) {
      await ask(world, one.reader, { exit: 'DELETE /api/v1/session', path: '/api/v1/session' });
      await expect.poll(() => one.socket.connected, { timeout: 2000, interval: 5 }).toBe(false);
    }
    expect(world.canaries.leaks.splice(0).slice(0, 10)).toEqual([]);
  }, 240_000);

  test('[L5] every exit was walked, and whoever may hear a canary did', () => {
    const { canaries } = world;
    const walked = EXITS.filter((exit) => canaries.walked.has(exit));
    console.log(
      `L5: ${walked.length} exits, ${canaries.requests} requests, ${canaries.bytes} bytes, ${canaries.planted} canaries, ${READERS.length} audiences`,
    );
    const elsewhere: readonly string[] = POSTGRES;
    expect(EXITS.filter((exit) => !canaries.walked.has(exit) && !elsewhere.includes(exit))).toEqual([]);
    expect(canaries.unheard()).toEqual([]);
  });
});
