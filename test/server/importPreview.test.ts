import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AssetFace } from '../../shared/domain/asset/record.ts';
import { LIMITS } from '../../shared/limits.ts';
import { demoServer, type DemoServer } from './api.support.ts';

const admin = 'admin@control.demo';

interface Count {
  read: number;
  made: number;
  updated: number;
  unchanged: number;
  refused: number;
  notices: number;
}
interface Share {
  assets: number;
  tlp: string;
  byDefault: boolean;
  organisations: string[];
  withoutRestricted: string[];
  persons: number;
}
interface Preview {
  count: Count;
  unlisted: number;
  findings: { number: number; name: string; outcome: string; reason: string }[];
  columns: { header: string[]; taken: Record<string, string> };
  rows: { name: string; outcome: string; sector: string; tlp?: string; operator?: string; organisation?: string }[];
  operators: { matched: number; unconfirmed: number; list: { name: string; organisation?: string; assets: number }[] };
  unknownSectors: { word: string; rows: number }[];
  audience: Share[];
}
type Part = { part: string; count: Count; reason?: string; code?: string };

let server: DemoServer;
let participants: { id: string; name: string; shortName: string }[];
beforeAll(async () => {
  server = await demoServer();
  participants = ((await snapshot(admin)) as { organisation: typeof participants }).organisation;
});
afterAll(async () => {
  expect(server.trouble).toEqual([]);
  await server.close();
});

