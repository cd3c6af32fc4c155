import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryOf, mayLieIn } from '../../server/import/countries.ts';
import { csvRecords } from '../../server/import/csv.ts';
import { csvLine, fromInert, inert } from '../../shared/csv.ts';
import { draftOf, type DraftRules } from '../../server/import/draft.ts';
import { columnMap } from '../../server/import/fields.ts';
import { geojsonFeatures, MOST_FEATURE_CHARACTERS } from '../../server/import/geojson.ts';
import { sectorOf, sectorTable } from '../../server/import/vocabulary.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
};
const cellsOf = async (text: string, size = 7) =>
  (await all(csvRecords(pieces(text, size)))).map((record) => (record.ok ? [...record.cells] : record.reason));

describe('GeoJSON in pieces', () => {
  const features = [
    { type: 'Feature', name: 'a "quoted] } name\\' },
    { nested: [[{ features: [1] }]] },
    5,
    'text',
    null,
  ];

  it('finds each element wherever the file is cut', async () => {
    const text = JSON.stringify({
      crs: { features: ['not these'] },
      name: '"features":[',
      features,
      after: [{ features: [7] }],
    });
    for (const size of [1, 2, 3, 17, 10_000]) {
      const found = await all(geojsonFeatures(pieces(text, size)));
      expect(found).toEqual(features.map((value, index) => ({ number: index + 1, ok: true, value })));
    }
  });

  it('tells a broken element and goes on', async () => {
    const found = await all(geojsonFeatures(pieces('{"features":[{"a":1},{"a":},{"b":[2]},]}', 5)));
    expect(found.map((one) => (one.ok ? one.value : one.reason))).toEqual([
      { a: 1 },
      'The feature is not valid JSON.',
      { b: [2] },
    ]);
  });

  it('refuses an element that would fill the memory, and takes the one behind it', async () => {
    const large = `{"a":"${'x'.repeat(MOST_FEATURE_CHARACTERS + 1)}"}`;
    const found = await all(geojsonFeatures(pieces(`{"features":[${large},{"b":2}]}`, 65_536)));
    expect(found.map((one) => (one.ok ? one.value : one.reason))).toEqual([
      'The feature is larger than 1024 KiB.',
      { b: 2 },
    ]);
  });

  it.each([
    ['', 'The file is empty.'],
    ['[1]', 'This is no GeoJSON: it does not begin with "{".'],
    ['{"type":"Topology"}', 'The file has no "features": it is no GeoJSON FeatureCollection.'],
    ['{"features":[{"a":1', 'The file breaks off in the middle of this feature.'],
    ['{"features":[{"a":1},', 'The file breaks off after the feature before this one.'],
  ])('says what is wrong with %j', async (text, reason) => {
    expect((await all(geojsonFeatures(pieces(text, 4)))).at(-1)).toMatchObject({ ok: false, reason });
  });
});

