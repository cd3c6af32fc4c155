// P-S6, P-S11: what an open connection costs in memory, of 5,000 that have joined, and how soon 5,000 that were cut at once
// are all back and level, each from its own cursor, while changes go on.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { CountingSocket } from './countingSocket.ts';
import { percentile, print, round, silence, until, type Result } from './support.ts';

const CLIENTS = Number(process.env['CLIENTS'] ?? 5000);
/** Changes a second while all come back: each goes to all of them. */
const PER_SECOND = 5;
/** Connections that are being made at a time. */
const AT_A_TIME = 100;

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}
const server = fork(join(import.meta.dirname, 'connectionsServer.ts'), [], { execArgv: ['--expose-gc'] });
let told: { memory?: Memory; cpu?: number; connections?: number } = {};
const opened = await new Promise<{ port: number; operation: string; tokens: string[] }>((resume) =>
  server.once('message', resume as never),
);
server.on('message', (message: typeof told) => (told = message));
async function ask<Name extends keyof typeof told>(name: Name): Promise<NonNullable<(typeof told)[Name]>> {
  told = {};
  server.send({ tell: name });
  await until(() => told[name] !== undefined);
  return told[name]!;
}

let sockets: CountingSocket[] = [];
let joinedAt: number[] = [];
function open(index: number, cursor: string | undefined, deflate: boolean): CountingSocket {
  return new CountingSocket({
    system: 'tocsin',
    port: opened.port,
    operation: opened.operation,
    token: opened.tokens[index % opened.tokens.length],
    key: randomBytes(16).toString('base64'),
    mask: randomBytes(4),
    deflate,
    cursor,
    follow: !deflate,
    onJoined: () => joinedAt.push(performance.now()),
    onStamp: undefined,
  });
}
async function openAll(cursors: readonly (string | undefined)[], deflate: boolean): Promise<number> {
  joinedAt = [];
  sockets = [];
  const began = performance.now();
  for (const [index, cursor] of cursors.entries()) {
    while (sockets.length - joinedAt.length >= AT_A_TIME) await new Promise((resume) => setImmediate(resume));
    sockets.push(open(index, cursor, deflate));
  }
  await until(() => joinedAt.length === cursors.length, 120);
  return performance.now() - began;
}
async function closeAll(): Promise<void> {
  for (const socket of sockets) socket.close();
  while ((await ask('connections')) > 0);
}
/** Everybody has been told who is here, and nothing more comes: it is told once a second. */
const quiet = () => silence(() => sockets.reduce((sum, socket) => sum + socket.bytes, 0), 1200);
const none = Array.from({ length: CLIENTS }, () => undefined);

// The first hundred warm the code; what they leave behind is not a connection's.
await openAll(none.slice(0, 300), true);
await closeAll();
const empty = await ask('memory');
await openAll(none, true);
await quiet();
const full = await ask('memory');
const before = sockets.map(({ frames }) => frames);
for (const socket of sockets) socket.sayCompressed('421["ping",{}]');
await until(() => sockets.every(({ frames }, index) => frames > before[index]!), 60);
const inflated = await ask('memory');
await closeAll();

await openAll(none, false);
server.send({ perSecond: PER_SECOND });
await until(() => sockets.every(({ cursor }) => cursor !== undefined), 60);
const gapsBefore = sockets.reduce((sum, { gaps }) => sum + gaps, 0);
const cursors = sockets.map(({ cursor }) => cursor);
const cpu = await ask('cpu');
const myself = process.cpuUsage();
for (const socket of sockets) socket.close();
const began = performance.now();
await openAll(cursors, false);
const back = joinedAt.map((at) => at - began);
const used = (await ask('cpu')) - cpu;
const mine = process.cpuUsage(myself);
// A few batches more, to see that each goes on where it stood.
const stood = sockets.map(({ frames }) => frames);
await until(() => sockets.every(({ frames }, index) => frames >= stood[index]! + 5), 60);
server.send({ perSecond: 0 });
await quiet();
const gaps = sockets.reduce((sum, one) => sum + one.gaps, 0);
const resets = sockets.reduce((sum, one) => sum + one.resets, 0);
const ends = new Map<string, number>();
for (const { cursor } of sockets) ends.set(cursor!, (ends.get(cursor!) ?? 0) + 1);
const level = Math.max(...ends.values());
const load = loadavg()[0]!;
for (const socket of sockets) socket.close();
server.send({ close: true });

const perConnection = (a: Memory, b: Memory) => (b.rss - a.rss) / 1024 / CLIENTS;
const results: Result[] = [
  {
    id: 'P-S6',
    metric: `memory of the server per connection, ${CLIENTS} joined, compression agreed`,
    value: round(perConnection(empty, full)),
    unit: 'KiB',
    target: '<= 30 KB',
    met: perConnection(empty, full) * 1.024 <= 30,
  },
  {
    id: 'P-S6',
    metric: `memory of the whole server with ${CLIENTS} connections`,
    value: round(full.rss / 2 ** 20),
    unit: 'MiB',
    baseline: round(empty.rss / 2 ** 20),
    target: '250 MB',
    met: full.rss <= 250e6,
  },
  {
    id: 'P-S6',
    metric: 'per connection once each has sent something compressed, as browsers do',
    value: round(perConnection(empty, inflated)),
    unit: 'KiB',
  },
  {
    id: 'P-S11',
    metric: `${CLIENTS} cut at once, ${PER_SECOND} changes/s going on: all back`,
    value: round(Math.max(...back)),
    unit: 'ms',
    target: '5,000 ms',
    met: Math.max(...back) <= 5000,
  },
  { id: 'P-S11', metric: 'half of them back', value: round(percentile(back, 50)), unit: 'ms' },
  {
    id: 'P-S11',
    metric: 'processor time of the server per client that came back',
    value: round(used / 1000 / CLIENTS),
    unit: 'ms',
  },
  {
    id: 'P-S11',
    metric: 'processor time of the process of the clients, on the same machine, per client that came back',
    value: round((mine.user + mine.system) / 1000 / CLIENTS),
    unit: 'ms',
  },
  {
    id: 'P-S11',
    metric: `gaps among all of them (resets instead of what changed: ${resets}; at the latest cursor in the end: ${level})`,
    value: gaps,
    unit: 'gaps',
    target: '0',
    met: gaps === 0 && gapsBefore === 0,
  },
  { id: 'P-S11', metric: 'load average of the machine', value: round(load), unit: '' },
];
print('connections', results);
process.exit(0);
