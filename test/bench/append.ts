// P-S7: acknowledged durable commands beside bare SQLite at the same batch size, interleaved in one run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { randomUUID } from 'node:crypto';
import { createPipeline } from '../../server/commands/pipeline.ts';
import { databaseFile } from '../../server/log/sqliteDatabase.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { createTail } from '../../server/tail/tail.ts';
import { Worlds } from '../../server/worlds/worlds.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { median, percentile, print, round } from './support.ts';

const ROUNDS = 5;
const COMMANDS = 20_000;
/** 30,000 a second at 8 ms each. */
const AT_ONCE = Number(process.env['AT_ONCE'] ?? 240);
const ASSETS = 200;

const directory = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
const store = await openSqliteStore({ directory });
const worlds = new Worlds();
const onTrouble = (error: unknown) => {
  throw error;
};
const tail = await createTail({ log: store.log, worlds, onTrouble });
const pipeline = createPipeline({ log: store.log, worlds, now: Date.now, caughtUp: tail.caughtUp, onTrouble });

const operation = randomUUID();
const organisation = randomUUID();
const user = randomUUID();
const admin = { user: randomUUID(), organisation, roles: ['admin'] as const };
const assets = Array.from({ length: ASSETS }, () => randomUUID());
async function say(type: string, data: object): Promise<void> {
  const outcome = await pipeline.submitAs(DIRECTORY, admin, { commandId: randomUUID(), type, data });
  if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
  await tail.caughtUp(DIRECTORY, worlds.directory.world.head);
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
await tail.hold(operation);
const send = (type: string, data: object) => pipeline.submit(operation, user, { commandId: randomUUID(), type, data });
await Promise.all(
  assets.map((assetId, index) =>
    send('asset.register', {
      assetId,
      name: `Asset ${index}`,
      sector: 'energy',
      kind: 'substation',
      country: 'ES',
      location: { lat: 40, lon: -3 },
    }),
  ),
);

/** Commands kept in flight at a constant depth, as many clients would. */
async function tocsin(): Promise<{ perSecond: number; latencies: number[]; delayP99: number }> {
  const latencies: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const started = performance.now();
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (sent < COMMANDS) {
      const index = sent++;
      const at = performance.now();
      const status = index % 2 === 0 ? 'failed' : 'operational';
      const outcome = await send('asset.setStatus', { assetId: assets[index % ASSETS]!, status });
      if (outcome.outcome !== 'accepted') throw new Error(outcome.message);
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  loop.disable();
  return {
    perSecond: (COMMANDS / (performance.now() - started)) * 1000,
    latencies,
    delayP99: loop.percentile(99) / 1e6,
  };
}

/** The number of transactions that the store has committed. */
const commits = new DatabaseSync(databaseFile(directory), { readOnly: true });
const committed = (): number => Number(commits.prepare('SELECT number FROM tocsin_commit').get()!['number']);

/** What the disk and SQLite alone do: the same row and receipt, the same number in a transaction, one thread. */
const bare = new DatabaseSync(join(directory, 'bare.db'));
bare.exec(
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE event(position INTEGER PRIMARY KEY, touches TEXT, body TEXT, hash TEXT); CREATE TABLE receipt(author TEXT, id TEXT, digest TEXT, outcome TEXT, PRIMARY KEY(author, id)) WITHOUT ROWID',
);
const event = bare.prepare('INSERT INTO event(touches, body, hash) VALUES (?, ?, ?)');
const receipt = bare.prepare('INSERT INTO receipt VALUES (?, ?, ?, ?)');
function baseline(batch: number): number {
  const body = JSON.stringify({
    type: 'asset.statusChanged',
    v: 1,
    by: { organisation, user },
    at: new Date().toISOString(),
    realAt: new Date().toISOString(),
    entities: [{ kind: 'asset', id: assets[0] }],
    data: { status: 'failed', basis: 'confirmed' },
    directory: 10,
    commandId: randomUUID(),
  });
  const started = performance.now();
  for (let done = 0; done < COMMANDS; done += batch) {
    bare.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < batch; i++) {
      event.run(`["asset:${assets[0]}"]`, body, 'x'.repeat(64));
      receipt.run(user, randomUUID(), 'd'.repeat(43), '{"outcome":"accepted"}');
    }
    bare.exec('COMMIT');
  }
  return (COMMANDS / (performance.now() - started)) * 1000;
}

const ours: number[] = [];
const theirs: number[] = [];
const largest: number[] = [];
const batches: number[] = [];
const latencies: number[] = [];
const delays: number[] = [];
for (let round_ = 0; round_ < ROUNDS; round_++) {
  const before = committed();
  const run = await tocsin();
  const batch = Math.max(1, Math.round(COMMANDS / (committed() - before)));
  batches.push(batch);
  ours.push(run.perSecond);
  latencies.push(...run.latencies);
  delays.push(run.delayP99);
  theirs.push(baseline(batch));
  largest.push(baseline(256));
}
await tail.stop();
await store.close();
bare.close();
commits.close();
rmSync(directory, { recursive: true });

const ratioOf = (others: readonly number[]) => median(ours.map((value, index) => value / others[index]!));
const ratio = ratioOf(theirs);
print('append', [
  {
    id: 'P-S7',
    metric: 'acknowledged durable commands',
    value: Math.round(median(ours)),
    unit: '/s',
    baseline: Math.round(median(theirs)),
    ratio: round(ratio),
    target: '30,000/s',
    met: median(ours) >= 30_000,
  },
  {
    id: 'P-S7',
    metric: `against bare SQLite at as many a transaction (${median(batches)})`,
    value: round(ratio),
    unit: 'x',
    target: '>= 0.8',
    met: ratio >= 0.8,
  },
  {
    id: 'P-S7',
    metric: 'against bare SQLite at 256 a transaction, more than ever waited here',
    value: round(ratioOf(largest)),
    unit: 'x',
  },
  {
    id: 'P-S7',
    metric: `acknowledgement p99, ${AT_ONCE} in flight`,
    value: round(percentile(latencies, 99)),
    unit: 'ms',
    target: '8 ms',
    met: percentile(latencies, 99) <= 8,
  },
  {
    id: 'P-S7',
    metric: 'event-loop delay p99',
    value: round(median(delays)),
    unit: 'ms',
    target: '3 ms',
    met: median(delays) <= 3,
  },
]);
