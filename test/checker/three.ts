/**
 * Yes, no, and "one cannot know": the order of what was under way at the same time. A leak is what surely may not be
 * shown; a hiding, what surely must be. (Kleene's three-valued logic.)
 */
export type Three = 0 | 0.5 | 1;
export const NO: Three = 0;
export const MAYBE: Three = 0.5;
export const YES: Three = 1;

export const sure = (so: boolean): Three => (so ? YES : NO);
export const not = (a: Three): Three => (1 - a) as Three;

export function and(...all: readonly (() => Three)[]): Three {
  let least: Three = YES;
  for (const one of all) {
    const value = one();
    if (value < least) least = value;
    if (least === NO) return NO;
  }
  return least;
}

export function or(...all: readonly (() => Three)[]): Three {
  let most: Three = NO;
  for (const one of all) {
    const value = one();
    if (value > most) most = value;
    if (most === YES) return YES;
  }
  return most;
}

/** The same question in each state that may have been in force: sure only where all agree. */
export function inAll<T>(states: Iterable<T>, ask: (state: T) => Three): Three {
  let answer: Three | undefined;
  for (const state of states) {
    const value = ask(state);
    if (answer !== undefined && answer !== value) return MAYBE;
    if (value === MAYBE) return MAYBE;
    answer = value;
  }
  return answer ?? MAYBE;
}
