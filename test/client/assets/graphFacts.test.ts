import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { graphCsv } from '../../../client/features/assets/graph/csv.ts';
import {
  factsOf,
  GRAPH_SORTS,
  lossesOf,
  lossWords,
  sortFacts,
  strictestOf,
} from '../../../client/features/assets/graph/facts.ts';
import { neighbourhoodOf } from '../../../client/features/assets/graph/neighbourhood.ts';
import { needLine, needWords } from '../../../client/features/assets/need/words.ts';
import { draftOf } from '../../../client/features/assets/need/draft.ts';
import { lossOf } from '../../../client/forecast/rows.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import type { Need } from '../../../shared/domain/asset/record.ts';
import { asset, claim, idOf, minutes, NOON, twin } from '../derive/faces.support.ts';

const texts = ['graph', 'need', 'assets', 'forecast', 'ui'].map(
  (name) =>
    JSON.parse(readFileSync(new URL(`../../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as Record<
      string,
      string
    >,
);
const words = Object.assign({}, ...texts) as Record<string, string>;
const say = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  (words[`${key}_${values['count'] === 1 ? 'one' : 'other'}`] ?? words[key] ?? `missing ${key}`).replace(
    /\{\{(\w+)\}\}/g,
    (_all, name: string) => String(values[name]),
  );

const need = (number: number, suppliers: readonly number[], some: Partial<Need> = {}): Need => ({
  needId: idOf(500 + number),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: suppliers.map((supplier) => ({ assetId: idOf(supplier), weight: 1, delay: 0, threshold: 1 })),
  alpha: 1_000_000,
  beta: 0,
  ...some,
});
const well = { since: minutes(-600), at: minutes(-600) };
const down = { status: 'failed' as const, level: 0, since: NOON, at: NOON, confirmed: claim('failed') };
const assets = new Map(
  [
    asset(1, { ...down, basis: 'confirmed', name: 'Station', tlp: 'TLP:GREEN' }),
    asset(2, {
      ...well,
      name: 'Clinic',
      country: 'PT',
      tlp: 'TLP:AMBER',
      contacts: '=CALL("me")',
      needs: [need(2, [1], { buffer: 5 * 3600 })],
    }),
    asset(3, {
      ...well,
      name: 'Call centre',
      needs: [need(3, [2], { buffer: 20 * 3600, alpha: 300_000, beta: 1_000_000 })],
    }),
    twin(4, { tlp: 'TLP:RED' }),
    asset(5, { ...well, name: 'Line', tlp: 'TLP:CLEAR', needs: [need(5, [4, 1], { k: 2 })] }),
  ].map((face) => [face.id, face]),
);
const made = forecast([...assets.values()], minutes(60), { samples: 3 });
const losses = lossesOf(made);
const found = neighbourhoodOf(idOf(2), assets, 2, { hit: ({ id }) => losses.has(id) });
const facts = found.nodes.map((node) => factsOf(node, losses.get(node.asset.id), assets, say));
const of = (number: number) => facts.find(({ id }) => id === idOf(number))!;

describe('what graph and table say', () => {
  it('finds for every asset the loss that its own page tells', () => {
    for (const id of assets.keys()) expect(losses.get(id), id).toEqual(lossOf(made, id));
    expect(lossesOf(undefined).size).toBe(0);
    const [one] = made.changes;
    const already = { ...one!, at: minutes(30) };
    const of = (...past: (typeof already)[]) => lossesOf({ ...made, already: past, changes: [] }).get(one!.assetId);
    expect(of(already)).toEqual({ already: true, one: already });
    expect(of({ ...already, contradicted: true })).toBeUndefined();
  });

  it('is one fact for each node, in whichever order', () => {
    const ids = found.nodes.map((node) => node.asset.id).sort();
    for (const by of GRAPH_SORTS) {
      for (const reverse of [false, true]) {
        const sorted = sortFacts(facts, by, reverse, (id) => id);
        expect(sorted.map(({ id }) => id).sort(), by).toEqual(ids);
      }
    }
    expect(sortFacts(facts, 'loss', false, (id) => id).map(({ name }) => name)).toEqual([
      'Station',
      'Clinic',
      'Call centre',
    ]);
    expect(sortFacts(facts, 'hops', false, (id) => id)[0]).toMatchObject({ name: 'Clinic', layer: 0 });
  });

  it('names direction, hops, need, rule and buffer in words', () => {
    expect(of(1)).toMatchObject({
      direction: 'supplies it directly',
      via: ['need of this asset: Physical, needs it, holds out 5 h (lost), ES → PT'],
      downSince: NOON,
    });
    expect(of(3)).toMatchObject({
      direction: 'depends on it directly',
      via: ['its need: Physical, needs it, holds out 20 h, then runs at 70 % (supplied), PT → ES'],
    });
    expect(of(2)).toMatchObject({
      direction: 'this asset',
      cause: 'Energy from Station is missing and its buffer is empty by then',
    });
  });

  it('never tells a time without its band', () => {
    const now = Date.parse(minutes(60));
    expect(lossWords(of(2).loss!, now, say)).toEqual({
      lead: 'fails in 4 h',
      short: '16:00Z – 18:00Z',
      band: 'between 16:00Z and 18:00Z',
    });
    for (const { loss } of facts) if (loss) expect(lossWords(loss, now, say).band).not.toBe('');
  });

  it('[U12] bears the strictest label of what is shown and what predictions rest on', () => {
    expect(strictestOf(facts, assets)).toBe('TLP:AMBER');
    expect(strictestOf([of(1)], assets)).toBe('TLP:GREEN');
    expect(strictestOf([of(3)], assets)).toBe('TLP:AMBER');
    const { loss } = of(2);
    const far = { ...of(1), loss: { ...loss!, one: { ...loss!.one, chain: [{ assetId: idOf(4), at: NOON, to: 0 }] } } };
    expect(strictestOf([far], assets)).toBe('TLP:RED');
  });

  it('[P-A7][U11] is saved line by line with its marking, and no spreadsheet runs it', () => {
    const heading = { tlp: 'TLP:AMBER' as const, exercise: true, at: NOON, operation: 'Night' };
    const lines = graphCsv(facts, heading, (id) => id, say)
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(facts.length + 1);
    expect(lines.slice(1).every((line) => line.endsWith(`,Night,${NOON},TLP:AMBER,EXERCISE`))).toBe(true);
    expect(lines[0]).not.toContain('missing');
    expect(lines.find((line) => line.startsWith('Clinic'))).toContain(`"'=CALL(""me"")"`);
    const without = graphCsv(facts, { ...heading, exercise: false }, (id) => id, say);
    expect(without).not.toContain('EXERCISE');
  });
});

describe('a need in sentences', () => {
  it('tells what was stated, and nothing of what goes without saying', () => {
    const said = (some: Partial<Need>, suppliers = [1, 2, 3]) => needWords(draftOf(need(1, suppliers, some)), say);
    expect(said({ k: 2 })).toEqual(['needs 2 of 3', 'stops without']);
    expect(said({ k: 3, buffer: 86_400 })).toEqual([
      'needs all 3',
      'holds out 24 h',
      'then stops',
      'has to be refilled by hand',
    ]);
    expect(said({ buffer: 86_400, recharge: 4_000_000, alpha: 300_000, beta: 1_000_000 }, [1])).toEqual([
      'needs it',
      'holds out 24 h',
      'then runs at 70 %',
      'refills in 6 h',
    ]);
    const both = [1, 2].map((number) => ({ assetId: idOf(number), weight: 60, delay: 1200, threshold: 400_000 }));
    expect(said({ rule: 'cap', demand: 100, suppliers: both })).toEqual([
      'gets 60 + 60, needs 100',
      'felt after 20 min',
      'below 40 % a supplier is useless',
      'stops without',
    ]);
    expect(needLine(need(1, [1, 2], { rule: 'cap', demand: 1 }), say)).toBe(
      'Physical, needs at least 50 % of the supply',
    );
  });
});
