// P-S9, P-S14: a hundred thousand assets in a real Chromium without a GPU, served by a real server; the baseline is Leaflet
// with its own canvas circles, in the same browser. Timings are of the page's main thread.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../scripts/parts/words.mjs';
import { heapAfterCollection, leafletCircles, pan, storm, watched, workOf } from '../support/browserFigures.ts';
import { launchBrowser, prepareBrowser } from '../support/chromium.ts';
import { manyAssets } from '../support/manyAssets.ts';
import { median, percentile, print, round, type Result } from './support.ts';

const ASSETS = Number(process.env['ASSETS'] ?? 100_000);
const PER_SECOND = 1000;
const SECONDS = 6;
const DRAGS = 4;

const results: Result[] = [];
const add = (id: string, metric: string, value: number, unit: string, more: Partial<Result> = {}) => {
  results.push({ id, metric, value: round(value), unit, ...more });
  process.stderr.write(`${metric}: ${round(value)} ${unit}\n`);
};

await prepareBrowser();
const browser = await launchBrowser();
const world = await manyAssets(ASSETS);

interface Drawn {
  /** Milliseconds from the last byte of the picture until every asset is drawn, and until they stand in clusters. */
  readonly all: number;
  readonly clustered: number;
  readonly bytes: number;
}

/** Waits until the map stands for all of them. */
async function drawn(page: Page): Promise<Drawn> {
  return page.evaluate(async (count) => {
    const until = async (what: 'assets' | 'clustered'): Promise<number> => {
      for (;;) {
        const canvas = document.querySelector<HTMLElement>('canvas[data-assets]');
        if (Number(canvas?.dataset[what]) === count) return performance.now();
        await new Promise((frame) => requestAnimationFrame(frame));
      }
    };
    const all = await until('assets');
    const clustered = await until('clustered');
    const taken = performance
      .getEntriesByType('resource')
      .find(({ name }) => name.includes('/snapshot')) as PerformanceResourceTiming;
    return { all: all - taken.responseEnd, clustered: clustered - taken.responseEnd, bytes: taken.encodedBodySize };
  }, ASSETS);
}

