import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

/** `npm run chaos -- sim` runs the long form: 1,000,000 deliveries and 500 cuts. */
const DELIVERIES = Number(process.env['TOCSIN_DELIVERIES'] ?? 100_000);
const CUTS = Number(process.env['TOCSIN_CUTS'] ?? 120);
const SEEDS = (process.env['TOCSIN_SEEDS'] ?? '1').split(',').map(Number);

describe('[P-D8] forty screens of eight organisations on links that come and go', () => {
  for (const seed of SEEDS) {
    it(`[P-D8] [L4] [L8] [L11] seed ${seed}: no gap, no repeat, no inversion, and at rest all show what a fresh snapshot shows`, async () => {
      const report = await simulate({ seed, deliveries: DELIVERIES, cuts: CUTS });
      process.stdout.write(`P-D8: ${JSON.stringify(report)}\n`);
      expect(report).toMatchObject({ gaps: 0, repeats: 0, inversions: 0, unequal: 0, unsent: 0, doubled: 0 });
      expect(report.deliveries).toBeGreaterThanOrEqual(DELIVERIES);
      expect(report.cuts).toBeGreaterThan(CUTS / 2);
    }, 600_000);
  }
});
