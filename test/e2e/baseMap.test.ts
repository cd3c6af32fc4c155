import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBaseMap } from '../../server/baseMap/baseMap.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';
import { plainPng, pmtiles, waterTile } from '../support/pmtiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-base-map-'));
const soon = { timeout: 20_000 };
const servers: DemoServer[] = [];
let browser: Browser;
let tiles: Server;
/** Whether the tile server answers. */
let there = true;
const never = (why: string) => expect.unreachable(why);

beforeAll(async () => {
  tiles = createServer((request, response) => {
    if (!there) request.socket.destroy();
    else response.setHeader('content-type', 'image/png').end(plainPng(20, 160, 60));
  });
  await new Promise<void>((resolve) => tiles.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  for (const server of servers) await server.close();
  tiles.closeAllConnections();
  tiles.close();
  rmSync(folder, { recursive: true, force: true });
});

async function shown(source: string, device: object = {}): Promise<Visitor> {
  const server = await startDemoServer({
    baseMap: await openBaseMap({ source, attribution: 'Survey of Testland' }, never),
  });
  servers.push(server);
  return visit(browser, server, 'coordinator@pc-es', '?view=40.4,-3.7,6', { device });
}

/** The colour (red, green, blue) in the middle of a tile that is drawn. */
const colourOfTile = (page: Page) =>
  page.waitForFunction(() => {
    const tile = document.querySelector<HTMLImageElement | HTMLCanvasElement>(
      '.leaflet-operator-pane .leaflet-tile-loaded',
    );
    if (!tile || tile.width === 0 || (tile instanceof HTMLImageElement && !tile.complete)) return undefined;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d')!;
    context.drawImage(tile, 100, 100, 1, 1, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  });
const colour = async (page: Page) => (await colourOfTile(page)).jsonValue();

describe('the map of the operator', () => {
  it('pictures out of a PMTiles file are drawn above the built-in map, with their attribution, and only from here', async () => {
    const path = join(folder, 'pictures.pmtiles');
    writeFileSync(path, pmtiles('raster', 5, plainPng(200, 30, 60)));
    const { page, strangers, errors, violations, context } = await shown(path);
    expect(await colour(page)).toEqual([200, 30, 60]);
    const foot = page.locator('.map-attribution');
    await foot.getByText('Survey of Testland').waitFor(soon);
    expect(await foot.textContent()).toContain('Natural Earth');
    const filter = () =>
      page.evaluate(() => getComputedStyle(document.querySelector('.leaflet-operator-pane')!).filter);
    expect(await filter()).toContain('invert');
    expect([strangers, errors, violations]).toEqual([[], [], []]);
    await context.close();
  });

  it('vector tiles are drawn in the colours of the theme', async () => {
    const path = join(folder, 'vector.pmtiles');
    writeFileSync(path, pmtiles('vector', 4, waterTile()));
    const dark = await shown(path, { theme: 'dark' });
    const atNight = (await colour(dark.page))!;
    expect(Math.max(...atNight)).toBeLessThan(100);
    expect([dark.errors, dark.violations, dark.strangers]).toEqual([[], [], []]);
    await dark.context.close();
    const light = await visit(browser, servers.at(-1)!, 'coordinator@pc-es', '?view=40.4,-3.7,6', {
      device: { theme: 'light' },
    });
    expect(Math.max(...(await colour(light.page))!)).toBeGreaterThan(150);
    await light.context.close();
  });

  it('a tile server is asked, and when it is gone the built-in map stays and a note says so', async () => {
    const origin = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
    const { page, violations, strangers, context } = await shown(`${origin}/{z}/{x}/{y}.png`);
    await page.locator('.leaflet-operator-pane .leaflet-tile-loaded').first().waitFor(soon);
    expect(strangers.every((url) => url.startsWith(origin)) && strangers.length > 0).toBe(true);
    expect(violations).toEqual([]);
    there = false;
    await page.goto(page.url().replace(/view=[^&]*/, 'view=48.1,11.5,9'));
    await page.getByText('The map of this server cannot be had').waitFor(soon);
    expect(await page.locator('.leaflet-base-pane canvas').isVisible()).toBe(true);
    expect(await page.locator('.map-attribution').textContent()).not.toContain('Testland');
    await context.close();
  });
});
