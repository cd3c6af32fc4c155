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

/** Something sorted, and the list it was sorted from. */
export interface Sorted<T> {
  readonly from: readonly T[];
  readonly rows: readonly T[];
}

/**
 * Sorted. Of what was sorted by the same order `before` whatever is still wanted stays as it stands: only what is new is
 * sorted, and put in its place.
 */
export function* sorted<T>(
  list: readonly T[],
  compare: (a: T, b: T) => number,
  before: Sorted<T> = { from: [], rows: [] },
): Steps<Sorted<T>> {
  const { fresh, gone } = yield* difference(list, before.from);
  const stay: T[] = [];
  yield* each(before.rows, (one) => void (gone.has(one) || stay.push(one)));
  let runs: T[][] = [];
  for (let at = 0; at < fresh.length; at += BETWEEN_BREATHS) {
    runs.push(fresh.slice(at, at + BETWEEN_BREATHS).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [one, other] = [runs[at]!, runs[at + 1]];
      longer.push(other ? yield* merge(one, other, compare) : one);
    }
    runs = longer;
  }
  const [all = []] = runs;
  const rows = all.length * FEW < stay.length ? yield* inserted(stay, all, compare) : yield* merge(stay, all, compare);
  return { from: list, rows };
}

/** In a list so many times as long each is looked for by halves, rather than gone through all. */
const FEW = 16;

/** What one list has and the other has not. Where nothing came or went, what is another stands in the place of what it was. */
function* difference<T>(now: readonly T[], was: readonly T[]): Steps<{ fresh: readonly T[]; gone: ReadonlySet<T> }> {
  if (now.length === was.length) {
    const fresh: T[] = [];
    const gone = new Set<T>();
    for (let at = 0; at < now.length; at++) {
      if (now[at] === was[at]) continue;
      fresh.push(now[at]!);
      gone.add(was[at]!);
    }
    if (!fresh.some((one) => gone.has(one))) return { fresh, gone };
  }
  const left = new Set<T>();
  yield* each(was, (one) => void left.add(one));
  const fresh: T[] = [];
  yield* each(now, (one) => void (left.delete(one) || fresh.push(one)));
  return { fresh, gone: left };
}

function* inserted<T>(rows: readonly T[], more: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const all: T[] = [];
  let done = 0;
  for (const one of more) {
    let [low, high] = [done, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(rows[middle]!, one) <= 0) low = middle + 1;
      else high = middle;
    }
    while (done < low) all.push(rows[done++]!);
    all.push(one);
    if (all.length % 64 === 0) yield;
  }
  while (done < rows.length) all.push(rows[done++]!);
  return all;
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
