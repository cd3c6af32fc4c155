import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runProgram, type Surroundings } from '../../server/cli/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-cascade-'));
afterAll(() => rmSync(folder, { recursive: true }));
const golden = JSON.parse(readFileSync(new URL('./golden.json', import.meta.url), 'utf8')) as {
  assets: object[];
  pop: object;
  res: { log: unknown[]; person_hours: Record<string, number> }[];
};
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

/** The program as the process runs it; a network needs no store, so none is there. */
async function run(...words: string[]) {
  const said = { out: '', error: '' };
  const stream = (of: 'out' | 'error') => ({ write: (text: string) => ((said[of] += text), true) });
  const nothing = () => Promise.reject(new Error('no store is opened'));
  const surroundings = {
    config: {},
    openApp: nothing,
    commanderOn: nothing,
    commanderAt: nothing,
    openChains: nothing,
    home: { file: 'none' },
    stdin: process.stdin,
    stdout: stream('out'),
    stderr: stream('error'),
  } as unknown as Surroundings;
  const code = await runProgram(['cascade', ...words], surroundings);
  return { code, ...said };
}

describe('tocsin cascade', () => {
  const story = file('golden.json', { assets: golden.assets, pop: golden.pop });

  it('[CAS-14] runs the interchange form, with what fails said on the command line', async () => {
    const { code, out } = await run(story, '--fail', 'GRID-A1@1', '--until', '3d', '--json');
    expect(code).toBe(0);
    const { nominal, transitions, personHours } = JSON.parse(out) as {
      nominal: number[];
      transitions: unknown[];
      personHours: Record<string, number>;
    };
    expect(nominal).toEqual(Array(12).fill(1_000_000));
    expect(transitions).toEqual(golden.res[0]!.log);
    for (const [name, hours] of Object.entries(golden.res[0]!.person_hours))
      expect(personHours[name]).toBeCloseTo(hours, 3);
  });

  it('[CAS-14] says it in words for people, with bands where the file has them', async () => {
    const words = await run(story, '--fail', 'GRID-A1@1');
    expect(words.out).toContain('T+4:00:01');
    expect(words.out).toContain('across A>B');
    expect(words.out).toContain('29127883 person-hours');
    const banded = file('bands.json', {
      assets: [{ name: 'a' }, { name: 'b', needs: [{ rule: 'kofn', k: 1, B: [3000, 3600, 7200], sup: [{ j: 0 }] }] }],
      events: [[0, 'a', 0]],
    });
    expect((await run(banded)).out).toContain('T+0:50:00 to T+2:00:00, rigorous');
  });

  it('[CAS-14] tells a restart deadlock with its point of no return', async () => {
    const assets = [
      { name: 'plant', needs: [{ rule: 'kofn', k: 1, sup: [{ j: 1 }] }] },
      { name: 'telecom', needs: [{ rule: 'kofn', k: 1, B: 14_400, sup: [{ j: 0 }] }] },
    ];
    const events = [
      [0, 'plant', 0],
      [21_600, 0, 1_000_000],
    ];
    const { out } = await run(file('deadlock.json', { assets, events }));
    expect(out).toContain('Restart deadlock: plant, telecom');
    expect(out).toContain('needs black start at any of plant, telecom');
    expect(out).toContain('point of no return T+4:00:00');
  });

  it('[CAS-14] takes a table of links and GeoJSON', async () => {
    const links = file(
      'links.csv',
      'from,to,delay,buffer,from_country,to_country\na,b,60,3600,AT,DE\nb,c,,,DE,DE\nx,c,,,DE,DE\n',
    );
    const all = await run(links, '--fail', 'a@0', '--links', 'all', '--json');
    expect((JSON.parse(all.out) as { transitions: unknown }).transitions).toEqual([
      [0, 'a', 1_000_000, 0],
      [3660, 'b', 1_000_000, 0],
      [3660, 'c', 1_000_000, 0],
    ]);
    const any = await run(links, '--fail', 'a@0', '--json');
    expect((JSON.parse(any.out) as { transitions: unknown[] }).transitions).toHaveLength(2);
    const geojson = file('network.geojson', {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', id: 'a', properties: { country: 'AT' }, geometry: null },
        { type: 'Feature', id: 'b', properties: { country: 'DE', buffer: 10 }, geometry: null },
        { type: 'Feature', properties: { from: 'a', to: 'b' }, geometry: null },
      ],
    });
    const drawn = await run(geojson, '--fail', 'a@5', '--json');
    expect((JSON.parse(drawn.out) as { transitions: unknown }).transitions).toEqual([
      [5, 'a', 1_000_000, 0],
      [15, 'b', 1_000_000, 0],
    ]);
  });

  it('[CAS-14] refuses a wrong network with 1 and what it cannot read with 2, each in words', async () => {
    const dangling = file('dangling.json', {
      assets: [{ name: 'a', needs: [{ rule: 'kofn', k: 1, sup: [{ j: 9 }] }] }],
    });
    expect(await run(dangling)).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringContaining('dangling-supplier: assets[0]'),
    });
    const told = await run(dangling, '--json');
    expect(JSON.parse(told.out)).toMatchObject({ problems: [{ code: 'dangling-supplier' }] });
    const self = file('self.json', { assets: [{ name: 'a', needs: [{ rule: 'kofn', k: 1, sup: [{ j: 0 }] }] }] });
    expect(await run(self)).toMatchObject({ code: 0, error: expect.stringContaining('need-on-itself') });
    for (const [words, sentence] of [
      [[join(folder, 'none.json')], 'There is no file'],
      [[folder], 'is no file'],
      [[file('broken.json', '{"assets": [')], 'is not valid JSON'],
      [[story, '--fail', 'nobody@1'], 'no asset or group'],
      [[story, '--fail', 'GRID-A1'], 'Say what fails and when'],
      [[story, '--fail', 'GRID-A1@soon'], 'is no time'],
      [[story, '--until', '-5'], 'is no time'],
      [[file('table.csv', 'a,b,c\n1,2,3\n')], '"from" and "to"'],
    ] as const) {
      const { code, error } = await run(...words);
      expect({ words, code, error }).toEqual({ words, code: 2, error: expect.stringContaining(sentence) });
    }
    expect(await run(file('list.json', '[1]'))).toMatchObject({
      code: 1,
      error: expect.stringContaining('not-a-network'),
    });
  });
});
