import type { DemoNeed } from '../types.ts';

export const UP = 1_000_000;
export const HOUR = 3_600;

interface Details {
  /** How many of the suppliers must be up; absent means one. */
  k?: number;
  /** Seconds at full draw. */
  buffer?: number;
  recharge?: number;
  /** What still works without this need, in parts per million. */
  residual?: number;
  /** Seconds. */
  delay?: number;
}

function need(assetId: string, what: string, type: DemoNeed['type'], suppliers: string[], details: Details): DemoNeed {
  const residual = details.residual ?? 0;
  return {
    assetId,
    needId: `${assetId}/${what}`,
    type,
    rule: 'kofn',
    k: details.k ?? 1,
    suppliers: suppliers.map((supplier) => ({ assetId: supplier, weight: 1, delay: details.delay ?? 0, threshold: 1 })),
    buffer: details.buffer ?? 0,
    recharge: details.recharge ?? 0,
    // The shortcut of the cascade model: a residual needs beta at full, else beta caps what alpha leaves.
    alpha: UP - residual,
    beta: residual > 0 ? UP : 0,
  };
}

export const power = (assetId: string, suppliers: string[], details: Details = {}): DemoNeed =>
  need(assetId, 'power', 'physical', suppliers, details);
export const telecom = (assetId: string, suppliers: string[], details: Details = {}): DemoNeed =>
  need(assetId, 'telecom', 'cyber', suppliers, details);
export const fuel = (assetId: string, suppliers: string[], details: Details = {}): DemoNeed =>
  need(assetId, 'fuel', 'physical', suppliers, details);
export const control = (assetId: string, suppliers: string[], details: Details = {}): DemoNeed =>
  need(assetId, 'control', 'cyber', suppliers, details);

/** What is taken off each other's hands: a port's boxes, a neighbour's trains. */
export const partner = (assetId: string, suppliers: string[], details: Details = {}): DemoNeed =>
  need(assetId, 'partner', 'logical', suppliers, details);

/** Capacity: the shown level is the share of `demand` that the weights of working suppliers cover. */
export function capacity(
  assetId: string,
  what: string,
  suppliers: [string, number][],
  demand: number,
  details: Details = {},
): DemoNeed {
  const base = need(assetId, what, 'physical', [], details);
  delete base.k;
  return {
    ...base,
    rule: 'cap',
    demand,
    base: 0,
    suppliers: suppliers.map(([supplier, weight]) => ({
      assetId: supplier,
      weight,
      delay: details.delay ?? 0,
      threshold: 1,
    })),
  };
}
