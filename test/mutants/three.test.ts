import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, THREE } from './faults.ts';
import { Bed } from './plant.ts';

describe('planted faults: the tests would fail without what they hold', () => {
  let bed: Bed;
  beforeAll(() => {
    bed = new Bed();
  });
  afterAll(() => bed.clear());

  it('stands in at least 25 kinds, each of its own name', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(FAULTS.map(({ id }) => id)).size).toBe(FAULTS.length);
    expect(THREE.every((id) => FAULTS.some((fault) => fault.id === id))).toBe(true);
  });

  it.each(FAULTS)('"$id" has a place in the product as it is', ({ file, find }) => {
    const text = readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8');
    expect(text.split(find).length - 1).toBe(1);
  });

  it.each(THREE)('[P-C2] "%s" is caught', { timeout: 120_000 }, async (id) => {
    const verdict = await bed.plant(FAULTS.find((fault) => fault.id === id)!);
    expect(verdict.trouble).toBeUndefined();
    expect(verdict.caughtBy).toBeTypeOf('string');
  });
});