try {
  // The snapshot is made once; what follows is what the browser makes of it.
  const colds: Drawn[] = [];
  for (let turn = 0; turn < 2; turn++) {
    const { context, page } = await world.visit(browser);
    colds.push(await drawn(page));
    await context.close();
  }
  const target = (limit: number, value: number, unit: string) => ({
    target: `at most ${limit} ${unit}`,
    met: value <= limit,
  });
  const all = median(colds.map((cold) => cold.all));
  add('P-S9', 'cold open: from the last byte until all are drawn', all, 'ms', target(400, all, 'ms'));
  add('P-S9', 'cold open: until they stand in clusters', median(colds.map((cold) => cold.clustered)), 'ms');
  add(
    'P-S8',
    'bytes an asset on the wire',
    colds[0]!.bytes / ASSETS,
    'bytes',
    target(36, colds[0]!.bytes / ASSETS, 'bytes'),
  );

  for (const [path, what] of [
    ['', 'map'],
    ['assets', 'map and list'],
  ] as const) {
    const { context, page, errors } = await world.visit(browser, path);
    const session = await watched(page);
    await drawn(page);
    // What follows the first picture (the device's copy, the first forecast) is not what is measured.
    await page.waitForTimeout(4000);
    add('P-S9', `memory with ${what}`, (await heapAfterCollection(session)) / 1e6, 'MB');
    const { script, task, framesPerSecond, longest, rate } = await storm(page, session, world.change, {
      perSecond: PER_SECOND,
      seconds: SECONDS,
    });
    add('P-S9', `${what}: changes a second`, rate, '1/s');
    add('P-S9', `${what}: script`, script, 'of a core', target(0.15, script, 'of a core'));
    add('P-S9', `${what}: script, layout and painting without a GPU`, task, 'of a core');
    add('P-S9', `${what}: frames a second`, framesPerSecond, '1/s', {
      target: 'at least 60 1/s',
      met: framesPerSecond >= 59,
    });
    add('P-S9', `${what}: longest wait for a frame`, longest, 'ms');
    if (path === '') {
      const ours = percentile(await pan(page, session, DRAGS), 95);
      const plain = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      const places = [...Array(ASSETS).keys()].map((index) => placeOf(index));
      const first = await leafletCircles(plain, join(projectRoot, 'node_modules/leaflet/dist/leaflet.js'), places);
      const plainly = await watched(plain);
      const theirs = percentile(await pan(plain, plainly, 1), 95);
      add('P-S9', 'pan: script a frame, p95', ours, 'ms', {
        ...target(25, ours, 'ms'),
        baseline: round(theirs),
        ratio: round(theirs / ours),
      });
      add('P-S9', 'Leaflet circles: from nothing until drawn', first, 'ms', {
        baseline: round(first),
        ratio: round(first / all),
      });
      const before = await workOf(plainly);
      await plain.evaluate(async (perSecond) => {
        const { restate } = window as unknown as { restate: (count: number) => void };
        // A fifth of a second's worth: it takes long enough.
        for (let tick = 0; tick < 10; tick++) {
          restate(perSecond / 50);
          await new Promise((frame) => requestAnimationFrame(frame));
        }
      }, PER_SECOND);
      const after = await workOf(plainly);
      const cost = (after.script - before.script) * 5;
      add('P-S9', 'script for 1,000 changes, against Leaflet circles', (script / rate) * 1000, 's', {
        baseline: round(cost),
        ratio: round(cost / ((script / rate) * 1000)),
        target: 'at least 10 x',
        met: cost / ((script / rate) * 1000) >= 10,
      });
      await plain.close();
    }
    if (errors.length > 0) throw new Error(`The page had trouble: ${errors[0]}`);
    await context.close();
  }
  for (const [page, name, limit] of [
    ['m', 'phone', 120],
    ['index', 'desktop', 350],
  ] as const) {
    const bytes = firstLoad(page);
    add('P-S14', `first load of the ${name}, script with gzip`, bytes.gzip, 'KB', target(limit, bytes.gzip, 'KB'));
    add('P-S14', `first load of the ${name}, as served (brotli)`, bytes.brotli, 'KB');
  }
  print('browser', results);
} finally {
  await browser.close();
  await world.close();
}

/** The same crowds as the operation's, near enough. */
function placeOf(index: number): readonly [number, number, string] {
  const town = Math.floor((((index * 7919) % ASSETS) / ASSETS) ** 2 * 400);
  const [lat, lon] = [37 + ((town * 37) % 250) / 10, -8 + ((town * 91) % 320) / 10];
  const spread = (seed: number) => (((index * seed) % 1000) / 1000 - 0.5) * 1.8;
  return [lat + spread(613), lon + spread(317), index % 40 === 0 ? 'red' : index % 15 === 0 ? 'orange' : 'green'];
}

function firstLoad(page: string): { gzip: number; brotli: number } {
  const report = join(projectRoot, 'dist', 'client.chunks.json');
  if (!existsSync(report)) throw new Error('npm run build first');
  const chunks = JSON.parse(readFileSync(report, 'utf8')) as { file: string; page?: string; imports: string[] }[];
  const needed = new Set<string>();
  const collect = (file: string): void => {
    if (needed.has(file)) return;
    needed.add(file);
    chunks.find((chunk) => chunk.file === file)?.imports.forEach(collect);
  };
  collect(chunks.find((chunk) => chunk.page === page)!.file);
  const scripts = [...needed].map((file) => readFileSync(join(projectRoot, 'dist', 'client', file)));
  const sum = (of: (script: Buffer) => Buffer) => scripts.reduce((all, script) => all + of(script).length, 0) / 1000;
  return { gzip: sum((script) => gzipSync(script, { level: 9 })), brotli: sum((script) => brotliCompressSync(script)) };
}
process.exit(0);
