import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AssetFace } from '../../shared/domain/asset/record.ts';
import { cliHome, fixture, root, type CliHome } from './cli.support.ts';

const SLOW = 60_000;
const material = join(
  resolve(process.env['TOCSIN_MATERIAL'] ?? join(root, '..', 'shared')),
  'data',
  'assets-europe.geojson',
);

let home: CliHome;
let operation: string;
const refusedIn = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\r\n')
    .filter((line) => line.includes(',refused,'))
    .map((line) => `${line.split(',')[0]}: ${line.slice(line.indexOf(',refused,') + 9).replace(/^"|"$/g, '')}`);
const assetsShown = async (to: string, as: readonly string[] = []) => {
  const shown = await home.run(['export', 'assets', '--operation', to, '--format', 'json', ...as]);
  return (JSON.parse(shown.out) as { records: AssetFace[] }).records;
};
const imported = async (file: string, to: string, ...more: string[]) => {
  const report = join(home.folder, 'report.csv');
  const ran = await home.run(['import', 'assets', file, '--operation', to, '--refused', report, '--json', ...more]);
  const count = ran.code === 2 ? {} : ran.json();
  return { ...ran, count: count as Record<string, number>, refused: existsSync(report) ? refusedIn(report) : [] };
};

beforeAll(async () => {
  home = cliHome();
  await home.begun();
  await home.run(['org', 'create', '--name', 'Alpine Grid', '--country', 'AT']);
  operation = await home.operation('Winter', '--participants', 'Alpine Grid');
}, SLOW);
afterAll(() => home.remove());

