import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownerOf } from '../../server/demo/content/story/build.ts';
import { codeOf } from '../../shared/code.ts';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let owner: Visitor;
const soon = { timeout: 20_000 };
const fails = (asset: string) =>
  server.say(ownerOf(asset), 'asset.setStatus', {
    assetId: server.id('asset', asset),
    status: 'failed',
    because: 'damage',
  });

/** Nobody of the hospitals is connected while the substations behind them are lost. */
beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  for (const station of ['ss-fuencarral', 'ss-aceca', 'ss-penaflor', 'ss-escatron'])
    expect(await fails(station)).toMatchObject({ outcome: 'accepted' });
  owner = await visit(browser, server, 'owner@hospitales', 'digest', { device: { theme: 'light' } });
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

describe('what was predicted while nobody was there', () => {
  it('[CAS-17] the digest tells it, with its band, its label and what became of it', async () => {
    const { page } = owner;
    const part = page.getByRole('region', { name: 'Predicted while you were away' });
    const row = part.getByRole('listitem').filter({ hasText: 'Ramón y Cajal' });
    await row.getByText('Still predicted').waitFor(soon);
    await row.getByText(/between .* and /).waitFor(soon);
    await row.getByText(/^TLP:(GREEN|AMBER)$/).waitFor(soon);
    expect(await seriousFindings(page)).toEqual([]);
    // Nothing stays of what is not shown any more.
    const recalled = await server.say(ownerOf('ss-fuencarral'), 'sharing.mark', {
      entity: { kind: 'asset', id: server.id('asset', 'ss-fuencarral') },
      marking: { tlp: 'TLP:AMBER+STRICT' },
      reason: 'The cell decided so.',
    });
    expect(recalled).toMatchObject({ outcome: 'accepted' });
    await row.waitFor({ state: 'detached', ...soon });
    await part.getByRole('listitem').first().waitFor(soon);
    const returned = await server.say(ownerOf('ss-fuencarral'), 'sharing.mark', {
      entity: { kind: 'asset', id: server.id('asset', 'ss-fuencarral') },
      marking: { tlp: 'TLP:GREEN' },
      reason: 'And back again.',
    });
    expect(returned).toMatchObject({ outcome: 'accepted' });
  });

  it('[U9] the alert is there: one for each root cause, with its band; it opens the asset and is put aside', async () => {
    const { page } = owner;
    const bell = page.getByRole('button', { name: /alerts? that nobody here has answered/ });
    await expect.poll(async () => Number(await bell.locator('.al-bell-count').textContent()), soon).toBeGreaterThan(2);
    await bell.click();
    const panel = page.getByRole('region', { name: 'Alerts' });
    const row = panel.getByRole('listitem').filter({ hasText: 'Ramón y Cajal' });
    await row.getByText('Predicted', { exact: true }).waitFor(soon);
    await row.getByText(/between .* and /).waitFor(soon);
    await row.getByText(/because of .*Fuencarral/).waitFor(soon);
    expect(await row.count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await row.getByRole('button').first().click();
    await page.waitForURL(new RegExp(codeOf('asset', server.id('asset', 'ho-ramon-cajal'))));
    await bell.click();
    await row.getByRole('button', { name: 'Seen' }).click();
    await row.waitFor({ state: 'detached', ...soon });
    // Put aside on this device, also for whoever loads the page anew.
    await page.reload();
    await bell.click(soon);
    await panel.getByText('Predicted', { exact: true }).first().waitFor(soon);
    expect(await row.count()).toBe(0);
    expect(owner.errors).toEqual([]);
    expect(owner.strangers).toEqual([]);
  });

  it('[L9] [CAS-13] the browser’s worker and the server’s route say the same, to the bit', async () => {
    const { page } = owner;
    // What the worker answers is heard beside the page's own listener.
    await page.addInitScript(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      window.Worker = class extends Worker {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          this.addEventListener('message', ({ data }: MessageEvent<{ forecast?: object }>) => {
            if (data.forecast) heard.push(JSON.stringify(data.forecast));
          });
        }
      };
    });
    await page.reload();
    const said = await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.at(-1), null, soon);
    const route = `${server.address}/api/v1/operations/${server.operation}/forecast`;
    const answer = await owner.context.request.get(route);
    expect(await said.jsonValue()).toBe(await answer.text());
    expect((await answer.text()).length).toBeGreaterThan(1000);
  });
});
