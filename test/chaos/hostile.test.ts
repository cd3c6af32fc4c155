import { describe, expect, it } from 'vitest';
import { garbage } from './garbage.ts';
import { inWords, lossesOf } from './report.ts';
import { oversized, strangers } from './strangers.ts';

const seed = Date.now() % 1_000_000;

describe('a server among those who mean no good (npm run chaos -- garbage, oversized, strangers)', () => {
  // Side by side: most of the time the strangers are waited for.
  it.concurrent(
    '[P-R5] 160 connections that never sign in, in eight ways: gone within ten seconds',
    async () => {
      // Ten seconds on a machine that has time; the long form holds it to those.
      const report = await strangers(160, seed, 14_000);
      process.stdout.write(`${inWords('P-R5', report)}\n`);
      expect(lossesOf(report), inWords('lost', report)).toBe(0);
    },
    60_000,
  );

  it.concurrent(
    '[P-R2] 3,000 malformed frames and requests: no crash, and honest people are answered',
    async () => {
      const report = await garbage(3000, seed);
      process.stdout.write(`${inWords(`P-R2, seed ${seed}`, report)}\n`);
      expect(lossesOf(report), inWords('lost', report)).toBe(0);
      expect(report.counts['honest']).toBeGreaterThan(5);
    },
    60_000,
  );

  it.concurrent(
    '[P-R3] messages over the limit and attachments, in eight ways: ended, and none is kept',
    async () => {
      const report = await oversized(8, seed);
      process.stdout.write(`${inWords('P-R3', report)}\n`);
      expect(lossesOf(report), inWords('lost', report)).toBe(0);
    },
    60_000,
  );
});
