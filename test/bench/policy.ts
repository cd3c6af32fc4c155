// P-S5: face and difference of one event for 50 audiences at 100,000 records. Naive: every audience by itself, nothing
// shared. What sending to many audiences costs is measured by `classes`.
import type { View } from '../../shared/domain/world.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { difference, SharedDifference, touched } from '../../shared/sharing/difference.ts';
import { PolicyWorld } from './policyWorld.ts';
import { median, percentile, print, round, type Result } from './support.ts';

const RECORDS = Number(process.env['RECORDS'] ?? 100_000);
const EVENTS = 2000;
const MARKS = 1000;

const bench = new PolicyWorld(RECORDS);
const audiences: Audience[] = bench.organisations.map((organisation) => ({ organisation, roleClass: 'member' }));
const fifty = audiences.slice(0, 50);
const eventOf = ({ after }: { after: View }) =>
  after.operation.touchesBetween(after.position - 1, after.position)[0]!.event!;

/** Milliseconds for all audiences, of each event: with everything shared, and with nothing. */
function timed(count: number, type: string, dataOf: (index: number) => object) {
  const shared: number[] = [];
  const naive: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const index = (turn * 7919) % RECORDS;
    const step = bench.say(type, index, dataOf(index));
    const event = eventOf(step);
    let began = performance.now();
    const one = new SharedDifference(step.before, step.after, event);
    for (const audience of fifty) one.for(audience);
    const both = performance.now() - began;
    began = performance.now();
    if (turn % 10 === 0) {
      const among = touched(step.before, step.after);
      for (const audience of fifty) difference(audience, step.before, step.after, event, among);
      naive.push(performance.now() - began);
    }
    // The first are the warming of the machine.
    if (turn > count / 10) shared.push(both);
  }
  return { median: median(shared), p99: percentile(shared, 99), naive: median(naive) };
}

const results: Result[] = [];
const judged = (id: string, metric: string, value: number, target: number, baseline?: number) =>
  results.push({
    id,
    metric,
    value: round(value),
    unit: 'ms',
    ...(baseline !== undefined && { baseline: round(baseline), ratio: round(value / baseline) }),
    target: `${target} ms`,
    met: value <= target,
  });

const status = timed(EVENTS, 'asset.statusChanged', (index) => ({
  status: 'degraded',
  level: 400_000 + (index % 1000),
  basis: 'confirmed',
}));
judged(
  'P-S5',
  `one status event for 50 audiences at ${RECORDS} records, median (baseline: nothing shared)`,
  status.median,
  0.1,
  status.naive,
);
judged('P-S5', 'the same, p99', status.p99, 1);
const marked = timed(MARKS, 'sharing.marked', (index) => ({
  marking: bench.marking(index % 64, index + 1),
  reason: 'bench',
}));
judged(
  'P-S5',
  'one marking change for 50 audiences, median (baseline: nothing shared)',
  marked.median,
  1,
  marked.naive,
);
judged('P-S5', 'the same, p99', marked.p99, 5);

print('policy', results);
