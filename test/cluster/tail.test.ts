import { describe, expect, test } from 'vitest';
import { inWords, lossesOf } from '../chaos/report.ts';
import { tailMisses } from '../chaos/tail.ts';
import { whyNoPostgres } from '../support/postgres.ts';

const absent = await whyNoPostgres();

describe.skipIf(absent)(`a tail under many writers${absent ? ` (skipped: ${absent})` : ''}`, () => {
  test('[P-D9] 16 writers on four nodes, one transaction in twenty rolled back: it misses none of 5,000 events', async () => {
    const report = await tailMisses(5000, Date.now() % 1_000_000);
    console.log(inWords('P-D9', report));
    expect(lossesOf(report), inWords('lost', report)).toBe(0);
    expect(report.counts['rolledBack']).toBeGreaterThan(0);
  });
});
