import { describe, expect, it } from 'vitest';
import { keepSecrets, nothingWatched } from '../support/historiesSecrecy.ts';

const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 50);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);

/** A hundred histories a minute, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 1000;

describe('[L5] secrecy: no word and no name of what an audience may not read ever leaves for it', () => {
  it(
    `[L5] ${COUNT} random histories from seed ${FIRST}, a canary in every field of every record`,
    async () => {
      const watched = nothingWatched();
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) expect(await keepSecrets(seed, 70, watched)).toBeUndefined();
      process.stdout.write(`L5: ${COUNT} histories from seed ${FIRST}: ${JSON.stringify(watched)}\n`);
      expect(watched.canaries).toBeGreaterThan(COUNT * 100);
      expect(watched.histories).toBeGreaterThan(COUNT);
    },
    PATIENCE,
  );

  it('[L5] seed 27: an old entry of a history does not name an asset that was withdrawn since', async () => {
    expect(await keepSecrets(27, 80, nothingWatched())).toBeUndefined();
  });
});
