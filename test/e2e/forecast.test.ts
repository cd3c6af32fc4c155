import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE } from '../../client/forecast/keeper.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast } from '../../shared/cascade/forecast.ts';
import { operationTime, fromMs, type Clock } from '../../shared/time.ts';
import { ownerOf } from '../../server/demo/content/story/build.ts';
import { seriousFindings, seriousInBothThemes } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let madrid: Visitor;
const soon = { timeout: 20_000 };
const WATCH = 'coordinator@pc-es';

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  madrid = await visit(browser, server, WATCH, 'next', {
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    device: { theme: 'system' },
  });
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

/** The engine, run here, on the faces that the server shows this person now. The clock of the operation stands still. */
function predictedFor(user: string) {
  const { records } = server.app.desks.of(server.operation)!.snapshot(server.id('user', user))!;
  const faces = records.asset as unknown as (AnyFace & { code: string })[];
  const { clock } = records.clock![0] as unknown as { clock: Clock };
  const now = operationTime(clock, fromMs(0));
  const code = new Map(faces.map((face) => [face.id, face.code]));
  const end = fromMs(Date.parse(now) + 6 * 3_600_000);
  return forecast(faces, now, LIVE)
    .changes.filter(({ at }) => at <= end)
    .map(({ assetId, at }) => [code.get(assetId), at]);
}

describe('what fails next', () => {
  it('[U21] says so when nothing is predicted', async () => {
    await madrid.page.getByText('Nothing is predicted to fail in the next 6 h').waitFor(soon);
    expect(predictedFor(WATCH)).toEqual([]);
    expect(await seriousFindings(madrid.page)).toEqual([]);
  });

  it('[L9] shows what the engine makes of the faces on the server, as soon as substations are lost', async () => {
    const { page } = madrid;
    for (const station of ['ss-villaviciosa', 'ss-morata', 'ss-penaflor', 'ss-fanhoes', 'ss-carregado']) {
      const outcome = await server.say(ownerOf(station), 'asset.setStatus', {
        assetId: server.id('asset', station),
        status: 'failed',
        because: 'damage',
      });
      expect(outcome).toMatchObject({ outcome: 'accepted' });
    }
    const rows = page.getByRole('region', { name: 'When what changes' }).locator('tbody tr');
    const shown = () =>
      rows.evaluateAll((all) =>
        all.map((row) => [row.getAttribute('data-entity'), row.querySelector('time')?.getAttribute('datetime')]),
      );
    // Accepted is not yet told to everybody: both are asked until they stand still.
    await expect.poll(() => predictedFor(WATCH).length, soon).toBeGreaterThan(20);
    await expect
      .poll(async () => JSON.stringify(await shown()) === JSON.stringify(predictedFor(WATCH)), soon)
      .toBe(true);
    const expected = predictedFor(WATCH);
    const assets = new Set(expected.map(([code]) => code)).size;
    await page.getByText(`${assets} assets are predicted to fail or get worse in the next 6 h`).waitFor(soon);
    await page.getByRole('heading', { name: 'What changed in the prediction' }).waitFor(soon);
  });

  it('[U11][U12] bears its marking and the word of exercise, and reads well in both themes [U19]', async () => {
    const { page } = madrid;
    const sheet = page.locator('.nx');
    const head = sheet.locator('.a-sheet-head');
    await head.getByText('EXERCISE EXERCISE EXERCISE').waitFor(soon);
    await head.getByText(/^TLP:(AMBER|GREEN)$/).waitFor(soon);
    await sheet.locator('details:not([open]) summary').first().click(soon);
    await sheet.getByText('root cause').locator('visible=true').first().waitFor(soon);
    expect.soft(await seriousInBothThemes(page)).toEqual([]);
  });

  it('makes a task of a deadline, with no name in the address', async () => {
    const { page } = madrid;
    const make = page.getByRole('button', { name: /^Make task: / }).first();
    const name = (await make.getAttribute('aria-label'))!.slice('Make task: '.length);
    await make.click(soon);
    await page.getByRole('heading', { name: 'New task' }).waitFor(soon);
    expect(await page.getByRole('textbox', { name: 'What is to be done' }).inputValue()).toBe(`Keep supplied: ${name}`);
    expect(await page.getByRole('textbox', { name: 'Due at' }).inputValue()).toMatch(/^\d\d:\d\d$/);
    expect(decodeURIComponent(page.url())).not.toContain(name.split(' ')[0]);
    await page.getByRole('button', { name: 'Make the task' }).click(soon);
    await page.getByRole('heading', { name: 'New task' }).waitFor({ state: 'detached', ...soon });
    expect(madrid.errors).toEqual([]);
    expect(madrid.strangers).toEqual([]);
  });

  it('an owner sees it on the asset and confirms with one click', async () => {
    const oriente = server.id('asset', 'rs-oriente');
    const visitor = await visit(browser, server, ownerOf('rs-oriente'), `asset/${oriente}`);
    const said = visitor.page.getByRole('region', { name: 'predicted' });
    await said.getByText('Energy from Fanhões 400 kV is missing').waitFor(soon);
    expect(await seriousFindings(visitor.page)).toEqual([]);
    await said.getByRole('button', { name: 'Confirm: it is so' }).click(soon);
    await said.waitFor({ state: 'detached', ...soon });
    await visitor.page.locator('.ast-status-word').getByText('Failed').waitFor(soon);
    expect(visitor.errors).toEqual([]);
    await visitor.context.close();
  });
});
