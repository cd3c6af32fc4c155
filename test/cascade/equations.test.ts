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

  it('[CAS-1] a repair goes on only while its own needs are met: the road is cut, and the repair of the road takes its crew', () => {
    const form: CascadeForm = {
      assets: [
        { name: 'plant', rho: 5 },
        { name: 'road', needs: [] },
        { name: 'pump', needs: [{ rule: 'kofn', k: 1, B: 20, sup: [{ j: 0 }] }] },
      ],
      events: [
        [1, 'plant', 0],
        [12, 'road', 0],
      ],
      jobs: [
        { asset: 'plant', work: 30, start: 3, rho: 2, needs: [{ rule: 'kofn', k: 1, sup: [{ j: 1 }] }] },
        { asset: 'road', work: 10, start: 15 },
      ],
    };
    expect(same(form)).toBeUndefined();
    const simulation = post(new Simulation(buildNetwork(form)), outsideOf(form, buildNetwork(form))).run(HORIZON);
    // At work from 5 to 12 and again from 29 on (the road is whole at 26 and open at 27): 23 s are left then.
    expect(netChanges(simulation)).toEqual([
      [1, 0, 1e6, 0],
      [12, 1, 1e6, 0],
      [21, 2, 1e6, 0],
      [27, 1, 0, 1e6],
      [57, 0, 0, 1e6],
      [58, 2, 0, 1e6],
    ]);
  });
});
