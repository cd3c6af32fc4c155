import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answering } from '../../../client/features/corridors/answering.ts';
import {
  badness,
  corridorsOf,
  crossingsOf,
  firstLosses,
  nationsOf,
  strictestOf,
  type Direction,
} from '../../../client/features/corridors/corridors.ts';
import { corridorsTable, needWords } from '../../../client/features/corridors/words.ts';
import { markedCsv } from '../../../client/ui/paper/markedCsv.ts';
import type { ShownAsset } from '../../../client/store/derive/shownAsset.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import type { UserFace } from '../../../shared/domain/directory/record.ts';
import type { Role } from '../../../shared/domain/vocabulary.ts';
import { asset, claim, idOf, minutes, NOON, OURS, THEIRS, twin } from '../derive/faces.support.ts';

const texts = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
const words = { ...texts('corridors'), ...texts('forecast'), ...texts('ui') };
const say = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  (words[key] ?? `missing ${key}`).replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));

const need = (number: number, suppliers: readonly number[], more: Partial<Need> = {}): Need => ({
  needId: idOf(500 + number),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: suppliers.map((one) => ({ assetId: idOf(one), weight: 1, delay: 0, threshold: 1 })),
  alpha: 1_000_000,
  beta: 0,
  ...more,
});
const well = { since: minutes(-600), at: minutes(-600), basis: 'confirmed' as const };
const down = { status: 'failed' as const, level: 0, since: NOON, at: NOON, confirmed: claim('failed') };
/** A line from France feeds a station in Spain and, with one at home, a port in Portugal; an area feeds the port, too. */
const list: ShownAsset[] = [
  asset(1, { ...well, country: 'FR', name: 'Line', tlp: 'TLP:AMBER' }),
  asset(2, { ...well, country: 'ES', name: 'Station', needs: [need(2, [1], { buffer: 7200 })] }),
  asset(3, { ...well, country: 'PT', name: 'Home' }),
  asset(4, {
    ...well,
    country: 'PT',
    sector: 'transport',
    name: 'Port',
    served: 500,
    needs: [need(4, [1, 3]), need(5, [2]), need(6, [7])],
  }),
  asset(5, { ...well, country: 'FR', sector: 'digital', name: 'Exchange', tlp: 'TLP:RED', needs: [need(7, [4])] }),
  twin(7, { sector: 'drinking-water' }),
];
const worldOf = (some: readonly ShownAsset[] = list) => new Map(some.map((one) => [one.id, one]));
const withDown = (number: number) =>
  worldOf(list.map((one) => (one.id === idOf(number) ? ({ ...one, ...down } as ShownAsset) : one)));
const wanted = (nation: string, direction: Direction = 'both', onlyTrouble = false) => ({
  nation,
  direction,
  onlyTrouble,
});
const none = new Map<string, never>();

describe('what enters and leaves a country', () => {
  it('is every need with its supplier in another country, by pair of countries and sector', () => {
    const crossings = crossingsOf(worldOf());
    expect(nationsOf(crossings)).toEqual([
      { nation: 'ES', count: 2 },
      { nation: 'FR', count: 3 },
      { nation: 'PT', count: 4 },
    ]);
    const told = (nation: string, direction?: Direction) =>
      corridorsOf(crossings, wanted(nation, direction), none)
        .map(({ key, direction: way }) => `${way} ${key}`)
        .sort();
    expect(told('ES')).toEqual(['enters FR>ES energy', 'leaves ES>PT energy']);
    expect(told('PT')).toEqual([
      'enters ES>PT energy',
      'enters FR>PT energy',
      'hidden >PT drinking-water',
      'leaves PT>FR transport',
    ]);
    expect(told('PT', 'leaves')).toEqual(['leaves PT>FR transport']);
    expect(told('FR', 'enters')).toEqual(['enters PT>FR transport']);
  });

  it('an area stands apart and last: its country is not shown, whatever its state', () => {
    const bad = worldOf(
      list.map((one) => (one.id === idOf(7) ? twin(7, { sector: 'drinking-water', status: 'failed' }) : one)),
    );
    const all = corridorsOf(crossingsOf(bad), wanted('PT'), none);
    expect(all.at(-1)).toMatchObject({ direction: 'hidden', from: '', to: 'PT', troubled: 1 });
    expect(all[0]!.troubled).toBe(0);
  });

  it('worst first: a failed bank, then a loss that is predicted and when, then the rest', () => {
    const assets = withDown(3);
    const made = forecast(
      [...worldOf(list.map((one) => (one.id === idOf(1) ? { ...one, ...down } : one))).values()] as never,
      minutes(30),
      { samples: 3 },
    );
    const losses = firstLosses(made);
    // The line is down; the station holds two hours, and the port and the exchange fall with it.
    expect(losses.get(idOf(2))).toMatchObject({ already: false, one: { at: minutes(120) } });
    const failed = withDown(1);
    const [worst, ...rest] = corridorsOf(crossingsOf(failed), wanted('PT'), losses);
    expect(worst!.key).toBe('FR>PT energy');
    expect(rest.map(({ key }) => key)).toEqual(['ES>PT energy', 'PT>FR transport', '>PT drinking-water']);
    expect(corridorsOf(crossingsOf(withDown(5)), wanted('PT'), none)[0]!.key).toBe('PT>FR transport');
    // Nobody has failed yet, but some will: that is trouble as well.
    const soon = corridorsOf(crossingsOf(worldOf()), wanted('ES', 'both', true), losses);
    expect(soon.map(({ key, troubled }) => [key, troubled])).toEqual([
      ['ES>PT energy', 1],
      ['FR>ES energy', 1],
    ]);
    const trouble = corridorsOf(crossingsOf(failed), wanted('PT', 'both', true), none);
    expect(trouble.map(({ key }) => key)).toEqual(['FR>PT energy']);
    // What is down at home crosses no border by itself.
    expect(corridorsOf(crossingsOf(assets), wanted('PT', 'both', true), none)).toEqual([]);
    const [unknown] = crossingsOf(worldOf([asset(1, { country: 'FR', status: 'unknown' }), list[1]!]));
    expect(badness(unknown!, none)).toBe(1);
  });

  it('[U12] bears the strictest label of both banks, and of nothing that is not there', () => {
    const assets = worldOf();
    const crossings = crossingsOf(assets);
    const label = (nation: string, direction: Direction) =>
      strictestOf(corridorsOf(crossings, wanted(nation, direction), none), none, assets);
    expect(label('ES', 'enters')).toBe('TLP:AMBER');
    expect(label('ES', 'leaves')).toBe('TLP:GREEN');
    expect(label('PT', 'both')).toBe('TLP:RED');
  });
});

