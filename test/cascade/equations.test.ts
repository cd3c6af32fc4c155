import { describe, expect, it } from 'vitest';
import type { CascadeForm } from '../../shared/cascade/interchange.ts';
import { buildNetwork } from '../../shared/cascade/network.ts';
import { outsideOf, post } from '../../shared/cascade/run.ts';
import { Simulation } from '../../shared/cascade/simulation.ts';
import { Dice } from '../support/historiesDice.ts';
import { EVERYTHING, FAIL_ONLY, HORIZON, randomForm } from './cases.ts';
import { netChanges, UNGUARDED } from './netChanges.ts';
import { tickByTick } from './reference.ts';

const CASES = Number(process.env['CASES'] ?? 2500);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let changed = 0;
function same(form: CascadeForm): string | undefined {
  const ticks = tickByTick(form, HORIZON);
  const network = buildNetwork(form);
  const simulation = new Simulation(network, UNGUARDED);
  const nominal = [...simulation.state.output.slice(0, network.assets)];
  changed += ticks.changes.length;
  if (JSON.stringify(nominal) !== JSON.stringify(ticks.nominal)) return `nominal ${nominal} is ${ticks.nominal}`;
  post(simulation, outsideOf(form, network)).run(HORIZON);
  const mine = netChanges(simulation);
  const theirs = ticks.changes;
  const at = theirs.findIndex((row, k) => JSON.stringify(row) !== JSON.stringify(mine[k]));
  if (at >= 0 || mine.length !== theirs.length) {
    const where = at >= 0 ? at : theirs.length;
    return `change ${where}: engine ${JSON.stringify(mine[where])}, equations ${JSON.stringify(theirs[where])}`;
  }
  // The reference has drained the last second as well.
  const left = Array.from(network.owner.keys(), (r) => simulation.bufferLeft(r, HORIZON + 1));
  return JSON.stringify(left) === JSON.stringify(ticks.buffers) ? undefined : `buffers ${left} are ${ticks.buffers}`;
}

describe('the engine and the equations', () => {
  it(`[CAS-1] agree on ${CASES} random networks with cycles, delays, buffers, partial levels, islands, jobs and repairs`, () => {
    const failures: string[] = [];
    for (let n = 0; n < CASES && failures.length < 5; n++) {
      const seed = (SEED + n) >>> 0;
      const form = randomForm(new Dice(seed), n % 4 === 0 ? FAIL_ONLY : EVERYTHING);
      const wrong = same(form);
      if (wrong) failures.push(`seed ${seed}: ${wrong}`);
    }
    console.log(`${CASES} networks from seed ${SEED}, ${changed} changes, ${failures.length} mismatches`);
    expect(failures).toEqual([]);
  }, 60_000);
});
