import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let admin: Visitor;
const soon = { timeout: 20_000 };

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  admin = await visit(browser, server, 'admin@control', 'admin?tab=import', { reducedMotion: 'reduce' });
});
afterAll(async () => {
  expect([admin.errors, admin.strangers]).toEqual([[], []]);
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

const script = '<img src=x onerror="document.title=1">';
const head = 'id,name,sector,type,country,lat,lon,operator,tlp';
const rows = [
  'e-1,Alcolea substation,energy,substation,ES,37.95,-4.66,Red Ibérica,',
  `e-2,"${script.replaceAll('"', '""')}",energy,substation,ES,37.96,-4.67,"${script.replaceAll('"', '""')}",`,
  'e-3,Quiet substation,energy,substation,ES,37.97,-4.68,,TLP:AMBER+STRICT',
  'e-4,,energy,substation,ES,37.98,-4.69,,',
];
const file = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from([head, ...lines].join('\n')),
});
const counted = (page: Page, what: string) =>
  page.locator('.im-counts > div', { hasText: what }).locator('dd').innerText();

describe('importing assets in the interface', () => {
  it('[IMP-1][U19] shows who would see what before anything is stored, imports it, and a repeat brings nothing new', async () => {
    const { page } = admin;
    const partner = await visit(browser, server, 'coordinator@red-iberica', 'assets');
    const shownToPartner = async () => {
      const answer = await partner.context.request.get(
        `${server.address}/api/v1/operations/${server.operation}/snapshot`,
      );
      const { records } = (await answer.json()) as { records: { asset: { name?: string }[] } };
      return ['Alcolea substation', 'Quiet substation'].filter((one) => records.asset.some(({ name }) => name === one));
    };
    const field = page.locator('input[type=file]');
    await page.getByText('At most 64 MiB').waitFor(soon);
    expect.soft(await seriousFindings(page), 'empty').toEqual([]);
    await field.setInputFiles(file('sur.csv', rows));

    await page.getByText('20 organisations will see 2 assets').waitFor(soon);
    await page.getByText('1 organisation will see 1 asset', { exact: true }).waitFor(soon);
    expect(await counted(page, 'New')).toBe('3');
    expect(await counted(page, 'Refused')).toBe('1');
    await page.getByText('It has no name.').waitFor(soon);
    await page.getByRole('rowheader', { name: script }).waitFor(soon);
    await page.locator('.im-operators li', { hasText: script }).getByText('unconfirmed').waitFor(soon);
    expect.soft(await seriousFindings(page), 'preview').toEqual([]);
    expect(await shownToPartner(), 'nothing is stored by a preview').toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent('download', soon),
      page.getByRole('button', { name: 'Download the list' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('sur.csv.refused.csv');

    await page.getByRole('button', { name: 'Import 3 assets' }).click();
    await page.getByRole('heading', { name: '3 assets imported' }).waitFor(soon);
    expect.soft(await seriousFindings(page), 'done').toEqual([]);
    expect(await shownToPartner(), 'AMBER+STRICT stays at home').toEqual(['Alcolea substation']);
    await partner.context.close();

    await page.getByRole('button', { name: 'Another file' }).click();
    await field.setInputFiles(file('sur.csv', rows));
    await page.getByText('Nothing new: all 3 assets of this file are already here.').waitFor(soon);
    expect(await page.getByRole('button', { name: /^Import \d/ }).count()).toBe(0);
    expect(await page.title(), '[P-A5] script is text').not.toBe('1');
  });

  it('[U19] by keyboard alone: from the file to the summary', async () => {
    const { page } = admin;
    const focused = () =>
      page.evaluate(() => {
        const here = document.activeElement as HTMLElement | null;
        return `${here?.getAttribute('role') ?? here?.tagName.toLowerCase()} ${here?.ariaLabel ?? here?.innerText}`;
      });
    const tabTo = async (what: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        if (what.test(await focused())) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no way to ${what} by Tab`);
    };
    await page.getByRole('tab', { name: 'Import' }).focus();
    const open = async () => {
      await tabTo(/^input Choose/);
      const opened = page.waitForEvent('filechooser', { timeout: 5_000 });
      await page.keyboard.press('Enter');
      return opened;
    };
    // A screen that is still settling may take the focus once: a person presses again.
    const chooser = await open().catch(open);
    await chooser.setFiles(file('norte.csv', ['n-1,Keyboard works,energy,substation,ES,42.1,-3.1,,']));
    await page.getByText('20 organisations will see 1 asset', { exact: true }).waitFor(soon);
    await tabTo(/^radio TLP:GREEN/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('radio TLP:AMBER+STRICT');
    await page.getByText('1 organisation will see 1 asset', { exact: true }).waitFor(soon);
    await page.getByRole('button', { name: 'Import 1 asset' }).and(page.locator(':enabled')).waitFor(soon);
    await tabTo(/^button Import 1 asset/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 asset imported' }).waitFor(soon);
    expect(await focused()).toBe('h2 1 asset imported');
    await tabTo(/^button Another file/);
    await page.keyboard.press('Enter');
    await page.getByText('Drop a GeoJSON or CSV file here').waitFor(soon);
  });
});

describe('health of the node, where an administrator looks for it', () => {
  it('[U8][U19] says what can be done, who is connected and which nodes there are; a node that stops is told in words', async () => {
    const { page } = admin;
    await page.getByRole('tab', { name: 'Health' }).click();
    await page.getByText('Level with what is stored').waitFor(soon);
    await page.getByText('is connected to this node').or(page.getByText('are connected to this node')).waitFor(soon);
    await page.getByRole('cell', { name: 'node', exact: true }).waitFor(soon);
    await page.getByText('None is known: run “tocsin backup”').waitFor(soon);
    expect.soft(await seriousFindings(page), 'health').toEqual([]);
    server.app.drain();
    await page.getByText('This server is about to stop').waitFor(soon);
  });
});
