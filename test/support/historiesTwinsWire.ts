import type { AddressInfo } from 'node:net';
import { io } from 'socket.io-client';
import { createApp } from '../../server/app.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { Dice } from './historiesDice.ts';
import { idAfter } from './historiesNode.ts';
import { firstParting, storyOf, withoutCursors, type TwinTally } from './historiesTwins.ts';
import { HiddenSteps } from './historiesTwinsHidden.ts';
import { NAMES, OBSERVERS, placeOf } from './historiesTwinsPlace.ts';

/** Headers that differ from answer to answer, whatever is shown. */
const OF_THE_MOMENT = new Set(['date', 'connection', 'keep-alive', 'x-request-id', 'ratelimit', 'ratelimit-policy']);

/** L6 on one pair over the real server: sockets and HTTP, as O's people use them. */
export async function twinsOnTheWire(seed: number, steps: number, tally: TwinTally): Promise<string | undefined> {
  const story = await storyOf(seed, steps);
  const one = await live(seed, story, false);
  const other = await live(seed, story, true);
  const troubles = [...one.troubles, ...other.troubles];
  if (troubles.length > 0) return `seed ${seed}: trouble ${String(troubles[0])}`;
  const told = ({ outcome, code, message }: Outcome) => `${outcome} ${code} ${message}`;
  if (one.outcomes.some((outcome, index) => told(outcome) !== told(other.outcomes[index]!))) {
    tally.excluded += 1;
    return undefined;
  }
  tally.pairs += 1;
  tally.hidden += other.hidden;
  tally.bytes += one.transcript.reduce((sum, text) => sum + text.length, 0);
  const parting = firstParting(one.transcript, other.transcript);
  return parting && `seed ${seed}: ${parting}`;
}

async function live(seed: number, { script, bases }: Awaited<ReturnType<typeof storyOf>>, withHidden: boolean) {
  const place = await placeOf(seed);
  let now = place.now;
  const store = openMemoryStore({ now: () => now });
  for (const [operation, events] of place.rows)
    await store.log.append({ operation, expectedHead: 0, events, receipts: [] });
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => troubles.push(error);
  const app = await createApp({ store, clientDirectory: '/nowhere', now: () => now, newId: idAfter, onTrouble });
  await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
  const followEverything = async () => {
    for (const operation of await store.log.operations()) await app.hold(operation);
  };
  await followEverything();
  const { pipeline, worlds } = app;
  const hiddenDice = new Dice(seed ^ 0x41d);
  const secret = new HiddenSteps(hiddenDice, { pipeline, worlds, log: store.log, followEverything }, () => now, bases);
  let hidden = 0;
  const inBetween = async () => {
    while (withHidden && hiddenDice.chance(0.5)) {
      await secret.one();
      hidden += 1;
    }
  };

  const channels: string[][] = [];
  const people = await Promise.all(
    OBSERVERS.map(async (user, index) => {
      const channel: string[] = (channels[index] = []);
      const { token } = await app.sessions.open(user, {});
      const socket = io(url, { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true });
      // A channel of its own: whether a batch or the answer to a request arrives first is the network's.
      const live: string[] = (channels[index + OBSERVERS.length] = []);
      for (const event of ['batch', 'reset', 'bye'])
        socket.on(event, (message: unknown) => live.push(`${event} ${withoutCursors(JSON.stringify(message))}`));
      await new Promise<void>((connected, failed) => {
        socket.once('connect', connected);
        socket.once('connect_error', failed);
      });
      const answer: unknown = await socket.timeout(5000).emitWithAck('join', { operation: NAMES.operation });
      channel.push(`joined ${withoutCursors(JSON.stringify(answer))}`);
      return { user, token, socket, channel };
    }),
  );
  type Person = (typeof people)[number];
  const http = async ({ token, channel }: Person, method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const headers = [...answer.headers].filter(([name]) => !OF_THE_MOMENT.has(name) && !name.startsWith('ratelimit'));
    const etagless = headers.map(([name, value]) => (name === 'etag' ? [name, value.length] : [name, value]));
    const asked = path.replace(/after=[^&]*/, 'after');
    channel.push(`${method} ${asked} ${answer.status} ${JSON.stringify(etagless)} ${withoutCursors(text)}`);
    return { status: answer.status, text };
  };
  const level = async () => {
    await followEverything();
    for (const operation of [DIRECTORY, NAMES.operation]) app.desks.of(operation)!.flush();
    // What was sent before the answer has been heard with it.
    for (const { socket } of people) if (socket.connected) await socket.timeout(5000).emitWithAck('ping', {});
  };

  await level();
  const cursorOf = async (person: Person): Promise<string | undefined> => {
    const { status, text } = await http(person, 'GET', `/operations/${NAMES.operation}/snapshot`);
    return status === 200 ? (JSON.parse(text) as { cursor: string }).cursor : undefined;
  };
  const cursors = new Map<string, string | undefined>();
  for (const person of people) cursors.set(person.user, await cursorOf(person));
  const dice = new Dice(seed ^ 0x0b5e);
  const outcomes: Outcome[] = [];
  for (const step of script) {
    // In small steps: a server whose clock leaps ends the sessions that it has not looked after.
    now += 500;
    for (const operation of [DIRECTORY, NAMES.operation]) app.desks.of(operation)!.tick();
    await level();
    await inBetween();
    const { operation, user, message } = step.said;
    const person = people.find((one) => one.user === user);
    const answered = person && (await http(person, 'POST', `/operations/${operation}/commands`, message));
    if (!answered) outcomes.push(await pipeline.submit(operation, user, message));
    else outcomes.push((answered.status === 200 ? (JSON.parse(answered.text) as Outcome[])[0]! : {}) as Outcome);
    await followEverything();
    await inBetween();
    await level();
  }
  for (const person of people) {
    let cursor = cursors.get(person.user);
    for (let pages = 0; cursor !== undefined && pages < 20; pages++) {
      const path = `/operations/${NAMES.operation}/changes?after=${cursor}&limit=${1 + dice.below(3)}`;
      const { status, text } = await http(person, 'GET', path);
      const page = status === 200 ? (JSON.parse(text) as { next: string; more: boolean }) : undefined;
      cursor = page?.more ? page.next : undefined;
    }
    await cursorOf(person);
    for (const [kind, id] of [
      ['incident', NAMES.incident],
      ['asset', NAMES.needy],
      ['asset', NAMES.guarded],
      ['asset', NAMES.strict],
      ['task', NAMES.task],
    ] as const)
      await http(person, 'GET', `/operations/${NAMES.operation}/history/${kind}/${id}`);
    const since = new Date(place.now).toISOString();
    await http(person, 'GET', `/operations/${NAMES.operation}/forecast`);
    await http(person, 'GET', `/operations/${NAMES.operation}/warnings?since=${since}`);
    await http(person, 'GET', '/operations');
    person.socket.close();
  }
  await app.close();
  return { transcript: channels.flat(), outcomes, troubles, hidden };
}
