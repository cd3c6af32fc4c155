// P-R1: clients that read nothing any more, beside a hundred that do: how long they are kept, what one of them holds in this
// process and in the kernel, and what the others notice of them. With and without them in turn, in one run.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { io } from 'socket.io-client';
import { RawReader } from '../wire/rawReader.ts';
import { FanoutClients, FanoutPlace, stampOf } from './fanoutPlace.ts';
import { median, percentile, print, round, type Result } from './support.ts';

const CLIENTS = 100;
const PROBES = 8;
const STALLED = Number(process.env['STALLED'] ?? 5);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const PER_SECOND = 50;
/** Changes of one moment: together they travel in one frame of some kilobytes. */
const TOGETHER = 10;
const ROUND_MS = 6000;
/** Whoever stands still is cut after eight seconds, and looked at four times a second. */
const MOST_MS = 12_000;
const FILLER = 'x'.repeat(460);

const place = await FanoutPlace.open(200);
const token = await place.viewer();
const clients = new FanoutClients();
const url = `http://127.0.0.1:${place.port}`;
const common = { clients: CLIENTS, probes: PROBES, system: 'tocsin' as const };
await clients.connect({ ...common, port: place.port, operation: place.operation, tokens: [token] });

interface Gauges {
  readonly connections: number;
  readonly waiting: number;
}
async function gauges(): Promise<Gauges> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  return { connections: of('tocsin_connections'), waiting: of('tocsin_bytes_waiting') };
}
/** Bytes that the kernel holds for the slowest reader of this server, where it tells. */
function heldByKernel(): number {
  const port = place.port.toString(16).toUpperCase().padStart(4, '0');
  try {
    const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
    const queues = lines.flatMap((line) => {
      const [, local, , state, queue] = line.trim().split(/\s+/);
      return local?.endsWith(`:${port}`) && state === '01' ? [Number.parseInt(queue!.split(':')[0]!, 16)] : [];
    });
    return Math.max(0, ...queues);
  } catch {
    return 0;
  }
}

interface Round {
  readonly heard: readonly number[];
  readonly cutAfterMs: number;
  readonly mostWaiting: number;
  readonly mostInKernel: number;
  readonly grown: number;
}
let said = 0;
/** One round: as long as it takes until everybody who stands still is gone, but never shorter than the others. */
async function oneRound(stalled: readonly RawReader[]): Promise<Round> {
  await clients.quiet();
  globalThis.gc?.();
  clients.heard = [];
  const before = process.memoryUsage().rss;
  const started = performance.now();
  let over = false;
  let [cutAfterMs, mostWaiting, mostInKernel, grown] = [stalled.length > 0 ? Infinity : 0, 0, 0, 0];
  const watching = (async () => {
    while (!over) {
      const { connections, waiting } = await gauges();
      mostWaiting = Math.max(mostWaiting, waiting);
      mostInKernel = Math.max(mostInKernel, heldByKernel());
      grown = Math.max(grown, process.memoryUsage().rss - before);
      if (connections <= CLIENTS) cutAfterMs = Math.min(cutAfterMs, performance.now() - started);
      await new Promise((resume) => setTimeout(resume, 100));
    }
  })();
  for (const one of stalled) one.stopReading();
  let moments = 0;
  const goesOn = () => {
    const took = performance.now() - started;
    return took < ROUND_MS || (cutAfterMs === Infinity && took < MOST_MS);
  };
  for (; goesOn(); moments++) {
    const due = started + (moments * 1000) / PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resume) => setTimeout(resume, wait));
    for (let one = 0; one < TOGETHER; one++) {
      said += 1;
      void place.submit('asset.setStatus', {
        assetId: place.assets[said % place.assets.length]!,
        status: Math.floor(said / place.assets.length) % 2 === 0 ? 'failed' : 'degraded',
        note: `${one === 0 ? stampOf(due) : 'y'}${FILLER}`,
      });
    }
  }
  await clients.quiet();
  over = true;
  await watching;
  return { heard: clients.heard, cutAfterMs, mostWaiting, mostInKernel, grown };
}

