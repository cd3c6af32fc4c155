import { describe, expect, it } from 'vitest';
import { inspect } from '../../shared/cascade/inspect.ts';
import type { CascadeForm } from '../../shared/cascade/interchange.ts';
import { buildNetwork } from '../../shared/cascade/network.ts';
import { runForm } from '../../shared/cascade/run.ts';
import { Simulation } from '../../shared/cascade/simulation.ts';
import { Timeline } from '../../shared/cascade/timeline.ts';
import { Dice } from '../support/historiesDice.ts';
import { randomForm } from './cases.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const BROKEN = Number(process.env['BROKEN'] ?? 3000);
const need = (more: object = {}) => ({ rule: 'kofn', k: 1, sup: [{ j: 0 }], ...more });
const two = (more: object = {}, top: object = {}) => ({
  assets: [{ name: 'a' }, { name: 'b', needs: [need(more)] }],
  ...top,
});
const codesOf = (value: unknown) => {
  const read = inspect(value);
  return read.ok ? read.odd.map(({ code }) => code) : read.problems.map(({ code }) => code);
};

describe('bad input is told in words', () => {
  it.each([
    ['not-a-network', 7],
    ['not-a-network', { asset: [] }],
    ['wrong-type', { assets: [null] }],
    ['name-missing', { assets: [{}] }],
    ['name-twice', { assets: [{ name: 'a' }, { name: 'a' }] }],
    ['dangling-supplier', two({ sup: [{ j: 2 }] })],
    ['dangling-supplier', two({ sup: [{ j: -1 }] })],
    ['dangling-supplier', two({ sup: [{}] })],
    ['out-of-range', two({ B: -1 })],
    ['out-of-range', two({ B: 1e15 })],
    ['not-a-whole-number', two({ B: 0.5 })],
    ['not-a-whole-number', two({ B: 'a day' })],
    ['not-a-whole-number', two({ alpha: Number.NaN })],
    ['out-of-range', two({ sup: [{ j: 0, theta: 0 }] })],
    ['out-of-range', { assets: [{ name: 'a', rho: 0 }] }],
    ['out-of-range', two({ rule: 'cap', D: 0 })],
    ['number-missing', two({ rule: 'cap' })],
    ['sum-too-large', two({ rule: 'cap', D: 1, d0: -Number.MAX_SAFE_INTEGER })],
    ['unknown-rule', two({ rule: 'or' })],
    ['unknown-layer', two({ rule: 'island', layer: 'grid' })],
    ['band-order', two({ B: [3, 2, 4] })],
    ['unknown-asset', two({}, { events: [[1, 'c', 0]] })],
    ['unknown-need', two({}, { refuel: [[1, 'b', 1, 60]] })],
    ['wrong-type', two({}, { events: [[1, 'a']] })],
    ['not-a-whole-number', two({}, { events: [[undefined, 'a', 0]] })],
    ['need-on-itself', two({ sup: [{ j: 1 }] })],
    ['never-met', two({ k: 2 })],
    ['beyond-the-end', two({}, { events: [[20, 'a', 0]], until: 10 })],
  ])('[CAS-7] %s', (code, value) => {
    expect(codesOf(value)).toContain(code);
  });

  it(`[CAS-7] whatever is broken in a network, it is refused or runs to its end (${BROKEN} from seed ${SEED})`, () => {
    const junk = [
      null,
      -1,
      1.5,
      Number.NaN,
      Infinity,
      1e300,
      '',
      'x',
      [],
      {},
      true,
      [3, 2, 1],
      -(2 ** 53),
      'A0',
      10_000,
    ];
    let ran = 0;
    for (let n = 0; n < BROKEN; n++) {
      const dice = new Dice((SEED + n) >>> 0);
      const form = structuredClone(randomForm(dice)) as unknown;
      for (let times = 1 + dice.below(2); times > 0; times--) breakSomewhere(form, dice, junk);
      const read = inspect(form);
      if (!read.ok) {
        expect(read.problems.every(({ code, message }) => code && message)).toBe(true);
        continue;
      }
      ran += 1;
      runForm(read.form, 200);
    }
    expect(ran).toBeGreaterThan(100);
    expect(ran).toBeLessThan(BROKEN - 100);
  });

  it('[CAS-7] what swings for ever is called an oscillation, and ends', () => {
    // A pulse runs round and round: each needs the other, a while ago; the buffers make good what restarting costs.
    const form: CascadeForm = {
      assets: [
        { name: 'a', needs: [{ rule: 'kofn', k: 1, B: 1, rech: 1_000_000, sup: [{ j: 1, lat: 10 }] }] },
        { name: 'b', needs: [{ rule: 'kofn', k: 1, B: 1, rech: 1_000_000, sup: [{ j: 0, lat: 10 }] }] },
      ],
      events: [
        [1, 'a', 0],
        [5, 'a', 1_000_000],
      ],
    };
    const { odd, log } = new Timeline(runForm(form, 3_000_000_000));
    expect(odd.map(({ code, where }) => [code, where])).toContainEqual(['oscillation', 'a']);
    expect(log.length).toBeLessThan(300);
  });

  it('[CAS-7] a loop that loses one part in a million at a time is cut off in words, at rest and in a run', () => {
    const slow = { rule: 'cap', D: 1_000_000, sup: [{ j: 0, w: 999_999 }] } as const;
    const form: CascadeForm = {
      assets: [
        { name: 'a', needs: [{ ...slow, sup: [{ j: 1, w: 999_999 }] }] },
        { name: 'b', needs: [slow] },
      ],
    };
    const began = performance.now();
    const resting = new Simulation(buildNetwork(form));
    expect(new Timeline(resting.run(10)).odd.map(({ code }) => code)).toEqual(['stopped']);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

/** Puts junk in place of one value somewhere, or takes it away. */
function breakSomewhere(value: unknown, dice: Dice, junk: readonly unknown[]): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (at: unknown) => {
    if (typeof at !== 'object' || at === null) return;
    for (const key of Object.keys(at)) {
      places.push([at as Record<string, unknown>, key]);
      visit((at as Record<string, unknown>)[key]);
    }
  };
  visit(value);
  const [holder, key] = dice.pick(places);
  if (dice.chance(0.2)) delete holder[key];
  // A copy: the same list put into itself would be a circle, which no JSON has.
  else holder[key] = structuredClone(dice.pick(junk));
}
