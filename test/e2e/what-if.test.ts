import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differing } from '../../client/features/what-if/compare.ts';
import { around } from '../../client/features/what-if/area.ts';
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
/** Around Lisbon, as far as Setúbal. */
const MIDDLE = { lat: 38.9, lon: -9.1 };

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  madrid = await visit(browser, server, WATCH, 'what-if', {
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

const shownTo = (user: string) => server.app.desks.of(server.operation)!.snapshot(server.id('user', user))!.records;

/** The engine, run here, on the faces that the server shows this person now. The clock of the operation stands still. */
function otherwise(user: string, metres: number) {
  const { asset, clock: clocks } = shownTo(user);
  const faces = asset as unknown as (AnyFace & { code: string; location?: { lat: number; lon: number } })[];
  const { clock } = clocks![0] as unknown as { clock: Clock };
  const now = operationTime(clock, fromMs(0));
  const inside = faces.filter(({ location }) => location && around(MIDDLE, metres)(location));
  const whatIf = inside.map(({ id }) => ({ kind: 'health' as const, at: now, assetId: id, level: 0 }));
  const options = { ...LIVE, horizon: 24 * 3600 };
  const chosen = new Set(inside.map(({ id }) => id));
  const code = new Map(faces.map((face) => [face.id, face.code]));
  const list = differing(forecast(faces, now, options), forecast(faces, now, { ...options, whatIf }), chosen);
  return {
    inside: inside.length,
    codes: list.filter((one) => !one.chosen).map(({ assetId }) => code.get(assetId)),
  };
}

const rows = () => madrid.page.getByRole('region', { name: 'What would be otherwise' }).locator('tbody tr');

describe('what if', () => {
  it('[L9] sets beside the present what the engine makes of the faces on the server, and touches nothing [U11][U12]', async () => {
    const { page } = madrid;
    await page.getByText('Choose assets on the left').waitFor(soon);
    const before = JSON.stringify(shownTo(WATCH));
    await page.getByRole('button', { name: 'Around a place' }).click(soon);
    await page.getByLabel('Middle').fill(`${MIDDLE.lat}, ${MIDDLE.lon}`);
    await page.getByLabel('Radius, km').fill('40');
    await page.getByRole('button', { name: 'Take all inside' }).click(soon);
    const expected = otherwise(WATCH, 40_000);
    await page.getByText(`${expected.inside} assets chosen`).waitFor(soon);
    await page.getByRole('button', { name: 'Add this step' }).click(soon);
    await page.getByText(`${expected.codes.length} more assets fail or get worse`).waitFor(soon);
    expect(expected.codes.length).toBeGreaterThan(3);
    expect(await rows().evaluateAll((all) => all.map((row) => row.getAttribute('data-entity')))).toEqual(
      expected.codes,
    );
    expect(JSON.stringify(shownTo(WATCH))).toBe(before);
    const sheet = page.locator('.wi');
    await sheet.locator('.nx-exercise').waitFor(soon);
    await sheet
      .getByText(/^TLP:(AMBER|AMBER\+STRICT|GREEN)$/)
      .first()
      .waitFor(soon);
    expect.soft(await seriousInBothThemes(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show on the map' }).click(soon);
    const said = page.getByRole('region', { name: 'What if:' });
    await said.getByText('not what is predicted').waitFor(soon);
    expect.soft(await seriousFindings(page)).toEqual([]);
    await said.getByRole('button', { name: 'Back to the list' }).click(soon);
    await page.getByRole('heading', { name: 'What if', exact: true }).waitFor(soon);
  });

  it('[U19][U20] an area is drawn on the map with the mouse or by keys alone; nothing is opened by drawing', async () => {
    const { page } = madrid;
    const draw = page.getByRole('button', { name: 'Draw an area' });
    await draw.focus();
    await page.keyboard.press('Enter');
    const group = page.getByRole('group', { name: 'Draw an area' });
    await group.waitFor(soon);
    // The map has the focus: its middle is the first corner, and arrows lead to the next.
    for (const key of ['Enter', 'ArrowRight', 'Enter', 'ArrowDown', 'Enter']) {
      const view = page.url();
      await page.keyboard.press(key);
      if (key.startsWith('Arrow')) await page.waitForFunction((was) => location.href !== was, view, soon);
    }
    await group.getByText('3 corners.').waitFor(soon);
    await page.keyboard.press('Backspace');
    await group.getByText('2 corners.').waitFor(soon);
    await page.keyboard.press('Tab');
    await expect.poll(() => group.locator(':focus').textContent(), soon).toBe('One corner back');
    await page.keyboard.press('Escape');
    await group.waitFor({ state: 'detached', ...soon });
    await expect.poll(() => draw.evaluate((button) => button === document.activeElement), soon).toBe(true);

    await draw.click(soon);
    await group.waitFor(soon);
    for (const [x, y] of [
      [300, 350],
      [900, 350],
      [900, 750],
      [300, 750],
    ] as const) {
      await page.mouse.click(x, y);
    }
    await group.getByText('4 corners.').waitFor(soon);
    await page.mouse.click(300, 350);
    await page.getByText(/assets found\./).waitFor(soon);
    expect(new URL(page.url()).pathname).toMatch(/\/what-if$/);
    await page.getByRole('button', { name: 'Choose none' }).click(soon);
  });

  it('a scenario is saved under the strictest label of its sources, and its link opens it on what others see', async () => {
    const { page } = madrid;
    // One asset that fails later: the list is edited, and each change can be taken back.
    await page.getByRole('button', { name: /^Remove: / }).click(soon);
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Clear' }).click(soon);
    await page.getByRole('textbox', { name: 'Assets' }).fill('Fanhões');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('1 asset chosen').waitFor(soon);
    await page.getByRole('button', { name: 'Add this step' }).click(soon);
    await page.getByText(/more assets fail or get worse/).waitFor(soon);
    await page.getByRole('button', { name: 'Save as scenario' }).click(soon);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Fanhões goes down');
    await dialog.getByText('It rests on assets marked up to TLP:GREEN.').waitFor(soon);
    expect(await dialog.getByRole('radio', { name: 'TLP:GREEN' }).isChecked()).toBe(true);
    await dialog.getByText(/organisations will see it/).waitFor(soon);
    expect.soft(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save as scenario' }).click(soon);
    await page.getByText('Computed from what you see; others may see more or less.').waitFor(soon);
    const { search } = new URL(page.url());
    expect(search).toMatch(/scenario=[0-9a-f-]{36}/);

    const other = await visit(browser, server, ownerOf('rs-oriente'), `what-if${search}`);
    await other.page.getByRole('heading', { name: 'Fanhões goes down' }).waitFor(soon);
    await other.page.getByText(/more assets fail or get worse/).waitFor(soon);
    expect(await other.page.getByRole('button', { name: /^Discard/ }).count()).toBe(0);
    expect(other.errors).toEqual([]);
    await page.getByRole('button', { name: 'Discard: Fanhões goes down' }).click(soon);
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click(soon);
    await other.page.getByText('This scenario is not there or not shared with you.').waitFor(soon);
    // The other page stays until the browser closes: taking it down would hold this one up for seconds.
  });

  it('deadlines become tasks together, proposed to whoever runs the asset', async () => {
    const { page } = madrid;
    const ticks = page.getByRole('checkbox', { name: /^Tick for a task: / });
    await ticks.first().waitFor(soon);
    const name = (await ticks.first().getAttribute('aria-label'))!.slice('Tick for a task: '.length);
    await ticks.nth(0).check(soon);
    await ticks.nth(1).check(soon);
    await page.getByRole('button', { name: 'Make 2 tasks' }).click(soon);
    const dialog = page.getByRole('dialog');
    const first = dialog.getByRole('textbox', { name: /^What is to be done: / }).first();
    expect(await first.inputValue()).toBe(`Keep supplied: ${name}`);
    expect(
      await dialog
        .getByRole('combobox', { name: /^Who: / })
        .first()
        .inputValue(),
    ).not.toBe('');
    await dialog
      .getByText(/organisations will see it/)
      .first()
      .waitFor(soon);
    expect.soft(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make 2 tasks' }).click(soon);
    await page.getByText('2 tasks made').waitFor(soon);
    await expect.poll(() => page.locator('.fc-deadlines').getByRole('link', { name: /^TSK-/ }).count(), soon).toBe(2);
    expect(madrid.errors).toEqual([]);
    expect(madrid.strangers).toEqual([]);
  });
});
