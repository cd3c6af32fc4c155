import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { checkHistories, plantFaults } from '../checker/form.ts';
import { checkRandom } from '../oracle/check.ts';
import { simulate } from '../sim/simulate.ts';
import { noSequences, originator } from '../support/historiesOriginator.ts';
import { noTwins, twins } from '../support/historiesTwins.ts';
import { whyNoPostgres } from '../support/postgres.ts';
import { clockJumps } from './clock.ts';
import { badLinks, nodeKills, postgresKills, silence } from './clusterForms.ts';
import { diskFull, failedFsync, powerCuts } from './disk.ts';
import { flippedBits } from './flips.ts';
import { garbage } from './garbage.ts';
import { KillRun } from './kill.ts';
import { repeats } from './repeats.ts';
import { overload } from './overload.ts';
import type { Report } from './report.ts';
import { oversized, strangers } from './strangers.ts';
import { tailMisses } from './tail.ts';

export interface Form {
  /** What one trial is, in the plural. */
  readonly of: string;
  readonly about: string;
  /** Trials of the long form. */
  readonly long: number;
  /** Trials of one turn among all the others. */
  readonly turn: number;
  run(count: number, seed: number): Promise<Report>;
}

const skipped = (why: string): Report => ({ counts: { skipped: why }, losses: {} });

const onPostgres =
  (run: Form['run']): Form['run'] =>
  async (count, seed) => {
    const why = await whyNoPostgres();
    return why ? skipped(why) : run(count, seed);
  };

async function kills(count: number): Promise<Report> {
  const run = new KillRun(8);
  try {
    for (let kill = 0; kill < count; kill++) await run.loadAndKill(520);
    await run.check();
    const { lost, doubled, changed, restartMs, ...counts } = run.report;
    return { counts: { ...counts, longestRestartMs: Math.max(...restartMs) }, losses: { lost, doubled, changed } };
  } finally {
    await run.close();
  }
}

async function simulations(deliveries: number, seed: number): Promise<Report> {
  const {
    gaps,
    repeats: again,
    inversions,
    unequal,
    unsent,
    doubled,
    ...counts
  } = await simulate({
    seed,
    deliveries,
    cuts: Math.ceil(deliveries / 2000),
  });
  return { counts: { ...counts }, losses: { gaps, repeats: again, inversions, unequal, unsent, doubled } };
}

async function twinWorlds(pairs: number, seed: number): Promise<Report> {
  const tally = noTwins();
  const leaks: string[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const leak = await twins(seed + pair, 16, tally);
    if (leak !== undefined) leaks.push(leak);
  }
  return { counts: { pairs, ...(leaks[0] !== undefined && { first: leaks[0] }) }, losses: { leaks: leaks.length } };
}

async function originators(sequences: number, seed: number): Promise<Report> {
  const tally = noSequences();
  let done = 0;
  let first: string | undefined;
  for (; done < sequences && first === undefined; done++) first = await originator(seed + done, 12, tally);
  return {
    counts: { sequences: done, ...(first !== undefined && { first }) },
    losses: { widened: Number(first !== undefined) },
  };
}

function oracle(cases: number, seed: number): Promise<Report> {
  const { disagreements, ...counts } = checkRandom(cases, seed, () => {});
  const first = disagreements[0];
  return Promise.resolve({
    counts: { ...counts, ...(first !== undefined && { first }) },
    losses: { disagreements: disagreements.length },
  });
}

function laws(histories: number, seed: number): Promise<Report> {
  const root = resolve(import.meta.dirname, '../..');
  const runner = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [runner, 'run', '--project', 'unit', '--testTimeout', '3600000', 'test/laws'];
  const env = { ...process.env, TOCSIN_HISTORIES: String(histories), TOCSIN_SEED: String(seed) };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((done) =>
    child.once('exit', (code) => done({ counts: { histories }, losses: { failed: Number(code !== 0) } })),
  );
}

/** Every way to break things that the product has promised to survive, by name. */
export const FORMS: Readonly<Record<string, Form>> = {
  kill: { of: 'kills', about: 'P-D1: the server process is killed under load', long: 200, turn: 10, run: kills },
  power: { of: 'cuts', about: 'P-D2: the power goes; an ext4 keeps what was synced (root, Linux)', long: 100, turn: 8, run: powerCuts },
  postgres: { of: 'kills', about: 'P-D3: PostgreSQL is killed in the middle of appends of three nodes', long: 30, turn: 5, run: onPostgres(postgresKills) },
  nodes: { of: 'kills', about: 'P-D3: one of three nodes is killed under load', long: 30, turn: 4, run: onPostgres(nodeKills) },
  repeats: { of: 'commands', about: 'P-D4: each is sent 1 to 5 times over connections and two nodes', long: 100_000, turn: 6000, run: onPostgres(repeats) },
  disk: { of: 'times', about: 'P-D5: a small file system fills up under load (root, Linux)', long: 50, turn: 4, run: diskFull },
  fsync: { of: 'times', about: 'P-D6: a disk takes writes and fails their fsync (root, Linux)', long: 20, turn: 2, run: failedFsync },
  sim: { of: 'deliveries', about: 'P-D8: forty screens on links that come and go, on one clock', long: 1_000_000, turn: 60_000, run: simulations },
  links: { of: 'troubles', about: 'P-D8: links that delay, throttle, stand still and break; to PostgreSQL, too', long: 300, turn: 25, run: onPostgres(badLinks) },
  tail: { of: 'events', about: 'P-D9: 16 writers, 1 in 20 transactions rolled back, one tail', long: 1_000_000, turn: 50_000, run: onPostgres(tailMisses) },
  silence: { of: 'events', about: 'P-D9: notifications are lost between the database and every node', long: 200, turn: 15, run: onPostgres(silence) },
  flips: { of: 'flips', about: 'P-D10, P-D11: bits of a stored journal flip', long: 500, turn: 20, run: flippedBits },
  clock: { of: 'jumps', about: 'the server’s clock jumps by hours', long: 100, turn: 8, run: clockJumps },
  garbage: { of: 'frames and requests', about: 'P-R2: malformed ones, from strangers and members', long: 1_000_000, turn: 40_000, run: garbage },
  oversized: { of: 'rounds of five', about: 'P-R3: messages over the limit, binary attachments', long: 400, turn: 16, run: oversized },
  overload: { of: 'seconds', about: 'P-R6: three times what was measured as capacity', long: 20, turn: 4, run: overload },
  strangers: { of: 'connections', about: 'P-R5: they never sign in', long: 10_000, turn: 2000, run: strangers },
  checker: { of: 'histories', about: 'L4, L5, L8, L11: several organisations at the public doors, judged from outside', long: 60, turn: 3, run: checkHistories },
  planted: { of: 'faults', about: 'C2: faults planted in the server, which the checker must find', long: 44, turn: 2, run: plantFaults },
  twins: { of: 'pairs', about: 'L6: worlds that differ in what an audience may not see', long: 10_000, turn: 200, run: twinWorlds },
  originator: { of: 'sequences', about: 'L7: no act widens a marking', long: 100_000, turn: 1000, run: originators },
  laws: { of: 'histories', about: 'the laws over random histories', long: 2000, turn: 20, run: laws },
  oracle: { of: 'cases', about: 'C2: what is shown and allowed, against an oracle', long: 10_000_000, turn: 100_000, run: oracle },
}; // prettier-ignore
