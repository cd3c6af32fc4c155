import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bindingShare, criticalityOn, ranked, staleAfter } from '../../shared/cascade/criticality.ts';
import { deadlocksAfterRepair, restartDeadlocks } from '../../shared/cascade/deadlock.ts';
import { decisionDeadlines } from '../../shared/cascade/deadlines.ts';
import { explain } from '../../shared/cascade/explain.ts';
import type { CascadeForm } from '../../shared/cascade/interchange.ts';
import { buildNetwork } from '../../shared/cascade/network.ts';
import { outsideOf, post, runForm } from '../../shared/cascade/run.ts';
import { personHoursByAsset, serviceLosses, type Served } from '../../shared/cascade/services.ts';
import { Simulation } from '../../shared/cascade/simulation.ts';
import { Timeline } from '../../shared/cascade/timeline.ts';
import { Dice } from '../support/historiesDice.ts';
import { FAIL_ONLY, randomForm } from './cases.ts';

const UP = 1_000_000;
const HOUR = 3600;
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const golden = JSON.parse(readFileSync(new URL('./golden.json', import.meta.url), 'utf8')) as Pick<
  Required<CascadeForm>,
  'assets' | 'pop'
> & { readonly res: readonly { exo: [number, string, number][]; T: number; person_hours: Record<string, number> }[] };
const servedIn = (form: Pick<CascadeForm, 'assets' | 'pop'>): Served[] =>
  Object.entries(form.pop ?? {}).map(([name, [service, persons]]) => ({
    asset: form.assets.findIndex((asset) => asset.name === name),
    service,
    persons,
  }));
const S1: CascadeForm = { ...golden, events: golden.res[0]!.exo };

describe('why', () => {
  const timeline = new Timeline(runForm(S1, 259_200));
  const { names } = timeline.network;
  const why = (place: number) => {
    const { asset, supplier, lacking, chain, root, borders, buffer, because } = explain(timeline, place);
    return {
      asset: names[asset],
      because,
      buffer,
      supplier: supplier === undefined ? undefined : names[supplier],
      lacking: lacking.map((one) => [names[one.supplier], one.level]),
      chain: chain.map((k) => names[timeline.log.asset[k]!]),
      root: names[root],
      borders: borders.map(({ from, to }) => `${from}>${to}`),
    };
  };

  it('[CAS-8] names the need, the supplier, the chain to the root and each border on it', () => {
    expect(why(0)).toMatchObject({ asset: 'GRID-A1', because: 'own', chain: [], root: 'GRID-A1', borders: [] });
    expect(why(6)).toEqual({
      asset: 'WATER-B',
      because: 'need',
      buffer: false,
      supplier: 'SCADA-B',
      lacking: [['SCADA-B', 0]],
      chain: ['SCADA-B', 'TEL-B', 'TEL-A', 'GRID-A1'],
      root: 'GRID-A1',
      borders: ['A>B'],
    });
    expect(why(10)).toMatchObject({ asset: 'RAIL-AB', buffer: true, chain: ['TEL-A', 'GRID-A1'], borders: [] });
    expect(why(2)).toMatchObject({ asset: 'RAIL-AB', chain: ['GRID-B1', 'GRID-A1'], borders: ['A>B', 'B>A'] });
  });

  it('[CAS-8] a long chain is shortened in the middle: the nearest causes and the root stay', () => {
    const assets = Array.from({ length: 40 }, (_none, j) => ({
      name: `${j}`,
      nat: j < 20 ? 'A' : 'B',
      ...(j > 0 && { needs: [{ rule: 'kofn' as const, k: 1, sup: [{ j: j - 1 }] }] }),
    }));
    const long = new Timeline(runForm({ assets, events: [[1, 0, 0]] }, 10));
    const told = explain(long, 39, 3);
    expect(told.chain).toEqual([38, 37, 36, 0]);
    expect(told).toMatchObject({ skipped: 35, root: 0, borders: [{ from: 'A', to: 'B' }] });
  });

  it(`[CAS-8] every fall with a need has a supplier that lacks something, and a chain that goes back in time (from seed ${SEED})`, () => {
    let explained = 0;
    for (let n = 0; n < 300; n++) {
      const form = randomForm(new Dice((SEED + n) >>> 0), FAIL_ONLY);
      const run = new Timeline(runForm({ ...form, assets: form.assets.map((asset) => ({ ...asset, h: UP })) }, 90));
      for (let k = 0; k < run.log.length; k++) {
        const told = explain(run, k);
        const times = [k, ...told.chain].map((place) => run.log.time[place]!);
        expect(times).toEqual([...times].sort((a, b) => b - a));
        if (told.because !== 'need' || run.log.cause[k]! < 0) continue;
        explained += 1;
        expect(told.lacking.map(({ supplier }) => supplier)).toContain(told.supplier);
        // Behind the first change of all there may still stand what was lacking before it.
        const first = told.chain.at(-1)!;
        if (run.log.link[first]! < 0) expect(run.log.asset[first]).toBe(told.root);
      }
    }
    expect(explained).toBeGreaterThan(100);
  });
});

