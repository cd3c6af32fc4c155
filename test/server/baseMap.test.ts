import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import { openBaseMap, tileServer, type BaseMap } from '../../server/baseMap/baseMap.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { plainPng, pmtiles, waterTile } from '../support/pmtiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-base-map-'));
const apps: App[] = [];
const never = (why: string) => expect.unreachable(why);
afterAll(async () => {
  for (const app of apps) await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
async function serve(baseMap: BaseMap) {
  const app = await createApp({ store: openMemoryStore(), clientDirectory: '/nowhere', baseMap });
  apps.push(app);
  await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve));
  const { token } = await app.sessions.open('00000000-0000-4000-8000-000000000001', {});
  const base = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`;
  return (path: string, headers: Record<string, string> = {}, signedIn = true) =>
    fetch(base + path, { headers: { ...headers, ...(signedIn && { authorization: `Bearer ${token}` }) } });
}

describe('a file of the operator', () => {
  const bytes = pmtiles('raster', 4, plainPng(200, 30, 60));
  let ask: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    const source = write('map.pmtiles', bytes);
    ask = await serve(await openBaseMap({ source, attribution: 'Ordnance', maxZoom: 9 }, never));
  });
  const file = '/api/v1/base-map/file';

  test('is told of with its form, its attribution and its own greatest zoom', async () => {
    expect(await (await ask('/api/v1/base-map')).json()).toEqual({
      kind: 'file',
      form: 'raster',
      url: expect.stringMatching(/^\/api\/v1\/base-map\/file\?v=[a-z0-9-]+$/) as string,
      maxZoom: 4,
      attribution: 'Ordnance',
    });
  });

  test('is read in ranges that are right to the byte, at its end too', async () => {
    for (const [first, last] of [
      [0, 126],
      [127, 200],
      [bytes.length - 5, bytes.length + 5000],
    ] as const) {
      const answer = await ask(file, { range: `bytes=${first}-${last}` });
      expect(answer.status).toBe(206);
      const end = Math.min(last, bytes.length - 1);
      expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${end}/${bytes.length}`);
      expect(answer.headers.get('etag')).toMatch(/^"[^"]+"$/);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(first, end + 1))).toBe(true);
    }
  });

  test('is given neither whole, nor backwards, nor beyond its end, nor by the gigabyte', async () => {
    for (const range of ['', 'bytes=5-4', 'bytes=0-', 'bytes=-5', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=0-999999999']) {
      const answer = await ask(file, range === '' ? {} : { range });
      expect([range, answer.status]).toEqual([range, 416]);
    }
    expect((await ask(file, { range: `bytes=${bytes.length}-${bytes.length + 1}` })).status).toBe(416);
  });

  test('is nothing for who is not signed in', async () => {
    expect((await ask(file, { range: 'bytes=0-10' }, false)).status).toBe(401);
    expect((await ask('/api/v1/base-map', {}, false)).status).toBe(401);
  });

  test('opens nothing in the content security policy', async () => {
    const policy = (await ask('/healthz')).headers.get('content-security-policy')!;
    expect(policy).toContain("img-src 'self' data: blob:;");
    expect(policy).toContain("connect-src 'self';");
  });

  test('of vector tiles is told as such; one that is none is no reason not to start', async () => {
    const vector = await openBaseMap({ source: write('v.pmtiles', pmtiles('vector', 3, waterTile())) }, never);
    expect(vector.answer).toMatchObject({ kind: 'file', form: 'vector', maxZoom: 3, attribution: '' });
    await vector.file!.close();
    const reasons: string[] = [];
    for (const source of [
      join(folder, 'absent'),
      folder,
      write('text', Buffer.from('x'.repeat(200))),
      write('old', pmtiles('raster', 1, plainPng(0, 0, 0)).fill(2, 7, 8)),
    ]) {
      const map = await openBaseMap({ source }, (why) => reasons.push(why));
      expect(map).toEqual({ answer: { kind: 'unusable' } });
    }
    expect(reasons).toEqual([
      'ENOENT',
      'EISDIR',
      'it is no PMTiles file',
      'it is PMTiles version 2; version 3 is read',
    ]);
  });
});

describe('a tile server of the operator', () => {
  test('opens exactly its origin, for pictures or for data', async () => {
    const policyOf = async (source: string) => {
      const ask = await serve(await openBaseMap({ source }, never));
      return (await ask('/healthz')).headers.get('content-security-policy')!;
    };
    const pictures = await policyOf('https://tiles.example.org/base/{z}/{x}/{y}.png?key=1');
    expect(pictures).toContain("img-src 'self' data: blob: https://tiles.example.org;");
    expect(pictures).toContain("connect-src 'self';");
    const data = await policyOf('https://tiles.example.org:8443/{z}/{x}/{y}.mvt');
    expect(data).toContain("img-src 'self' data: blob:;");
    expect(data).toContain("connect-src 'self' https://tiles.example.org:8443;");
    const own = await policyOf('/tiles/{z}/{x}/{y}.png');
    expect(own).toContain("img-src 'self' data: blob:;");
  });

  test('is refused in words where its address is none', () => {
    expect(tileServer('https://t.example/{z}/{x}.png')).toBe('{y} is missing');
    expect(tileServer('https://{s}.t.example/{z}/{x}/{y}.png')).toContain('name one host');
    expect(tileServer('ftp://t.example/{z}/{x}/{y}.png')).toContain('https://');
    expect(tileServer('https://me:secret@t.example/{z}/{x}/{y}.png')).toContain('no password');
    expect(tileServer('data:image/png,{z}{x}{y}')).toContain('https://');
  });
});