describe('an import of every kind of dirt', () => {
  it('takes what can be taken, and says of the rest where and why', { timeout: SLOW }, async () => {
    const { code, count, refused } = await imported(fixture('dirty.geojson'), operation);
    expect(code).toBe(1);
    expect(count).toMatchObject({ read: 16, made: 7, updated: 0, unchanged: 0, refused: 9 });
    expect(refused.map((line) => line.slice(0, 34))).toEqual([
      '3: Latitude and longitude seem to ',
      '4: It has no place: the geometry i',
      '5: 48, 190 (latitude, longitude) l',
      '7: It is in the file before, as nu',
      '8: The sector ""magic"" is not kno',
      '9: The feature is not valid JSON.',
      '11: ""secret"" is no TLP 2.0 label',
      '13: It has no name.',
      '16: Its place is 0, 0: that stands',
    ]);
    const assets = new Map((await assetsShown(operation)).map((asset) => [asset.source, asset]));
    expect(assets.get('demo-1')).toMatchObject({
      sector: 'digital',
      kind: 'data-centre',
      country: 'AT',
      unmarked: true,
      tlp: 'TLP:GREEN',
    });
    expect(assets.get('demo-1'), 'a known operator is named, not confirmed').toHaveProperty('organisation');
    expect(assets.get('demo-2')).toMatchObject({ name: '<script>alert(1)</script>', status: 'unknown' });
    expect(assets.get('demo-6')).toMatchObject({ name: 'BAD ] } TEXT \\" UPPER', sector: 'waste-water' });
    expect(assets.get('demo-9'), 'a label of the row is kept').toMatchObject({
      tlp: 'TLP:RED',
      location: { lat: 48.5, lon: 16.5 },
    });
    expect(assets.get('dirty-14'), 'CLEAR would be wider than the default').toMatchObject({ tlp: 'TLP:GREEN' });
  });

  it(
    '[IMP-1] repeated, makes nothing twice; what differs is corrected and its marking stays',
    { timeout: SLOW },
    async () => {
      const again = await imported(fixture('dirty.geojson'), operation, '--marking', 'TLP:CLEAR');
      expect(again.count).toMatchObject({ made: 0, updated: 0, unchanged: 7, refused: 9 });
      const other = join(home.folder, 'other.geojson');
      const text = readFileSync(fixture('dirty.geojson'), 'utf8')
        .replace('"name":"Reservoir"', '"name":"Reservoir East"')
        .replace('"tlp":"TLP:RED"', '"tlp":"TLP:CLEAR"');
      writeFileSync(other, text);
      expect((await imported(other, operation, '--marking', 'TLP:CLEAR')).count).toMatchObject({ made: 1, updated: 1 });
      const assets = await assetsShown(operation);
      expect(assets.find((asset) => asset.source === 'demo-9')).toMatchObject({
        name: 'Reservoir East',
        tlp: 'TLP:RED',
      });
    },
  );

  it('reads a CSV with a mark, semicolons, decimal commas and quoted line breaks', { timeout: SLOW }, async () => {
    const elsewhere = await home.operation('Sheets');
    const { code, count, refused } = await imported(fixture('dirty.csv'), elsewhere, '--map', 'name=Station');
    expect(code).toBe(1);
    expect(count).toMatchObject({ read: 5, made: 2, refused: 3 });
    expect(refused.map((line) => line.split(':')[0])).toEqual(['5', '6', '7']);
    const assets = await assetsShown(elsewhere);
    expect(assets.map(({ name, notes, location }) => ({ name, notes, location }))).toEqual(
      expect.arrayContaining([
        { name: 'Umspannwerk; Nord', notes: 'two\nlines', location: { lat: 48.2135, lon: 16.3565 } },
        { name: '=SUM(A1)', notes: undefined, location: { lat: 48.3, lon: 16.4 } },
      ]),
    );
    const out = join(home.folder, 'out.csv');
    await home.run(['export', 'assets', '--operation', elsewhere, '--format', 'csv', '--out', out]);
    expect(readFileSync(out, 'utf8')).toContain(",'=SUM(A1),");
    const back = await imported(out, elsewhere);
    expect([back.code, back.count], '[P-A7] what was exported reads back unchanged').toMatchObject([
      0,
      { read: 2, unchanged: 2 },
    ]);
  });

  it('a dry run stores nothing, and a wrong column is told', { timeout: SLOW }, async () => {
    const elsewhere = await home.operation('Dry');
    expect((await imported(fixture('dirty.geojson'), elsewhere, '--dry-run')).count).toMatchObject({ made: 7 });
    expect(await assetsShown(elsewhere)).toEqual([]);
    const wrong = await imported(fixture('dirty.csv'), elsewhere, '--map', 'name=Name of it');
    expect(wrong.refused[0]).toMatch(/no column ""Name of it""/);
  });

  it('who may not import cannot run it at all', { timeout: SLOW }, async () => {
    await home.run(
      [
        'user',
        'create',
        '--username',
        'viewer',
        '--name',
        'V',
        '--organisation',
        'Alpine Grid',
        '--operation',
        operation,
        '--roles',
        'viewer',
        '--password-stdin',
      ],
      { input: 'another-long-password\n' },
    );
    const refusal = await imported(fixture('dirty.geojson'), operation, '--as', 'viewer');
    expect([refusal.code, refusal.said]).toEqual([2, expect.stringContaining('needs the role admin or owner')]);
    const seen = await assetsShown(operation, ['--as', 'viewer']);
    expect(
      seen.map(({ source }) => source),
      '[L5] an export shows what its user sees',
    ).not.toContain('demo-9');
    expect(seen.length).toBe(7);
  });
});

describe('real data', () => {
  it(
    '34,440 assets of Europe load within a minute, and again without a double',
    { timeout: 300_000 },
    async (context) => {
      if (!existsSync(material)) context.skip(`the material is not here: ${material}`);
      const europe = await home.operation('Europe');
      const first = await imported(material, europe);
      console.log(`import: ${first.out.trim()}`);
      expect(first.count['made']! / first.count['read']!).toBeGreaterThan(0.95);
      expect(first.count).toMatchObject({ read: 34_440, updated: 0, unchanged: 0 });
      const again = await imported(material, europe, '--dry-run');
      expect(again.count).toMatchObject({ made: 0, updated: 0, unchanged: first.count['made'] });
    },
  );
});
