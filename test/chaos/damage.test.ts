import { describe, expect, it } from 'vitest';
import { clockJumps } from './clock.ts';
import { flippedBits } from './flips.ts';
import { inWords, lossesOf } from './report.ts';

const seed = Date.now() % 1_000_000;

describe('a server on a bad machine (npm run chaos -- clock, flips)', () => {
  it('[P-D8] its clock jumps by hours, three times: nobody is signed out, locked out or behind', async () => {
    const report = await clockJumps(3, seed);
    process.stdout.write(`${inWords(`clock, seed ${seed}`, report)}\n`);
    expect(lossesOf(report), inWords('lost', report)).toBe(0);
    // Nobody had to come back.
    expect(report.counts['links']).toBe(2);
  }, 60_000);

  it('[P-D10] [P-D11] bits of its journal flip: it says so, shows nothing wrong, and the rest goes on', async () => {
    const report = await flippedBits(5, seed);
    process.stdout.write(`${inWords(`P-D11, seed ${seed}`, report)}\n`);
    expect(lossesOf(report), inWords('lost', report)).toBe(0);
    expect(report.counts['unharmed']).toBeLessThan(5);
  }, 60_000);
});
