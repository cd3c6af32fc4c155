import { describe, expect, it } from 'vitest';
import { dependentsOf, needState } from '../../../client/features/assets/needs.ts';
import { changeOf, parseHistory } from '../../../client/features/assets/history.ts';
import type { AssetFace, Need } from '../../../shared/domain/asset/record.ts';
import { asset, at, byId } from './faces.ts';

const up = (id: string) => asset({ id });
const down = (id: string) => asset({ id, status: 'failed', level: 0 });
const half = (id: string) => asset({ id, status: 'degraded', level: 500_000 });
const dark = (id: string) => asset({ id, status: 'unknown', level: 0 });
const need = (some: Partial<Need>): Need => ({
  needId: 'n',
  type: 'physical',
  rule: 'kofn',
  k: 2,
  alpha: 1_000_000,
  beta: 0,
  suppliers: ['a', 'b', 'c'].map((assetId) => ({ assetId, weight: 1, delay: 0, threshold: 500_000 })),
  ...some,
});
const state = (one: Need, ...assets: AssetFace[]) => needState(one, byId(...assets));

describe('a need as its suppliers stand', () => {
  it('counts suppliers of k of n at their threshold', () => {
    expect(state(need({}), up('a'), half('b'), down('c'))).toBe('supplied');
    expect(state(need({}), up('a'), down('b'), down('c'))).toBe('short');
    expect(state(need({}), down('a'), down('b'), down('c'))).toBe('lost');
  });

  it('is unknown only where an unknown supplier decides', () => {
    expect(state(need({}), up('a'), dark('b'), down('c'))).toBe('unknown');
    expect(state(need({}), up('a'), up('b'), dark('c'))).toBe('supplied');
    expect(state(need({}), dark('a'), down('b'), down('c'))).toBe('lost');
  });

  it('adds up weights and levels of a capacity need', () => {
    const capacity = need({ rule: 'cap', demand: 2 });
    expect(state(capacity, up('a'), half('b'), half('c'))).toBe('supplied');
    expect(state(capacity, up('a'), half('b'), down('c'))).toBe('short');
  });
});

describe('dependents', () => {
  it('lists who names the asset among its suppliers, the most people first', () => {
    const few = asset({ id: 'few', served: 10, needs: [need({})] });
    const many = asset({ id: 'many', served: 1000, needs: [need({})] });
    const other = asset({
      id: 'other',
      needs: [need({ suppliers: [{ assetId: 'z', weight: 1, delay: 0, threshold: 1 }] })],
    });
    expect(dependentsOf('a', [few, many, other]).map((one) => one.asset.id)).toEqual(['many', 'few']);
  });
});

describe('history of an asset', () => {
  it('keeps what is well formed, newest first, and says what was set', () => {
    const line = {
      at: at('10:00'),
      realAt: at('10:00'),
      type: 'asset.statusChanged',
      set: { status: 'failed', level: 0, version: 3 },
    };
    const later = { ...line, at: at('11:00'), set: { contacts: 'x', version: 4 } };
    const entries = parseHistory({ entries: [line, { nonsense: true }, later] });
    expect(entries.map((entry) => entry.at)).toEqual([at('11:00'), at('10:00')]);
    expect(entries.map(changeOf)).toEqual([{ members: ['contacts'] }, { status: 'failed', level: 0, members: [] }]);
    expect(parseHistory(undefined)).toEqual([]);
  });
});