const at = (rest: string, options: Record<string, unknown> = {}) => {
  const query = new URLSearchParams(
    Object.entries({ format: 'csv', ...options }).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  return `/api/v1/operations/${server.operation}/import${rest}?${query}`;
};
const bytes = (text: string) => new TextEncoder().encode(text);
const preview = async (text: string, options: Record<string, unknown> = {}): Promise<Preview> => {
  const answer = await server.call(admin, 'POST', at('/preview', options), bytes(text));
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as Preview;
};
const imported = async (text: string, options: Record<string, unknown> = {}): Promise<Part[]> => {
  const answer = await server.call(admin, 'POST', at('', options), bytes(text));
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as Part[];
};
async function snapshot(as: string) {
  const answer = await server.call(as, 'GET', `/api/v1/operations/${server.operation}/snapshot`);
  return ((await answer.json()) as { records: Record<string, unknown> }).records;
}
/** Without the areas that stand for others' sites: they have no name. */
const assetsOf = async (as = admin) => ((await snapshot(as))['asset'] as AssetFace[]).filter(({ name }) => name);

const head = 'id,name,sector,type,country,lat,lon,operator,tlp\n';
const row = (number: number, more = ',') =>
  `w-${number},Works ${number},energy,substation,ES,${40 + number / 1e4},-3.5,${more}\n`;

describe('a preview', () => {
  it('[IMP-1] says what would be made and refused, and who would see it, and stores nothing', async () => {
    const before = (await assetsOf()).length;
    const [known] = participants;
    const file = `${head}${row(1, `${known!.name},`)}${row(2, 'Nobody We Know,')}${row(3, ',TLP:AMBER+STRICT')}w-4,,energy,substation,ES,40,-3,,\nw-5,Magic,magic,tower,ES,40.2,-3,,\n`;
    const seen = await preview(file);
    expect(seen.count).toEqual({ read: 5, made: 3, updated: 0, unchanged: 0, refused: 2, notices: 0 });
    expect(seen.findings.map(({ number, reason }) => `${number}: ${reason}`)).toEqual([
      '5: It has no name.',
      '6: The sector "magic" is not known. Say which sector it stands for.',
    ]);
    expect(seen.findings[1]).toMatchObject({ name: 'Magic', source: 'w-5' });
    expect(seen.unknownSectors).toEqual([{ word: 'magic', rows: 1 }]);
    expect(seen.operators).toEqual({
      matched: 1,
      unconfirmed: 1,
      list: [
        { name: 'Nobody We Know', assets: 1 },
        { name: known!.name, organisation: known!.id, assets: 1 },
      ],
    });
    const control = participants.find(({ shortName }) => shortName === 'Control')!.id;
    expect(
      seen.audience.map(({ organisations, ...share }) => ({ ...share, organisations: organisations.length })),
    ).toEqual([
      {
        assets: 2,
        tlp: 'TLP:GREEN',
        byDefault: true,
        organisations: participants.length,
        withoutRestricted: [],
        persons: 0,
      },
      { assets: 1, tlp: 'TLP:AMBER+STRICT', byDefault: false, organisations: 1, withoutRestricted: [], persons: 0 },
    ]);
    expect(seen.audience[1]!.organisations).toEqual([control]);
    expect(seen.rows.map(({ name, outcome, tlp }) => [name, outcome, tlp])).toEqual([
      ['Works 1', 'made', 'TLP:GREEN'],
      ['Works 2', 'made', 'TLP:GREEN'],
      ['Works 3', 'made', 'TLP:AMBER+STRICT'],
    ]);
    expect((await assetsOf()).length, 'nothing is stored').toBe(before);
  });

  it('says who sees the restricted fields, and is what then happens', async () => {
    const control = participants.find(({ shortName }) => shortName === 'Control')!.id;
    const marking = { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } };
    const file = `id,name,sector,type,country,lat,lon,contacts\nr-1,Guarded,energy,substation,ES,40.5,-3.5,+34 000\n`;
    const [share] = (await preview(file, { marking })).audience;
    expect(share!.organisations).toHaveLength(participants.length);
    expect(share!.withoutRestricted).toEqual(share!.organisations.filter((one) => one !== control));
    expect((await imported(file, { marking })).at(-1)).toMatchObject({ part: 'done', count: { made: 1 } });
    const [mine, theirs] = await Promise.all(
      [admin, 'coordinator@red-iberica.demo'].map(async (as) =>
        (await assetsOf(as)).find(({ name }) => name === 'Guarded'),
      ),
    );
    expect(mine).toHaveProperty('contacts', '+34 000');
    expect(theirs).toMatchObject({ tlp: 'TLP:GREEN' });
    expect(theirs).not.toHaveProperty('contacts');
  });

  it('reads columns and words of another name as it is told', async () => {
    const file = `Kennung;Anlage;Bereich;Typ;Land;Breite;Laenge\nk-1;Werk;netz;Anlage;ES;40,1;-3,1\n`;
    const first = await preview(file);
    expect(first.count).toMatchObject({ made: 0, refused: 1 });
    expect(first.columns.header).toEqual(['Kennung', 'Anlage', 'Bereich', 'Typ', 'Land', 'Breite', 'Laenge']);
    expect(first.columns.taken).toEqual({ kind: 'Typ', country: 'Land', lat: 'Breite' });
    const columns = { id: 'Kennung', name: 'Anlage', sector: 'Bereich', lon: 'Laenge' };
    const second = await preview(file, { columns });
    expect(second.unknownSectors).toEqual([{ word: 'netz', rows: 1 }]);
    const third = await preview(file, { columns, sectors: { netz: 'energy' } });
    expect(third.rows).toMatchObject([{ name: 'Werk', sector: 'energy' }]);
  });

  it('[P-A5] keeps script as the text it is', async () => {
    const file = `${head}x-1,"<script>alert(1)</script>",energy,substation,ES,40.3,-3.2,"<img src=x onerror=alert(2)>",\n`;
    const { rows } = await preview(file);
    expect(rows).toMatchObject([{ name: '<script>alert(1)</script>', operator: '<img src=x onerror=alert(2)>' }]);
  });

  it.each([
    ['csv', '{"type":"FeatureCollection","features":[]}', /holds JSON/],
    ['csv', 'PK\u0003\u0004....', /spreadsheet or a zip/],
    ['csv', '\u0089PNG\r\n\u001a\n\u0000\u0000\u0000', /no text file/],
    ['geojson', 'name,lat,lon\n', /does not begin with/],
    ['geojson', '<?xml version="1.0"?><kml/>', /XML or HTML/],
  ])('a file that is not the %s it is called is refused: %j', async (format, text, reason) => {
    for (const rest of ['/preview', '']) {
      const answer = await server.call(admin, 'POST', at(rest, { format }), bytes(text));
      expect(answer.status).toBe(422);
      expect(((await answer.json()) as { detail: string }).detail).toMatch(reason);
    }
  });

  it('is refused with a marking that contradicts itself or names who is not known', async () => {
    for (const marking of [
      { tlp: 'TLP:GREEN', circles: [server.operation] },
      { tlp: 'TLP:RED', persons: [server.operation] },
      { tlp: 'GREEN' },
    ]) {
      const answer = await server.call(admin, 'POST', at('/preview', { marking }), bytes(head));
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'invalid']);
    }
  });
});

