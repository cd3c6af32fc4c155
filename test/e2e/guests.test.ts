import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../server/demo/load.ts';
import { idOf } from '../../server/demo/names.ts';
import { seriousFindings, seriousInBothThemes } from '../support/axe.ts';
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
    await context.addInitScript(() => {
      if (!localStorage.getItem('tocsin.device'))
        localStorage.setItem('tocsin.device', JSON.stringify({ tourSeen: true }));
    });
    const session = await context.request.post(`${server.url}/api/v1/session`, {
      data: { username: `${SPONSOR}.demo`, password: DEMO_PASSWORD },
      headers: { origin: server.url },
    });
    expect(session.status()).toBe(200);
    desk = await page(context);
    await desk.goto(`${server.url}/op/${server.operation}/sharing/guests`);
  }, 120_000);
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await server?.close();
    expect(errors).toEqual([]);
  });

  async function report(
    title: string,
    tlp: 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT',
    circles: string[] = [],
  ): Promise<void> {
    reports += 1;
    const outcome = await server.app.pipeline.submit(server.operation, idOf('', 'user', SPONSOR), {
      commandId: idOf(server.operation, 'guests', `command ${reports}`),
      type: 'incident.report',
      data: {
        incidentId: idOf(server.operation, 'incident', `guests ${reports}`),
        title,
        severity: 4,
        marking: { tlp, ...(circles.length > 0 && { circles }) },
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
    let revokedAt = Infinity;
    server.app.worlds.directory.onConfirmed(({ event }) => {
      if (event?.type === 'user.disabled') revokedAt = performance.now();
    });
    await desk.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click(soon);
    await visitor.getByRole('heading', { name: 'Your visit has ended' }).waitFor(soon);
    expect(performance.now() - revokedAt).toBeLessThan(1000);
    expect(await visitor.content()).not.toContain('Visible by');
    await visitor.getByText('To come back, ask Red Ibérica for a new link.').waitFor(soon);
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

  test('[POL-3] taking a member out of a circle says how many records that withdraws, before it is done', async () => {
    const circleId = idOf(server.operation, 'circle', 'guests');
    const made = await server.app.pipeline.submit('directory', idOf('', 'user', SPONSOR), {
      commandId: idOf(server.operation, 'guests', 'circle'),
      type: 'circle.create',
      data: { circleId, name: 'Grid neighbours', members: [idOf('', 'organisation', 'rede-lusa')] },
    });
    expect(made.outcome).toBe('accepted');
    await report('For the neighbours', 'TLP:AMBER', [circleId]);
    await report('For them alone', 'TLP:AMBER+STRICT', [circleId]);
    await desk.goto(`${server.url}/op/${server.operation}/sharing/circles`);
    await desk.getByText('2 of your records are shared with it here').first().waitFor(soon);
    await desk.getByRole('button', { name: 'Members of Grid neighbours' }).click(soon);
    const dialog = desk.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Members' }).or(dialog.getByRole('combobox')).first().press('Backspace');
    await dialog.getByText(/^Removing .* withdraws 2 records of yours from it in this operation\.$/).waitFor(soon);
    // Closes the list of the field.
    await desk.keyboard.press('Tab');
    await desk.getByRole('listbox').waitFor({ state: 'hidden', ...soon });
    expect(await seriousFindings(desk)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click(soon);
  }, 60_000);

  test('[POL-14] the screen of guests, circles, clients and agreements is free of barriers, dark and light', async () => {
    await desk.evaluate(() =>
      localStorage.setItem('tocsin.device', JSON.stringify({ tourSeen: true, theme: 'system' })),
    );
    for (const tab of ['guests', 'circles', 'clients', 'agreements']) {
      await desk.goto(`${server.url}/op/${server.operation}/sharing/${tab}`);
      await desk.getByRole('tab', { selected: true }).waitFor(soon);
      await desk.getByText('Loading …').waitFor({ state: 'detached', ...soon });
      expect([tab, await seriousInBothThemes(desk)]).toEqual([tab, []]);
    }
  }, 90_000);
});
