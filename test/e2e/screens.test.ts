import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../shared/code.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { seriousInBothThemes } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let madrid: Visitor;
const soon = { timeout: 20_000 };
const path = (rest: string) => `${server.address}/op/${server.operation}/${rest}`;

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  madrid = await visit(browser, server, 'coordinator@pc-es');
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

const incident = () => codeOf('incident', server.id('incident', 'inc-granada-test'));

describe('the screens', () => {
  it('[U1] Ctrl K finds a record by its code, ? lists the keys, and single keys can be switched off', async () => {
    await server.say('coordinator@pc-es', 'incident.report', {
      incidentId: server.id('incident', 'inc-granada-test'),
      title: 'Found by its code',
      severity: 3,
    });
    const { page } = madrid;
    await page.locator('#list').getByText('Found by its code').first().waitFor(soon);
    await page.keyboard.press('Control+k');
    await page.keyboard.type(incident());
    await page.getByRole('dialog').getByText('Found by its code').first().waitFor(soon);
    await entered(page, page.getByRole('heading', { name: 'Found by its code' }).first());
    expect(page.url()).toContain(`/incident/${incident()}`);
    await page.getByRole('dialog').waitFor({ state: 'detached', ...soon });
    const sheet = page.getByRole('dialog');
    // While a dialog is on its way out it still has the keys: whoever presses too early presses again.
    const pressed = async (key: string, shown: Locator) => {
      if (!(await shown.isVisible())) await page.keyboard.press(key);
      return shown.isVisible();
    };
    const within = { timeout: 20_000, interval: 700 };
    await expect.poll(() => pressed('?', sheet.getByText('Keyboard shortcuts').first()), within).toBe(true);
    await sheet.getByRole('switch').first().click({ force: true });
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached', ...soon });
    await page.keyboard.press('c');
    await expect.poll(() => pressed('Control+k', page.getByRole('dialog').first()), within).toBe(true);
    expect(page.url()).not.toContain('/report');
    await page.keyboard.press('Escape');
  });

  it('[U3][U4] filters and selection are in the address: a link shows the same, Back undoes', async () => {
    const { page } = madrid;
    await page.goto(path('?sector=health'));
    await page.getByRole('heading', { name: 'Open incidents' }).waitFor(soon);
    await page.locator('#list').getByText('Found by its code').first().click();
    await page.getByRole('heading', { name: 'Found by its code' }).first().waitFor(soon);
    expect(decodeURIComponent(page.url())).toContain('health');
    expect(page.url()).toContain(incident());
    await page.goBack();
    await page
      .getByRole('heading', { name: 'Found by its code' })
      .first()
      .waitFor({ state: 'detached', timeout: 20_000 });
    expect(decodeURIComponent(page.url())).toContain('health');
  });

  it('[U7] somebody who looks at the same record is there to see', async () => {
    const { page } = madrid;
    await page.locator('#list').getByText('Found by its code').first().click();
    await page.getByRole('heading', { name: 'Found by its code' }).first().waitFor(soon);
    const lisbon = await visit(browser, server, 'coordinator@pc-pt', `incident/${incident()}`);
    await lisbon.page.getByRole('heading', { name: 'Found by its code' }).first().waitFor(soon);
    await page
      .getByRole('img', { name: /João Meireles/ })
      .or(page.getByLabel(/João Meireles/))
      .or(page.getByTitle(/João Meireles/))
      .first()
      .waitFor(soon);
    await lisbon.context.close();
  });

  it('[U11][U12] an exercise says so, and so does its printed report, with its marking', async () => {
    const { page } = madrid;
    for (const screen of ['Map', 'Tasks', 'Report']) {
      await to(page, screen);
      await page.getByText('EXERCISE EXERCISE EXERCISE').locator('visible=true').first().waitFor(soon);
      await marking(page).waitFor(soon);
    }
    await page.emulateMedia({ media: 'print' });
    await page.getByText('EXERCISE EXERCISE EXERCISE').locator('visible=true').first().waitFor(soon);
    await marking(page).waitFor(soon);
    expect(await page.getByRole('navigation', { name: 'Screens' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('[U13] follows the device where it is told to, and keeps a chosen theme', async () => {
    const visitor = await visit(browser, server, 'coordinator@pc-es', 'tasks', {
      colorScheme: 'light',
      device: { theme: 'system' },
    });
    const { page } = visitor;
    const isLight = () =>
      page.evaluate(() => {
        const parts = getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? [];
        return parts.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) > 380;
      });
    await page.getByRole('heading', { name: 'Tasks' }).first().waitFor(soon);
    expect(await isLight()).toBe(true);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(isLight, soon).toBe(false);
    await choose(page, 'Light');
    await expect.poll(isLight, soon).toBe(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Tasks' }).first().waitFor(soon);
    expect(await isLight()).toBe(true);
    await visitor.context.close();
  });

  it('[U21] an operation with nothing in it says what to do next', async () => {
    const operation = server.id('operation', 'empty');
    const admin = {
      user: server.id('user', 'admin@control'),
      organisation: server.id('organisation', 'control'),
      roles: ['admin'] as const,
    };
    const say = (type: string, data: object) =>
      server.app.pipeline.submitAs(DIRECTORY, admin, { commandId: server.id('e2e', type), type, data });
    const home = server.id('organisation', 'pc-es');
    expect(
      await say('operation.create', {
        operationId: operation,
        name: 'Quiet watch',
        kind: 'live',
        participants: [home],
      }),
    ).toMatchObject({ outcome: 'accepted' });
    await server.app.context.settled(DIRECTORY, admin.user);
    expect(
      await say('user.setRoles', { userId: server.id('user', 'coordinator@pc-es'), operation, roles: ['coordinator'] }),
    ).toMatchObject({ outcome: 'accepted' });
    await server.app.hold(operation);
    const { page } = madrid;
    await page.goto(`${server.address}/op/${operation}/`);
    await page.getByText('No open incidents').first().waitFor(soon);
    await page.getByText('Press C, or hold the map where it happened, to report one.').first().waitFor(soon);
    await page.getByText('No assets are shared with you yet').first().waitFor(soon);
    // A live operation carries no word of exercise [L10].
    expect(await page.getByText('EXERCISE').count()).toBe(0);
    await to(page, 'Tasks');
    await page.getByText('No tasks are shown to you').first().waitFor(soon);
  });

  it('[U19] axe finds nothing serious on any screen, dark or light', async () => {
    const visitor = await visit(browser, server, 'coordinator@pc-es', '', FOLLOWS);
    const { page } = visitor;
    const asset = codeOf('asset', server.id('asset', 'dc-walqa'));
    const dialog = page.getByRole('dialog').first();
    await inBothThemes(page, [
      ['map', () => to(page, 'Map')],
      ['incidents', () => to(page, 'Incidents')],
      ['incident', () => find(page, 'incident', incident())],
      [
        'void dialog',
        async () => {
          await page.getByRole('button', { name: 'More', exact: true }).click(soon);
          await page.getByRole('menuitem', { name: 'Void' }).click(soon);
          await dialog.getByRole('textbox').first().waitFor(soon);
        },
      ],
      [
        'incident, its dialog closed with Escape',
        async () => {
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'detached', ...soon });
          await page.getByRole('heading', { name: 'Found by its code' }).first().waitFor(soon);
        },
      ],
      ['assets', () => to(page, 'Assets')],
      ['asset', () => find(page, 'asset', asset)],
      ['needs', () => page.getByRole('tab', { name: /Needs/ }).click(soon)],
      ['tasks', () => to(page, 'Tasks')],
      [
        'task',
        async () => {
          await page.locator('[data-entity^="TSK"] a').first().click(soon);
          await page.locator('#drawer').getByRole('heading').first().waitFor(soon);
        },
      ],
      ['what fails next', () => to(page, 'Next')],
      ['feed', () => to(page, 'Feed')],
      ['digest', () => to(page, 'Digest')],
      ['situation report', () => to(page, 'Report')],
      [
        'report composer',
        async () => {
          await to(page, 'Map');
          await page.keyboard.press('c');
          await page.getByRole('textbox', { name: 'What happened' }).waitFor(soon);
        },
      ],
      [
        'new task',
        async () => {
          await to(page, 'Map');
          await page.keyboard.press('t');
          await page.getByRole('heading', { name: 'New task' }).waitFor(soon);
        },
      ],
      [
        'alerts',
        async () => {
          await to(page, 'Map');
          await page.getByRole('button', { name: /alert/i }).first().click(soon);
          await dialog.waitFor(soon);
        },
      ],
    ]);
    expect(visitor.strangers).toEqual([]);
    expect(visitor.errors).toEqual([]);
    await visitor.context.close();
  }, 120_000);

  it('[U19] nor in administration and exercise control', async () => {
    for (const [user, screen] of [
      ['admin@control', 'Admin'],
      ['director@control', 'Exercise'],
    ] as const) {
      const visitor = await visit(browser, server, user, '', FOLLOWS);
      await inBothThemes(visitor.page, [[screen, () => to(visitor.page, screen)]]);
      expect(visitor.errors).toEqual([]);
      await visitor.context.close();
    }
  }, 120_000);
});

const marking = (page: Page) =>
  page
    .getByText(/^TLP:(CLEAR|GREEN|AMBER|AMBER\+STRICT|RED)$/)
    .locator('visible=true')
    .first();

/** By the rail, as people go. */
async function to(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen, exact: true }).click(soon);
  await page
    .getByRole('heading', screen === 'Map' ? { name: 'Open incidents' } : { level: 1 })
    .first()
    .waitFor(soon);
}

/** Enter opens what the palette found; in the moment in which it lists anew, a second press may be needed. */
async function entered(page: Page, opened: Locator): Promise<void> {
  for (let attempt = 1; attempt <= 4; attempt++) {
    if (attempt === 1 || (await page.getByRole('dialog').isVisible())) await page.keyboard.press('Enter');
    const shown = await opened.waitFor({ timeout: 6000 }).then(
      () => true,
      () => false,
    );
    if (shown) return;
  }
  expect(await opened.isVisible()).toBe(true);
}

/** By its own address. */
async function find(page: Page, kind: string, code: string): Promise<void> {
  await page.goto(path(`${kind}/${code}`));
  await page.locator('#drawer').getByRole('heading').first().waitFor(soon);
}

async function choose(page: Page, theme: 'Dark' | 'Light'): Promise<void> {
  await page.locator('.head-me').click(soon);
  await page.getByRole('menuitemradio', { name: theme }).click(soon);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached', ...soon });
}

const FOLLOWS = { reducedMotion: 'reduce', device: { theme: 'system' } } as const;
type Step = readonly [name: string, open: () => Promise<void>];

async function inBothThemes(page: Page, steps: readonly Step[]): Promise<void> {
  await page.locator('[data-connection="live"]').waitFor(soon);
  for (const [name, open] of steps) {
    await open();
    expect.soft(await seriousInBothThemes(page), name).toEqual([]);
  }
  await page.keyboard.press('Escape');
}
