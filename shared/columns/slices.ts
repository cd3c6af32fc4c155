/** A generator in steps of a millisecond or two: whoever drives it decides who else gets a turn in between. */
export type Sliced<T> = Generator<void, T>;

/** Values looked at between two breaths. */
export const VALUES_PER_SLICE = 2048;

export function* every<T>(values: readonly T[], test: (value: T, index: number) => boolean): Sliced<boolean> {
  for (let index = 0; index < values.length; index++) {
    if (!test(values[index]!, index)) return false;
    if (index % VALUES_PER_SLICE === VALUES_PER_SLICE - 1) yield;
  }
  return true;
}

export function* map<T, U>(values: readonly T[], make: (value: T, index: number) => U): Sliced<U[]> {
  const made: U[] = [];
  for (let index = 0; index < values.length; index++) {
    made.push(make(values[index]!, index));
    if (index % VALUES_PER_SLICE === VALUES_PER_SLICE - 1) yield;
  }
  return made;
}
