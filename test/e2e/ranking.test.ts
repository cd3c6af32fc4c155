import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankRows } from '../../client/features/ranking/rows.ts';
import { RankingKeeper } from '../../client/ranking/keeper.ts';
import type { RankEntry } from '../../client/ranking/messages.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
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
  for (const station of ['ss-villaviciosa', 'ss-morata', 'ss-fanhoes']) {
    await server.say(ownerOf(station), 'asset.setStatus', {
      assetId: server.id('asset', station),
      status: 'failed',
      because: 'damage',
    });
  }
  // Rubí falls in the only scenario, and with it what hangs on it.
  await server.say(WATCH, 'scenario.save', {
    scenarioId: server.id('scenario', 'rubi'),
    name: 'Without Rubí',
    hours: 24,
    steps: [{ kind: 'health', after: 60, assetId: server.id('asset', 'ss-rubi'), level: 0 }],
  });
  browser = await launchBrowser();
  madrid = await visit(browser, server, WATCH, 'ranking', {
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    device: { theme: 'system' },
  });
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
});

/** The same reckoning, here, on the faces that the server shows this person now. The operation's clock stands still. */
function worstFor(user: string): string[] {
  const { records } = server.app.desks.of(server.operation)!.snapshot(server.id('user', user))!;
  const faces = records.asset as unknown as (AnyFace & { code: string })[];
  const { clock } = records.clock![0] as unknown as { clock: Clock };
  const keeper = new RankingKeeper();
  const now = operationTime(clock, fromMs(0));
  const feed = { ticket: 1, reset: true, faces, gone: [], again: true, now, weights: {}, stories: [] };
  keeper.take({ ...feed, standing: 'present' });
  const entries = new Map<string, RankEntry>();
  for (let news = keeper.work(() => false); news; news = keeper.work(() => false)) {
    for (const entry of news.entries) entries.set(entry.id, entry);
  }
  const found = { entries, bindings: undefined, sectors: undefined };
  const assets = new Map(faces.map((face) => [face.id, face]));
  return rankRows(found, assets, {}).map(({ asset }) => asset.code);
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await madrid.page.keyboard.press(key);
}

describe('beside what fails next', () => {
  it('[CAS-12][L9] the ranking says what the engine makes of the faces on the server, and is laid over the map', async () => {
    const { page } = madrid;
    const rows = page.getByRole('region', { name: 'What would be missed most' }).locator('tbody tr');
    const expected = worstFor(WATCH).slice(0, 20);
    await expect
      .poll(() => rows.evaluateAll((all) => all.slice(0, 20).map((row) => row.getAttribute('data-entity'))), soon)
      .toEqual(expected);
    await page.getByText('Counted over 1 scenario.').waitFor({ state: 'attached', ...soon });
    await page.locator('.rk').getByText('EXERCISE EXERCISE EXERCISE').first().waitFor(soon);
    await page.getByText('What the columns mean').click(soon);
    await page.getByText('What each service counts').click(soon);
    expect.soft(await seriousInBothThemes(madrid.page)).toEqual([]);

    // What counts for nothing sinks.
    const first = (await rows.first().getAttribute('data-entity'))!;
    await page.getByLabel('Public administration').fill('0', soon);
    await expect.poll(() => rows.first().getAttribute('data-entity'), soon).not.toBe(first);
    await page.getByRole('button', { name: 'All alike' }).click(soon);
    await page.getByRole('button', { name: 'C3 Binding cause' }).click(soon);
    await rows.first().getByRole('link', { name: 'Rubí 400 kV' }).waitFor(soon);
    await page.getByText('Pairs', { exact: true }).click(soon);
    await page.getByRole('region', { name: 'Pairs that break a redundancy' }).locator('tbody tr').first().waitFor(soon);

    await page.getByRole('button', { name: 'Show on the map' }).click(soon);
    await page.getByRole('link', { name: 'Map', exact: true }).click(soon);
    const drawn = page.locator('.leaflet-criticality-pane canvas[data-drawn]');
    await expect.poll(async () => Number(await drawn.getAttribute('data-drawn')), soon).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'Hide', exact: true }).click(soon);
    await drawn.waitFor({ state: 'detached', ...soon });
  });

  it('corridors show what crosses my border, in trouble first, and who answers on both banks', async () => {
    const { page } = madrid;
    await press('g', 'c');
    await page.getByRole('heading', { name: 'What enters and leaves Spain' }).waitFor(soon);
    await page.getByText(/^\d+ supplies cross the border of Spain; \d+ in trouble\.$/).waitFor(soon);
    const crossings = page.locator('.co-table tbody tr');
    const all = await crossings.count();
    await crossings
      .first()
      .getByText(/Liaison|Asset owner|Coordinator/)
      .first()
      .waitFor(soon);
    expect.soft(await seriousInBothThemes(madrid.page)).toEqual([]);
    await page.getByRole('button', { name: 'Only in trouble' }).click(soon);
    await expect.poll(() => crossings.count(), soon).toBeLessThan(all);
    await page.getByRole('button', { name: 'Only in trouble' }).click(soon);
    await page.getByText('Leaves', { exact: true }).click(soon);
    await expect
      .poll(() => page.locator('.co-way').allTextContents(), soon)
      .toEqual(expect.not.arrayContaining([expect.stringMatching(/ES$/)]));
    const name = (await crossings.first().getByRole('link').first().textContent())!;
    await crossings.first().getByRole('link').first().click(soon);
    await page.locator('.t-drawer').getByRole('heading', { name }).waitFor(soon);
    expect(madrid.errors).toEqual([]);
  });

  it('[U11][U19] the outputs are read by keyboard, saved with their marking, and printed with it on each sheet', async () => {
    const { page } = madrid;
    await press('Escape', 'g', 'm');
    const panel = page.getByRole('region', { name: 'What fails next' });
    await panel.getByText(/^\d+ losses in 6 h; up to /).waitFor(soon);
    await panel.getByRole('link', { name: 'All', exact: true }).click(soon);
    const chart = page.getByRole('slider', { name: 'People without each service: ES' });
    await chart.focus(soon);
    await page.keyboard.press('End');
    await expect.poll(() => chart.getAttribute('aria-valuetext'), soon).toMatch(/Z, in 6 h: .*\d/);
    expect(await seriousFindings(page)).toEqual([]);

    const [file] = await Promise.all([
      page.waitForEvent('download', soon),
      page.getByRole('button', { name: 'CSV: Decisions: the latest moment to act' }).click(soon),
    ]);
    expect(file.suggestedFilename()).toBe('EXERCISE-decision-deadlines.csv');
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(1)) expect(line).toMatch(/,TLP:(AMBER|GREEN|RED),EXERCISE$/);

    await page.emulateMedia({ media: 'print' });
    for (const part of ['thead', 'tfoot']) {
      const printed = page.locator(`.pa > ${part}`);
      expect(await printed.isVisible()).toBe(true);
      expect(await printed.textContent()).toMatch(/TLP:.*EXERCISE EXERCISE EXERCISE/);
    }
    expect(await page.locator('.pa .mantine-Button-root').first().isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    expect(madrid.errors).toEqual([]);
    expect(madrid.strangers).toEqual([]);
  });
});