describe('an import', () => {
  const file = (rows: number, from = 100) =>
    head + Array.from({ length: rows }, (_, index) => row(from + index)).join('');

  it('[IMP-1] tells its progress, makes what the preview said, and nothing twice', async () => {
    const text = file(700) + row(100);
    const { count } = await preview(text);
    expect(count).toMatchObject({ made: 700, refused: 1 });
    const parts = await imported(text);
    expect(parts.filter(({ part }) => part === 'progress').length).toBeGreaterThan(1);
    expect(parts.find(({ part }) => part === 'finding')).toMatchObject({
      number: 702,
      reason: expect.stringMatching(/number 2:/) as string,
    });
    expect(parts.at(-1)).toEqual({ part: 'done', count, unlisted: 0 });
    const again = await preview(text);
    expect(again.count).toMatchObject({ made: 0, updated: 0, unchanged: 700 });
    expect(again.audience).toEqual([]);
    expect((await imported(text)).at(-1)).toMatchObject({ count: { made: 0, unchanged: 700 } });
  });

  it('[IMP-1] whoever hangs up in the middle has what was made, and a repeat completes it', async () => {
    const rows = 6000;
    const text = file(rows, 10_000).replaceAll('Works', 'Cut').replaceAll('w-', 'c-');
    const cut = await start(at(''), await server.tokenOf(admin));
    cut.request.write(text.slice(0, text.length / 2));
    const response = await cut.answered;
    await untilSays(response, '"made":512');
    cut.request.destroy();
    await expect
      .poll(async () => (await server.call(admin, 'POST', at(''), bytes(head))).status, { timeout: 10_000 })
      .toBe(200);
    const made = (await assetsOf()).filter(({ name }) => name.startsWith('Cut ')).length;
    expect(made).toBeGreaterThanOrEqual(512);
    expect(made).toBeLessThan(rows);
    expect((await imported(text)).at(-1)).toMatchObject({
      part: 'done',
      count: { made: rows - made, unchanged: made },
    });
    const names = (await assetsOf()).filter(({ name }) => name.startsWith('Cut ')).map(({ name }) => name);
    expect([names.length, new Set(names).size]).toEqual([rows, rows]);
  }, 60_000);

  it('two at once of one organisation do not make the same twice: the second is told to wait', async () => {
    const first = await start(at(''), await server.tokenOf(admin));
    first.request.write(file(300, 50_000));
    await untilSays(await first.answered, '"made":256');
    const second = await server.call(admin, 'POST', at(''), bytes(file(300, 50_000)));
    expect([second.status, ((await second.json()) as { code: string }).code]).toEqual([503, 'busy']);
    expect(second.headers.get('retry-after')).toBe('2');
    first.request.end();
    await untilSays(await first.answered, '"done"');
  });

  it('ends, with what was made, once the session has ended', async () => {
    const { token } = await server.app.sessions.open((await server.app.accounts.findByUsername(admin))!.userId, {});
    const flow = await start(at(''), token);
    flow.request.write(file(300, 60_000));
    const response = await flow.answered;
    await untilSays(response, '"made":256');
    await server.app.sessions.revoke((await server.app.sessions.check(token))!.sessionId);
    flow.request.end(file(300, 60_300).slice(head.length));
    await untilSays(response, '"code":"not-authenticated"');
    const made = (await assetsOf()).filter(({ source }) => /^w-60\d{3}$/.test(source ?? '')).length;
    expect(made).toBe(256);
  });

  it('[P-R4] files made to hold up the server hold up nobody for 100 ms', async () => {
    const lines = 'n\\n'.repeat(300_000);
    const members = Array.from({ length: 90_000 }, (_, index) => `"${index}":1`).join();
    const feature = (properties: string) =>
      `{"type":"FeatureCollection","features":[${Array.from({ length: 4 }, (_, index) => `{"type":"Feature","id":"h-${index}","properties":{"name":"H","sector":"energy","country":"ES",${properties}},"geometry":{"type":"Point","coordinates":[-3,40]}}`).join()}]}`;
    const outline = JSON.stringify(Array.from({ length: 40_000 }, (_, index) => [index / 1e5, 40]));
    const files: [string, string][] = [
      ['geojson', feature(`"notes":"${lines}"`)],
      ['geojson', feature(members)],
      [
        'geojson',
        feature('"kind":"x"').replaceAll('"Point","coordinates":[-3,40]', `"Polygon","coordinates":[${outline}]`),
      ],
      ['csv', 'a,'.repeat(200_000)],
      ['csv', `name\n${'a\n'.repeat(200_000)}`],
      ['csv', `${head}${Array.from({ length: 20_000 }, (_, index) => row(index)).join('')}`],
      ['csv', `${head}"${'\n'.repeat(250_000)}`],
    ];
    let longest = 0;
    let worst = '';
    for (const [index, [format, text]] of files.entries()) {
      let last = performance.now();
      let used = process.cpuUsage();
      const timer = setInterval(() => {
        // Time in which other programs had the processor is not counted.
        const { user, system } = process.cpuUsage(used);
        const gap = Math.min(performance.now() - last, (user + system) / 1000);
        if (gap > longest) [longest, worst] = [gap, `file ${index}: ${Math.round(gap)} ms`];
        last = performance.now();
        used = process.cpuUsage();
      }, 1);
      await preview(text, { format });
      clearInterval(timer);
    }
    expect(longest, worst).toBeLessThan(100);
  }, 60_000);
});