describe('CSV in pieces', () => {
  it('reads quotes, line breaks in quotes, CRLF, CR and LF, and finds the separator', async () => {
    const text = 'a;b;c\r\n"x; ""y""";"two\r\nlines";\rlast;;\n';
    for (const size of [1, 2, 5, 1000]) {
      expect(await cellsOf(text, size)).toEqual([
        ['a', 'b', 'c'],
        ['x; "y"', 'two\r\nlines', ''],
        ['last', '', ''],
      ]);
    }
  });

  it('counts lines as an editor does', async () => {
    const records = await all(csvRecords(pieces('a\n"1\n2"\nb', 3)));
    expect(records.map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  it('says where a quote is never closed', async () => {
    expect(await cellsOf('a,b\n"x,y\n1,2\n')).toEqual([['a', 'b'], 'A quote is opened here and never closed.']);
  });

  it('[P-A7] no cell is run by a spreadsheet, and it reads back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(fc.string(), fc.constantFrom('=1+1', "'=x", "''@y", '\t=z', '-5', '\r+1', ' =A1', '＝1', '+3.5e2')),
          { minLength: 2, maxLength: 6 },
        ),
        async (cells) => {
          for (const cell of cells) {
            expect(fromInert(inert(cell))).toBe(cell);
            expect(inert(cell)).not.toMatch(/^[=@\t\r＝＋－＠]|^[+-](?!\d+(\.\d+)?([eE][+-]?\d+)?$)/);
          }
          const [, read] = await cellsOf(csvLine(['h,1', 'h2']) + csvLine(cells), 3);
          expect((read as string[]).map(fromInert)).toEqual(cells);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('words of other vocabularies', () => {
  it.each([
    ['power', '', 'energy'],
    ['ICT', '', 'digital'],
    ['Telecommunications', '', 'digital'],
    ['water', 'wastewater-plant', 'waste-water'],
    ['water', 'pumping station', 'drinking-water'],
    ['', 'hospital', 'health'],
    ['Health Care', '', 'health'],
    ['space', '', 'space'],
  ])('sector %s, kind %s is %s', (sector, kind, expected) => expect(sectorOf(sector, kind, {})).toBe(expected));

  it('a table of one’s own comes first, and must lead to a sector', () => {
    const own = sectorTable({ Power: 'industry' });
    expect('table' in own && sectorOf('power', '', own.table)).toBe('industry');
    expect(sectorTable({ power: 'energie' })).toHaveProperty('problem');
  });

  it.each([
    ['at', 'AT'],
    ['AUT', 'AT'],
    ['Österreich', 'AT'],
    ['Bosnia and Herzegovina', 'BA'],
    ['UK', 'GB'],
    ['EL', 'GR'],
    ['Atlantis', undefined],
  ])('%s is %s', (text, code) => expect(countryOf(text)).toBe(code));

  it('knows what may lie in a country', () => {
    expect(mayLieIn('AT', { lat: 48.2, lon: 16.4 })).toBe(true);
    expect(mayLieIn('AT', { lat: 16.4, lon: 48.2 })).toBe(false);
    expect(mayLieIn('FR', { lat: 4.9, lon: -52.3 }), 'Cayenne').toBe(true);
  });

  it('a map of columns names members', () => {
    expect(columnMap('name=Station, lat=Y')).toEqual({ map: { name: 'Station', lat: 'Y' } });
    expect(columnMap('names=Station')).toHaveProperty('problem');
  });
});

describe('one row', () => {
  const rules: DraftRules = {
    sectors: {},
    fileName: 'f',
    defaultTlp: 'TLP:GREEN',
    live: true,
    organisationNamed: () => undefined,
  };
  const row = { id: 'x-1', name: 'A', sector: 'power', kind: 'substation', country: 'AT', lat: '48.2', lon: '16.4' };
  const read = (said: object, more: Partial<DraftRules> = {}) =>
    draftOf({ said: { ...row, ...said }, rest: [] }, { ...rules, ...more });

  it('[IMP-1] takes the stricter of the label of the row and what would apply without it', () => {
    expect(read({})).not.toHaveProperty('tlp');
    expect(read({ tlp: 'TLP:CLEAR' })).toHaveProperty('tlp', 'TLP:GREEN');
    expect(read({ tlp: 'amber strict' })).toHaveProperty('tlp', 'TLP:AMBER+STRICT');
    expect(read({ tlp: 'TLP:RED' }, { marking: 'TLP:CLEAR' })).toHaveProperty('tlp', 'TLP:RED');
    expect(read({ tlp: 'TLP:GREEN' }, { marking: 'TLP:AMBER' })).toHaveProperty('tlp', 'TLP:AMBER');
    expect(read({ tlp: 'confidential' })).toHaveProperty('reason');
  });

  it('[P-A5] keeps markup as the plain text it is, without control characters', () => {
    expect(read({ name: ' <img src=x\nonerror=alert(1)>\u0000\u202e ' })).toMatchObject({
      draft: { name: '<img src=x onerror=alert(1)>' },
      notices: ['It holds what looks like markup: kept as plain text.'],
    });
  });

  it('[L10] nothing of an exercise enters a live operation', () => {
    expect(read({ exercise: 'EXERCISE' })).toHaveProperty('reason');
    expect(read({ exercise: 'EXERCISE' }, { live: false })).toHaveProperty('draft');
  });

  it.each([
    [{ name: undefined }, /no name/],
    [{ name: 'x'.repeat(201) }, /201 characters/],
    [{ sector: 'magic', kind: 'tower' }, /"magic" is not known/],
    [{ country: 'Atlantis' }, /no country/],
    [{ lat: undefined }, /missing/],
    [{ lat: '48°12′' }, /no coordinates/],
    [{ lat: '91' }, /outside the globe/],
    [{ lat: '0', lon: '0' }, /0, 0/],
    [{ lat: '16.4', lon: '48.2' }, /exchanged/],
  ])('refuses %j in words', (said, words) => {
    const drafted = read(said);
    expect('reason' in drafted && drafted.reason).toMatch(words);
  });

  it('a bare number is no id outside its file', () => {
    expect(read({ id: '14' })).toHaveProperty('draft.source', 'f-14');
    expect(read({ id: 'ppm-14' })).toHaveProperty('draft.source', 'ppm-14');
    expect(read({ id: undefined })).toHaveProperty('draft.source', 'A | substation | 48.2 | 16.4');
  });
});
