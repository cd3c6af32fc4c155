import { describe, expect, it } from 'vitest';
import { bandsOf, sourceOf, timelineOf } from '../../shared/cascade/bands.ts';
import type { Banded, CascadeForm } from '../../shared/cascade/interchange.ts';
import { BEST, buildNetwork, type Pick } from '../../shared/cascade/network.ts';
import { eventsIn, partOf, struckBy } from '../../shared/cascade/part.ts';
import { outsideOf, post, runForm } from '../../shared/cascade/run.ts';
import { Simulation } from '../../shared/cascade/simulation.ts';
import { Timeline } from '../../shared/cascade/timeline.ts';
import { Dice } from '../support/historiesDice.ts';
import { EVERYTHING, FAIL_ONLY, HORIZON, randomForm } from './cases.ts';
import { netChanges, UNGUARDED } from './netChanges.ts';

const UP = 1_000_000;
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const seeds = (count: number) => Array.from({ length: count }, (_none, n) => (SEED + n) >>> 0);

/** The same network written down in another order: assets, needs, suppliers and links shuffled. */
function shuffled(form: CascadeForm, dice: Dice): { form: CascadeForm; place: number[] } {
  const order = dice.shuffled(form.assets.map((_asset, index) => index));
  const place = form.assets.map((_asset, index) => order.indexOf(index));
  const needs = (list: CascadeForm['assets'][number]['needs']) =>
    list &&
    dice.shuffled(list).map((need) => ({
      ...need,
      ...(need.sup && { sup: dice.shuffled(need.sup).map((sup) => ({ ...sup, j: place[sup.j]! })) }),
    }));
  const known = (name: string | number) => (typeof name === 'number' ? place[name]! : name);
  return {
    place,
    form: {
      ...form,
      assets: order.map((index) => ({ ...form.assets[index]!, needs: needs(form.assets[index]!.needs) ?? [] })),
      events: form.events!.map(([t, name, level]) => [t, known(name), level] as const),
      refuel: [],
      jobs: (form.jobs ?? []).map((job) => ({ ...job, asset: known(job.asset), needs: needs(job.needs) ?? [] })),
    },
  };
}

