/** What can be wrong with a network, and what can be odd about it. Codes are stable; sentences carry the place. */
export const PROBLEMS = {
  'not-a-network': 'This is no network: it must be one object with a list "assets".',
  'too-many': 'The network is larger than the engine takes.',
  'wrong-type': 'This is not of the type it must have.',
  'name-missing': 'An asset must have a name.',
  'name-twice': 'Two assets have this name.',
  'not-a-whole-number': 'This must be a whole number.',
  'out-of-range': 'This number lies outside what makes sense here.',
  'band-order': 'A band is [low, best, high], in this order.',
  'unknown-rule': 'The rule of a need is "cap", "kofn" or "island".',
  'number-missing': 'The rule of this need lacks its number: D for cap, k for kofn.',
  'dangling-supplier': 'There is no asset with this index.',
  'unknown-asset': 'There is no asset or group of this name.',
  'unknown-need': 'The asset has no need with this index.',
  'unknown-layer': 'There is no layer of this name.',
  'sum-too-large': 'Weights and base of this need are so large that they could not be added exactly.',
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** Not wrong, but somebody should look at it. */
export const ODDITIES = {
  'need-on-itself': 'The asset needs itself: once down it comes back only from outside.',
  'never-met': 'Even when all is well this need is not met.',
  'not-in-layer': 'The asset needs a layer that it is no member of: the need never binds.',
  'beyond-the-end': 'This happens after the end of the run.',
  oscillation: 'The asset went up and down again and again; from then on it was only let fall.',
  stopped: 'There were more changes than the engine follows; what is said of later times is incomplete.',
} as const;
export type OddityCode = keyof typeof ODDITIES;

export interface Finding<C extends string = ProblemCode | OddityCode> {
  readonly code: C;
  /** Where: a path into the input, or the name of an asset. */
  readonly where: string;
  readonly message: string;
}

export const problem = (code: ProblemCode, where: string): Finding<ProblemCode> => ({
  code,
  where,
  message: PROBLEMS[code],
});
export const oddity = (code: OddityCode, where: string): Finding<OddityCode> => ({
  code,
  where,
  message: ODDITIES[code],
});
