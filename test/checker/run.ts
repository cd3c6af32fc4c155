import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { check } from './check.ts';
import { furnish, furnishPostgres, type Furnished } from './furnish.ts';
import { read, type Entry } from './history.ts';
import type { Shape } from './plan.ts';
import { caught } from './caught.ts';
import { PLANTED } from './planted.ts';
import { explained } from './explain.ts';
import { broken, trial, words } from './trial.ts';

/**
 * The black-box checker by itself: `node test/checker/run.ts [--seed N] [--trials N] [--steps N] [--kills N]`, or
 * `--faults [PART OF A NAME]` to plant faults one by one, or `--history FILE` to check one that was kept (`--keep FILE`).
 */
export async function runChecker(argv: readonly string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      trials: { type: 'string', default: '1' },
      steps: { type: 'string', default: '400' },
      rounds: { type: 'string', default: '2' },
      kills: { type: 'string', default: '1' },
      /** More than one: on a real PostgreSQL. */
      nodes: { type: 'string', default: '1' },
      /** To shrink a plan that failed, at most. */
      runs: { type: 'string', default: '30' },
      keep: { type: 'string' },
      history: { type: 'string' },
      faults: { type: 'boolean', default: false },
    },
  });
  if (values.history !== undefined) {
    const verdict = check(read(readFileSync(values.history, 'utf8')));
    say(words(verdict));
    return broken(verdict).length === 0;
  }
  const shape: Shape = {
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    steps: Number(values.steps),
    rounds: Number(values.rounds),
    kills: Number(values.kills),
  };
  const furnished = await (values.nodes === '1' ? furnish() : furnishPostgres(Number(values.nodes)));
  try {
    if (values.faults) return await plantAll(furnished, shape, positionals);
    for (let number = 0; number < Number(values.trials); number++) {
      const each = { ...shape, seed: shape.seed + number };
      const done = await trial(furnished, each);
      say(words(done.verdict));
      if (values.keep !== undefined) writeFileSync(values.keep, textOf(done.entries));
      if (broken(done.verdict).length > 0) {
        say(await explained(furnished, each, done, Number(values.runs)));
        return false;
      }
      if (done.verdict.vacuous.length > 0) return false;
    }
    return true;
  } finally {
    await furnished.remove();
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const textOf = (entries: readonly Entry[]): string => entries.map((entry) => JSON.stringify(entry)).join('\n');

/** Plants the faults one by one; each must break some law. */
async function plantAll(furnished: Furnished, shape: Shape, parts: readonly string[]): Promise<boolean> {
  const chosen = PLANTED.filter(({ id }) => parts.length === 0 || parts.some((part) => id.includes(part)));
  let through = 0;
  for (const fault of chosen) {
    let trouble = 'WENT THROUGH';
    const found = await caught(furnished, shape, fault).catch((error: unknown) => {
      trouble = String(error);
      return undefined;
    });
    if (found === undefined) through += 1;
    say(`${found === undefined ? '!!' : 'ok'} ${fault.id.padEnd(58)} ${found ?? trouble}`);
  }
  say(`${chosen.length} faults planted, ${chosen.length - through} caught, ${through} went through.`);
  return through === 0;
}

if (import.meta.main) process.exit((await runChecker(process.argv.slice(2))) ? 0 : 1);
