import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBaseMap, type BaseMap } from '../../server/baseMap/baseMap.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';
import { plainPng, pmtiles, waterTile } from '../support/pmtiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-base-map-'));
const soon = { timeout: 20_000 };
/** What the server has been told; each test puts its own map there. */
const baseMap: { -readonly [Part in keyof BaseMap]: BaseMap[Part] } = { answer: { kind: 'built-in' } };
let server: DemoServer;
let browser: Browser;
let visitor: Visitor;
let tiles: Server;
let origin: string;
/** Whether the tile server answers. */
let there = true;

beforeAll(async () => {
  tiles = createServer((request, response) => {
    if (!there) request.socket.destroy();
    else response.setHeader('content-type', 'image/png').end(plainPng(20, 160, 60));
  });
  await new Promise<void>((resolve) => tiles.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
  // The policy is made once: it opens the tile server, and what is opened for files is held by test/server/baseMap.test.ts.
  await choose(`${origin}/{z}/{x}/{y}.png`);
  const vector = join(folder, 'vector.pmtiles');
  writeFileSync(vector, pmtiles('vector', 4, waterTile()));
  [server, browser] = await Promise.all([startDemoServer({ baseMap }), launchBrowser()]);
  await choose(vector);
  visitor = await visit(browser, server, 'coordinator@pc-es', '?view=40.4,-3.7,6', {
    colorScheme: 'dark',
    device: { theme: 'system' },
  });
});
afterAll(async () => {
  await browser.close();
  await server.close();
  tiles.closeAllConnections();
  tiles.close();
  rmSync(folder, { recursive: true, force: true });
});

async function choose(source: string): Promise<void> {
  const never = (why: string) => expect.unreachable(why);
  const chosen = await openBaseMap({ source, attribution: 'Survey of Testland' }, never);
  await baseMap.file?.close();
  delete baseMap.file;
  Object.assign(baseMap, chosen);
}

/** The colour (red, green, blue) of a tile that is drawn, once it is as it should be. */
async function colourIs(page: Page, wanted: 'dark' | 'light' | readonly number[]): Promise<void> {
  await page.waitForFunction(
    (should) => {
      const tile = [
        ...document.querySelectorAll<HTMLImageElement | HTMLCanvasElement>('.leaflet-operator-pane .leaflet-tile'),
      ]
        .filter((one) => one.width > 0 && one.classList.contains('leaflet-tile-loaded'))
        .at(-1);
      if (!tile || (tile instanceof HTMLImageElement && !tile.complete)) return false;
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 1;
      const context = canvas.getContext('2d')!;
      context.drawImage(tile, 100, 100, 1, 1, 0, 0, 1, 1);
      const [...colour] = context.getImageData(0, 0, 1, 1).data.slice(0, 3);
      const most = Math.max(...colour);
      if (should === 'dark') return most > 0 && most < 100;
      if (should === 'light') return most > 150;
      return JSON.stringify(colour) === JSON.stringify(should);
    },
    wanted,
    soon,
  );
}

describe('the map of the operator', () => {
  it('vector tiles out of a PMTiles file are drawn in the colours of the theme, and only from here', async () => {
    const { page, strangers, errors, violations } = visitor;
    await colourIs(page, 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await colourIs(page, 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect([strangers, errors, violations]).toEqual([[], [], []]);
  });

  it('pictures out of a PMTiles file are drawn above the built-in map, with their attribution', async () => {
    const path = join(folder, 'pictures.pmtiles');
    writeFileSync(path, pmtiles('raster', 5, plainPng(200, 30, 60)));
    await choose(path);
    const { page, strangers, errors, violations } = visitor;
    await page.reload();
    await colourIs(page, [200, 30, 60]);
    const foot = page.locator('.map-attribution');
    await foot.getByText('Survey of Testland').waitFor(soon);
    expect(await foot.getAttribute('title')).toContain('Natural Earth');
    const filter = await page.evaluate(
      () => getComputedStyle(document.querySelector('.leaflet-operator-pane')!).filter,
    );
    expect(filter).toContain('invert');
    expect([strangers, errors, violations]).toEqual([[], [], []]);
  });

  it('a tile server is asked, and when it is gone the built-in map stays and a note says so', async () => {
    await choose(`${origin}/{z}/{x}/{y}.png`);
    const { page, strangers, violations } = visitor;
    await page.reload();
    await page.locator('.leaflet-operator-pane .leaflet-tile-loaded').first().waitFor(soon);
    expect(strangers.every((url) => url.startsWith(origin)) && strangers.length > 0).toBe(true);
    expect(violations).toEqual([]);
    there = false;
    await page.locator('.map-canvas-host').press('+');
    await page.locator('.map-canvas-host').press('+');
    await page.getByText('The map of this server cannot be had').waitFor(soon);
    expect(await page.locator('.leaflet-base-pane canvas').isVisible()).toBe(true);
    expect(await page.locator('.map-attribution').textContent()).toBe('Base map: Natural Earth');
  });
});
