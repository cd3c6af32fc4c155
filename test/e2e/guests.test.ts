import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo/load.ts';
import { idOf } from '../../server/demo/names.ts';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser, skipReason } from '../support/chromium.ts';
import { servePhone, type PhoneServer } from './phone.support.ts';

if (skipReason) console.log(`guests: skipped, ${skipReason}`);

const SPONSOR = 'owner@red-iberica';
const soon = { timeout: 20_000 };

describe.skipIf(skipReason !== undefined)('a guest liaison', () => {
  let browser: Browser;
  let server: PhoneServer;
  let desk: Page;
  const contexts: BrowserContext[] = [];
  const errors: string[] = [];
  let reports = 0;

  beforeAll(async () => {
    server = await servePhone();
    browser = await launchBrowser();
    for (const tlp of ['TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT'] as const) await report(`Visible by ${tlp}`, tlp);
    const context = await opened({ viewport: { width: 1440, height: 900 } });
    await context.addInitScript(() => localStorage.setItem('tocsin.device', JSON.stringify({ tourSeen: true })));
    await context.request.post(`${server.url}/api/v1/session`, {
      data: { username: `${SPONSOR}.demo`, password: DEMO_PASSWORD },
      headers: { origin: server.url },
    });
    desk = await page(context);
    await desk.goto(`${server.url}/op/${server.operation}/sharing/guests`);
  }, 120_000);
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await server?.close();
    expect(errors).toEqual([]);
  });

  async function report(title: string, tlp: 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT'): Promise<void> {
    reports += 1;
    const outcome = await server.app.pipeline.submit(server.operation, idOf('', 'user', SPONSOR), {
      commandId: idOf(server.operation, 'guests', `command ${reports}`),
      type: 'incident.report',
      data: {
        incidentId: idOf(server.operation, 'incident', `guests ${reports}`),
        title,
        severity: 4,
        marking: { tlp },
      },
    });
    expect(outcome.outcome).toBe('accepted');
  }
  async function opened(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    contexts.push(context);
    return context;
  }
  async function page(context: BrowserContext): Promise<Page> {
    const made = await context.newPage();
    made.on('pageerror', (error) => errors.push(String(error)));
    return made;
  }
  const phone = async (link: string): Promise<Page> => {
    const made = await page(
      await opened({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: 'dark' }),
    );
    await made.goto(link);
    return made;
  };
  /** Invites by the screen, by keyboard where a person would; the link is what the field shows. */
  async function invite(name: string): Promise<string> {
    await desk.getByRole('button', { name: 'Invite a guest' }).first().click(soon);
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name, soon);
    await dialog.getByLabel('Name').press('Enter');
    const link = await dialog.getByLabel('Link', { exact: true }).inputValue(soon);
    expect(await dialog.getByRole('img', { name: 'QR code of the link' }).isVisible()).toBe(true);
    expect(await seriousFindings(desk)).toEqual([]);
    await desk.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached', ...soon });
    return link;
  }

  test('[POL-14][P-C5] invited on the desktop, open on a phone, wiped within a second of its revocation', async () => {
    const link = await invite('Gil Guest');
    const visitor = await phone(link);
    await visitor.getByText(/^Guest of .*, until /).waitFor(soon);
    expect(visitor.url()).not.toContain('guest=');
    await visitor.getByText('Visible by TLP:GREEN').waitFor(soon);
    await visitor.getByText('Visible by TLP:AMBER', { exact: true }).waitFor(soon);
    expect(await visitor.content()).not.toContain('Visible by TLP:AMBER+STRICT');
    expect(await visitor.getByRole('button', { name: 'Report' }).count()).toBe(0);
    expect(await seriousFindings(visitor)).toEqual([]);

    // A second place is told why it stays outside, and the first stays in.
    const second = await phone(link);
    await second.getByRole('heading', { name: 'This link is open on another device' }).waitFor(soon);
    expect(second.url()).not.toContain('guest=');
    expect(await seriousFindings(second)).toEqual([]);
    // The same device once more, from the same message.
    await visitor.goto(`${server.url}/m?again`);
    await visitor.goto(link);
    await visitor.getByText('Visible by TLP:GREEN').waitFor(soon);

    await desk.getByText('Here now').waitFor(soon);
    await desk.getByRole('button', { name: 'Revoke the link of Gil Guest' }).click(soon);
    await desk.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click(soon);
    const pressed = performance.now();
    await visitor.getByRole('heading', { name: 'Your visit has ended' }).waitFor(soon);
    // The revocation itself took some of it: the phone has a second from then.
    expect(performance.now() - pressed).toBeLessThan(2000);
    expect(await visitor.content()).not.toContain('Visible by');
    const kept = await visitor.evaluate(async () => {
      const answer = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((done) => request.addEventListener('success', () => done(request.result)));
      const database = await answer(indexedDB.open('tocsin'));
      const rows = await answer(database.transaction('rows').objectStore('rows').getAll());
      database.close();
      return JSON.stringify(rows);
    });
    expect(kept).not.toContain('Visible by');
    await desk.getByText('1 earlier guest').waitFor(soon);
    expect(await seriousFindings(visitor)).toEqual([]);
    // The link it came by is no way back.
    await visitor.goto(`${server.url}/m?back`);
    await visitor.goto(link);
    await visitor.getByRole('heading', { name: 'This link has ended' }).waitFor(soon);
  }, 90_000);

  test('[POL-14] the screen of guests, circles, clients and agreements is free of barriers, dark and light', async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await desk.evaluate(
        (theme) => localStorage.setItem('tocsin.device', JSON.stringify({ tourSeen: true, theme })),
        colorScheme,
      );
      for (const tab of ['guests', 'circles', 'clients', 'agreements']) {
        await desk.goto(`${server.url}/op/${server.operation}/sharing/${tab}`);
        await desk.getByRole('tab', { selected: true }).waitFor(soon);
        await desk.getByText('Loading …').waitFor({ state: 'detached', ...soon });
        expect([tab, colorScheme, await seriousFindings(desk)]).toEqual([tab, colorScheme, []]);
      }
    }
  }, 90_000);
});
