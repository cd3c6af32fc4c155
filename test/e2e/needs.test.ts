import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterWords, lossesIn } from '../../client/features/assets/need/consequence.ts';
import { lossesOf } from '../../client/features/assets/graph/facts.ts';
import { neighbourhoodOf } from '../../client/features/assets/graph/neighbourhood.ts';
import { LIVE } from '../../client/forecast/keeper.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast, type ForecastOptions } from '../../shared/cascade/forecast.ts';
import { inFull, type Need } from '../../shared/domain/asset/record.ts';
import { operationTime, fromMs, type Clock } from '../../shared/time.ts';
import { ownerOf } from '../../server/demo/content/story/build.ts';
import { seriousFindings, seriousInBothThemes } from '../support/axe.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startDemoServer, visit, type DemoServer, type Visitor } from '../support/demoServer.ts';

let server: DemoServer;
let browser: Browser;
let watch: Page;
const soon = { timeout: 20_000 };
const WATCH = 'coordinator@pc-es';
const HOSPITAL = 'ho-12-octubre';
const visitors: Visitor[] = [];

beforeAll(async () => {
  server = await startDemoServer();
  browser = await launchBrowser();
  for (const station of ['ss-villaviciosa', 'ss-morata']) {
    const failed = { assetId: server.id('asset', station), status: 'failed', because: 'damage' } as const;
    expect(await server.say(ownerOf(station), 'asset.setStatus', failed)).toMatchObject({ outcome: 'accepted' });
  }
  watch = await open(WATCH, HOSPITAL, '?tab=needs');
});
afterAll(async () => {
  await browser.close();
  await server.close();
  expect(server.troubles).toEqual([]);
  expect(visitors.flatMap(({ errors, strangers }) => [...errors, ...strangers])).toEqual([]);
});

async function open(user: string, asset: string, tab = ''): Promise<Page> {
  const visitor = await visit(browser, server, user, `asset/${server.id('asset', asset)}${tab}`, {
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    device: { theme: 'system' },
  });
  visitors.push(visitor);
  return visitor.page;
}

/** What the server shows this person now, and the operation's time, which stands still. */
function shownTo(user: string) {
  const { records } = server.app.desks.of(server.operation)!.snapshot(server.id('user', user))!;
  const faces = new Map((records.asset as unknown as AnyFace[]).map((face) => [face.id, face]));
  const { clock } = records.clock![0] as unknown as { clock: Clock };
  return { faces, now: operationTime(clock, fromMs(0)) };
}
function engine(user: string, needs?: ReadonlyMap<string, readonly Need[]>, options: ForecastOptions = {}) {
  const { faces, now } = shownTo(user);
  const given = [...faces.values()].map((face) => ({ ...face, needs: needs?.get(face.id) ?? face.needs }) as AnyFace);
  return forecast(given, now, { ...LIVE, ...options });
}
const ids = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute('data-asset') ?? '').sort());

