/** What a run tried, and what went wrong in it: every loss is zero, or the run has failed. */
export interface Report {
  readonly counts: Readonly<Record<string, number | string>>;
  readonly losses: Readonly<Record<string, number>>;
}

export const lossesOf = ({ losses }: Report): number => Object.values(losses).reduce((sum, one) => sum + one, 0);

export const inWords = (name: string, { counts, losses }: Report): string =>
  `${name}: ${JSON.stringify(counts)}, lost or wrong ${JSON.stringify(losses)}`;
