/** Work that may be interrupted wherever it yields: what counts or sorts a hundred thousand records lets others have a turn. */
export type Steps<T> = Generator<void, T>;

/** Records looked at between two breaths: less than a millisecond's worth. */
export const BETWEEN_BREATHS = 2048;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Those of a list, with a breath now and then. */
export function* each<T>(list: Iterable<T>, visit: (one: T) => void): Steps<void> {
  let left = BETWEEN_BREATHS;
  for (const one of list) {
    visit(one);
    if (--left > 0) continue;
    left = BETWEEN_BREATHS;
    yield;
  }
}

/**
 * Sorted. Of what was sorted by the same order `before` whatever is still wanted stays as it stands: only what is new is
 * sorted, and merged in.
 */
export function* sorted<T>(
  list: readonly T[],
  compare: (a: T, b: T) => number,
  before: readonly T[] = [],
): Steps<readonly T[]> {
  const fresh = new Set<T>();
  yield* each(list, (one) => void fresh.add(one));
  const stay: T[] = [];
  yield* each(before, (one) => void (fresh.delete(one) && stay.push(one)));
  let runs: T[][] = [];
  let run: T[] = [];
  for (const one of fresh) {
    run.push(one);
    if (run.length < BETWEEN_BREATHS) continue;
    runs.push(run.sort(compare));
    run = [];
    yield;
  }
  if (run.length > 0) runs.push(run.sort(compare));
  while (runs.length > 1) {
    const longer: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [one, other] = [runs[at]!, runs[at + 1]];
      longer.push(other ? yield* merge(one, other, compare) : one);
    }
    runs = longer;
  }
  const [all] = runs;
  return all ? yield* merge(stay, all, compare) : stay;
}

function* merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const all: T[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    all.push(compare(a[i]!, b[j]!) <= 0 ? a[i++]! : b[j++]!);
    if (all.length % BETWEEN_BREATHS === 0) yield;
  }
  while (i < a.length) all.push(a[i++]!);
  while (j < b.length) all.push(b[j++]!);
  return all;
}
