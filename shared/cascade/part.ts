import type { CascadeForm } from './interchange.ts';
import { UP } from './levels.ts';
import { HIGH, type Network } from './network.ts';
import type { Outside } from './run.ts';
import { supplyWith } from './supply.ts';

/**
 * What of a network can change at all when something happens to a few of its assets: those that can be reached from them,
 * and what feeds these, standing still. Runs of it give what runs of the whole would, and cost what they reach.
 */
export interface Part {
  readonly form: CascadeForm;
  /** Place in the part of each asset of the whole; -1 outside. */
  readonly place: Int32Array;
}

/**
 * Undefined where a part cannot be cut out: islands and repair jobs tie everything together, and where a buffer drains
 * although nothing has happened, what stands still depends on how large it is.
 */
export function partOf(
  form: CascadeForm,
  network: Network,
  nominal: Int32Array,
  seeds: Iterable<number>,
): Part | undefined {
  if (network.layers.length > 0 || network.jobs.length > 0 || drainsAtRest(form, network, nominal)) return undefined;
  const reached = new Uint8Array(network.size);
  const list: number[] = [];
  const visit = (asset: number) => {
    if (reached[asset] === 1) return;
    reached[asset] = 1;
    list.push(asset);
  };
  for (const seed of seeds) visit(seed);
  for (let at = 0; at < list.length; at++) {
    const i = list[at]!;
    for (let n = network.outStart[i]!; n < network.outStart[i + 1]!; n++) {
      visit(network.owner[network.need[network.outLinks[n]!]!]!);
    }
  }
  const kept = new Uint8Array(reached);
  for (const i of list) {
    const end = network.linkStart[network.needStart[i + 1]!]!;
    for (let l = network.linkStart[network.needStart[i]!]!; l < end; l++) kept[network.supplier[l]!] = 1;
  }
  const place = new Int32Array(network.size).fill(-1);
  let count = 0;
  for (let i = 0; i < network.size; i++) if (kept[i] === 1) place[i] = count++;
  const assets = form.assets.flatMap((asset, i) => {
    if (kept[i] === 0) return [];
    const { needs, ...rest } = asset;
    if (reached[i] === 0) return [{ ...rest, h: nominal[i]! }];
    if (!needs) return [rest];
    const moved = needs.map((need) => ({
      ...need,
      ...(need.sup && { sup: need.sup.map((sup) => ({ ...sup, j: place[sup.j]! })) }),
    }));
    return [{ ...rest, needs: moved }];
  });
  return { form: { assets }, place };
}

function drainsAtRest(form: CascadeForm, network: Network, nominal: Int32Array): boolean {
  let r = 0;
  for (const { needs = [] } of form.assets) {
    for (const { B = 0 } of needs) {
      if (HIGH(B) > 0 && supplyWith(network, r, (j) => nominal[j]!) < UP) return true;
      r++;
    }
  }
  return false;
}

/** The same events, told of the part. */
export function eventsIn({ place }: Part, whole: Network, part: Network, events: readonly Outside[]): Outside[] {
  return events.map((event) => {
    if (event.kind !== 'refuel') return { ...event, asset: place[event.asset]! };
    const owner = whole.owner[event.need]!;
    return { ...event, need: part.needStart[place[owner]!]! + event.need - whole.needStart[owner]! };
  });
}

/** The assets that these events happen to. */
export const struckBy = (network: Network, events: readonly Outside[]): Set<number> =>
  new Set(events.map((event) => (event.kind === 'refuel' ? network.owner[event.need]! : event.asset)));
