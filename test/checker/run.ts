import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { check } from './check.ts';
import { furnish, type Furnished } from './furnish.ts';
import { read, type Entry } from './history.ts';
import type { Shape } from './plan.ts';
import { Bed, PLANTED } from './planted.ts';
import { shrink } from './shrink.ts';
import { broken, trial, words, type Trial } from './trial.ts';

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
  const furnished = await furnish();
  try {
    if (values.faults) return await plantAll(furnished, shape, positionals);
    for (let number = 0; number < Number(values.trials); number++) {
      const each = { ...shape, seed: shape.seed + number };
      const done = await trial(furnished, each);
      say(words(done.verdict));
      if (values.keep !== undefined) writeFileSync(values.keep, textOf(done.entries));
      if (broken(done.verdict).length > 0) {
        await explain(furnished, each, done, Number(values.runs));
        return false;
      }
      if (done.verdict.vacuous.length > 0) return false;
    }
    return true;
  } finally {
    furnished.remove();
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const textOf = (entries: readonly Entry[]): string => entries.map((entry) => JSON.stringify(entry)).join('\n');

/** The same law broken by fewer steps of fewer clients. */
async function explain(furnished: Furnished, shape: Shape, failed: Trial, runs: number): Promise<void> {
  const law = broken(failed.verdict)[0]!;
  const again = async (plan: Trial['plan']) => {
    const once = await trial(furnished, shape, undefined, plan);
    return broken(once.verdict).includes(law) ? once : undefined;
  };
  const { plan, last, runs: done } = await shrink(failed.plan, failed, again, { runs, tries: 2 });
  const found = last.verdict.laws.find(({ id }) => id === law)!.broken!;
  const after = `"${law}" still broken by ${plan.length} of ${failed.plan.length} steps (${done} runs, seed ${shape.seed}):`;
  say([after, `  ${found.words}`, ...plan.map((step) => `  ${JSON.stringify(step)}`)].join('\n'));
}

/** Plants the faults one by one; each must break some law. */
async function plantAll(furnished: Furnished, shape: Shape, parts: readonly string[]): Promise<boolean> {
  const chosen = PLANTED.filter(({ id }) => parts.length === 0 || parts.some((part) => id.includes(part)));
  let through = 0;
  for (const fault of chosen) {
    const bed = new Bed(fault);
    try {
      let found: string | undefined;
      // What one history does not come upon another does.
      for (let seed = shape.seed; found === undefined && seed < shape.seed + 3; seed++) {
        const { verdict } = await trial(furnished, { ...shape, seed }, bed.path);
        const law = verdict.laws.find(({ broken: counter }) => counter);
        if (law) found = `seed ${seed}, "${law.id}": ${law.broken!.words.slice(0, 150)}`;
      }
      if (found === undefined) through += 1;
      say(`${found === undefined ? '!!' : 'ok'} ${fault.id.padEnd(58)} ${found ?? 'WENT THROUGH'}`);
    } finally {
      bed.clear();
    }
  }
  say(`${chosen.length} faults planted, ${chosen.length - through} caught, ${through} went through.`);
  return through === 0;
}

if (import.meta.main) process.exit((await runChecker(process.argv.slice(2))) ? 0 : 1);
