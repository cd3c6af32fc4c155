// P-S1, P-S2: one status event to 1,000 dashboards, durable and with the policy on, beside `ws` sending one pre-encoded frame
// and a stock Socket.IO room broadcast, both with frames of 200 bytes and of as many as ours. Measured in turns in one run,
// with only the clients of the measured one connected, in a process of their own: 8 of them are stock clients that parse,
// the others count frames and look for the event's stamp.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import { Server } from 'socket.io';
import { FanoutClients, FanoutPlace, portOf, stampOf } from './fanoutPlace.ts';
import { median, percentile, print, round, until, type Result } from './support.ts';

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
const PROBES = 8;
const PER_SECOND = 100;
const SECONDS = Number(process.env['SECONDS'] ?? 3);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const ONLY = process.env['ONLY'];

const place = await FanoutPlace.open(100);
const token = await place.viewer();
const wsHttp = createServer();
const ws = new WebSocketServer({ server: wsHttp, perMessageDeflate: false });
await new Promise<void>((listening) => wsHttp.listen(0, '127.0.0.1', listening));
const roomHttp = createServer();
const room = new Server(roomHttp, { transports: ['websocket'] });
room.on('connection', (socket) => void socket.join('everybody'));
await new Promise<void>((listening) => roomHttp.listen(0, '127.0.0.1', listening));
const clients = new FanoutClients();

interface Measured {
  /** Of the server: processor time of a delivery, in microseconds, each round. */
  readonly costs: number[];
  readonly heard: number[];
  readonly probed: number[];
  readonly bytes: number[];
  readonly clientCosts: number[];
  /** Frames of an event: below 1 where a busy machine let several events gather for one. */
  readonly frames: number[];
}
const measured: Record<string, Measured> = {};

/** Sends for some seconds at the given rate, to clients that are all connected. */
async function measure(name: string, send: (index: number, stamp: string) => unknown): Promise<void> {
  const into = (measured[name] ??= { costs: [], heard: [], probed: [], bytes: [], clientCosts: [], frames: [] });
  globalThis.gc?.();
  await clients.quiet();
  clients.heard = [];
  clients.probed = [];
  const { bytes, cpu: clientCpu, frames } = clients.told;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const count = PER_SECOND * SECONDS;
  for (let index = 0; index < count; index++) {
    const due = started + (index * 1000) / PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resume) => setTimeout(resume, wait));
    void send(index, stampOf(due));
  }
  // A stamp that a read cut in two is not found: one in a thousand may be.
  await until(() => clients.heard.length >= count * 0.99 && clients.probed.length >= count, 60);
  const used = process.cpuUsage(cpu);
  into.costs.push((used.user + used.system) / (count * CLIENTS));
  into.clientCosts.push((clients.told.cpu - clientCpu) / (count * CLIENTS));
  into.bytes.push((clients.told.bytes - bytes) / (count * (CLIENTS - PROBES)));
  into.frames.push((clients.told.frames - frames) / (count * CLIENTS));
  into.heard.push(...clients.heard);
  into.probed.push(...clients.probed);
}

/** JSON of so many bytes, with a stamp in it. */
const payload = (index: number, note: string, bytes: number) => {
  const plain = { type: 'asset.statusChanged', id: place.assets[index % 100], status: 'failed', note, filler: '' };
  return JSON.stringify({ ...plain, filler: 'x'.repeat(Math.max(0, bytes - JSON.stringify(plain).length)) });
};

let ourBytes = 600;
for (let turn = 0; turn < ROUNDS; turn++) {
  const common = { clients: CLIENTS, probes: PROBES };
  await clients.connect({ ...common, system: 'tocsin', port: place.port, operation: place.operation, tokens: [token] });
  await measure('tocsin', (index, note) =>
    place.submit('asset.setStatus', {
      assetId: place.assets[index % 100]!,
      status: index % 200 < 100 ? 'failed' : 'degraded',
      note,
    }),
  );
  ourBytes = Math.round(median(measured['tocsin']!.bytes) / median(measured['tocsin']!.frames));
  if (ONLY === 'tocsin') continue;
  await clients.connect({ ...common, system: 'ws', port: portOf(wsHttp) });
  for (const [name, bytes] of [
    ['ws', 200],
    ['ws, our bytes', ourBytes],
  ] as const)
    await measure(name, (index, stamp) => {
      const data = Buffer.from(payload(index, stamp, bytes - 4));
      const frame = Sender.frame(data, { readOnly: false, mask: false, rsv1: false, opcode: 1, fin: true });
      for (const client of ws.clients) client._sender.sendFrame(frame, () => {});
    });
  await clients.connect({ ...common, system: 'room', port: portOf(roomHttp) });
  for (const [name, bytes] of [
    ['room', 200],
    ['room, our bytes', ourBytes],
  ] as const)
    await measure(name, (index, stamp) => {
      room.to('everybody').emit('update', JSON.parse(payload(index, stamp, bytes - 16)));
    });
}
const load = loadavg()[0]!;
clients.kill();
await place.close();
wsHttp.closeAllConnections();
await room.close();

const results: Result[] = [];
const cost = (name: string) => median(measured[name]!.costs);
const ours = measured['tocsin']!;
for (const [baseline, most] of [
  ['ws', 1.1],
  ['ws, our bytes', undefined],
  ['room', 0.7],
  ['room, our bytes', undefined],
] as const) {
  if (!measured[baseline]) continue;
  const ratio = median(ours.costs.map((one, turn) => one / measured[baseline]!.costs[turn]!));
  const bytes = Math.round(median(measured[baseline].bytes));
  results.push({
    id: 'P-S1',
    metric: `processor time of a delivery, ${CLIENTS} clients, ${PER_SECOND}/s, ${ourBytes} bytes (baseline: ${baseline.split(',')[0] === 'ws' ? '`ws`, one pre-encoded frame' : 'io.to(room).emit'}, ${bytes} bytes)`,
    value: round(cost('tocsin')),
    unit: 'µs',
    baseline: round(cost(baseline)),
    ratio: round(ratio),
    ...(most !== undefined && { target: `<= ${most}`, met: ratio <= most && median(ours.frames) > 0.95 }),
  });
}
const baselineOf = (p: number) =>
  measured['ws, our bytes'] && { baseline: round(percentile(measured['ws, our bytes'].heard, p)) };
for (const [what, from, p, most] of [
  [`heard by all ${CLIENTS}, p50`, 'heard', 50, 6],
  [`heard by all ${CLIENTS}, p99`, 'heard', 99, 15],
  [`parsed by the last of ${PROBES} stock clients among them, p50`, 'probed', 50, 6],
  [`parsed by the last of ${PROBES} stock clients among them, p99`, 'probed', 99, 15],
] as const) {
  const value = percentile(ours[from], p);
  results.push({
    id: 'P-S2',
    metric: `due -> durable -> ${what} (baseline: \`ws\`, our bytes, not durable)`,
    value: round(value),
    unit: 'ms',
    ...baselineOf(p),
    target: `${most} ms`,
    met: value <= most,
  });
}
results.push(
  {
    id: 'P-S1',
    metric: 'frames of an event (below 1: several gathered while the last frame was on its way out)',
    value: round(median(ours.frames)),
    unit: 'frames',
  },
  {
    id: 'P-S2',
    metric: `processor time of the clients' process a delivery; load average ${load.toFixed(1)}`,
    value: round(median(ours.clientCosts)),
    unit: 'µs',
  },
);
print('fanout', results);
process.exit(0);