/** Whether one who was cut goes on where it stood: from the last cursor that it read. */
async function resumes(reader: RawReader): Promise<boolean> {
  const cursor = [...reader.text.matchAll(/"(?:next|cursor)":"([^"]+)"/g)].at(-1)?.[1];
  const socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  try {
    const answer = (await socket.timeout(10_000).emitWithAck('join', { operation: place.operation, cursor })) as {
      ok: boolean;
      reset?: boolean;
    };
    return cursor !== undefined && answer.ok && answer.reset === undefined;
  } finally {
    socket.close();
  }
}

// The first warms the code.
await oneRound([]);
const without: Round[] = [];
const beside: Round[] = [];
let resumed = 0;
for (let turn = 0; turn < ROUNDS; turn++) {
  const both = [
    async () => void without.push(await oneRound([])),
    async () => {
      const stalled: RawReader[] = [];
      for (let one = 0; one < STALLED; one++) stalled.push(await RawReader.join(place.port, token, place.operation));
      beside.push(await oneRound(stalled));
      for (const one of stalled) if (await resumes(one)) resumed += 1;
      for (const one of stalled) one.close();
    },
  ];
  // Whoever is second finds a warmer machine, or a busier one.
  for (const each of turn % 2 === 0 ? both : both.reverse()) await each();
}
const load = loadavg()[0]!;
clients.kill();
await place.close();

const all = (rounds: readonly Round[]) => rounds.flatMap(({ heard }) => heard);
const most = (of: (one: Round) => number, rounds = beside) => Math.max(...rounds.map(of));
const cutAfter = most(({ cutAfterMs }) => cutAfterMs);
const held = most(({ mostWaiting }) => mostWaiting / STALLED) + most(({ mostInKernel }) => mostInKernel);
const p99 = (rounds: readonly Round[]) => percentile(all(rounds), 99);
const ratio = p99(beside) / p99(without);
const each = median(beside.map((one, turn) => percentile(one.heard, 99) / percentile(without[turn]!.heard, 99)));
const tried = STALLED * ROUNDS;
const results: Result[] = [
  {
    id: 'P-R1',
    metric: `who reads nothing is cut after, the slowest of ${tried}`,
    value: round(cutAfter / 1000),
    unit: 's',
    target: '<= 10 s',
    met: cutAfter <= 10_000,
  },
  {
    id: 'P-R1',
    metric: `held for one of them at most, in this process (${round(most(({ mostWaiting }) => mostWaiting) / STALLED / 2 ** 20)}) and in the kernel`,
    value: round(held / 2 ** 20),
    unit: 'MiB',
    target: '<= 2 MB',
    met: held <= 2e6,
  },
  {
    id: 'P-R1',
    metric: `due -> durable -> heard by all of ${CLIENTS} others, p99 of ${all(beside).length} (baseline: nobody stands still)`,
    value: round(p99(beside)),
    unit: 'ms',
    baseline: round(p99(without)),
    ratio: round(ratio),
    target: '< 10 % more',
    met: ratio < 1.1,
  },
  {
    id: 'P-R1',
    metric: `go on from their last cursor without a reset, of ${tried}`,
    value: resumed,
    unit: 'readers',
    target: String(tried),
    met: resumed === tried,
  },
  { id: 'P-R1', metric: 'the same p99, median of the rounds against their neighbours', value: round(each), unit: 'x' },
  {
    id: 'P-R1',
    metric: 'due -> durable -> heard by all, p50 (baseline: nobody stands still)',
    value: round(percentile(all(beside), 50)),
    unit: 'ms',
    baseline: round(percentile(all(without), 50)),
    ratio: round(percentile(all(beside), 50) / percentile(all(without), 50)),
  },
  {
    id: 'P-R1',
    metric: `the process grew by at most, with ${STALLED} of them (baseline: without); load average ${load.toFixed(1)}`,
    value: round(most(({ grown }) => grown) / 2 ** 20),
    unit: 'MiB',
    baseline: round(most(({ grown }) => grown, without) / 2 ** 20),
  },
];
print('slow', results);
process.exit(0);
