import type { Step } from './steps.ts';

export interface Shrunk<T> {
  readonly plan: readonly Step[];
  readonly last: T;
  readonly runs: number;
}

/**
 * The smallest plan found that still breaks the law: clients are dropped first, then stretches of steps, ever shorter
 * (delta debugging, A. Zeller). Each try is a run of its own; what depends on timing is tried `tries` times.
 */
export async function shrink<T>(
  plan: readonly Step[],
  first: T,
  fails: (plan: readonly Step[]) => Promise<T | undefined>,
  { runs: most, tries }: { readonly runs: number; readonly tries: number },
): Promise<Shrunk<T>> {
  let now = plan;
  let last = first;
  let runs = 0;
  const holds = async (candidate: readonly Step[]): Promise<boolean> => {
    for (let attempt = 0; attempt < tries && runs < most; attempt++) {
      runs += 1;
      const found = await fails(candidate);
      if (found === undefined) continue;
      now = candidate;
      last = found;
      return true;
    }
    return false;
  };
  // The last step lets everybody get level: without it there is nothing to compare.
  const kept = (step: Step) => step === plan.at(-1);
  for (let parts = 2; runs < most && now.length > 2;) {
    const size = Math.ceil(now.length / parts);
    let smaller = false;
    for (let at = 0; at < now.length && runs < most;) {
      const candidate = now.filter((step, index) => index < at || index >= at + size || kept(step));
      if (candidate.length < now.length && (await holds(candidate))) smaller = true;
      else at += size;
    }
    if (size === 1 && !smaller) break;
    // Whole clients, once it is short enough that few are left.
    if (parts === 4)
      for (const seat of new Set(now.flatMap((step) => ('seat' in step ? [step.seat] : [])))) {
        if (runs < most) await holds(now.filter((step) => !('seat' in step) || step.seat !== seat || kept(step)));
      }
    parts = Math.min(now.length, parts * 2);
  }
  return { plan: now, last, runs };
}
