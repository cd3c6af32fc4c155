import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../shared/code.ts';
import type { ReadingFace } from '../../shared/domain/reading/record.ts';
import { seriousFindings, seriousInBothThemes } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let owner: Visitor;
let partner: string;
const soon = { timeout: 20_000 };
const path = (rest: string) => `${server.address}/op/${server.operation}/${rest}`;

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  const ours = 'owner@red-iberica';
  const accepted = async (said: ReturnType<DemoServer['say']>) => expect((await said).code).toBeUndefined();
  await accepted(
    server.say(ours, 'incident.report', {
      incidentId: server.id('incident', 'shared'),
      title: 'Smoke over the yard',
      severity: 4,
      cause: 'Known to us alone',
      marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } },
    }),
  );
  await accepted(
    server.say(ours, 'incident.report', {
      incidentId: server.id('incident', 'kept'),
      title: 'Only for our people',
      marking: { tlp: 'TLP:AMBER+STRICT' },
    }),
  );
  await accepted(
    server.say(ours, 'asset.register', {
      assetId: server.id('asset', 'coarse'),
      name: 'Unnamed switchyard',
      sector: 'energy',
      kind: 'substation',
      country: 'ES',
      location: { lat: 40.1, lon: -3.2 },
      marking: { tlp: 'TLP:AMBER+STRICT' },
      coarse: { marking: { tlp: 'TLP:GREEN' } },
    }),
  );
  await accepted(
    server.say('coordinator@pc-es', 'incident.report', {
      incidentId: server.id('incident', 'theirs'),
      title: 'Of a third organisation',
      severity: 4,
      marking: { tlp: 'TLP:GREEN' },
    }),
  );
  partner = organisationNamed('PC Portugal');
  owner = await visit(browser, server, ours, 'sharing/preview');
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

const records = () => {
  const { world, confirmed } = server.app.worlds.operation(server.operation)!;
  return [...world.keys()].map((key) => ({ key, record: world.at(key, confirmed) as unknown }));
};
const readings = () =>
  records()
    .filter(({ key }) => key.startsWith('reading:'))
    .map(({ record }) => record as ReadingFace);
function organisationNamed(name: string): string {
  const { directory } = server.app.worlds;
  const found = [...directory.world.keys()].find(
    (key) => (directory.world.at(key, directory.confirmed) as { shortName?: string } | undefined)?.shortName === name,
  );
  return found!.slice('organisation:'.length);
}
const band = (page: Page) => page.getByText('Preview: your records as PC Portugal sees them.');

