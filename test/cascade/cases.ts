import type { CascadeForm, EventForm, JobForm, LayerForm, NeedForm } from '../../shared/cascade/interchange.ts';
import type { Dice } from '../support/historiesDice.ts';

const UP = 1_000_000;
export const HORIZON = 90;

/** What a random network may have in it. */
export interface Kinds {
  readonly repairs: boolean;
  readonly jobs: boolean;
  readonly layers: boolean;
  readonly selfNeeds: boolean;
}
export const EVERYTHING: Kinds = { repairs: true, jobs: true, layers: true, selfNeeds: true };
export const FAIL_ONLY: Kinds = { repairs: false, jobs: false, layers: false, selfNeeds: true };

const levels = [0, 1, 200_000, 333_333, 500_000, 700_000, 999_999, UP];

/** A small network with everything that can go wrong: cycles, delays, buffers, partial levels, and what happens to it. */
export function randomForm(dice: Dice, kinds: Kinds = EVERYTHING): CascadeForm {
  const count = 2 + dice.below(7);
  const names = Array.from({ length: count }, (_none, index) => `A${index}`);
  const needOf = (owner: number, suppliers: number): NeedForm => {
    const sup = Array.from({ length: suppliers }, () => ({
      j: dice.below(count),
      w: dice.pick([1, 1, 2, 60]),
      lat: dice.pick([0, 0, 0, 1, 2, 3, 7]),
      theta: dice.pick([1, 1, 1, 200_000, 600_000, UP]),
    })).filter(({ j }) => kinds.selfNeeds || j !== owner);
    const weights = sup.reduce((sum, { w }) => sum + w, 0);
    const strength = dice.chance(0.3)
      ? { alpha: dice.pick([0, 200_000, 300_000, 999_999]), beta: dice.pick([0, 100_000, UP]) }
      : {};
    const buffer = dice.chance(0.5) ? { B: dice.pick([1, 2, 5, 13]), rech: dice.pick([0, 0, 250_000, 3_000_000]) } : {};
    const rule = dice.chance(0.5)
      ? { rule: 'kofn' as const, k: 1 + dice.below(Math.max(1, sup.length)) }
      : {
          rule: 'cap' as const,
          D: Math.max(1, dice.pick([weights, weights, weights - 1, 1, 3])),
          d0: dice.pick([0, 0, 0, 100_000, -250_000]),
        };
    return { ...rule, ...buffer, ...strength, sup };
  };
  const layered = kinds.layers && dice.chance(0.3);
  const assets = names.map((name, owner) => ({
    name,
    nat: dice.pick(['A', 'B', 'C']),
    sec: dice.pick(['energy', 'digital', 'drinking-water']),
    h: dice.chance(0.85) ? UP : dice.pick(levels),
    rho: dice.pick([1, 1, 2, 5, 12]),
    phi: dice.pick([0, 0, 0, 250_000, 900_000]),
    needs: [
      ...Array.from({ length: dice.below(3) }, () => needOf(owner, 1 + dice.below(3))),
      ...(layered && dice.chance(0.6)
        ? [{ rule: 'island' as const, layer: 'grid', B: dice.pick([0, 0, 4]), rech: dice.pick([0, 500_000]) }]
        : []),
    ],
  }));
  const health = () => (kinds.repairs ? dice.pick([...levels, 0, 0, UP, UP]) : 0);
  const events: EventForm[] = Array.from({ length: 1 + dice.below(5) }, () => {
    const t = dice.below(dice.chance(0.5) ? 10 : 60);
    return [t, dice.chance(0.5) ? dice.below(count) : dice.pick(names), health()];
  });
  if (!kinds.repairs) {
    // Health may only fall: each event takes its asset lower than the one before.
    events.sort((a, b) => (a[0] as number) - (b[0] as number));
  }
  const places = assets.flatMap(({ needs }, index) => needs.map((_need, at) => [index, at] as const));
  const refuel =
    kinds.repairs && places.length > 0 && dice.chance(0.3)
      ? [[dice.below(60), ...dice.pick(places), dice.pick([1, 3, 50])] as const]
      : [];
  const jobs: JobForm[] =
    kinds.jobs && dice.chance(0.4)
      ? Array.from({ length: 1 + dice.below(2) }, () => ({
          asset: dice.below(count),
          work: 1 + dice.below(40),
          start: dice.below(20),
          to: dice.pick([UP, UP, 400_000]),
          rho: 1 + dice.below(4),
          needs: dice.chance(0.7) ? [needOf(-1, 1 + dice.below(2))] : [],
        }))
      : [];
  const amounts = () => Object.fromEntries(dice.some(names, count).map((name) => [name, 1 + dice.below(50)]));
  const grid: LayerForm = {
    links: Array.from({ length: dice.below(2 * count) }, () => [dice.pick(names), dice.pick(names)] as const),
    capacity: amounts(),
    demand: amounts(),
  };
  return {
    assets,
    events,
    refuel,
    jobs,
    ...(layered && { layers: { grid } }),
    until: HORIZON,
  };
}