describe('runs', () => {
  it(`[CAS-4] the order in which a network is written down changes nothing (400 networks from seed ${SEED})`, () => {
    for (const seed of seeds(400)) {
      const dice = new Dice(seed);
      const form = { ...randomForm(dice, EVERYTHING), refuel: [] };
      const other = shuffled(form, dice);
      const mine = netChanges(runForm(form, HORIZON, BEST, UNGUARDED));
      const theirs = netChanges(runForm(other.form, HORIZON, BEST, UNGUARDED));
      const back = theirs.map(([t, at, from, to]) => [t, other.place.indexOf(at), from, to] as const);
      back.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect({ seed, changes: back }).toEqual({ seed, changes: mine });
    }
  });

  it(`[CAS-5] from the state at any moment the future is the same, in another simulation too (400 networks from seed ${SEED})`, () => {
    for (const seed of seeds(400)) {
      const dice = new Dice(seed);
      const form = randomForm(dice, EVERYTHING);
      const network = buildNetwork(form);
      const whole = post(new Simulation(network, UNGUARDED), outsideOf(form, network)).run(HORIZON);
      const moment = dice.below(HORIZON);
      const first = post(new Simulation(network, UNGUARDED), outsideOf(form, network)).run(moment);
      // As it would travel to a worker.
      const saved = structuredClone(first.save());
      const second = new Simulation(network, UNGUARDED).load(saved).run(HORIZON);
      expect({ seed, changes: netChanges(second) }).toEqual({ seed, changes: netChanges(whole) });
      expect(second.save().state).toEqual(whole.save().state);
      // And back to the moment, and on once more.
      expect(netChanges(second.reset().run(HORIZON))).toEqual(netChanges(whole));
      first.mark().health(moment + 1, 0, 0);
      first.run(HORIZON).reset().run(HORIZON);
      expect(first.save().state).toEqual(whole.save().state);
    }
  });

  it(`[CAS-6] with nothing repaired, all-low and all-high bound every run within the bands (300 networks from seed ${SEED})`, () => {
    let wide = 0;
    for (const seed of seeds(300)) {
      const dice = new Dice(seed);
      const exact = randomForm(dice, FAIL_ONLY);
      const around = (value: Banded | undefined): Banded => {
        const best = value === undefined ? 0 : (value as number);
        return [Math.max(0, best - dice.below(4)), best, best + dice.below(6)];
      };
      const form: CascadeForm = {
        assets: exact.assets.map((asset) => ({
          ...asset,
          needs: asset.needs!.map((need) => ({
            ...need,
            B: around(need.B),
            sup: need.sup!.map((sup) => ({ ...sup, lat: around(sup.lat) })),
          })),
        })),
        events: exact.events!.map(([t, name, level]) => [around(t), name, level] as const),
        until: HORIZON,
      };
      const source = sourceOf(form);
      const best = timelineOf(source);
      const bands = bandsOf(source, best, () => dice.fraction());
      expect(bands.every(({ kind }) => kind === 'rigorous')).toBe(true);
      const any: Pick = (value) => (typeof value === 'number' ? value : value[0] + dice.below(value[2] - value[0] + 1));
      const others = [best, timelineOf(source, any), timelineOf(source, any)];
      for (let k = 0; k < best.log.length; k++) {
        const { low, high } = bands[k]!;
        if (low !== high) wide += 1;
        for (const other of others) {
          const at = other.firstAtMost(best.log.asset[k]!, best.log.to[k]!);
          expect({ seed, early: low! <= (at ?? Infinity) }).toEqual({ seed, early: true });
          expect({ seed, late: (at ?? Infinity) <= (high ?? Infinity) }).toEqual({ seed, late: true });
        }
      }
    }
    expect(wide).toBeGreaterThan(300);
  });

  it('[CAS-6] with repairs the band is called indicative, and one seed gives one band', () => {
    const form: CascadeForm = {
      assets: [
        { name: 'plant', rho: [60, 900, 1800] },
        { name: 'pump', needs: [{ rule: 'kofn', k: 1, B: [3000, 3600, 5000], sup: [{ j: 0 }] }] },
      ],
      events: [
        [10, 'plant', 0],
        [[5000, 9000, 12_000], 'plant', 1_000_000],
      ],
      until: 40_000,
    };
    const source = sourceOf(form);
    const timeline = timelineOf(source);
    const bands = bandsOf(source, timeline, random(7));
    expect(bands).toEqual(bandsOf(source, timeline, random(7)));
    expect(bands.map(({ kind }) => kind)).toEqual(Array(4).fill('indicative'));
    const places = Array.from({ length: 4 }, (_none, k) => [timeline.log.time[k]!, bands[k]!] as const);
    for (const [at, { low, high }] of places) {
      expect(low).toBeLessThanOrEqual(at);
      expect(high).toBeGreaterThanOrEqual(at);
    }
    expect(bands[1]!.low).toBeGreaterThanOrEqual(3010);
    expect(bands[1]!.high).toBeLessThanOrEqual(5010);
    function random(seed: number) {
      const dice = new Dice(seed);
      return () => dice.fraction();
    }
  });

  it('a timeline tells levels, first times and losses as the reference counts them', () => {
    const simulation = runForm(
      {
        assets: [{ name: 'a' }, { name: 'b', needs: [{ rule: 'cap', D: 1, B: 4, sup: [{ j: 0 }] }] }],
        events: [
          [2, 'a', 500_000],
          [20, 'a', 1_000_000],
        ],
      },
      30,
    );
    const timeline = new Timeline(simulation);
    // 4 s at full draw last 8 s at half.
    expect([9, 10, 20, 21, 22].map((t) => timeline.levelAt(1, t))).toEqual([1e6, 5e5, 5e5, 5e5, 1e6]);
    expect(timeline.firstAtMost(1, 500_000)).toBe(10);
    expect(timeline.lost(1, 0)).toBe(12 * 500_000);
    expect(timeline.lost(1, 15, 17)).toBe(2 * 500_000);
  });

  it(`[CAS-6] the part that can be reached runs as the whole does (600 networks from seed ${SEED})`, () => {
    let smaller = 0;
    for (const seed of seeds(600)) {
      const dice = new Dice(seed);
      const whole = randomForm(dice, { ...EVERYTHING, jobs: false, layers: false });
      const form = { ...whole, assets: whole.assets.map((asset) => (dice.chance(0.9) ? { ...asset, h: UP } : asset)) };
      const network = buildNetwork(form);
      const simulation = new Simulation(network, UNGUARDED);
      const nominal = simulation.state.output.slice();
      const events = outsideOf(form, network);
      const part = partOf(form, network, nominal, struckBy(network, events));
      if (!part) continue;
      const small = buildNetwork(part.form);
      smaller += small.size < network.size ? 1 : 0;
      const mine = netChanges(
        post(new Simulation(small, UNGUARDED), eventsIn(part, network, small, events)).run(HORIZON),
      );
      const theirs = netChanges(post(simulation, events).run(HORIZON));
      expect({ seed, changes: mine }).toEqual({
        seed,
        changes: theirs.map(([t, asset, from, to]) => [t, part.place[asset], from, to]),
      });
    }
    expect(smaller).toBeGreaterThan(30);
  });
});