describe('a preview as partner', () => {
  it("[POL-16] is the application over one's own records, as the partner sees them", async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Open preview as PC Portugal' }).click(soon);
    await band(page).waitFor(soon);
    await page.locator('#list').getByText('Smoke over the yard').first().waitFor(soon);
    expect(page.url()).toContain(`as=${partner}`);
    // The EXERCISE frame lies over everything: it must let it be seen.
    const frame = page.locator('.exercise-frame');
    expect(await frame.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgba(0, 0, 0, 0)');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByText('Energy site in this area').first().waitFor(soon);
    const shown = await page.content();
    for (const hidden of ['Only for our people', 'Unnamed switchyard', 'Of a third organisation']) {
      expect(shown).not.toContain(hidden);
    }
    await page.goto(path(`incident/${codeOf('incident', server.id('incident', 'shared'))}?as=${partner}`));
    await page.getByRole('heading', { name: 'Smoke over the yard' }).first().waitFor(soon);
    expect(await page.content()).not.toContain('Known to us alone');
    expect(readings().map(({ what, of }) => [what, of])).toEqual([
      ['preview', partner],
      ['preview', partner],
    ]);
  });

  it('[POL-16] sends nothing: every act says why, and neither socket nor storage hears of it', async () => {
    const { page } = owner;
    const sent: string[] = [];
    const watch = (request: { method(): string; url(): string }) => {
      if (request.method() !== 'GET') sent.push(request.url());
    };
    page.on('request', watch);
    page.on('websocket', (socket) => sent.push(socket.url()));
    const before = records().length;
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    const drawer = page.locator('#drawer');
    for (const name of [/^Acknowledge/, /^Status/, /^Severity/, /^Lead/, /New task/]) {
      const button = drawer.getByRole('button', { name }).first();
      expect(await button.getAttribute('aria-disabled'), String(name)).toBe('true');
      const why = await button.getAttribute('aria-describedby');
      expect(await page.locator(`[id="${why!}"]`).innerText()).toContain('nothing here can be sent');
    }
    for (const key of ['a', 'c', 't']) await page.keyboard.press(key);
    expect(page.url()).toContain('/incident/');
    await page.getByRole('tab', { name: 'Shared with' }).click();
    await page.getByText('You see').or(drawer.getByText('TLP:GREEN')).first().waitFor(soon);
    await page.getByRole('tab', { name: 'Timeline' }).click();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toBe(stored);
    expect(sent).toEqual([]);
    expect(records().length).toBe(before);
    page.removeListener('request', watch);
  });

  it('[POL-16][POL-17] lives through a reload by asking again, and Esc leads out of it to where one was', async () => {
    const { page } = owner;
    const before = readings().length;
    await page.reload();
    await band(page).waitFor(soon);
    await page.getByRole('heading', { name: 'Smoke over the yard' }).first().waitFor(soon);
    expect(readings().length).toBe(before + 1);
    expect(await seriousFindings(page)).toEqual([]);
    // The drawer first, then the preview; after a reload it leads to where previews are opened.
    await page.keyboard.press('Escape');
    await page.locator('#drawer').waitFor({ state: 'detached', ...soon });
    await band(page).waitFor(soon);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Preview as partner', selected: true }).waitFor(soon);
    expect(await band(page).count()).toBe(0);
    expect(new URL(page.url()).search).toBe('');

    await page.goto(path('incidents?sector=energy'));
    await page.getByText('Only for our people').first().waitFor(soon);
    await page.getByRole('link', { name: 'Sharing' }).click();
    await page.getByRole('tab', { name: 'Preview as partner' }).click();
    await page.getByRole('button', { name: 'Open preview as PC Portugal' }).click();
    await band(page).waitFor(soon);
    await page.getByRole('button', { name: 'Close preview' }).click();
    await page.getByRole('tab', { name: 'Preview as partner', selected: true }).waitFor(soon);
    expect(page.url()).toContain('sector=energy');
  });

  it('of an organisation that does not take part says so, and shows nothing', async () => {
    const { page } = owner;
    await page.goto(path('?as=00000000-0000-4000-8000-000000000001'));
    await page.getByText('The preview could not be opened').waitFor(soon);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Preview as partner', selected: true }).waitFor(soon);
  });
});

describe('beside it, under Sharing', () => {
  it('[POL-17] a break-glass rings at its originator, is in the journal of both, and leaves nothing behind', async () => {
    const red = await server.say('owner@red-iberica', 'incident.report', {
      incidentId: server.id('incident', 'red'),
      title: 'Known to one person',
      description: 'In the drawer of the night shift',
      marking: { tlp: 'TLP:RED' },
    });
    expect(red.code).toBeUndefined();
    const admin = await visit(browser, server, 'admin@control', 'sharing/break-glass');
    const { page } = admin;
    await page.getByLabel('Code of the record').fill(codeOf('incident', server.id('incident', 'red')));
    await page.getByLabel('Reason').fill('Lives at stake');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Break the glass' }).click();
    await page.getByText('In the drawer of the night shift').waitFor(soon);
    expect(await seriousFindings(page)).toEqual([]);
    await owner.page.goto(path('sharing/journal'));
    await owner.page.getByText('Lives at stake').first().waitFor(soon);
    await owner.page.locator('.al-bell').click();
    await owner.page.getByText('Break-glass: a TLP:RED record of yours was opened').waitFor(soon);
    await page.getByRole('button', { name: 'Close and wipe' }).click();
    await page.getByRole('tab', { name: 'Read journal' }).click();
    await page.getByText('Lives at stake').first().waitFor(soon);
    expect(await page.content()).not.toContain('Known to one person');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('Known to');
    await admin.context.close();
  });

  it(
    '[U19] each part can be read and used by everybody, in the dark and in the light',
    { timeout: 180_000 },
    async () => {
      const { page, context } = await visit(browser, server, 'owner@red-iberica', 'sharing/inspector', {
        device: { theme: 'system' },
      });
      for (const [tab, ready] of [
        ['inspector', 'Your records by label'],
        ['preview', 'Open preview'],
        ['ledger', 'Save as CSV'],
        ['journal', 'Whose records'],
        ['pack', 'How to check a pack'],
      ] as const) {
        await page.goto(path(`sharing/${tab}`));
        await page.getByText(ready).first().waitFor(soon);
        if (tab === 'inspector') await page.locator('.in-row').first().click();
        if (tab === 'ledger') await page.locator('.le-open').first().click();
        expect(await seriousInBothThemes(page), tab).toEqual([]);
      }
      await context.close();
    },
  );

  it('no request leaves for another host, and no script fails', () => {
    expect([owner.strangers, owner.errors]).toEqual([[], []]);
  });
});
