import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../shared/code.ts';
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

describe('work between organisations', () => {
  it('[U20] a keyboard alone reports an incident in a few seconds', async () => {
    const { page } = madrid;
    await page.getByRole('heading', { name: 'Open incidents' }).waitFor(soon);
    const started = Date.now();
    await page.keyboard.press('c');
    await page.getByRole('textbox', { name: 'What happened' }).waitFor(soon);
    await page.keyboard.type('Smoke in tunnel 4');
    await page.keyboard.press('Alt+4');
    await page.keyboard.press('Enter');
    await page.locator('#list').getByText('Smoke in tunnel 4').first().waitFor(soon);
    expect(Date.now() - started).toBeLessThan(15_000);
    const view = server.app.worlds.operation(server.operation)!;
    const made = [...view.world.keys()]
      .map((key) => view.world.at(key, view.confirmed) as { title?: string; severity?: number } | undefined)
      .find((record) => record?.title === 'Smoke in tunnel 4');
    expect(made).toMatchObject({ severity: 4 });
  });

  it('[U9] an alert asks until one of the organisation acknowledges with one key; then all its screens are silent', async () => {
    const colleague = await visit(browser, server, 'liaison@pc-es');
    const bell = (visitor: Visitor) => visitor.page.locator('.al-bell-count');
    await bell(colleague).waitFor(soon);
    await server.say('coordinator@pc-pt', 'incident.report', {
      incidentId: server.id('incident', 'alarm'),
      title: 'Dam wall moves',
      severity: 4,
    });
    await colleague.page.locator('#list').getByText('Dam wall moves').first().waitFor(soon);
    const before = Number(await bell(colleague).innerText());
    expect(before).toBeGreaterThan(0);
    await madrid.page.locator('#list').getByText('Dam wall moves').first().click(soon);
    await madrid.page.getByRole('heading', { name: 'Dam wall moves' }).first().waitFor(soon);
    await madrid.page.keyboard.press('a');
    await expect.poll(() => bell(colleague).innerText().then(Number), soon).toBe(before - 1);
    await colleague.context.close();
  });

  it('[POL-11] a task is offered, declined with a reason, and offered to another, each seeing it at once', async () => {
    const taskId = server.id('task', 'generator');
    const made = await server.say('coordinator@pc-es', 'task.create', {
      taskId,
      title: 'Two generators for Badajoz',
      assignee: { organisation: server.id('organisation', 'pc-pt') },
    });
    expect(made).toMatchObject({ outcome: 'accepted' });
    const code = codeOf('task', taskId);
    const lisbon = await visit(browser, server, 'coordinator@pc-pt', `task/${code}`);
    await lisbon.page.getByRole('button', { name: 'Decline' }).first().click(soon);
    const dialog = lisbon.page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('Ours are all in use.');
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await madrid.page.locator('#list').getByText('Two generators for Badajoz').first().click(soon);
    await madrid.page.locator('#drawer').getByText('Ours are all in use.').first().waitFor(soon);
    await madrid.page
      .getByRole('button', { name: /Offer to/ })
      .first()
      .click(soon);
    await madrid.page.getByRole('dialog').getByLabel('Assigned to').first().click();
    await madrid.page
      .getByRole('option', { name: /Bomberos/ })
      .first()
      .click(soon);
    await madrid.page.getByRole('dialog').getByRole('button', { name: 'Offer', exact: true }).click();
    const view = server.app.worlds.operation(server.operation)!;
    const assignee = () =>
      (view.world.at(`task:${taskId}`, view.confirmed) as { assignee?: { organisation: string } }).assignee
        ?.organisation;
    await expect.poll(assignee, soon).toBe(server.id('organisation', 'bomberos'));
    await lisbon.context.close();
  });

  it('[U5] what is done while the server is away is kept, shown as unsent, survives a reload, and is sent once', async () => {
    const { page } = madrid;
    // The page itself stays reachable, as from a cache; the server behind it does not answer.
    await page.route('**/api/**', (route) => route.abort());
    await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
    await page.route('**/socket.io/**', (route) => route.abort());
    await page.reload();
    await page.locator('#list').getByText('Dam wall moves').first().waitFor(soon);
    await page.keyboard.press('c');
    await page.getByRole('textbox', { name: 'What happened' }).fill('Reported without a server');
    await page.keyboard.press('Enter');
    await page.getByText('1 unsent').first().waitFor(soon);
    await page.reload();
    await page.getByText('1 unsent').first().waitFor(soon);
    await page.locator('#list').getByText('Reported without a server').first().waitFor(soon);
    await page.unrouteAll();
    const home = await madrid.context.newPage();
    await home.goto(path(''));
    await home.locator('[data-connection="live"]').waitFor(soon);
    const view = server.app.worlds.operation(server.operation)!;
    const reports = () =>
      [...view.world.keys()].filter(
        (key) =>
          (view.world.at(key, view.confirmed) as { title?: string } | undefined)?.title === 'Reported without a server',
      ).length;
    await expect.poll(reports, soon).toBe(1);
    await page.close();
    await home.getByText('1 unsent').first().waitFor({ state: 'detached', timeout: 20_000 });
    expect(reports()).toBe(1);
    (madrid as { page: typeof home }).page = home;
  });

  it('[U8] the pill says what is true while the server is gone, and after it is back', async () => {
    const { page } = madrid;
    await page.locator('[data-connection="live"]').waitFor(soon);
    await server.vanish();
    await page.locator('[data-connection="offline"], [data-connection="reconnecting"]').waitFor(soon);
    expect(await page.locator('[data-connection="live"]').count()).toBe(0);
    await server.returns();
    await page.locator('[data-connection="live"]').waitFor({ timeout: 40_000 });
    await server.say('coordinator@pc-pt', 'incident.report', {
      incidentId: server.id('incident', 'again'),
      title: 'After the return',
    });
    await page.locator('#list').getByText('After the return').first().waitFor(soon);
  });
});
