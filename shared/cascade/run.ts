import { BEST, buildNetwork, indexIn, type Network, type Pick } from './network.ts';
import type { CascadeForm } from './interchange.ts';
import { Simulation, type Guards } from './simulation.ts';

/** One thing that happens from outside. */
export type Outside =
  | { readonly kind: 'health'; readonly t: number; readonly asset: number; readonly level: number }
  | { readonly kind: 'refuel'; readonly t: number; readonly need: number; readonly seconds: number }
  | { readonly kind: 'limit'; readonly t: number; readonly asset: number; readonly level: number }
  | {
      readonly kind: 'hold';
      readonly t: number;
      readonly asset: number;
      readonly level: number;
      readonly until: number;
    };

/** The events of a form, groups resolved into their members. */
export function outsideOf(form: CascadeForm, network: Network, pick: Pick = BEST): Outside[] {
  const indexOf = indexIn(form);
  const health = (form.events ?? []).flatMap(([t, name, level]) =>
    (form.groups?.[String(name)] ?? [name]).map((member): Outside => ({
      kind: 'health',
      t: pick(t),
      asset: indexOf(member),
      level,
    })),
  );
  const refuel = (form.refuel ?? []).map(([t, name, need, seconds]): Outside => ({
    kind: 'refuel',
    t: pick(t),
    need: network.needStart[indexOf(name)]! + need,
    seconds,
  }));
  return [...health, ...refuel];
}

/** Lets these things happen: those of one second in the order in which they stand here. */
export function post(simulation: Simulation, events: readonly Outside[]): Simulation {
  for (const event of events) {
    switch (event.kind) {
      case 'health':
        simulation.health(event.t, event.asset, event.level);
        break;
      case 'refuel':
        simulation.refuel(event.t, event.need, event.seconds);
        break;
      case 'limit':
        simulation.limit(event.t, event.asset, event.level);
        break;
      case 'hold':
        simulation.hold(event.t, event.asset, event.level, event.until);
    }
  }
  return simulation;
}

/** From the nominal state to `until`. */
export function run(
  network: Network,
  events: readonly Outside[],
  until: number,
  guards: Partial<Guards> = {},
): Simulation {
  return post(new Simulation(network, guards), events).run(until);
}

export function runForm(form: CascadeForm, until = form.until ?? 0, pick: Pick = BEST, guards: Partial<Guards> = {}) {
  const network = buildNetwork(form, pick);
  return run(network, outsideOf(form, network, pick), until, guards);
}
