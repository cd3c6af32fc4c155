import { describe, expect, it } from 'vitest';
import { converge, noTally } from '../support/historiesConverge.ts';

/** More by TOCSIN_HISTORIES=2000; another stretch of seeds by TOCSIN_SEED=10000. */
const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 100);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const STEPS = 45;

/** A hundred histories a minute, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 1000;

describe('[L4] convergence: snapshot + later batches = fresh snapshot', () => {
  it(
    `[L4] ${COUNT} random histories from seed ${FIRST}: screens cut at any moment, pages of any size, a node started anew`,
    async () => {
      const tally = noTally();
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) expect(await converge(seed, STEPS, tally)).toBeUndefined();
      process.stdout.write(`L4: ${COUNT} histories from seed ${FIRST}: ${JSON.stringify(tally)}\n`);
      expect(tally.resumes).toBeGreaterThan(COUNT);
      expect(tally.pages).toBeGreaterThan(COUNT);
    },
    PATIENCE,
  );
});
