import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lostBy } from '../../client/features/future/ahead.ts';
import { LIVE } from '../../client/forecast/keeper.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast } from '../../shared/cascade/forecast.ts';
import { fromMs, operationTime, type Clock } from '../../shared/time.ts';
import { ownerOf } from '../../server/demo/content/story/build.ts';
import { seriousInBothThemes } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let madrid: Visitor;
const soon = { timeout: 20_000 };
const WATCH = 'coordinator@pc-es';
const FANHOES = 'ss-fanhoes';

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  madrid = await visit(browser, server, WATCH, '?view=38.8,-9.1,10', {
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

/** What a layer says it has drawn: a canvas cannot be asked. */
const drawn = (page: Page, pane: string, what = 'drawn'): Promise<string | undefined> =>
  page.evaluate(
    ([name, key]) => document.querySelector<HTMLElement>(`.leaflet-${name}-pane canvas`)?.dataset[key as string],
    [pane, what],
  );
const aheadOf = (page: Page): string | null => new URL(page.url()).searchParams.get('ahead');

/** The engine, run here, on the faces that the server shows this person. The clock of the operation stands still. */
function lostAfter(minutes: number) {
  const { records } = server.app.desks.of(server.operation)!.snapshot(server.id('user', WATCH))!;
  const faces = records.asset as unknown as AnyFace[];
  const { clock } = records.clock![0] as unknown as { clock: Clock };
  const now = operationTime(clock, fromMs(0));
  const made = forecast(faces, now, LIVE);
  return lostBy(made, new Map(faces.map((face) => [face.id, face])), Date.parse(now) + minutes * 60_000);
}

describe('what fails next, on the map', () => {
  it('ghosts stand on the map as soon as a substation is lost, are said to those who do not see, and can be put away', async () => {
    const { page } = madrid;
    const slider = page.getByRole('slider', { name: 'Show the map as predicted for' });
    await expect.poll(() => slider.isEnabled(), soon).toBe(true);
    expect(await drawn(page, 'ghosts')).toBeUndefined();
    const outcome = await server.say(ownerOf(FANHOES), 'asset.setStatus', {
      assetId: server.id('asset', FANHOES),
      status: 'failed',
      because: 'damage',
    });
    expect(outcome).toMatchObject({ outcome: 'accepted' });
    await expect.poll(async () => Number(await drawn(page, 'ghosts')), soon).toBeGreaterThan(2);
    expect((await drawn(page, 'ghosts', 'labels'))!.split('|')).toEqual(
      expect.arrayContaining(['due', expect.stringMatching(/^(≈ )?\d+ (min|h)/)]),
    );
    // [U20] The walk says it, with its band.
    await page.getByRole('application').focus();
    const said = page.getByRole('status').filter({ hasText: 'predicted 0 %' });
    await expect
      .poll(async () => {
        await page.keyboard.press('Tab');
        return said.count();
      }, soon)
      .toBe(1);
    expect(await said.textContent()).toMatch(/predicted 0 % (at|since) .*\d\d:\d\dZ, .*(between|earliest|perhaps)/);
    await page.getByText('Layers', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Predictions' }).uncheck(soon);
    await expect.poll(() => drawn(page, 'ghosts'), soon).toBeUndefined();
    await page.getByRole('checkbox', { name: 'Predictions' }).check(soon);
    await expect.poll(async () => Number(await drawn(page, 'ghosts')), soon).toBeGreaterThan(2);
    await page.getByText('Layers', { exact: true }).click();
  });

  it('[U19][L9] the slider leads by keyboard into a forecast that is marked as one and kept in the address, and back', async () => {
    const { page } = madrid;
    const band = page.getByRole('region', { name: 'Forecast on the map' });
    await page.getByRole('slider', { name: 'Show the map as predicted for' }).focus();
    await page.keyboard.press('Home');
    for (let hour = 0; hour < 4; hour++) await page.keyboard.press('PageUp');
    await band.getByText(/^FORECAST \d\d:\d\dZ$/).waitFor(soon);
    await band.getByText('in 4 h', { exact: true }).waitFor(soon);
    await band.getByText('not what is', { exact: true }).waitFor(soon);
    await expect.poll(() => aheadOf(page), soon).toBe('240');
    const { failed, least, most } = lostAfter(240);
    expect(failed).toBeGreaterThan(3);
    await band.getByText(`${failed} more failed`).waitFor(soon);
    await band.getByText(least === most ? '(certain by then)' : `(by then ${least} to ${most} lost)`).waitFor(soon);
    // What is lost by then is lost: nothing of it is a ghost any more.
    expect(await drawn(page, 'ghosts')).toBeUndefined();
    expect.soft(await seriousInBothThemes(page)).toEqual([]);
    await page.getByRole('button', { name: 'To the change before' }).click(soon);
    await expect.poll(() => Number(aheadOf(page)), soon).toBeLessThan(240);
    await band.getByRole('button', { name: 'Back to now' }).click(soon);
    await band.waitFor({ state: 'detached', ...soon });
    await expect.poll(() => aheadOf(page), soon).toBeNull();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('range');
    await expect.poll(async () => Number(await drawn(page, 'ghosts')), soon).toBeGreaterThan(2);
  });

  it('[U3] a link opens the same moment, on a wall too, where it has no button; Esc leaves it', async () => {
    const { page } = madrid;
    await page.goto(
      `${server.address}/op/${server.operation}/asset/${server.id('asset', 'rs-oriente')}?ahead=1440&wall=1`,
    );
    const band = page.getByRole('region', { name: 'Forecast on the map' });
    await band.getByText(/^FORECAST .*Z$/).waitFor(soon);
    await band.getByText('Lists and drawers show the present.').waitFor(soon);
    expect(await band.getByRole('button').count()).toBe(0);
    // The drawer goes first.
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.pathname.includes('/asset/'));
    expect(aheadOf(page)).toBe('1440');
    await page.keyboard.press('Escape');
    await band.waitFor({ state: 'detached', ...soon });
    await page.goBack();
    await band.waitFor(soon);
  });

  it('the way of the cascade is drawn for what is selected: from its root, or all that follows from it', async () => {
    const { page } = madrid;
    await page.goto(`${server.address}/op/${server.operation}/asset/${server.id('asset', 'rs-oriente')}`);
    await expect.poll(() => drawn(page, 'path'), soon).toBe('1');
    const why = page.getByRole('region', { name: 'predicted' });
    await why.getByText('Caused by 1 change before it').click(soon);
    await why.getByRole('link', { name: /Fanh/ }).click(soon);
    await expect.poll(async () => Number(await drawn(page, 'path')), soon).toBeGreaterThan(3);
    expect(madrid.errors).toEqual([]);
    expect(madrid.strangers).toEqual([]);
  });
});