describe('the door', () => {
  it('is shut for others than administrators of this operation', async () => {
    const code = async (as: string | undefined, path: string, headers?: Record<string, string>) =>
      ((await (await server.call(as, 'POST', path, bytes(head), headers)).json()) as { code: string }).code;
    for (const rest of ['/preview', '']) {
      expect(await code('owner@red-iberica.demo', at(rest))).toBe('not-allowed');
      expect(await code('viewer@control.demo', at(rest))).toBe('not-allowed');
      const elsewhere = at(rest).replace(server.operation, '3b241101-e2bb-4255-8caf-4136c566a962');
      expect(await code(admin, elsewhere)).toBe('not-found');
      expect(await code(admin, at(rest).replace(server.operation, 'directory'))).toBe('not-found');
      expect(await code(undefined, at(rest))).toBe('not-authenticated');
      const cookie = `tocsin_session=${await server.tokenOf(admin)}`;
      expect(await code(undefined, at(rest), { cookie, origin: 'https://elsewhere.example' })).toBe('bad-origin');
      expect(await code(undefined, at(rest), { cookie })).toBe('bad-origin');
    }
  });

  it('lets 64 MiB in and not a byte more, whether the size is announced or not', async () => {
    const token = await server.tokenOf(admin);
    for (const rest of ['/preview', '']) {
      const announced = await start(at(rest), token, { 'content-length': String(LIMITS.importBytes + 1) });
      announced.request.flushHeaders();
      expect((await announced.answered).statusCode).toBe(413);
      announced.request.destroy();
    }
    const flow = await start(at('/preview', { format: 'geojson' }), token);
    const blanks = Buffer.alloc(1024 * 1024, 0x20);
    blanks[0] = 0x7b;
    const answered = flow.answered;
    for (let sent = 0; sent < LIMITS.importBytes; sent += blanks.length) {
      if (!flow.request.write(blanks)) await once(flow.request, 'drain');
      blanks[0] = 0x20;
    }
    flow.request.end(' ');
    expect((await answered).statusCode).toBe(413);
  }, 60_000);
});

/** A request whose body is sent by hand. */
async function start(path: string, token: string, headers: Record<string, string> = {}) {
  const request = send(server.base + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain', ...headers },
  });
  request.on('error', () => {});
  const answered = once(request, 'response').then(([response]) => {
    (response as IncomingMessage).on('error', () => {});
    return response as IncomingMessage;
  });
  return { request, answered };
}

/** Reads an answer until it has said this. */
const said = new WeakMap<IncomingMessage, string>();
async function untilSays(response: IncomingMessage, words: string): Promise<void> {
  if (!said.has(response)) {
    said.set(response, '');
    response.setEncoding('utf8').on('data', (text: string) => said.set(response, said.get(response)! + text));
  }
  await expect.poll(() => said.get(response), { timeout: 10_000 }).toContain(words);
}
