// P-R6: three times what the server can take, sent without waiting for answers: what is acknowledged is so in time and is
// there, and the rest is told `busy`. The baseline is the same server at what it can take, before that.
import { loadavg } from 'node:os';
import { MOST_MS, overloadFor } from '../chaos/overload.ts';
import { print, round, type Result } from './support.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 6);

const found = await overloadFor(SECONDS);
const load = loadavg()[0]!;
const { accepted = 0, busy = 0, ...others } = found.codes;
const otherwise = Object.values(others).reduce((sum, count) => sum + count, found.unanswered);
const offered = `${found.offeredPerSecond}/s offered where ${found.capacityPerSecond}/s is what it takes`;

const results: Result[] = [
  {
    id: 'P-R6',
    metric: `acknowledged p99, ${offered} (baseline: what it takes)`,
    value: round(found.p99.accepted),
    unit: 'ms',
    baseline: round(found.p99.before),
    ratio: round(found.p99.accepted / found.p99.before),
    target: `< ${MOST_MS} ms`,
    met: found.p99.accepted < MOST_MS && busy > 0,
  },
  {
    id: 'P-R6',
    metric: `acknowledged and not there afterwards, of ${accepted}`,
    value: found.lost,
    unit: 'commands',
    target: '0',
    met: found.lost === 0 && accepted > 0,
  },
  {
    id: 'P-R6',
    metric: `neither acknowledged nor told busy, of ${accepted + busy + otherwise}`,
    value: otherwise,
    unit: 'commands',
    target: '0',
    met: otherwise === 0 && !found.ended,
  },
  { id: 'P-R6', metric: `told busy (${busy}), p99`, value: round(found.p99.busy), unit: 'ms' },
  {
    id: 'P-R6',
    metric: `memory of the server afterwards; load average ${load.toFixed(1)}`,
    value: Math.round(found.heldBytes / 2 ** 20),
    unit: 'MiB',
  },
];
print('overload', results);
process.exit(0);
