import { describe, expect, it } from 'vitest';
import { diskFull, powerCuts, whyNoPowerCut, whyNoSmallDisk } from './disk.ts';
import { inWords, lossesOf } from './report.ts';

const noDisk = whyNoSmallDisk();
const noCut = whyNoPowerCut();
const seed = Date.now() % 1_000_000;

describe('a server on a disk that gives out (npm run chaos -- disk, power)', () => {
  it.skipIf(noDisk)(
    `[P-D5] a small file system fills up under load: refused in words, read on, resumed in 5 s${noDisk ? ` (skipped: ${noDisk})` : ''}`,
    async () => {
      const report = await diskFull(1, seed);
      process.stdout.write(`${inWords(`P-D5, seed ${seed}`, report)}\n`);
      expect(lossesOf(report), inWords('lost', report)).toBe(0);
      expect(report.counts['toldNotStored']).toBeGreaterThan(10);
    },
    60_000,
  );

  it.skipIf(noCut)(
    `[P-D2] the power goes twice under load, on a real file system: nothing acknowledged is lost${noCut ? ` (skipped: ${noCut})` : ''}`,
    async () => {
      const report = await powerCuts(2, seed);
      process.stdout.write(`${inWords(`P-D2, seed ${seed}`, report)}\n`);
      expect(lossesOf(report), inWords('lost', report)).toBe(0);
    },
    60_000,
  );
});
