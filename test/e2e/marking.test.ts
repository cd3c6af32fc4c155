import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let madrid: Visitor;
let lisbon: Visitor;
const soon = { timeout: 20_000 };
const TITLE = 'Relay settings were changed from outside';
const CAUSE = 'A stolen maintenance account';
const NOTICE = 'A record you had open is no longer shared with you.';

/** Neither text nor attribute of the page holds it. */
const isGone = async ({ page }: Visitor, words: string): Promise<boolean> => !(await page.content()).includes(words);

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  madrid = await visit(browser, server, 'coordinator@red-iberica', 'report');
  lisbon = await visit(browser, server, 'coordinator@pc-pt');
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

describe('what the owner shares, and takes back', () => {
  it('[POL-6] the composer says who will see it and who without the restricted fields, and refuses what contradicts itself', async () => {
    const { page } = madrid;
    await page.getByLabel('What happened').fill(TITLE);
    await page.getByLabel('Description').fill(CAUSE);
    const sentence = page.locator('.t-audience-said');
    await page.locator('.t-audience[data-from="server"]').waitFor(soon);
    expect(await sentence.innerText()).toMatch(/^\d+ organisations will see it\./);
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByLabel('Fewer people see description, cause and exact place').check();
    await page
      .getByText(/^(\d+) organisations will see it; \d+ of them without description, cause and exact place\.$/)
      .waitFor(soon);
    // The very answer of the server, not what is known here.
    await page.locator('.t-audience[data-from="server"]:not([data-asking])').waitFor(soon);

    await page.getByRole('radiogroup', { name: 'Who may see it' }).getByRole('radio', { name: 'TLP:RED' }).click();
    await page.getByText('Restricted fields cannot be wider than their record.').first().waitFor(soon);
    expect(
      await page
        .getByRole('button', { name: /^Report/ })
        .last()
        .getAttribute('aria-disabled'),
    ).toBe('true');
    await page.getByRole('radiogroup', { name: 'Who may see it' }).getByRole('radio', { name: 'TLP:GREEN' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('What happened').press('Enter');
  });

  it('[POL-6] a partner sees it without its restricted fields', async () => {
    const { page } = lisbon;
    await page.getByText(TITLE).first().click(soon);
    await page.getByRole('heading', { name: TITLE }).waitFor(soon);
    expect(await isGone(lisbon, CAUSE)).toBe(true);
    await madrid.page.getByText(TITLE).first().click(soon);
    await madrid.page.getByText(CAUSE).first().waitFor(soon);
  });

  it('the inspector says field by field who is shown what, and why', async () => {
    const { page } = madrid;
    await page.getByRole('tab', { name: 'Shared with' }).click();
    const row = page.getByRole('row', { name: /^Description/ });
    await row.getByText('restricted').first().waitFor(soon);
    const others = page.getByRole('columnheader').getByRole('button', { expanded: false });
    const columns = await page.getByRole('columnheader').count();
    await others.first().click();
    expect(await page.getByRole('columnheader').count()).toBeGreaterThan(columns + 10);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('[POL-5][DLV-4] recalled, it is gone from the partner within a second, with one neutral notice', async () => {
    const { page } = madrid;
    await page.getByRole('button', { name: 'Sharing', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Recall it' }).click();
    const dialog = page.getByRole('dialog', { name: 'Recall it' });
    await dialog
      .getByText(/^\d+ will see less\./)
      .or(dialog.getByText('Only your organisation will see it.'))
      .first()
      .waitFor(soon);
    await dialog.getByLabel('Reason').fill('Sent too early');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Recall', exact: true }).click();
    const sent = performance.now();
    await lisbon.page.getByText(NOTICE).waitFor(soon);
    expect(performance.now() - sent).toBeLessThan(1000);
    await lisbon.page.getByRole('heading', { name: 'Not found, or not shared with you' }).waitFor(soon);
    expect(await isGone(lisbon, TITLE)).toBe(true);
    expect(await lisbon.page.getByText(NOTICE).count()).toBe(1);
  });

  it('a request to share more rings the owner, is answered with a marking, and the one who asked sees it', async () => {
    const incidentId = server.id('incident', 'asked-for');
    const title = 'Cyber watch: pattern of the intrusion';
    const said = await server.say('coordinator@red-iberica', 'incident.report', {
      incidentId,
      title,
      description: CAUSE,
      marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } },
    });
    expect(said.outcome).toBe('accepted');
    const { page } = lisbon;
    await page.getByText(title).first().click(soon);
    await page.getByRole('tab', { name: 'Shared with' }).click(soon);
    await page.getByRole('button', { name: 'Ask the owner for more' }).click(soon);
    await page.getByLabel('What you need it for').fill('We see the same here');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Asked, not answered yet:').waitFor(soon);

    const owner = madrid.page;
    await owner.getByRole('button', { name: /alerts? that nobody here has answered/ }).click();
    await owner.getByRole('button', { name: new RegExp(`Asks you to share more.*${title}`) }).click(soon);
    await owner.getByText('We see the same here').waitFor(soon);
    await owner.getByRole('button', { name: 'Grant…' }).click();
    const dialog = owner.getByRole('dialog', { name: 'Grant the request' });
    await dialog.getByLabel(/^Fewer people see/).uncheck();
    await dialog.getByLabel('Reason').fill('You need it');
    await dialog.getByRole('button', { name: /^Share with \d+ more$/ }).click(soon);
    await page.getByText('Granted:').waitFor(soon);
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByText(CAUSE).first().waitFor(soon);
  });

  it('no request leaves for another host, and no script fails', () => {
    for (const visitor of [madrid, lisbon]) {
      expect(visitor.strangers).toEqual([]);
      expect(visitor.errors).toEqual([]);
    }
  });
});