describe('people without a service', () => {
  it('[CAS-9] person-hours of the golden stories', () => {
    for (const { exo, T, person_hours } of golden.res) {
      const timeline = new Timeline(runForm({ ...golden, events: exo }, T));
      const hours = personHoursByAsset(timeline, servedIn(golden));
      for (const [name, value] of Object.entries(person_hours)) expect(hours[name]).toBeCloseTo(value, 3);
    }
  });

  it('[CAS-9] per service and nation over time', () => {
    const timeline = new Timeline(runForm(S1, 259_200));
    const losses = serviceLosses(timeline, servedIn(S1));
    const water = losses.find(({ service }) => service === 'water')!;
    expect(water).toMatchObject({ nation: 'B', most: 88_000 });
    expect(water.without).toEqual([
      [0, 0],
      [14_401, 66_000],
      [108_001, 88_000],
    ]);
    expect(water.personHours).toBeCloseTo(golden.res[0]!.person_hours['WATER-B']!, 3);
    expect(losses.filter(({ service }) => service === 'telecom').map(({ nation }) => nation)).toEqual(['A', 'B']);
  });
});

it('[CAS-9] two losses in one second are one step', () => {
  const form: CascadeForm = {
    assets: [
      { name: 'a', nat: 'A' },
      { name: 'b', nat: 'A', needs: [{ rule: 'kofn', k: 1, sup: [{ j: 0 }] }] },
    ],
    events: [[5, 'a', 0]],
    pop: { a: ['water', 100], b: ['water', 30] },
  };
  const [water] = serviceLosses(new Timeline(runForm(form, 10)), servedIn(form));
  expect(water!.without).toEqual([
    [0, 0],
    [5, 130],
  ]);
});

describe('decision deadlines', () => {
  const deadlinesOf = (form: CascadeForm, until: number) => {
    const network = buildNetwork(form);
    const simulation = post(new Simulation(network), outsideOf(form, network)).mark();
    const timeline = new Timeline(simulation.run(until));
    return { network, timeline, list: decisionDeadlines(simulation, timeline, servedIn(form), -1) };
  };

  it('[CAS-10] come sorted by the person-hours they save, and say which repair would also do', () => {
    const { network, list } = deadlinesOf(S1, 259_200);
    expect(list.map(({ asset, at }) => [network.names[asset], at])).toEqual([
      ['TEL-A', 14_401],
      ['TEL-B', 28_801],
      ['HOSP-B', 86_401],
      ['RAIL-AB', 21_601],
      ['WATER-B', 108_001],
      ['FUEL-A', 21_601],
    ]);
    // GRID-A1 restarts in 900 s, and so does GRID-B1 behind it.
    expect(list[0]!.repair).toEqual({ asset: 0, by: 14_400 - 900 });
    expect(list[2]!.repair).toEqual({ asset: 0, by: 86_400 - 1800 });
    const sums = list.map(({ saved }) => saved.reduce((sum, one) => sum + one.personHours, 0));
    list.forEach(({ savedSum }, n) => expect(savedSum).toBeCloseTo(sums[n]!, 6));
  });

  it(`[CAS-10] refuelling at the deadline prevents the fall, a second later it does not (from seed ${SEED})`, () => {
    let tried = 0;
    for (let n = 0; n < 300; n++) {
      const form = { ...randomForm(new Dice((SEED + n) >>> 0), FAIL_ONLY), refuel: [] };
      const { network, timeline, list } = deadlinesOf(form, 90);
      for (const { asset, need, at, change } of list) {
        const level = timeline.log.to[change]!;
        const refuelled = (t: number) => {
          const simulation = post(new Simulation(network), outsideOf(form, network));
          simulation.refuel(t, network.needStart[asset]! + need, Infinity);
          return new Timeline(simulation.run(90));
        };
        tried += 1;
        // Another need may bind in the same second, but not this one.
        const saved = refuelled(at);
        const r = network.needStart[asset]! + need;
        expect(Array.from(saved.log.need.slice(0, saved.log.length)).filter((one) => one === r)).toEqual([]);
        expect(refuelled(at + 1).levelAt(asset, at)).toBeLessThanOrEqual(level);
      }
    }
    expect(tried).toBeGreaterThan(50);
  });
});

