import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CascadeForm } from '../../shared/cascade/interchange.ts';
import { runForm } from '../../shared/cascade/run.ts';

interface Story {
  readonly name: string;
  readonly exo: [number, string, number][];
  readonly T: number;
  readonly log: [number, string, number, number][];
  readonly person_hours: Record<string, number>;
}
const golden = JSON.parse(readFileSync(new URL('./golden.json', import.meta.url), 'utf8')) as Pick<
  Required<CascadeForm>,
  'assets' | 'pop'
> & { readonly res: readonly Story[] };

describe('the golden cross-border stories (12 assets, two nations)', () => {
  for (const { name, exo, T, log } of golden.res) {
    it(`[CAS-2] ${name}: every change to the second, in order`, () => {
      const simulation = runForm({ ...golden, events: exo }, T);
      const mine = Array.from({ length: simulation.log.length }, (_none, k) => [
        simulation.log.time[k],
        simulation.network.names[simulation.log.asset[k]!],
        simulation.log.from[k],
        simulation.log.to[k],
      ]);
      expect(mine).toEqual(log);
    });
  }
});
