import { check, type Verdict } from './check.ts';
import { drive } from './drive.ts';
import type { Furnished } from './furnish.ts';
import type { Entry } from './history.ts';
import { planOf, type Shape } from './plan.ts';
import type { Step } from './steps.ts';

export interface Trial {
  readonly plan: readonly Step[];
  readonly entries: readonly Entry[];
  readonly verdict: Verdict;
}

/** The shape whose counts the laws' least numbers are for. */
const FULL_STEPS = 400;

/** One run of a plan against one server, and what the offline checker says of it. */
export async function trial(
  furnished: Furnished,
  shape: Shape,
  root?: string,
  plan: readonly Step[] = planOf(shape),
): Promise<Trial> {
  const { house, tokens } = await furnished.open(root);
  try {
    const entries = await drive(plan, house, tokens, shape.seed);
    return { plan, entries, verdict: check(entries, Math.min(1, shape.steps / FULL_STEPS) / 2) };
  } finally {
    await house.close();
  }
}

export const broken = ({ laws }: Verdict): string[] => laws.flatMap((law) => (law.broken ? [law.id] : []));

/** Trials and losses, in words. */
export function words({ counts, laws, vacuous }: Verdict): string {
  const { types, ...totals } = counts;
  return [
    JSON.stringify(totals),
    ...Object.entries(types).map(([type, outcomes]) => `  ${type}: ${JSON.stringify(outcomes)}`),
    ...laws.map(({ id, checks, broken: found }) =>
      found
        ? `!! ${id}: ${checks} checks; entry ${found.n}: ${found.words}`
        : `ok ${id}: ${checks} checks, 0 against it`,
    ),
    ...vacuous.map((why) => `!! shows nothing: ${why}`),
  ].join('\n');
}
