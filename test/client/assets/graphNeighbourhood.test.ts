import { describe, expect, it } from 'vitest';
import { MOST_NODES, neighbourhoodOf } from '../../../client/features/assets/graph/neighbourhood.ts';
import type { AssetFace, Need } from '../../../shared/domain/asset/record.ts';
import { asset, byId } from '../features/faces.ts';

const need = (needId: string, ...suppliers: string[]): Need => ({
  needId,
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: suppliers.map((assetId) => ({ assetId, weight: 1, delay: 0, threshold: 1 })),
  alpha: 1_000_000,
  beta: 0,
});
const fed = (id: string, ...suppliers: string[]): AssetFace =>
  asset({ id, ...(suppliers.length > 0 && { needs: [need(`${id}-n`, ...suppliers)] }) });
const nobody = { hit: () => false };
const layers = (found: ReturnType<typeof neighbourhoodOf>) =>
  Object.fromEntries(found.nodes.map(({ asset: { id }, layer }) => [id, layer]));

const chain = byId(fed('a'), fed('b', 'a'), fed('c', 'b'), fed('d', 'c'), fed('e', 'd'), fed('x', 'b'));

describe('what lies within so many hops of an asset', () => {
  it('holds suppliers on one side and dependents on the other, and no more hops than asked', () => {
    expect(layers(neighbourhoodOf('c', chain, 1, nobody))).toEqual({ b: -1, c: 0, d: 1 });
    expect(layers(neighbourhoodOf('c', chain, 2, nobody))).toEqual({ a: -2, b: -1, c: 0, d: 1, e: 2 });
    expect(neighbourhoodOf('gone', chain, 2, nobody)).toMatchObject({ nodes: [], links: [], leftOut: 0 });
  });

  it('says by which needs each hangs on what lies one hop nearer', () => {
    const { nodes, links } = neighbourhoodOf('b', chain, 1, nobody);
    const via = Object.fromEntries(nodes.map((one) => [one.asset.id, one.via.map(({ of }) => of.id)]));
    expect(via).toEqual({ a: ['b'], b: [], c: ['c'], x: ['x'] });
    expect(links.map(({ from, to }) => `${from}${to}`).sort()).toEqual(['ab', 'bc', 'bx']);
  });

  it('handles rings: each asset stands once, on the nearer side, and says that it is on the other as well', () => {
    const ring = byId(fed('plant', 'telecom'), fed('telecom', 'plant'), fed('third', 'plant', 'third'));
    const found = neighbourhoodOf('plant', ring, 4, nobody);
    expect(layers(found)).toEqual({ telecom: -1, plant: 0, third: 1 });
    expect(found.nodes.find(({ asset: { id } }) => id === 'telecom')).toMatchObject({ ring: 1 });
    expect(found.links.some(({ from, to }) => from === to)).toBe(false);
  });

  it('names no supplier that is not shown', () => {
    const dark = byId(fed('c', 'b', 'hidden'), fed('b'));
    expect(layers(neighbourhoodOf('c', dark, 2, nobody))).toEqual({ b: -1, c: 0 });
  });

  it('of too many, takes the nearest, then those lost or about to be, then who serves most, and counts the rest', () => {
    const near = Array.from({ length: 100 }, (_none, n) => ({ ...fed(`n${n}`, 'hub'), served: 1 }));
    const far = Array.from({ length: 100 }, (_none, n) => ({ ...fed(`f${n}`, `n${n}`), served: n }));
    const all = [fed('hub'), ...near, ...far];
    const hit = ({ id }: { id: string }) => id === 'f3';
    const found = neighbourhoodOf('hub', byId(...all), 2, { hit });
    expect(found.nodes).toHaveLength(MOST_NODES);
    expect(found.leftOut).toBe(201 - MOST_NODES);
    const ids = new Set(found.nodes.map(({ asset: { id } }) => id));
    expect(near.every(({ id }) => ids.has(id))).toBe(true);
    expect(ids.has('f3')).toBe(true);
    expect(ids.has('f99')).toBe(true);
    expect(ids.has('f2')).toBe(false);
    // The order in which the faces came plays no part.
    expect(neighbourhoodOf('hub', byId(...all.toReversed()), 2, { hit })).toEqual(found);
  });
});