describe('restart deadlocks', () => {
  /** Plant and telecom need each other; the telecom has a battery for 4 h. The plant is repaired when `repaired`. */
  const plant = (repaired: number, blackStart = 0): CascadeForm => ({
    assets: [
      { name: 'plant', rho: 900, needs: [{ rule: 'kofn', k: 1, B: blackStart, sup: [{ j: 1 }] }] },
      { name: 'telecom', rho: 900, needs: [{ rule: 'kofn', k: 1, B: 4 * HOUR, sup: [{ j: 0 }] }] },
    ],
    events: [
      [1, 'plant', 0],
      [repaired, 'plant', UP],
    ],
  });

  it('[CAS-11] repaired after 3 h both come back; after 6 h both stay down, unless the plant has 2 h of its own', () => {
    const back = runForm(plant(3 * HOUR), 20 * HOUR);
    expect([...back.state.output]).toEqual([UP, UP]);
    expect(restartDeadlocks(back)).toEqual([]);
    const stuck = runForm(plant(6 * HOUR), 20 * HOUR);
    expect([...stuck.state.output]).toEqual([0, 0]);
    expect(restartDeadlocks(stuck)).toEqual([{ members: [0, 1], blackStart: [0, 1], pointOfNoReturn: 4 * HOUR + 1 }]);
    const saved = runForm(plant(6 * HOUR, 2 * HOUR), 20 * HOUR);
    expect([...saved.state.output]).toEqual([UP, UP]);
  });

  it('[CAS-11] the point of no return is told before any repair is known', () => {
    const form = { ...plant(0), events: [[1, 'plant', 0]] } satisfies CascadeForm;
    const simulation = runForm(form, 20 * HOUR);
    expect(restartDeadlocks(simulation)).toEqual([]);
    expect(deadlocksAfterRepair(simulation)).toMatchObject([{ members: [0, 1], pointOfNoReturn: 4 * HOUR + 1 }]);
  });

  it('[CAS-11] what merely waits for something outside is no deadlock', () => {
    const form: CascadeForm = {
      assets: [
        { name: 'source' },
        { name: 'a', needs: [{ rule: 'kofn', k: 1, sup: [{ j: 0 }, { j: 2 }] }] },
        { name: 'b', needs: [{ rule: 'kofn', k: 1, sup: [{ j: 1 }] }] },
      ],
      events: [
        [1, 'source', 0],
        [1, 'b', 0],
        [9, 'b', UP],
      ],
    };
    expect(restartDeadlocks(runForm(form, 100))).toEqual([]);
  });
});

describe('criticality', () => {
  it('[CAS-12] ranks by person-hours, says how much is abroad, and leaves the simulation as it was', () => {
    const network = buildNetwork(golden);
    const simulation = new Simulation(network);
    const of = criticalityOn(simulation, servedIn(golden));
    const all = ranked(golden.assets.map((_asset, index) => of(index)));
    expect(network.names[all[0]!.asset]).toBe('GRID-A1');
    const timeline = new Timeline(runForm({ ...golden, events: [[0, 'GRID-A1', 0]] }, 72 * HOUR));
    const hours = personHoursByAsset(timeline, servedIn(golden));
    const sum = Object.values(hours).reduce((total, one) => total + one, 0);
    const abroad = ['GRID-B1', 'TEL-B', 'WATER-B', 'HOSP-B'].reduce((total, name) => total + hours[name]!, 0);
    expect(all[0]!.personHours).toBeCloseTo(sum, 3);
    expect(all[0]!.abroad).toBe(Math.round((abroad / sum) * UP));
    expect(all[0]!.takesDown).toBe(6);
    // SCADA-B is needed by the waterworks alone, and what hangs on those.
    const scada = of(5);
    expect([scada.reaches, scada.takesDown]).toEqual([3, 0]);
    expect(of(0)).toEqual(all[0]);
  });

  it('[CAS-12] a ranking is stale where something changed within reach, and nowhere else', () => {
    const chain = buildNetwork({
      assets: ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({
        name,
        ...(index > 0 && index !== 3 && { needs: [{ rule: 'kofn' as const, k: 1, sup: [{ j: index - 1 }] }] }),
      })),
    });
    expect([...staleAfter(chain, [1])]).toEqual([1, 1, 1, 0, 0]);
    expect([...staleAfter(chain, [4])]).toEqual([0, 0, 0, 1, 1]);
  });

  it('[CAS-12] how often falls hung on an asset, over a library of scenarios', () => {
    const library = golden.res.map(({ exo, T }) => new Timeline(runForm({ ...golden, events: exo }, T)));
    const share = bindingShare(library, golden.assets.length);
    const most = share.indexOf(Math.max(...share));
    expect(golden.assets[most]!.name).toBe('GRID-B1');
    expect(share.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(UP - golden.assets.length);
  });
});
