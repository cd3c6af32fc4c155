import { describe, expect, it } from 'vitest';
import { noTwins, twins } from '../support/historiesTwins.ts';
import { twinsOnTheWire } from '../support/historiesTwinsWire.ts';

/** The long form, `npm run chaos -- twins 10000`, sets these. */
const COUNT = Number(process.env['TOCSIN_TWINS'] ?? 1000);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const STEPS = 12;
const ON_THE_WIRE = 20;

/** Ten pairs a second, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 250;

describe('[L6] twin worlds', () => {
  it(
    `[L6] [P-C3] ${COUNT} pairs of histories from seed ${FIRST} that differ in what O may not see give it the same bytes`,
    async () => {
      const tally = noTwins();
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) expect(await twins(seed, STEPS, tally)).toBeUndefined();
      const { steps, ...rest } = tally;
      process.stdout.write(`L6: ${JSON.stringify(rest)}, kinds of hidden steps ${steps.size}, from seed ${FIRST}\n`);
      // What the policy excludes is rare, and every kind of hidden step was taken.
      expect(tally.excluded).toBeLessThan(COUNT / 50 + 2);
      expect(tally.hidden).toBeGreaterThan(COUNT * 4);
      if (COUNT >= 500) expect([...steps].filter(([, count]) => count < 3)).toEqual([]);
    },
    PATIENCE,
  );
});

describe('[L6] twin worlds on the wire', () => {
  it(
    `[L6] [P-C3] ${ON_THE_WIRE} pairs over real sockets and HTTP are the same to the byte, headers and lengths included`,
    async () => {
      const tally = noTwins();
      for (let seed = FIRST; seed < FIRST + ON_THE_WIRE; seed++)
        expect(await twinsOnTheWire(seed, STEPS, tally)).toBeUndefined();
      const { steps: _steps, ...rest } = tally;
      process.stdout.write(`L6 on the wire: ${JSON.stringify(rest)}, from seed ${FIRST}\n`);
      expect(tally.pairs).toBeGreaterThan(ON_THE_WIRE - 3);
      expect(tally.hidden).toBeGreaterThan(ON_THE_WIRE * 4);
    },
    PATIENCE,
  );
});
