// P-S13, P-D11, P-D12: a start with a long journal, its verification, and a backup while commands are sent.
// EVENTS=200000 for a short form.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createPipeline } from '../../server/commands/pipeline.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { createTail } from '../../server/tail/tail.ts';
import { createWorldKeeper } from '../../server/worlds/keeper.ts';
import { Worlds } from '../../server/worlds/worlds.ts';
import { fromMs } from '../../shared/time.ts';
import { writeJournal } from './longJournal.ts';
import { median, percentile, print, round, type Result } from './support.ts';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const ROUNDS = 3;
const WORK_MS = 6000;
const WINDOW_MS = 25 * 3600_000;
const root = resolve(import.meta.dirname, '../..');
const named = `${EVENTS.toLocaleString('en')} events`;

/** The part of a start that grows with the journal, in a process of its own: `--start DIRECTORY FOLD`. */
async function start(directory: string, fold: string): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const began = performance.now();
  const store = await openSqliteStore({ directory });
  const onTrouble = (error: unknown) => {
    throw error;
  };
  const worlds = new Worlds(() => fromMs(Date.now() - WINDOW_MS));
  const keeper = createWorldKeeper({ log: store.log, cache: store.cache!, onTrouble, every: Infinity, fold });
  const tail = await createTail({ log: store.log, worlds, onTrouble, keeper });
  for (const operation of await store.log.operations()) await tail.hold(operation);
  const seconds = (performance.now() - began) / 1000;
  globalThis.gc?.();
  globalThis.gc?.();
  const bytes = process.memoryUsage().heapUsed - before;
  const records = [...worlds.operations()].reduce((sum, { world }) => sum + world.size, 0);
  tail.stop();
  // Processor time of this thread from one turn to the next: a busy machine makes no turn longer.
  const spent = () => process.threadCpuUsage().user / 1000;
  let longest = 0;
  let last = spent();
  let over = false;
  const beat = () => {
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
    if (!over) setImmediate(beat);
  };
  setImmediate(beat);
  const keeping = performance.now();
  await keeper.close();
  over = true;
  process.stdout.write(JSON.stringify({ seconds, bytes, records, keptIn: performance.now() - keeping, longest }));
  await store.close();
}

interface Started {
  readonly seconds: number;
  readonly bytes: number;
  readonly records: number;
  readonly keptIn: number;
  readonly longest: number;
}

