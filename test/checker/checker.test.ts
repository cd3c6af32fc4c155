import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caught } from './caught.ts';
import { explained } from './explain.ts';
import { furnish, type Furnished } from './furnish.ts';
import { PLANTED, THREE } from './planted.ts';
import { broken, trial, words } from './trial.ts';

/** TOCSIN_SEED repeats a run; without it each one is another. */
const seed = Number(process.env['TOCSIN_SEED'] ?? Date.now() % 1_000_000);

describe('several organisations at the public doors of a server, judged from outside', () => {
  let furnished: Furnished;
  beforeAll(async () => {
    furnished = await furnish();
  }, 60_000);
  afterAll(() => furnished.remove());

  it(
    '[L4][L5][L8][L11][P-C5][P-D1] nothing lost, nothing made up, one order, own writes, nothing leaked or withheld',
    { timeout: 180_000 },
    async () => {
      const shape = { seed, steps: 400, rounds: 2, kills: 1 };
      const done = await trial(furnished, shape);
      process.stdout.write(`${words(done.verdict)}\n`);
      if (broken(done.verdict).length > 0) process.stdout.write(`${await explained(furnished, shape, done, 10)}\n`);
      expect(broken(done.verdict)).toEqual([]);
      expect(done.verdict.vacuous).toEqual([]);
    },
  );

  it('knows at least 12 faults of sharing and six of delivery, each of its own name', () => {
    expect(PLANTED.length).toBeGreaterThanOrEqual(18);
    expect(new Set(PLANTED.map(({ id }) => id)).size).toBe(PLANTED.length);
    expect(THREE.every((id) => PLANTED.some((fault) => fault.id === id))).toBe(true);
  });

  it.each(THREE)('[P-C2] the planted fault "%s" is caught', { timeout: 120_000 }, async (id) => {
    const fault = PLANTED.find((one) => one.id === id)!;
    const found = await caught(furnished, { seed, steps: 160, rounds: 1, kills: 0 }, fault);
    process.stdout.write(`${id}: ${found}\n`);
    expect(found).toBeTypeOf('string');
  });
});
