import { describe, expect, it } from 'vitest';
import { noSequences, originator } from '../support/historiesOriginator.ts';

const COUNT = Number(process.env['TOCSIN_SEQUENCES'] ?? 2000);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const COMMANDS = 12;

/** Thirty sequences a second, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 60;

describe('[L7] originator control', () => {
  it(
    `[L7] [P-C6] [POL-4] [POL-5] ${COUNT} sequences of edits, copies, merges, imports, undo and replays from seed ${FIRST} widen no marking`,
    async () => {
      const tally = noSequences();
      for (let seed = FIRST; seed < FIRST + COUNT; seed++)
        expect(await originator(seed, COMMANDS, tally)).toBeUndefined();
      const { types, ...rest } = tally;
      process.stdout.write(`L7: ${JSON.stringify(rest)}, types of command ${types.size}, from seed ${FIRST}\n`);
      expect(tally.accepted).toBeGreaterThan(COUNT);
      expect(tally.following).toBeGreaterThan(COUNT / 2);
    },
    PATIENCE,
  );
});
