import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { checkRandom } from '../oracle/check.ts';
import { noSequences, originator } from '../support/historiesOriginator.ts';
import { noTwins, twins } from '../support/historiesTwins.ts';
import { simulate } from '../sim/simulate.ts';
import { KillRun } from './kill.ts';

/**
 * The long forms of what `npm test` runs short: `npm run chaos` (or `-- kill [KILLS]`), `-- sim [DELIVERIES]`,
 * `-- laws [HISTORIES [FIRST SEED]]`, `-- oracle [CASES [FIRST SEED]]`.
 */
const [what = 'kill', count, first] = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);

async function kills(total: number): Promise<boolean> {
  const run = new KillRun(8);
  for (let kill = 1; kill <= total; kill++) {
    await run.loadAndKill(520);
    if (kill % 10 === 0) say(`${kill} kills, ${run.report.acknowledged} acknowledged`);
  }
  await run.check();
  const { report } = run;
  say(JSON.stringify(report));
  await run.close();
  return report.lost + report.doubled + report.changed === 0;
}

async function simulations(deliveries: number): Promise<boolean> {
  const seed = Number(first ?? Date.now() % 1_000_000);
  const report = await simulate({ seed, deliveries, cuts: Math.ceil(deliveries / 2000) });
  say(JSON.stringify(report));
  return report.gaps + report.repeats + report.inversions + report.unequal + report.unsent + report.doubled === 0;
}

function laws(histories: number): Promise<boolean> {
  const root = resolve(import.meta.dirname, '../..');
  const env = {
    ...process.env,
    TOCSIN_HISTORIES: String(histories),
    TOCSIN_SEED: first ?? String(Date.now() % 1_000_000),
  };
  const runner = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [runner, 'run', '--project', 'unit', '--testTimeout', '3600000', 'test/laws'];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  return new Promise((done) => child.once('exit', (code) => done(code === 0)));
}

function oracle(cases: number): boolean {
  const { disagreements, ...counts } = checkRandom(cases, Number(first ?? Date.now() % 1_000_000_000), (so) => {
    say(`${so.faces + so.answers} cases, ${so.disagreements.length} disagreements`);
  });
  say(JSON.stringify(counts));
  for (const each of disagreements) say(each);
  return disagreements.length === 0;
}

async function twinWorlds(pairs: number): Promise<boolean> {
  const tally = noTwins();
  const seed = Number(first ?? Date.now() % 1_000_000);
  const leaks: string[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const leak = await twins(seed + pair, 16, tally);
    if (leak !== undefined) say(leak);
    if (leak !== undefined) leaks.push(leak);
    if ((pair + 1) % 1000 === 0) say(`${pair + 1} pairs, ${leaks.length} of them told apart`);
  }
  say(
    `from seed ${seed}: ${JSON.stringify({ ...tally, steps: Object.fromEntries(tally.steps), leaks: leaks.length })}`,
  );
  return leaks.length === 0;
}

async function originators(sequences: number): Promise<boolean> {
  const tally = noSequences();
  const seed = Number(first ?? Date.now() % 1_000_000);
  for (let sequence = 0; sequence < sequences; sequence++) {
    const widened = await originator(seed + sequence, 12, tally);
    if (widened === undefined) continue;
    say(widened);
    return false;
  }
  say(`from seed ${seed}: ${sequences} sequences, ${JSON.stringify({ ...tally, types: tally.types.size })}`);
  return true;
}

const FORMS: Record<string, () => Promise<boolean>> = {
  kill: () => kills(Number(count ?? 200)),
  sim: () => simulations(Number(count ?? 1_000_000)),
  twins: () => twinWorlds(Number(count ?? 10_000)),
  originator: () => originators(Number(count ?? 100_000)),
  laws: () => laws(Number(count ?? 2000)),
  oracle: () => Promise.resolve(oracle(Number(count ?? 10_000_000))),
};
const form = FORMS[what];
if (!form) {
  say(
    'npm run chaos -- kill [KILLS] | sim [DELIVERIES [SEED]] | laws [HISTORIES [FIRST SEED]] | oracle [CASES [FIRST SEED]]',
  );
  process.exit(2);
}
process.exit((await form()) ? 0 : 1);
