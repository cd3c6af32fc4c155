import type { Furnished } from './furnish.ts';
import type { Shape } from './plan.ts';
import { shrink } from './shrink.ts';
import { broken, trial, type Trial } from './trial.ts';
import { telling } from './words.ts';

/** The same law broken by fewer steps of fewer clients, in words: at most so many further runs. */
export async function explained(furnished: Furnished, shape: Shape, failed: Trial, runs: number): Promise<string> {
  const law = broken(failed.verdict)[0]!;
  const again = async (plan: Trial['plan']) => {
    const once = await trial(furnished, shape, undefined, plan);
    return broken(once.verdict).includes(law) ? once : undefined;
  };
  const { plan, last, runs: done } = await shrink(failed.plan, failed, again, { runs, tries: 2 });
  const found = last.verdict.laws.find(({ id }) => id === law)!.broken!;
  return [
    `"${law}" still broken by ${plan.length} of ${failed.plan.length} steps (${done} runs, seed ${shape.seed}):`,
    `  ${telling.named(found.words)}`,
    ...plan.map((step) => `  ${telling.named(JSON.stringify(step))}`),
    `Again: node test/checker/run.ts --seed ${shape.seed} --steps ${shape.steps} --rounds ${shape.rounds} --kills ${shape.kills}`,
  ].join('\n');
}
