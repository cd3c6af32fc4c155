// P-S1, P-S2: one status event to 1,000 stock socket.io clients, durable and with the policy on, beside `ws` sending one
// pre-encoded frame and a stock Socket.IO room broadcast. The three are measured in turns in one run; the clients live
// in a process of their own, so that the processor time counted is the server's.
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { createApp } from '../../server/app.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { median, percentile, print, round, until } from './support.ts';

// `ws` is socket.io's own; it is not a dependency of this project.
const fromEngine = createRequire(createRequire(import.meta.url).resolve('engine.io'));
const { WebSocketServer, Sender } = fromEngine('ws') as {
  WebSocketServer: new (options: object) => {
    clients: Set<{ _sender: { sendFrame(list: Buffer[], done: () => void): void } }>;
    on(name: string, listener: (socket: unknown) => void): void;
  };
  Sender: { frame(data: Buffer, options: object): Buffer[] };
};

const CLIENTS = Number(process.env['CLIENTS'] ?? 1000);
const PER_SECOND = 100;
const SECONDS = 3;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const directory = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
const store = await openSqliteStore({ directory });
const app = await createApp({ store, clientDirectory: directory, onTrouble: console.error });
const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));

const organisation = randomUUID();
const user = randomUUID();
const operation = randomUUID();
const admin = { user: randomUUID(), organisation, roles: ['admin'] as const };
async function say(type: string, data: object): Promise<void> {
  const outcome = await app.pipeline.submitAs(DIRECTORY, admin, { commandId: randomUUID(), type, data });
  if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
  await app.context.settled(DIRECTORY, admin.user);
}
await say('organisation.register', {
  organisationId: organisation,
  name: 'Bench',
  shortName: 'Bench',
  kind: 'operator',
  country: 'ES',
});
await say('user.register', { userId: user, name: 'Bench', organisation });
await say('operation.create', { operationId: operation, name: 'Bench', kind: 'live', participants: [organisation] });
await say('user.setRoles', { userId: user, operation, roles: ['owner'] });
await app.hold(operation);
const { token } = await app.sessions.open(user, {});
const assets = Array.from({ length: 100 }, () => randomUUID());
const command = (type: string, data: object) =>
  app.pipeline.submit(operation, user, { commandId: randomUUID(), type, data });
for (const assetId of assets)
  await command('asset.register', {
    assetId,
    name: 'Asset',
    sector: 'energy',
    kind: 'substation',
    country: 'ES',
    location: { lat: 40, lon: -3 },
  });

const wsHttp = createServer();
const ws = new WebSocketServer({ server: wsHttp, perMessageDeflate: false });
await new Promise<void>((listening) => wsHttp.listen(0, '127.0.0.1', listening));
const roomHttp = createServer();
const room = new Server(roomHttp, { transports: ['websocket'] });
room.on('connection', (socket) => void socket.join('everybody'));
await new Promise<void>((listening) => roomHttp.listen(0, '127.0.0.1', listening));

const ours: Measured = { name: 'tocsin', received: 0, latencies: [] };
interface Measured {
  readonly name: string;
  received: number;
  latencies: number[];
}
const clients: ChildProcess = fork(join(import.meta.dirname, 'fanoutClients.ts'), [
  JSON.stringify({
    clients: CLIENTS,
    token,
    operation,
    tocsin: port(app.http),
    ws: port(wsHttp),
    room: port(roomHttp),
  }),
]);
const received: Record<string, number> = { tocsin: 0, ws: 0, room: 0 };
let joined = 0;
clients.on('message', (message: { joined?: number; received?: Record<string, number>; latencies?: number[] }) => {
  if (message.joined !== undefined) joined = message.joined;
  if (message.received) Object.assign(received, message.received);
  if (message.latencies) ours.latencies.push(...message.latencies);
});
await until(() => joined === CLIENTS * 3, 120);

/** Sends for some seconds at the given rate; returns the server's processor time per delivery, in microseconds. */
async function measure(name: string, send: (index: number) => unknown): Promise<number> {
  globalThis.gc?.();
  const before = received[name]!;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const count = PER_SECOND * SECONDS;
  for (let index = 0; index < count; index++) {
    const due = started + (index * 1000) / PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resume) => setTimeout(resume, wait));
    void send(index);
  }
  await until(() => received[name]! >= before + count * CLIENTS, 60);
  const used = process.cpuUsage(cpu);
  return (used.user + used.system) / (count * CLIENTS);
}

const payload = (index: number) =>
  JSON.stringify({
    type: 'asset.statusChanged',
    id: assets[index % 100],
    status: 'failed',
    at: new Date().toISOString(),
    filler: 'x'.repeat(80),
  });
const costs: Record<string, number[]> = { tocsin: [], ws: [], room: [] };
for (let turn = 0; turn < ROUNDS; turn++) {
  costs['tocsin']!.push(
    await measure('tocsin', (index) =>
      command('asset.setStatus', {
        assetId: assets[index % 100]!,
        status: index % 200 < 100 ? 'failed' : 'degraded',
        note: String(performance.timeOrigin + performance.now()),
      }),
    ),
  );
  costs['ws']!.push(
    await measure('ws', (index) => {
      const frame = Sender.frame(Buffer.from(payload(index)), {
        readOnly: false,
        mask: false,
        rsv1: false,
        opcode: 1,
        fin: true,
      });
      for (const client of ws.clients) client._sender.sendFrame(frame, () => {});
    }),
  );
  costs['room']!.push(
    await measure('room', (index) => void room.to('everybody').emit('update', JSON.parse(payload(index)))),
  );
}
clients.kill();
await app.close();
wsHttp.closeAllConnections();
await room.close();
rmSync(directory, { recursive: true, force: true });

const us = (name: string) => median(costs[name]!);
const toWs = median(costs['tocsin']!.map((cost, turn) => cost / costs['ws']![turn]!));
const toRoom = median(costs['tocsin']!.map((cost, turn) => cost / costs['room']![turn]!));
const p50 = percentile(ours.latencies, 50);
const p99 = percentile(ours.latencies, 99);
print('fanout', [
  {
    id: 'P-S1',
    metric: `CPU per delivery, ${CLIENTS} clients, ${PER_SECOND}/s, beside ws pre-encoded`,
    value: round(us('tocsin')),
    unit: 'us',
    baseline: round(us('ws')),
    ratio: round(toWs),
    target: '<= 1.1',
    met: toWs <= 1.1,
  },
  {
    id: 'P-S1',
    metric: 'CPU per delivery, beside io.to(room).emit',
    value: round(us('tocsin')),
    unit: 'us',
    baseline: round(us('room')),
    ratio: round(toRoom),
    target: '<= 0.70',
    met: toRoom <= 0.7,
  },
  {
    id: 'P-S2',
    metric: 'due -> durable -> parsed by all, p50',
    value: round(p50),
    unit: 'ms',
    target: '6 ms',
    met: p50 <= 6,
  },
  {
    id: 'P-S2',
    metric: 'due -> durable -> parsed by all, p99',
    value: round(p99),
    unit: 'ms',
    target: '15 ms',
    met: p99 <= 15,
  },
]);
process.exit(0);
