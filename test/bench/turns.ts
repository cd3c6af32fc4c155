// P-R4: how long one command of the directory holds a turn, where it may change what many records look like to many: a circle
// that everything is shared with, who takes part, an organisation's clients, one person's roles. Beside a change of one
// status, in the same run.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { createApp } from '../../server/app.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { median, print, round, silence, until, type Result } from './support.ts';

const ASSETS = Number(process.env['ASSETS'] ?? 20_000);
const AUDIENCES = 8;
const ROUNDS = Number(process.env['ROUNDS'] ?? 4);
const MOST_MS = 100;

const app = await createApp({ store: openMemoryStore(), clientDirectory: '/nowhere', onTrouble: console.error });
await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
const { port } = app.http.address() as AddressInfo;
const organisations = Array.from({ length: AUDIENCES }, () => randomUUID());
const operation = randomUUID();
const circle = randomUUID();
const root: Actor = { user: randomUUID(), organisation: organisations[0]!, roles: ['admin'] };
async function admin(type: string, data: object): Promise<void> {
  const { outcome, code } = await app.pipeline.submitAs(DIRECTORY, root, { commandId: randomUUID(), type, data });
  if (outcome !== 'accepted') throw new Error(`${type}: ${code}`);
  await app.context.settled(DIRECTORY, root.user);
}
for (const organisationId of organisations)
  await admin('organisation.register', {
    organisationId,
    name: 'Org',
    shortName: 'O',
    kind: 'operator',
    country: 'ES',
  });
await admin('circle.create', { circleId: circle, name: 'C', owner: organisations[0], members: organisations });
await admin('operation.create', { operationId: operation, name: 'Op', kind: 'live', participants: organisations });
await app.hold(operation);
async function person(organisation: number, roles: readonly string[]): Promise<string> {
  const userId = randomUUID();
  await admin('user.register', { userId, name: 'Somebody', organisation: organisations[organisation] });
  await admin('user.setRoles', { userId, operation, roles });
  return userId;
}
const author = await person(0, ['owner', 'coordinator']);
const assets = Array.from({ length: ASSETS }, () => randomUUID());
const marking = { tlp: 'TLP:AMBER+STRICT', circles: [circle] };
const about = { name: 'Asset', sector: 'energy', kind: 'substation', country: 'ES', location: { lat: 40, lon: -3 } };
for (let from = 0; from < ASSETS; from += 1000)
  await Promise.all(
    assets.slice(from, from + 1000).map(async (assetId) => {
      const message = { commandId: randomUUID(), type: 'asset.register', data: { ...about, assetId, marking } };
      const { outcome, code } = await app.pipeline.submit(operation, author, message);
      if (outcome !== 'accepted') throw new Error(code);
    }),
  );

let heard: readonly number[] = [];
let joined = false;
const people: string[] = [];
const tokens: string[] = [];
for (let index = 0; index < AUDIENCES; index++) {
  const user = await person(index, ['viewer']);
  people.push(user);
  tokens.push((await app.sessions.open(user, {})).token);
}
const clients = fork(join(import.meta.dirname, 'turnsClients.ts'), []);
clients.on('message', (told: { heard: number[]; joined?: true }) => {
  heard = told.heard;
  joined ||= told.joined === true;
});
clients.send({ port, operation, tokens });
await until(() => joined, 60);

/** The longest turn of all that comes of it: what changed is found, encoded and sent. */
let longest = 0;
let before = performance.now();
let looking = true;
const look = () => {
  const now = performance.now();
  longest = Math.max(longest, now - before);
  before = now;
  if (looking) setImmediate(look);
};
look();
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
const quiet = () => silence(() => sumOf(heard), 400);
const desk = app.desks.of(operation)!;
const turns: Record<string, number[]> = {};
const moved: Record<string, number[]> = {};
async function measure(name: string, act: () => Promise<void>, done: () => boolean): Promise<void> {
  await quiet();
  longest = 0;
  const began = performance.now();
  await act();
  await until(done, 30);
  (moved[name] ??= []).push(performance.now() - began);
  // What was found is encoded and sent in turns of its own.
  await quiet();
  (turns[name] ??= []).push(longest);
}
const all = organisations;
const set = (members: readonly string[]) => admin('circle.setMembers', { circleId: circle, members });
const participants = (some: readonly string[]) =>
  admin('operation.setParticipants', { operationId: operation, participants: some });
const statusOf = async (status: string) => {
  const message = { commandId: randomUUID(), type: 'asset.setStatus', data: { assetId: assets[0], status } };
  await app.pipeline.submit(operation, author, message);
};
const at = () => app.worlds.directory.confirmed;
const reached = (position: number) => () => desk.view.directoryPosition >= position;
let said = 0;
const status = () => {
  const sum = heard[1]!;
  return measure(
    'one status',
    () => statusOf(said++ % 2 === 0 ? 'failed' : 'degraded'),
    () => heard[1]! > sum,
  );
};
const directory = (name: string, act: () => Promise<void>) => {
  const next = at() + 1;
  return measure(name, act, reached(next));
};
for (let round = 0; round < ROUNDS; round++) {
  await status();
  await directory('one organisation leaves the circle', () => set(all.slice(0, -1)));
  await directory('one organisation enters the circle', () => set(all));
  await directory('one person becomes a responder', () =>
    admin('user.setRoles', { userId: people[1], operation, roles: round % 2 === 0 ? ['responder'] : ['viewer'] }),
  );
  await directory('an organisation takes another as its client', () =>
    admin('organisation.setClients', { organisationId: all[1], clients: round % 2 === 0 ? [all[2]] : [] }),
  );
  await directory('one organisation takes part no longer', () => participants(all.slice(0, -1)));
  await directory('one organisation takes part again', () => participants(all));
}
looking = false;
const load = loadavg()[0]!;
clients.disconnect();
await app.close();

const base = Math.max(...turns['one status']!);
const results = Object.entries(turns).map(([name, found]): Result => {
  const most = Math.max(...found);
  return {
    id: 'P-R4',
    metric: `${name}: longest turn of ${found.length} (${ASSETS} assets in a circle, ${AUDIENCES} audiences; shown after ${Math.round(median(moved[name]!))} ms)`,
    value: round(most),
    unit: 'ms',
    ...(name !== 'one status' && { baseline: round(base), ratio: round(most / base) }),
    target: `<= ${MOST_MS} ms`,
    met: most <= MOST_MS,
  };
});
print('turns', [...results, { id: 'P-R4', metric: 'load average of the machine', value: round(load), unit: '' }]);
process.exit(0);
