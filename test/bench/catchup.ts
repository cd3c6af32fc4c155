// P-S12: clients that come back after 50,000 visible changes: one alone, then 20 at once, until each is level; and what an
// event takes meanwhile to those who stayed, beside what it takes while nobody comes back.
import { loadavg } from 'node:os';
import { io } from 'socket.io-client';
import type { Batch, Reset } from '../../shared/protocol/down.ts';
import { FanoutClients, FanoutPlace, stampOf } from './fanoutPlace.ts';
import { percentile, print, round, until, type Result } from './support.ts';

const CHANGES = Number(process.env['CHANGES'] ?? 50_000);
const ASSETS = Number(process.env['ASSETS'] ?? 20_000);
const AT_ONCE = 20;
const PER_SECOND = 50;

const place = await FanoutPlace.open(ASSETS);
const token = await place.viewer();
const away = await place.person(0, ['viewer']);
const { cursor } = place.app.desks.of(place.operation)!.snapshot(away)!;
for (let from = 0; from < CHANGES; from += 2000) {
  const count = Math.min(2000, CHANGES - from);
  const said = Array.from({ length: count }, (_one, index) => {
    const at = from + index;
    const status = Math.floor(at / ASSETS) % 2 === 0 ? 'failed' : 'degraded';
    return place.must(place.submit('asset.setStatus', { assetId: place.assets[at % ASSETS]!, status }));
  });
  await Promise.all(said);
}
const stayed = new FanoutClients();
const connected = { system: 'tocsin', port: place.port, operation: place.operation, tokens: [token] } as const;
await stayed.connect({ ...connected, clients: 50, probes: 4 });

/** Milliseconds from connecting until everything up to the end has arrived and been parsed. */
async function back(): Promise<{ took: number; by: 'reset' | 'batch' }> {
  const began = performance.now();
  const options = { transports: ['websocket'], auth: { token }, forceNew: true, reconnection: false };
  const socket = io(`http://127.0.0.1:${place.port}`, options);
  const level = new Promise<'reset' | 'batch'>((resume) => {
    let parts = 0;
    socket.on('reset', (reset: Reset) => ++parts === (reset.parts ?? 1) && resume('reset'));
    socket.on('batch', (batch: Batch) => batch.prev === cursor && resume('batch'));
  });
  await new Promise<void>((open) => socket.on('connect', open));
  await socket.emitWithAck('join', { operation: place.operation, cursor });
  const by = await level;
  socket.disconnect();
  return { took: performance.now() - began, by };
}

let said = 0;
const working = setInterval(() => {
  const assetId = place.assets[said++ % ASSETS]!;
  void place.submit('asset.setStatus', { assetId, status: 'operational', note: stampOf(performance.now()) });
}, 1000 / PER_SECOND);
/** How long each of so many events took. */
const heard = async (events: number) => {
  stayed.probed = [];
  await until(() => stayed.probed.length >= events, 60);
  return [...stayed.probed];
};
// The first warm the code.
await heard(2 * PER_SECOND);
const calm = await heard(4 * PER_SECOND);
const alone = await back();
stayed.probed = [];
const together = await Promise.all(Array.from({ length: AT_ONCE }, back));
const meanwhile = [...stayed.probed];
clearInterval(working);
const load = loadavg()[0]!;
stayed.kill();
await place.close();

const slowest = Math.max(...together.map(({ took }) => took));
const results: Result[] = [
  {
    id: 'P-S12',
    metric: `one client that missed ${CHANGES} changes to ${ASSETS} assets is level (by ${alone.by})`,
    value: round(alone.took),
    unit: 'ms',
    target: '3,000 ms',
    met: alone.took <= 3000,
  },
  {
    id: 'P-S12',
    metric: `the last of ${AT_ONCE} such clients at once, all in the process of the server`,
    value: round(slowest),
    unit: 'ms',
    target: '15,000 ms',
    met: slowest <= 15_000,
  },
  {
    id: 'P-S12',
    metric: `an event to those who stayed meanwhile, p99 of ${meanwhile.length} (baseline: nobody comes back)`,
    value: round(percentile(meanwhile, 99)),
    unit: 'ms',
    baseline: round(percentile(calm, 99)),
    target: '500 ms',
    met: percentile(meanwhile, 99) <= 500,
  },
  { id: 'P-S12', metric: 'load average of the machine', value: round(load), unit: '' },
];
print('catchup', results);
process.exit(0);
