import { Client } from 'pg';
import { openPostgresStore } from '../../server/log/postgres.ts';
import { startPostgres, whyNoPostgres } from '../support/postgres.ts';
import { percentile, print, round, type Result } from './support.ts';

/**
 * What one PostgreSQL takes: appends of one operation follow one another on its head row, those of several go side by side.
 * The figures of docs/planning-past-one-database.md rest on these. Baseline: one bare INSERT a transaction, one connection.
 */
const SECONDS = 2;
const ROUNDS = 3;
const body = JSON.stringify({ type: 'asset.statusChanged', v: 1, note: 'x'.repeat(300) });

const missing = await whyNoPostgres();
if (missing) {
  process.stdout.write(`${missing}\n`);
  process.exit(0);
}
const postgres = await startPostgres();
const url = await postgres.url('shards');
const store = await openPostgresStore({ url });
const heads = new Map<string, number>();
let commands = 0;

/** Appends of `size` commands to one operation, one after another, until the end; answers how many and how long each took. */
async function appendTo(operation: string, size: number, end: number, took: number[]): Promise<number> {
  let stored = 0;
  while (performance.now() < end) {
    const began = performance.now();
    const expectedHead = heads.get(operation) ?? 0;
    const events = Array.from({ length: size }, () => ({ touches: ['asset:1'], body }));
    const receipts = events.map(() => ({ author: 'a', commandId: String(++commands), digest: 'd', outcome: '{}' }));
    const answer = await store.log.append({ operation, expectedHead, events, receipts });
    if (answer.kind !== 'appended') throw new Error(answer.kind);
    heads.set(operation, answer.head);
    took.push(performance.now() - began);
    stored += size;
  }
  return stored;
}

async function measure(operations: number, size: number): Promise<{ rate: number; took: number[] }> {
  const took: number[] = [];
  const began = performance.now();
  const names = Array.from({ length: operations }, (_, index) => `operation-${index}`);
  const counts = await Promise.all(names.map((name) => appendTo(name, size, began + SECONDS * 1000, took)));
  return { rate: counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000), took };
}

const bare = new Client({ connectionString: url });
await bare.connect();
await bare.query('CREATE TABLE bare (id bigserial PRIMARY KEY, body text)');
async function inserts(): Promise<number> {
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < SECONDS * 1000; count++)
    await bare.query('INSERT INTO bare (body) VALUES ($1)', [body]);
  return count / ((performance.now() - began) / 1000);
}

const forms = [
  { id: 'PLAN-1', operations: 1, size: 1 },
  { id: 'PLAN-2', operations: 1, size: 64 },
  { id: 'PLAN-3', operations: 4, size: 64 },
  { id: 'PLAN-4', operations: 8, size: 64 },
] as const;
const rates = forms.map((): number[] => []);
const times = forms.map((): number[] => []);
const baselines: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  baselines.push(await inserts());
  for (const [index, { operations, size }] of forms.entries()) {
    const { rate, took } = await measure(operations, size);
    rates[index]!.push(rate);
    times[index]!.push(...took);
  }
}
const baseline = round(percentile(baselines, 50));
const results = forms.flatMap(({ id, operations, size }, index): Result[] => {
  const rate = percentile(rates[index]!, 50);
  const what = `${operations} operation${operations > 1 ? 's' : ''}, ${size} command${size > 1 ? 's' : ''} an append`;
  return [
    { id, metric: `commands stored, ${what}`, value: round(rate), unit: '/s', baseline, ratio: round(rate / baseline) },
    { id, metric: `an append, p99, ${what}`, value: round(percentile(times[index]!, 99)), unit: 'ms' },
  ];
});
await bare.end();
await store.close();
await postgres.stop();
print('shards', results);
