import { describe, expect, it } from 'vitest';
import { isolated, noneIsolated } from '../support/historiesIsolation.ts';

const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 60);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);

/** A hundred histories a minute, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 1000;

describe('[L10] isolation', () => {
  it(
    `[L10] ${COUNT} exercises from seed ${FIRST} beside live operations with the same people: neither changes a byte of the other`,
    async () => {
      const tally = noneIsolated();
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) expect(await isolated(seed, 30, tally)).toBeUndefined();
      process.stdout.write(`L10: ${JSON.stringify(tally)}, from seed ${FIRST}\n`);
      expect(tally.accepted).toBeGreaterThan(COUNT * 5);
      expect(tally.strange).toBeGreaterThan(COUNT);
    },
    PATIENCE,
  );
});