const texts = ['need', 'forecast', 'ui'].flatMap((name) =>
  Object.entries(
    JSON.parse(readFileSync(new URL(`../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as object,
  ),
) as [string, string][];
const words = new Map(texts);
const say = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  (words.get(key) ?? `missing ${key}`).replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));

describe('what an asset hangs on, and what hangs on it', () => {
  it('[L9] graph and table hold the same assets, those that the faces give, and the losses that the engine predicts', async () => {
    const page = watch;
    const centre = server.id('asset', HOSPITAL);
    await page.locator('.gr-node.is-centre.is-losing').waitFor(soon);
    const { faces } = shownTo(WATCH);
    const losses = lossesOf(engine(WATCH));
    const hit = ({ id, status }: AnyFace) => losses.has(id) || status === 'failed' || status === 'degraded';
    const reached = neighbourhoodOf(centre, faces, 2, { hit }).nodes.map(({ asset }) => asset.id);
    expect(reached.length).toBeGreaterThan(8);
    expect(await ids(page, '.gr-node')).toEqual([...reached].sort());
    expect(await ids(page, '.gr-node.is-losing')).toEqual(reached.filter((id) => losses.has(id)).sort());
    await page.getByText('Table', { exact: true }).click(soon);
    await page.locator('.gr-table tbody tr').first().waitFor(soon);
    expect(await ids(page, '.gr-table tr[data-asset]')).toEqual([...reached].sort());
    await page.getByRole('button', { name: 'Wide view' }).click(soon);
    const sheet = page.getByRole('dialog');
    await sheet.getByText('EXERCISE EXERCISE EXERCISE').waitFor(soon);
    await sheet.getByText(/^TLP:/).waitFor(soon);
    expect.soft(await seriousInBothThemes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached', ...soon });
    await page.getByText('4 hops', { exact: true }).click(soon);
    const further = neighbourhoodOf(centre, faces, 4, { hit });
    await expect
      .poll(() => ids(page, '.gr-table tr[data-asset]'), soon)
      .toEqual(further.nodes.map(({ asset }) => asset.id).sort());
  });

  it('[U20] is gone about by keys alone: Tab into it, arrows from one to the next, Enter opens', async () => {
    const page = watch;
    await page.getByText('Graph', { exact: true }).click(soon);
    await page.locator('.gr-node.is-centre').waitFor(soon);
    await page.getByRole('tab', { name: /Needs/ }).focus();
    const inGraph = () => page.evaluate(() => document.activeElement?.classList.contains('gr-node') ?? false);
    for (let presses = 0; presses < 15 && !(await inGraph()); presses++) await page.keyboard.press('Tab');
    const here = () => page.evaluate(() => document.activeElement?.getAttribute('data-asset'));
    expect(await here()).toBe(server.id('asset', HOSPITAL));
    await page.keyboard.press('ArrowLeft');
    await expect.poll(here, soon).not.toBe(server.id('asset', HOSPITAL));
    await page.keyboard.press('Home');
    const { faces } = shownTo(WATCH);
    const reached = faces.get((await here())!)!;
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('supplies it directly');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: inFull(reached)!.name }).waitFor(soon);
  });
});

describe('needs in their owner’s language', () => {
  it('a typed line becomes a need, with what follows before it is saved; nonsense changes nothing; removing is undone', async () => {
    const owner = ownerOf('ho-navarra');
    const page = await open(owner, 'ho-navarra', '?tab=needs');
    const [asset, supplier] = [server.id('asset', 'ho-navarra'), server.id('asset', 'te-bilbao')];
    const needs = () => inFull(shownTo(owner).faces.get(asset))!.needs ?? [];
    const before = needs();
    await page.getByRole('button', { name: 'Add a need' }).click(soon);
    const form = page.getByRole('form', { name: 'Add a need' });
    const { name } = inFull(shownTo(owner).faces.get(supplier))!;
    await form.getByRole('textbox', { name: 'Supplied by' }).fill(name);
    await page
      .getByRole('option', { name: new RegExp(name) })
      .first()
      .click(soon);
    const line = form.getByRole('textbox', { name: 'Say it in words' });
    await line.fill('24 h diesel, bananas');
    await form.getByText('“bananas” was not understood.').waitFor(soon);
    await line.press('Enter');
    await form.getByText('needs it; stops without').waitFor(soon);
    await line.fill('24 h diesel, then runs at 70 % without SCADA');
    await form.getByText('holds out 24 h on diesel').waitFor(soon);
    await line.press('Enter');
    await form
      .getByText('needs it; holds out 24 h on diesel; then runs at 70 %; has to be refilled by hand')
      .waitFor(soon);

    const added: Need = {
      needId: '00000000-0000-4000-8000-000000000001',
      type: 'physical',
      rule: 'kofn',
      k: 1,
      suppliers: [{ assetId: supplier, weight: 1, delay: 0, threshold: 1 }],
      buffer: 86_400,
      recharge: 0,
      stock: 'diesel',
      alpha: 300_000,
      beta: 1_000_000,
    };
    const { now } = shownTo(owner);
    const whatIf = [{ kind: 'health' as const, at: now, assetId: supplier, level: 0 }];
    const lost = lossesIn(engine(owner, new Map([[asset, [...before, added]]]), { whatIf }), asset);
    const then = lost.map((one) => afterWords(one, now, say)).join(', and ');
    expect(then).toMatch(/falls to \d+ % after 24 h \(\d+ h.* to /);
    await form.getByText(`If ${name} fails now, this asset ${then}`).waitFor(soon);
    await form.getByRole('button', { name: 'Add a need' }).click(soon);
    await form.waitFor({ state: 'detached', ...soon });
    await expect.poll(() => needs().length, soon).toBe(before.length + 1);
    const saved = needs().find(({ needId }) => !before.some((one) => one.needId === needId))!;
    expect(saved).toEqual({ ...added, needId: saved.needId });

    await page
      .locator(`[data-need="${saved.needId}"]`)
      .getByRole('button', { name: /^Remove: / })
      .click(soon);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click(soon);
    await expect.poll(() => needs().length, soon).toBe(before.length);
    await page.getByRole('button', { name: /^Undo/ }).click(soon);
    await expect.poll(() => needs().find(({ needId }) => needId === saved.needId), soon).toEqual(saved);
  });
});

describe('the owner’s answer to a prediction', () => {
  it('[CAS-15] is one click, and everybody who sees the claim sees it; refuted, nobody predicts it before then', async () => {
    const owner = await open(ownerOf(HOSPITAL), HOSPITAL);
    const partner = watch;
    await partner.goto(`${server.address}/op/${server.operation}/asset/${server.id('asset', HOSPITAL)}`);
    const said = owner.getByRole('region', { name: 'predicted' });
    await said.getByText(/^Your asset is predicted to fail in .* because energy from /).waitFor(soon);
    expect(await partner.getByRole('button', { name: /^Refute/ }).count()).toBe(0);
    await said.getByRole('button', { name: 'Confirm: we expect it' }).click(soon);
    await owner.getByText(/^You said at .* that you expect this/).waitFor(soon);
    await partner.bringToFront();
    await partner.getByText(/^The owner expects this: /).waitFor(soon);
    await owner.bringToFront();
    expect(await seriousFindings(owner)).toEqual([]);
    await said.getByRole('button', { name: /^Refute: it holds until / }).click(soon);
    await owner.getByText(/^You said at .* that it holds until /).waitFor(soon);
    await partner.bringToFront();
    await partner.getByText(/ said at .* that it holds until /).waitFor(soon);
    const loss = () => lossesOf(engine(WATCH)).get(server.id('asset', HOSPITAL))?.one.at;
    const { holdsUntil } = inFull(shownTo(WATCH).faces.get(server.id('asset', HOSPITAL)))!.confirmed!;
    expect(loss()).toBe(holdsUntil);
    const shown = () =>
      partner.getByRole('region', { name: 'predicted' }).locator('.fc-when time').getAttribute('datetime', soon);
    await expect.poll(shown, soon).toBe(holdsUntil);
    await owner.bringToFront();
    await owner.getByRole('button', { name: 'Take it back' }).click(soon);
    await partner.bringToFront();
    await expect.poll(shown, soon).not.toBe(holdsUntil);
    expect(await shown()).toBe(loss());
  });
});
