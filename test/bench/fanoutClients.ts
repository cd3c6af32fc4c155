// The clients of the fan-out benchmarks, in a process of their own. A few are stock `socket.io-client`s that parse what they
// get; the others are bare TCP sockets that speak just enough to be such a client to the server, and count frames: a
// thousand parsers in one process would be measured instead of the server.
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { io, type Socket as StockSocket } from 'socket.io-client';
import { CountingSocket } from './countingSocket.ts';

const fromEngine = createRequire(createRequire(import.meta.url).resolve('engine.io'));
const { WebSocket: Ws } = fromEngine('ws') as {
  WebSocket: new (
    url: string,
    options: object,
  ) => { on(name: string, listener: (data: Buffer) => void): void; close(): void };
};

export interface Connect {
  readonly system: 'tocsin' | 'ws' | 'room';
  readonly port: number;
  readonly clients: number;
  /** How many of them are stock clients that parse. */
  readonly probes: number;
  readonly operation?: string;
  /** One for all, or one for each in turn. */
  readonly tokens?: readonly string[];
  /** Whether the counting ones offer permessage-deflate, as stock clients on Node and in browsers do. */
  readonly deflate?: boolean;
  /** More of what a join says. */
  readonly join?: object;
}
export interface Told {
  readonly joined: number;
  /** Frames heard by each kind, and bytes on the wire of those that count. */
  readonly frames: number;
  readonly bytes: number;
  /** Changes that the probes parsed. */
  readonly parsed: number;
  /** Of each event that all have heard: due -> heard by the last of all; and due -> parsed by the last probe. */
  readonly heard: readonly number[];
  readonly probed: readonly number[];
  /** Processor time of this process, in microseconds. */
  readonly cpu: number;
}

const now = () => performance.timeOrigin + performance.now();
let stocks: { close(): void }[] = [];
let counting: CountingSocket[] = [];
let joined = 0;
let frames = 0;
let parsed = 0;
let heard: number[] = [];
let probed: number[] = [];
let all = 0;
let probes = 0;
const hearing = new Map<string, number>();
const parsing = new Map<string, number>();

function stamped(stamp: string): void {
  const count = (hearing.get(stamp) ?? 0) + 1;
  if (count < all) return void hearing.set(stamp, count);
  hearing.delete(stamp);
  heard.push(now() - Number(stamp) / 1000);
}
function parsedStamp(stamp: string): void {
  const count = (parsing.get(stamp) ?? 0) + 1;
  if (count < probes) parsing.set(stamp, count);
  else {
    parsing.delete(stamp);
    probed.push(now() - Number(stamp) / 1000);
  }
  stamped(stamp);
}
/** A stamp stands in a note as `t` and 16 digits: microseconds of real time. */
function stampsOf(text: string): string[] {
  return [...text.matchAll(/t(\d{16})/g)].map((found) => found[1]!);
}

function stock(connect: Connect, index: number): void {
  const url = `http://127.0.0.1:${connect.port}`;
  if (connect.system === 'ws') {
    const ws = new Ws(url.replace('http', 'ws'), { perMessageDeflate: false });
    ws.on('open', () => joined++);
    ws.on('message', (data) => {
      const { note } = JSON.parse(data.toString()) as { note: string };
      frames += 1;
      parsed += 1;
      for (const stamp of stampsOf(note)) parsedStamp(stamp);
    });
    stocks.push(ws);
    return;
  }
  const token = connect.tokens?.[index % connect.tokens.length];
  const socket: StockSocket = io(url, {
    transports: ['websocket'],
    ...(token !== undefined && { auth: { token } }),
    forceNew: true,
    reconnection: false,
  });
  socket.on('connect', () => {
    if (connect.system === 'room') joined++;
    else
      void socket
        .emitWithAck('join', { operation: connect.operation, ...connect.join })
        .then((answer: { ok: boolean }) => answer.ok && joined++);
  });
  socket.on('update', (update: { note: string }) => {
    frames += 1;
    parsed += 1;
    for (const stamp of stampsOf(update.note)) parsedStamp(stamp);
  });
  socket.on('batch', (batch: { changes: readonly { set?: { confirmed?: { note?: string } } }[] }) => {
    frames += 1;
    parsed += batch.changes.length;
    for (const { set } of batch.changes) for (const stamp of stampsOf(set?.confirmed?.note ?? '')) parsedStamp(stamp);
  });
  stocks.push({ close: () => socket.disconnect() });
}

function connectAll(connect: Connect): void {
  for (const each of [...stocks, ...counting]) each.close();
  [stocks, counting] = [[], []];
  hearing.clear();
  parsing.clear();
  [joined, frames, parsed] = [0, 0, 0];
  [all, probes] = [connect.clients, connect.probes];
  const spread = connect.probes > 0 ? Math.floor(connect.clients / connect.probes) : Infinity;
  // Spread evenly over the order in which the server writes.
  const isProbe = (index: number) => index % spread === spread - 1 && index < spread * connect.probes;
  let next = 0;
  const some = () => {
    if (next >= connect.clients) return;
    if (next - joined < 50) {
      const index = next++;
      if (isProbe(index)) stock(connect, index);
      else {
        const token = connect.tokens?.[index % connect.tokens.length];
        counting.push(
          new CountingSocket({
            ...connect,
            token,
            key: randomBytes(16).toString('base64'),
            mask: randomBytes(4),
            onJoined: () => joined++,
            onStamp: connect.deflate ? undefined : stamped,
          }),
        );
      }
      return void (next % 10 === 0 ? setImmediate(some) : some());
    }
    setTimeout(some, 1);
  };
  some();
}

process.on('message', (message: { connect?: Connect; cut?: true }) => {
  if (message.connect) connectAll(message.connect);
  if (message.cut) for (const each of [...stocks, ...counting]) each.close();
});
setInterval(() => {
  const counted = counting.reduce((sum, one) => sum + one.frames, 0);
  const bytes = counting.reduce((sum, one) => sum + one.bytes, 0);
  const { user, system } = process.cpuUsage();
  const told: Told = { joined, frames: frames + counted, bytes, parsed, heard, probed, cpu: user + system };
  process.send!(told);
  [heard, probed] = [[], []];
}, 20);
process.on('disconnect', () => process.exit(0));
