import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/parts/words.mjs';
import { createApp, type App, type AppOptions } from '../../server/app.ts';
import { DEMO_PASSWORD, loadDemo, setDemoAccounts } from '../../server/demo/load.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import { cliHome } from '../server/cli.support.ts';
import { launchBrowser } from '../support/chromium.ts';

const USERNAME = 'coordinator@pc-es.demo';
const soon = { timeout: 30_000 };
const closing: (() => unknown)[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => browser.close());

async function serve(directory: string, port = 0, more: Partial<AppOptions> = {}) {
  const store = await openSqliteStore({ directory });
  const app: App = await createApp({ store, clientDirectory: join(projectRoot, 'dist', 'client'), ...more });
  await new Promise<void>((listening) => app.http.listen(port, '127.0.0.1', listening));
  let open = true;
  const close = async () => {
    if (open) await app.close();
    open = false;
  };
  closing.push(close);
  return { app, close, port: (app.http.address() as AddressInfo).port };
}

/** A page of one coordinator with the demonstration open, and the place of its server's data. */
async function opened() {
  const home = cliHome();
  closing.push(() => rm(home.folder, { recursive: true, force: true }));
  const server = await serve(home.data);
  const operation = await loadDemo(server.app);
  await setDemoAccounts(server.app, true);
  const address = `http://localhost:${server.port}`;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  closing.push(() => context.close());
  await context.addInitScript(() => localStorage.setItem('tocsin.device', JSON.stringify({ tourSeen: true })));
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  const signedIn = await context.request.post(`${address}/api/v1/session`, {
    data: { username: USERNAME, password: DEMO_PASSWORD },
    headers: { origin: address },
  });
  expect(signedIn.status()).toBe(200);
  await page.goto(`${address}/op/${operation}/`);
  await page.locator('[data-connection="live"]').waitFor(soon);
  await page.locator('.a-loading').waitFor({ state: 'detached', ...soon });
  await form(page);
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'What happened' }).waitFor({ state: 'detached', ...soon });
  const titles = (app: App, title: string) => {
    const { world, confirmed } = app.worlds.operation(operation)!;
    return [...world.keys()].filter(
      (key) => (world.at(key, confirmed) as { title?: string } | undefined)?.title === title,
    ).length;
  };
  return { home, server, page, errors, titles };
}

/** The form is loaded when it is first wanted, and may be wanted when there is nobody to load it from. */
async function form(page: Page) {
  const title = page.getByRole('textbox', { name: 'What happened' });
  await page.keyboard.press('c');
  await title.waitFor(soon);
  return title;
}

async function report(page: Page, what: string): Promise<void> {
  await (await form(page)).fill(what);
  await page.keyboard.press('Enter');
  await page.locator('#list').getByText(what).first().waitFor(soon);
}

describe('a page whose server is another one now', () => {
  it('[P-D7] one that is too old is loaded anew by itself; what it had queued is kept, and sent once', async () => {
    const { home, server, page, errors, titles } = await opened();
    await page.evaluate(() => ((window as { before?: boolean }).before = true));
    await server.close();
    await page.locator('[data-connection="offline"], [data-connection="reconnecting"]').waitFor(soon);
    await report(page, 'Reported to nobody yet');
    await page.getByText('1 unsent').first().waitFor(soon);
    // A later build that speaks with no page of before.
    const later = await serve(home.data, server.port, { oldestProtocol: 2 });
    await page.waitForFunction(() => (window as { before?: boolean }).before === undefined, undefined, soon);
    await page.getByText('1 unsent').first().waitFor(soon);
    // It is the same old page that came back here: it is not loaded over and over.
    await page.evaluate(() => ((window as { before?: boolean }).before = true));
    await page.waitForEvent('websocket', soon);
    await page.waitForEvent('websocket', soon);
    expect(await page.evaluate(() => (window as { before?: boolean }).before)).toBe(true);
    expect(titles(later.app, 'Reported to nobody yet')).toBe(0);
    await later.close();
    const fitting = await serve(home.data, server.port);
    await expect.poll(() => titles(fitting.app, 'Reported to nobody yet'), { timeout: 40_000 }).toBe(1);
    await page.locator('#list').getByText('Reported to nobody yet').first().waitFor(soon);
    await page
      .getByText('1 unsent')
      .first()
      .waitFor({ state: 'detached', ...soon });
    expect(errors).toEqual([]);
  }, 120_000);

  it('[P-D12] one that was restored from a backup says so, and what it no longer holds waits in its author’s tray', async () => {
    const { home, server, page, errors, titles } = await opened();
    const copied = await home.run(['backup', join(home.folder, 'copy')]);
    expect(copied.code, copied.said).toBe(0);
    await report(page, 'Said after the backup');
    await expect.poll(() => titles(server.app, 'Said after the backup'), soon).toBe(1);
    await server.close();
    const elsewhere = join(home.folder, 'elsewhere');
    const restored = await home.run(['restore', join(home.folder, 'copy')], { env: { TOCSIN_DATA: elsewhere } });
    expect(restored.code, restored.said).toBe(0);
    const now = await serve(elsewhere, server.port);
    // Nobody is signed in with a server that was restored.
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name').waitFor(soon);
    await dialog.getByLabel('User name').fill(USERNAME);
    await dialog.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'The server was restored from a backup' }).waitFor(soon);
    await page.locator('[data-connection="live"]').waitFor(soon);
    await page
      .locator('#list')
      .getByText('Said after the backup')
      .first()
      .waitFor({ state: 'detached', ...soon });
    expect(titles(now.app, 'Said after the backup')).toBe(0);
    await page
      .getByRole('button', { name: /not done/ })
      .first()
      .click(soon);
    await page
      .getByRole('region', { name: 'Needs your attention' })
      .getByText(/restored from a backup/)
      .first()
      .waitFor(soon);
    expect(errors).toEqual([]);
  }, 120_000);
});
