import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../shared/code.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let madrid: Visitor;
let lisbon: Visitor;
const soon = { timeout: 20_000 };

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  madrid = await visit(browser, server, 'coordinator@red-iberica');
  lisbon = await visit(browser, server, 'coordinator@pc-pt');
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

describe('two organisations side by side', () => {
  it('[CLI-2] what one reports, the other sees at once; what is not for it, it does not', async () => {
    await madrid.page.keyboard.press('c');
    await madrid.page.getByLabel('What happened').fill('Smoke over the control room');
    await madrid.page.keyboard.press('Enter');
    await madrid.page.getByText('Smoke over the control room').first().waitFor(soon);
    await lisbon.page.getByText('Smoke over the control room').first().waitFor(soon);

    const said = await server.say('coordinator@red-iberica', 'incident.report', {
      incidentId: server.id('incident', 'secret'),
      title: 'Only for our own people',
      severity: 4,
      marking: { tlp: 'TLP:AMBER+STRICT' },
    });
    expect(said.outcome).toBe('accepted');
    await madrid.page.getByText('Only for our own people').first().waitFor(soon);
    // Something later arrives at the other screen: what came before it has had its chance.
    await server.say('coordinator@red-iberica', 'incident.report', {
      incidentId: server.id('incident', 'after'),
      title: 'For everybody, later',
    });
    await lisbon.page.getByText('For everybody, later').first().waitFor(soon);
    expect(await lisbon.page.getByText('Only for our own people').count()).toBe(0);
    expect(await lisbon.page.content()).not.toContain(server.id('incident', 'secret'));
  });

  it('[U2] an invisible code and an unknown one open the same page; a visible one opens its drawer', async () => {
    const code = codeOf('incident', server.id('incident', 'secret'));
    const texts: string[] = [];
    for (const shown of [code, 'INC-ZZZZ']) {
      await lisbon.page.goto(`${server.address}/op/${server.operation}/incident/${shown}`);
      await lisbon.page.getByRole('heading', { name: 'Not found, or not shared with you' }).waitFor(soon);
      texts.push((await lisbon.page.locator('#drawer').innerText()).replaceAll(shown, 'CODE'));
    }
    expect(texts[0]).toBe(texts[1]);
    await madrid.page.goto(`${server.address}/op/${server.operation}/incident/${code}`);
    await madrid.page.getByRole('heading', { name: 'Only for our own people' }).first().waitFor(soon);
  });

  it('a status change travels from one browser to the other', async () => {
    const asset = server.app.worlds.operation(server.operation)!;
    const name = 'Sagunto combined cycle';
    const key = [...asset.world.keys()].find(
      (one) => (asset.world.at(one, asset.confirmed) as { name?: string }).name === name,
    )!;
    const code = codeOf('asset', key.slice('asset:'.length));
    const owner = await visit(browser, server, 'owner@red-iberica', `asset/${code}`);
    await lisbon.page.goto(`${server.address}/op/${server.operation}/asset/${code}`);
    await lisbon.page.getByRole('heading', { name }).first().waitFor(soon);
    await owner.page.getByRole('heading', { name }).first().waitFor(soon);
    await owner.page
      .getByRole('button', { name: /^Failed/ })
      .first()
      .click();
    await owner.page.keyboard.press('Enter');
    await lisbon.page
      .getByRole('complementary')
      .or(lisbon.page.getByRole('main'))
      .getByText('Failed')
      .first()
      .waitFor(soon);
    await owner.context.close();
  });

  it('no request leaves for another host, and no script fails', () => {
    for (const visitor of [madrid, lisbon]) {
      expect(visitor.strangers).toEqual([]);
      expect(visitor.errors).toEqual([]);
    }
  });
});
