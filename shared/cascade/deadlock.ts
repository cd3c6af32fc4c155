import { impact } from './levels.ts';
import { RULE } from './network.ts';
import type { Simulation } from './simulation.ts';
import { supplyWith } from './supply.ts';

/** Assets that are whole and stay down because each waits for another of them. */
export interface Deadlock {
  readonly members: readonly number[];
  /** Any one of these, started from outside, brings all back; none when no single one does. Of many, some are tried. */
  readonly blackStart: readonly number[];
  /** From this second on repairs alone bring them back no more: one member must run again before it. */
  readonly pointOfNoReturn: number;
}

/** A quarter of a year: what has not come back by then is stuck. In seconds. */
const LONG_AFTER = 90 * 86_400;

/** Members whose black start is tried: each try costs as much as the whole component. */
const MOST_TRIED = 32;

/** What stays down although nothing hinders it any more, in the state in which the simulation stands. */
export function restartDeadlocks(simulation: Simulation): Deadlock[] {
  const { network: net, state, log } = simulation;
  const stuck: number[] = [];
  for (let i = 0; i < net.assets; i++) {
    if (state.health[i]! > 0 && state.output[i] === 0 && state.riseDue[i]! < 0 && state.pinKind[i] === 0) stuck.push(i);
  }
  const isStuck = new Set(stuck);
  const waitsFor = (i: number): number[] => {
    const suppliers = new Set<number>();
    for (let r = net.needStart[i]!; r < net.needStart[i + 1]!; r++) {
      if (
        simulation.bufferLeft(r) > 0 ||
        impact(state.supply[r]!, net.alpha[r]!, net.beta[r]!) >= Math.max(1, net.trip[i]!)
      )
        continue;
      for (let l = net.linkStart[r]!; l < net.linkStart[r + 1]!; l++) {
        if (isStuck.has(net.supplier[l]!)) suppliers.add(net.supplier[l]!);
      }
    }
    return [...suppliers];
  };
  const nominal = nominalOutputs(simulation);
  const lastDown = new Map<number, number>();
  for (let k = 0; k < log.length; k++) if (log.to[k] === 0) lastDown.set(log.asset[k]!, log.time[k]!);

  return components(stuck, waitsFor).flatMap((members): Deadlock[] => {
    if (members.length === 1 && !waitsFor(members[0]!).includes(members[0]!)) return [];
    if (members.every((i) => nominal[i] === 0)) return [];
    const inside = new Set(members);
    // All others as when all is well: whoever would then rise does not wait for these.
    const levels = (running?: number) => (j: number) => (inside.has(j) && j !== running ? 0 : nominal[j]!);
    if (members.some((i) => targetWith(simulation, i, levels()) > 0)) return [];
    const blackStart = members.slice(0, MOST_TRIED).filter((i) => startsAll(simulation, members, i, nominal));
    const pointOfNoReturn = Math.max(...members.map((i) => lastDown.get(i) ?? 0));
    return [
      { members: [...members].sort((a, b) => a - b), blackStart: blackStart.sort((a, b) => a - b), pointOfNoReturn },
    ];
  });
}

/** The same once everything that is damaged at the end of the run is repaired. Leaves the simulation long after. */
export function deadlocksAfterRepair(simulation: Simulation): Deadlock[] {
  const { network: net, state } = simulation;
  const at = simulation.time + 1;
  for (let i = 0; i < net.assets; i++) {
    if (state.health[i]! < net.health[i]!) simulation.health(at, i, net.health[i]!);
  }
  return restartDeadlocks(simulation.run(at + LONG_AFTER));
}

/** Outputs before anything happened, read back from the log. */
function nominalOutputs({ state, log }: Simulation): Int32Array {
  const nominal = state.output.slice();
  for (let k = log.length - 1; k >= 0; k--) nominal[log.asset[k]!] = log.from[k]!;
  return nominal;
}

/** Equations (1) to (6) with suppliers at these levels, delays left out. */
function targetWith(simulation: Simulation, i: number, levelOf: (supplier: number) => number): number {
  const { network: net, state } = simulation;
  let least = state.health[i]!;
  for (let r = net.needStart[i]!; r < net.needStart[i + 1]!; r++) {
    if (simulation.bufferLeft(r) > 0) continue;
    const supply = net.rule[r] === RULE.island ? state.supply[r]! : supplyWith(net, r, levelOf);
    least = Math.min(least, impact(supply, net.alpha[r]!, net.beta[r]!));
  }
  return least < net.trip[i]! ? 0 : least;
}

/** Whether all members run, the first one without further help, once it was started from outside. */
function startsAll(simulation: Simulation, members: readonly number[], first: number, nominal: Int32Array): boolean {
  const inside = new Map(members.map((i) => [i, i === first ? nominal[i]! : 0]));
  const levelOf = (j: number) => inside.get(j) ?? nominal[j]!;
  for (let rose = true; rose;) {
    rose = false;
    for (const i of members) {
      // On or off is what counts: partial levels would only take longer to add up.
      if (inside.get(i)! > 0 || targetWith(simulation, i, levelOf) === 0) continue;
      inside.set(i, nominal[i]!);
      rose = true;
    }
  }
  return members.every((i) => inside.get(i)! > 0) && targetWith(simulation, first, levelOf) > 0;
}

/** Strongly connected components, by Tarjan's algorithm with a stack of its own: chains may be as long as the network. */
function components(nodes: readonly number[], next: (node: number) => readonly number[]): number[][] {
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const found: number[][] = [];
  for (const first of nodes) {
    if (order.has(first)) continue;
    const path: { readonly node: number; readonly next: readonly number[]; at: number }[] = [];
    const enter = (node: number) => {
      order.set(node, order.size);
      low.set(node, order.get(node)!);
      open.push(node);
      isOpen.add(node);
      path.push({ node, next: next(node), at: 0 });
    };
    enter(first);
    while (path.length > 0) {
      const step = path.at(-1)!;
      if (step.at < step.next.length) {
        const to = step.next[step.at++]!;
        if (!order.has(to)) enter(to);
        else if (isOpen.has(to)) low.set(step.node, Math.min(low.get(step.node)!, order.get(to)!));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) low.set(above.node, Math.min(low.get(above.node)!, low.get(step.node)!));
      if (low.get(step.node) !== order.get(step.node)) continue;
      const members: number[] = [];
      for (;;) {
        const member = open.pop()!;
        isOpen.delete(member);
        members.push(member);
        if (member === step.node) break;
      }
      found.push(members);
    }
  }
  return found;
}