describe('a crossing in words', () => {
  it('says the rule, what is in reserve and what takes time', () => {
    expect(needWords(need(1, [1]), idOf(1), say)).toEqual(['its only supplier']);
    expect(needWords(need(1, [1, 3], { k: 2, buffer: 0 }), idOf(1), say)).toEqual([
      'needs all 2 suppliers',
      'no reserve',
    ]);
    const late = need(1, [1, 2, 3], { k: 2, buffer: 86_400 });
    const delayed = { ...late, suppliers: late.suppliers.map((one) => ({ ...one, delay: 300 })) };
    expect(needWords(delayed, idOf(1), say)).toEqual([
      'needs 2 of 3 suppliers',
      'holds 24 h without',
      'felt 5 min later',
    ]);
    const shares = need(1, [1, 3], { rule: 'cap', demand: 100 });
    const weighted = {
      ...shares,
      suppliers: shares.suppliers.map((one, k) => ({ ...one, weight: k === 0 ? 60 : 20 })),
    };
    expect(needWords(weighted, idOf(1), say)).toEqual(['75 % of what 2 suppliers give']);
  });

  it('[U11][P-A7] is one line of a file, with its marking, that no spreadsheet runs', () => {
    const assets = worldOf(list.map((one) => (one.id === idOf(1) ? { ...one, name: '=1+1' } : one)) as ShownAsset[]);
    const corridors = corridorsOf(crossingsOf(assets), wanted('ES', 'enters'), none);
    const table = corridorsTable(
      corridors,
      undefined,
      none,
      (one) => answering(one, [], []),
      () => 'Grid',
      say,
    );
    const text = markedCsv(table, {
      tlp: 'TLP:AMBER',
      exercise: true,
      at: NOON,
      operation: 'Op',
      words: { operation: 'Operation', at: 'As of' },
    });
    const [head, line, end] = text.split('\r\n');
    expect(head!.startsWith('\ufeffFrom,To,Sector')).toBe(true);
    expect(head!.split(',')).toHaveLength(line!.split(',').length - 1);
    expect(line).toContain('FR,ES,Energy,"its only supplier, holds 2 h without",\'=1+1');
    expect(line!.endsWith(`Op,${NOON},TLP:AMBER,EXERCISE`)).toBe(true);
    expect(end).toBe('');
  });
});

describe('who answers there', () => {
  const user = (
    number: number,
    organisation: string,
    roles: readonly Role[],
    more: Partial<UserFace> = {},
  ): UserFace => ({
    id: idOf(number),
    code: `USR-${number}`,
    version: 1,
    name: `Person ${number}`,
    organisation,
    roles,
    ...more,
  });
  const people = [
    user(1, OURS, ['owner']),
    user(2, OURS, ['liaison', 'owner']),
    user(3, OURS, ['viewer']),
    user(4, OURS, ['coordinator']),
    user(5, THEIRS, ['liaison']),
    user(6, OURS, ['liaison'], { revoked: true }),
  ];
  const told = (one: ShownAsset, here: readonly string[] = []) => {
    const {
      organisation,
      people: found,
      more,
    } = answering(
      one,
      people,
      here.map((id) => ({ user: id, organisation: OURS })),
    );
    return { organisation, names: found.map((person) => person.user.name), more };
  };

  it('whoever is here comes first, then liaisons, and nobody without a part in it', () => {
    const mine = asset(1, { organisation: OURS });
    expect(told(mine)).toEqual({ organisation: OURS, names: ['Person 2', 'Person 1'], more: 1 });
    expect(told(mine, [idOf(4)]).names).toEqual(['Person 4', 'Person 2']);
  });

  it('where the operator has nobody here, whoever keeps the record; of an area nobody is told', () => {
    expect(told(asset(1, { organisation: idOf(77) }))).toEqual({ organisation: THEIRS, names: ['Person 5'], more: 0 });
    expect(told(asset(1, { organisation: idOf(77), owner: idOf(78) })).organisation).toBe(idOf(77));
    expect(answering(twin(7), people, [])).toEqual({
      organisation: undefined,
      people: [],
      more: 0,
      contacts: undefined,
    });
  });
});