function run(words: readonly string[], env: Record<string, string> = {}): Promise<{ out: string; seconds: number }> {
  const began = performance.now();
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done({ out, seconds: (performance.now() - began) / 1000 });
      else failed(new Error(`${words.join(' ')} ended with ${code}`));
    });
  });
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-bench-start-'));
  const data = join(directory, 'data');
  const say = (words: string) => process.stderr.write(`${words}\n`);
  try {
    say(`Writing ${named} …`);
    const journal = await writeJournal(data, { events: EVENTS });
    const begin = async (fold: string) =>
      JSON.parse((await run(['--expose-gc', import.meta.filename, '--start', data, fold])).out) as Started;

    // Everything from the start, and then kept for the next ones.
    const whole = await begin('this build');
    say(`Start from nothing: ${round(whole.seconds)} s`);
    const kept: Started[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      kept.push(await begin('this build'));
      say(`Start ${turn + 1}: ${round(kept.at(-1)!.seconds)} s`);
    }

    const verified = JSON.parse(
      (await run([join(root, 'server/cli.ts'), 'verify', '--json'], { TOCSIN_DATA: data })).out,
    ) as {
      ok: boolean;
      seconds: number;
      events: number;
    };
    if (!verified.ok || verified.events < EVENTS) throw new Error('The journal does not verify');
    say(`Verified in ${verified.seconds} s. Backup beside commands …`);
    const backup = await besideCommands(data, journal, join(directory, 'copy'));

    const seconds = median(kept.map((one) => one.seconds));
    const perRecord = median(kept.map((one) => one.bytes / one.records));
    const results: Result[] = [
      {
        id: 'P-S13',
        metric: `start with a journal of ${named}, its world kept`,
        value: round(seconds),
        unit: 's',
        baseline: round(whole.seconds),
        ratio: round(seconds / whole.seconds),
        ...(EVENTS >= 1_000_000 && { target: '5 s', met: seconds <= 5 }),
      },
      {
        id: 'P-S13',
        metric: `memory for each of ${kept[0]!.records.toLocaleString('en')} live records, a day of earlier versions included (${named} over 30 days)`,
        value: Math.round(perRecord),
        unit: 'bytes',
        target: '1,500 bytes',
        met: perRecord <= 1500,
      },
      {
        id: 'P-S13',
        metric: `the world of ${named} kept, in turns of a few milliseconds`,
        value: Math.round(whole.keptIn),
        unit: 'ms',
      },
      {
        id: 'P-S13',
        metric: 'longest turn of the event loop while it is kept (processor time of the thread)',
        value: round(whole.longest),
        unit: 'ms',
        target: '20 ms',
        met: whole.longest <= 20,
      },
      {
        id: 'P-D11',
        metric: `tocsin verify, ${named}`,
        value: round(verified.seconds),
        unit: 's',
        ...(EVENTS >= 1_000_000 && { target: '10 s', met: verified.seconds <= 10 }),
      },
      {
        id: 'P-D12',
        metric: `tocsin backup of ${named} beside commands, its verification included`,
        value: round(backup.seconds),
        unit: 's',
      },
      {
        id: 'P-D12',
        metric: 'acknowledgement p99 of commands while it is made (baseline: before it)',
        value: round(backup.during),
        unit: 'ms',
        baseline: round(backup.before),
        ratio: round(backup.during / backup.before),
      },
    ];
    print('start', results);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Commands one after another in sixteen lanes; the copy is made by the command line, as an operator makes it. */
async function besideCommands(
  data: string,
  journal: { operation: string; users: readonly string[] },
  copy: string,
): Promise<{ seconds: number; before: number; during: number }> {
  const store = await openSqliteStore({ directory: data });
  const onTrouble = (error: unknown) => {
    throw error;
  };
  const worlds = new Worlds(() => fromMs(Date.now() - WINDOW_MS));
  const keeper = createWorldKeeper({ log: store.log, cache: store.cache!, onTrouble, fold: 'this build' });
  const tail = await createTail({ log: store.log, worlds, onTrouble, keeper });
  await tail.hold(journal.operation);
  const pipeline = createPipeline({ log: store.log, worlds, now: Date.now, caughtUp: tail.caughtUp, onTrouble });
  let latencies: number[] = [];
  let working = true;
  const lane = async (index: number) => {
    while (working) {
      const message = {
        commandId: randomUUID(),
        type: 'incident.report',
        data: { incidentId: randomUUID(), title: 'Report' },
      };
      const began = performance.now();
      const outcome = await pipeline.submit(journal.operation, journal.users[index % journal.users.length]!, message);
      if (outcome.outcome !== 'accepted') throw new Error(outcome.message);
      latencies.push(performance.now() - began);
      await new Promise((resume) => setTimeout(resume, 5));
    }
  };
  const lanes = Array.from({ length: 16 }, (_, index) => lane(index));
  const settle = () => new Promise((resume) => setTimeout(resume, WORK_MS / 3));
  await settle();
  latencies = [];
  await new Promise((resume) => setTimeout(resume, WORK_MS));
  const before = percentile(latencies, 99);
  latencies = [];
  const { seconds } = await run([join(root, 'server/cli.ts'), 'backup', copy], { TOCSIN_DATA: data });
  const during = percentile(latencies, 99);
  working = false;
  await Promise.all(lanes);
  tail.stop();
  await store.close();
  return { seconds, before, during };
}

const [mode, directory, fold] = process.argv.slice(2);
if (mode === '--start') await start(directory!, fold!);
else await main();
