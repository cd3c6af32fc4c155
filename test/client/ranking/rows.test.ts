import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pairsTable, rankingTable, sectorsTable } from '../../../client/features/ranking/csv.ts';
import {
  filterRows,
  rankRows,
  ringsOf,
  sectorRows,
  shownPairs,
  sortRows,
} from '../../../client/features/ranking/rows.ts';
import { readChoice, weighWith } from '../../../client/ranking/choice.ts';
import type { RankEntry } from '../../../client/ranking/messages.ts';
import { nameOrCode, type ShownAsset } from '../../../client/store/derive/shownAsset.ts';
import { asset, idOf, NOON, twin } from '../derive/faces.support.ts';

const texts = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
const words = { ...texts('ranking'), ...texts('ui') };
const say = (key: string): string => words[key] ?? `missing ${key}`;

const assets = new Map<string, ShownAsset>(
  [
    asset(1, { name: 'Zubieta' }),
    asset(2, { name: 'Água', country: 'PT', sector: 'drinking-water' }),
    asset(3, { name: 'Bodega', sector: 'food' }),
    twin(4, { sector: 'energy' }),
  ].map((face) => [face.id, face]),
);
const entry = (number: number, some: Partial<RankEntry> = {}): [string, RankEntry] => [
  idOf(number),
  { id: idOf(number), home: 'ES', losses: [], dominates: 0, takesDown: 0, reaches: 0, at: NOON, ...some },
];
const lost = (service: string, nation: string, personHours: number) => ({ service, nation, personHours });
const found = {
  entries: new Map([
    entry(1, { losses: [lost('energy', 'ES', 100), lost('health', 'PT', 300)], dominates: 2, takesDown: 1 }),
    entry(2, { home: 'PT', losses: [lost('drinking-water', 'PT', 500)] }),
    entry(3, { dominates: 7 }),
    entry(4, { home: '', losses: [lost('energy', 'ES', 50)] }),
    // Not shown any more.
    entry(9, { losses: [lost('energy', 'ES', 9999)] }),
  ]),
  bindings: { stories: 2, shares: new Map([[idOf(3), 400_000]]) },
  sectors: [
    { sector: 'energy', influence: 1.5, dependence: 0.1 },
    { sector: 'drinking-water', influence: 0.5, dependence: 0.4 },
    { sector: 'space', influence: 3, dependence: 0 },
  ],
};
const numbers = (rows: readonly { asset: ShownAsset }[]) => rows.map(({ asset: one }) => Number(one.id.slice(0, 5)));

describe('the ranking as it is shown', () => {
  it('[CAS-12] worst first by C1 as weighed, with the other columns beside it', () => {
    const rows = rankRows(found, assets, {});
    expect(numbers(rows)).toEqual([2, 1, 4, 3]);
    expect(rows.map(({ place }) => place)).toEqual([1, 2, 3, 4]);
    expect(rows[1]).toMatchObject({ personHours: 400, abroad: 750_000, binding: 0, dominates: 2, influence: 1.5 });
    expect(rows[2]).toMatchObject({ abroad: undefined, influence: 1.5 });
    expect(rows[3]).toMatchObject({ personHours: 0, binding: 400_000, influence: undefined });
    expect(numbers(rankRows(found, assets, { health: 2 }))).toEqual([1, 2, 4, 3]);
    const none = rankRows({ ...found, bindings: { stories: 0, shares: new Map() }, sectors: null }, assets, {});
    expect(none[0]).toMatchObject({ binding: undefined, influence: undefined });
  });

  it('sorts by any column, what is not known last either way', () => {
    const rows = rankRows(found, assets, {});
    const by = (...args: ['c1' | 'c2' | 'c3' | 'c4' | 'c5' | 'name', boolean]) =>
      numbers(sortRows(rows, ...args, nameOrCode));
    expect(by('c2', false)).toEqual([1, 2, 3, 4]);
    expect(by('c2', true)).toEqual([2, 3, 1, 4]);
    expect(by('c4', false)).toEqual([3, 1, 2, 4]);
    expect(by('c5', true)).toEqual([2, 1, 4, 3]);
    expect(by('name', false).filter((number) => number !== 4)).toEqual([2, 3, 1]);
  });

  it('is searched without accents, and by sector and country; an area has none', () => {
    const rows = rankRows(found, assets, {});
    const some = (filter: Parameters<typeof filterRows>[1]) => numbers(filterRows(rows, filter, nameOrCode));
    expect(some({ q: 'agua' })).toEqual([2]);
    expect(some({ sectors: ['energy'] })).toEqual([1, 4]);
    expect(some({ countries: ['ES'] })).toEqual([1, 3]);
  });

  it('gives the map the share of each beside the worst, and none to what costs nothing', () => {
    expect(ringsOf(rankRows(found, assets, {}))).toEqual([
      { id: idOf(2), share: 1 },
      { id: idOf(1), share: 0.8 },
      { id: idOf(4), share: 0.1 },
    ]);
    expect(ringsOf([])).toEqual([]);
  });

  it('[L9] has nothing of what is not shown any more, neither pairs nor sectors', () => {
    const pair = (first: number, second: number) => ({
      first: idOf(first),
      second: idOf(second),
      together: 9,
      apart: 1,
    });
    expect(shownPairs([pair(1, 9), pair(1, 2)], assets)).toEqual([pair(1, 2)]);
    expect(sectorRows(found, assets).map(({ sector, assets: count }) => [sector, count])).toEqual([
      ['energy', 2],
      ['drinking-water', 1],
    ]);
  });

  it('is a file with every column in full', () => {
    const rows = rankRows(found, assets, {});
    const tables = [
      rankingTable(rows, say),
      pairsTable([{ first: idOf(1), second: idOf(2), together: 9, apart: 1 }], assets, say),
      sectorsTable(sectorRows(found, assets), say),
    ];
    for (const { head, lines } of tables) {
      for (const line of lines) expect(line).toHaveLength(head.length);
      expect(JSON.stringify([head, lines])).not.toContain('missing');
    }
    const code = assets.get(idOf(1))!.code;
    expect(tables[0]!.lines[1]).toEqual([
      2,
      'Zubieta',
      code,
      'ES',
      'Energy',
      '400',
      '75.0',
      '0.0',
      2,
      1,
      '1.500',
      'Energy ES 100; Health PT 300',
    ]);
  });
});

describe('what each service counts', () => {
  it('is read from the device as far as it makes sense', () => {
    expect(readChoice(null)).toEqual({ standing: 'present', weights: {} });
    expect(
      readChoice('{"standing":"rest","weights":{"health":3,"energy":1,"x":4,"food":-1,"digital":"2","transport":1e9}}'),
    ).toEqual({
      standing: 'rest',
      weights: { health: 3 },
    });
    for (const broken of ['{', '7', '[]', '{"weights":7}', '{"standing":{}}']) {
      expect(readChoice(broken)).toEqual({ standing: 'present', weights: {} });
    }
  });

  it('1 says nothing, and no weight is absurd', () => {
    expect(weighWith({ health: 3 }, 'health', 1)).toEqual({});
    expect(weighWith({ health: 3 }, 'food', 1e9)).toEqual({ health: 3, food: 100 });
    expect(weighWith({}, 'food', -4)).toEqual({ food: 0 });
  });
});
