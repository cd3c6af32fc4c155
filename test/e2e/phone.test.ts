import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo/load.ts';
import { launchBrowser, skipReason } from '../support/chromium.ts';
import { caller, servePhone, type PhoneServer } from './phone.support.ts';

if (skipReason) console.log(`the phone: skipped, ${skipReason}`);

const GRANADA = { latitude: 37.1773, longitude: -3.5986, accuracy: 14 };

describe.skipIf(skipReason !== undefined)('the phone in a real browser', () => {
  let browser: Browser;
  let server: PhoneServer;
  let context: BrowserContext | undefined;
  const elsewhere: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    server = await servePhone();
    browser = await launchBrowser();
  }, 120_000);
  afterEach(async () => {
    server.restore();
    await context?.close();
    context = undefined;
    expect(elsewhere.splice(0), 'requests to another host').toEqual([]);
    expect(errors.splice(0), 'errors in the page').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(options: { width?: number; colorScheme?: 'dark' | 'light' } = {}): Promise<Page> {
    const { width = 390, colorScheme = 'dark' } = options;
    context = await browser.newContext({
      viewport: { width, height: 844 },
      colorScheme,
      isMobile: true,
      hasTouch: true,
      reducedMotion: 'reduce',
      geolocation: GRANADA,
      permissions: ['geolocation'],
    });
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${server.url}/m`);
    return page;
  }

  async function signIn(page: Page, username: string): Promise<void> {
    await page.fill('input[autocomplete=username]', username);
    await page.fill('input[autocomplete=current-password]', DEMO_PASSWORD);
    await page.click('button[type=submit]');
    await page.getByRole('navigation').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  }

  /** The service worker has everything, and this page is in its hands. */
  const kept = (page: Page): Promise<void> =>
    expect
      .poll(() =>
        page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration('/m');
          return registration?.active?.state === 'activated' && navigator.serviceWorker.controller !== null;
        }),
      )
      .toBe(true);

  /** The first words of the keys that this device keeps. */
  const keptRows = (page: Page): Promise<string[]> =>
    page.evaluate(async () => {
      const answer = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((done) => request.addEventListener('success', () => done(request.result)));
      const database = await answer(indexedDB.open('tocsin'));
      const keys = await answer(database.transaction('rows').objectStore('rows').getAllKeys());
      database.close();
      return keys.map((key) => String(key).split('/')[0]!);
    });

  async function goOffline(): Promise<void> {
    server.cut();
    await context!.setOffline(true);
  }
  async function comeBack(): Promise<void> {
    server.restore();
    await context!.setOffline(false);
  }

  /** A photo as a camera makes it: large. */
  const photo = async (page: Page): Promise<Buffer> => {
    const data = await page.evaluate(() => {
      const canvas = document.createElement('canvas');
      canvas.width = 2400;
      canvas.height = 1800;
      const pen = canvas.getContext('2d')!;
      pen.fillStyle = '#a33';
      pen.fillRect(0, 0, 2400, 900);
      return canvas.toDataURL('image/jpeg').split(',')[1]!;
    });
    return Buffer.from(data, 'base64');
  };

  async function report(page: Page, line: string, withPhoto: boolean): Promise<void> {
    await page.getByRole('button', { name: 'Report', exact: true }).click();
    await page.getByRole('button', { name: 'Major' }).click();
    await page.getByRole('button', { name: 'Fire' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Use my position' }).click();
    await page.getByText(/within 14 m/).waitFor();
    await page
      .getByRole('group', { name: /nearest first/ })
      .getByRole('button')
      .first()
      .click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel(/One line/).fill(line);
    if (withPhoto) {
      const buffer = await photo(page);
      await page
        .locator('.p-report input[type=file]')
        .setInputFiles({ name: 'camera.jpg', mimeType: 'image/jpeg', buffer });
      await page.locator('.p-thumb img').waitFor();
    }
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByRole('heading', { name: line, level: 2 }).waitFor();
  }

  test('[P-D7] a report with a photo, made offline, outlives a reload offline and arrives once', async () => {
    const page = await open();
    await signIn(page, 'responder@pc-es.demo');
    await kept(page);
    await page.locator('.p-card').first().waitFor();
    const before = await page.locator('.p-card h3').allTextContents();
    // The picture is written down a moment after it came.
    await expect.poll(() => keptRows(page), { timeout: 10_000 }).toContain('head');

    await goOffline();
    await page.reload();
    await page.locator('.p-card').first().waitFor();
    expect(await page.locator('.p-card h3').allTextContents()).toEqual(before);
    await page.getByText(/Offline since/).waitFor({ timeout: 20_000 });
    await page
      .getByText(/Picture of/)
      .first()
      .waitFor();

    await report(page, 'Smoke over the exchange', true);
    await page.getByText('2 unsent').waitFor();
    await page.reload();
    await page.getByText('2 unsent').waitFor();
    await page.goto(`${server.url}/m#/mine/queue`);
    await page.getByText('2 unsent').first().waitFor();
    expect(await page.locator('.p-queue-item').count()).toBe(2);
    expect(await page.locator('.p-queue-state').first().textContent()).toMatch(/^queued \d\d:\d\d$/);

    await comeBack();
    await page.getByText('Nothing is unsent').waitFor({ timeout: 30_000 });
    const other = await caller(server, 'coordinator@pc-pt.demo');
    const records = await other.records();
    const found = records['incident']!.filter(({ title }) => title === 'Smoke over the exchange');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'fire', severity: 3 });
    const photos = records['attachment']!.filter((one) => (one['on'] as { id: string }).id === found[0]!['id']);
    expect(photos).toHaveLength(1);
    const bytes = await other.bytes(String(photos[0]!['id']));
    const size = await page.evaluate(
      async (list) => {
        const picture = await createImageBitmap(new Blob([new Uint8Array(list)]));
        return [picture.width, picture.height];
      },
      [...bytes],
    );
    expect(size).toEqual([1600, 1200]);
  });

  test('[P-D7] a session that ends keeps the queue; another person of the phone neither sees nor sends it', async () => {
    const page = await open();
    await signIn(page, 'responder@pc-es.demo');
    await kept(page);
    await page.locator('.p-card').first().waitFor();
    await goOffline();
    await report(page, 'Queued before the session ended', false);
    await page.getByText('1 unsent').waitFor();
    await page.goto(`${server.url}/m#/mine/me`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('1 thing is unsent and would be lost.').waitFor();
    await page.getByRole('button', { name: 'Stay signed in' }).click();

    await context!.clearCookies({ name: /session/i });
    await comeBack();
    await page.getByText('Your session has ended.').waitFor({ timeout: 30_000 });
    await signIn(page, 'responder@bomberos.demo');
    await page.goto(`${server.url}/m#/mine/queue`);
    await page.getByText('Nothing is unsent').waitFor();
    const other = await caller(server, 'coordinator@pc-pt.demo');
    const arrived = async (): Promise<number> =>
      (await other.records())['incident']!.filter(({ title }) => title === 'Queued before the session ended').length;
    expect(await arrived()).toBe(0);
    await page.goto(`${server.url}/m#/mine/me`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('form').waitFor();
    await signIn(page, 'responder@pc-es.demo');
    await expect.poll(arrived, { timeout: 20_000 }).toBe(1);
  });

  test('[U16] two taps to a status; the button says nothing it does not do', async () => {
    const page = await open();
    await signIn(page, 'coordinator@pc-es.demo');
    const card = page.locator('.p-card.is-severity-2, .p-card.is-severity-1').first();
    const name = (await card.locator('h3').textContent())!;
    await card.locator('.p-card-open').click();
    await page.getByRole('button', { name: 'Confirmed' }).click();
    await page.locator('.p-act[aria-pressed=true]', { hasText: 'Confirmed' }).waitFor();
    const other = await caller(server, 'coordinator@pc-es.demo');
    await expect
      .poll(async () => (await other.records())['incident']!.find(({ title }) => title === name)?.['status'])
      .toBe('confirmed');
  });

  test('[U16] every target is at least 44 px, status buttons 56, and nothing is wider than 320 px', async () => {
    const page = await open({ width: 320 });
    await signIn(page, 'coordinator@pc-es.demo');
    for (const hash of ['#/mine', '#/team', '#/map', '#/mine/me', '#/mine/queue']) {
      await page.goto(`${server.url}/m${hash}`);
      await page
        .locator(hash.includes('/me') || hash.includes('/queue') ? '.p-sheet' : '.p-card')
        .first()
        .waitFor();
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a, input, summary')]
          .filter((one) => !one.matches('.p-file, .p-skip') && one.checkVisibility())
          .filter((one) => one.offsetHeight < 44 || one.offsetWidth < 44)
          .map((one) => `${one.outerHTML.slice(0, 80)} ${one.offsetWidth}x${one.offsetHeight}`),
      );
      expect(small, hash).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), hash).toBe(320);
    }
    await page.goto(`${server.url}/m#/team`);
    await page.locator('.p-card-open').first().click();
    await page.locator('.p-sheet .p-act').first().waitFor();
    const heights = await page
      .locator('.p-act')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).offsetHeight));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(56);
  });

  test('[U16] the sheet has three stops, by buttons as well as by dragging', async () => {
    const page = await open();
    await signIn(page, 'responder@pc-es.demo');
    await page.locator('.p-card-open').first().click();
    const sheet = page.locator('.p-sheet');
    await sheet.waitFor();
    expect(await sheet.getAttribute('class')).toContain('is-half');
    await page.getByRole('button', { name: 'Larger' }).click();
    expect(await sheet.getAttribute('class')).toContain('is-full');
    await page.getByRole('button', { name: 'Smaller' }).click();
    await page.getByRole('button', { name: 'Smaller' }).click();
    expect(await sheet.getAttribute('class')).toContain('is-peek');
    await page.goBack();
    await sheet.waitFor({ state: 'detached' });
  });

  test.each(['dark', 'light'] as const)('[U19] axe finds nothing serious (%s)', async (colorScheme) => {
    const page = await open({ colorScheme });
    const serious = async (where: string): Promise<void> => {
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const result = await (window as unknown as { axe: typeof axe }).axe.run(document);
        return result.violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(
            ({ id, nodes }) =>
              `${id}: ${nodes.map((node) => `${node.html.slice(0, 120)} ${node.failureSummary}`).join(' | ')}`,
          );
      });
      expect(found, where).toEqual([]);
    };
    await page.locator('.p-demo-account').first().waitFor();
    await serious('sign in');
    await signIn(page, 'coordinator@pc-es.demo');
    for (const hash of ['#/mine', '#/team', '#/map', '#/mine/me', '#/mine/queue', '#/mine/report']) {
      await page.goto(`${server.url}/m${hash}`);
      await page.locator('.p-card, .p-sheet, .p-tile').first().waitFor();
      await serious(hash);
    }
    await page.goto(`${server.url}/m#/team`);
    await page.locator('.p-card-open').first().click();
    await page.locator('.p-sheet').waitFor();
    await serious('a record');
  });
});
