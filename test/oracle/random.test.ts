import { expect, it } from 'vitest';
import { checkRandom } from './check.ts';

const CASES = 100_000;
const SEED = Number(process.env['TOCSIN_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));

it(`[P-C2][POL-1][POL-2][POL-3][POL-6][POL-7][POL-9][POL-11][POL-12][POL-13][ACT-1][ACT-2] face and may agree with the oracle, seed ${SEED}`, () => {
  const checked = checkRandom(CASES, SEED);
  const { disagreements, ...counts } = checked;
  console.log(`oracle: seed ${SEED}, ${JSON.stringify(counts)}`);
  expect(disagreements).toEqual([]);
  // The cases say something: much is shown, twins too, and much is allowed.
  expect(counts.shown).toBeGreaterThan(counts.faces / 10);
  expect(counts.twins).toBeGreaterThan(100);
  expect(counts.allowed).toBeGreaterThan(counts.answers / 20);
}, 60_000);
