import type { CDPSession, Page } from 'playwright-core';

/** What a page's main thread has done so far, in seconds, and what its objects take, in bytes. */
export interface Work {
  readonly task: number;
  readonly script: number;
  readonly heap: number;
  readonly at: number;
}

export async function watched(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return session;
}

export async function workOf(session: CDPSession): Promise<Work> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { task: of('TaskDuration'), script: of('ScriptDuration'), heap: of('JSHeapUsedSize'), at: of('Timestamp') };
}

export async function heapAfterCollection(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await workOf(session)).heap;
}

export interface Storm {
  /** Changes a second that were stored. */
  readonly rate: number;
  /** Of one core, on the page's main thread: script alone, and with layout, painting and all. */
  readonly script: number;
  readonly task: number;
  readonly framesPerSecond: number;
  /** The longest time (ms) between two frames. */
  readonly longest: number;
}

/** So many seconds of changes at a steady rate, in ticks of 20 ms, and what that costs the page. */
export async function storm(
  page: Page,
  session: CDPSession,
  change: (count: number) => Promise<void>,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Storm> {
  await page.evaluate(() => {
    const frames: number[] = [];
    (window as unknown as { frames: number[] }).frames = frames;
    const frame = (at: number) => {
      frames.push(at);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const before = await workOf(session);
  const from = performance.now();
  const perTick = Math.max(1, Math.round(perSecond / 50));
  let sent = 0;
  while (performance.now() - from < seconds * 1000) {
    await change(perTick);
    sent += perTick;
    const wait = from + (sent / perSecond) * 1000 - performance.now();
    if (wait > 0) await new Promise((resume) => setTimeout(resume, wait));
  }
  const after = await workOf(session);
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  const gaps = frames.slice(1).map((at, index) => at - frames[index]!);
  const lasted = after.at - before.at;
  return {
    rate: sent / ((performance.now() - from) / 1000),
    script: (after.script - before.script) / lasted,
    task: (after.task - before.task) / lasted,
    framesPerSecond: frames.length / lasted,
    longest: Math.max(...gaps),
  };
}

/** Milliseconds of script for each step of dragging the map to and fro, drawing included. */
export async function pan(page: Page, session: CDPSession, drags: number): Promise<number[]> {
  const spent: number[] = [];
  const step = async (act: () => Promise<void>) => {
    const before = await workOf(session);
    await act();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    spent.push(((await workOf(session)).script - before.script) * 1000);
  };
  for (let drag = 0; drag < drags; drag++) {
    const [from, to] = drag % 2 === 0 ? [500, 900] : [900, 500];
    await page.mouse.move(from, 450);
    await page.mouse.down();
    for (let at = 1; at <= 10; at++) await step(() => page.mouse.move(from + ((to - from) * at) / 10, 450 + at));
    await step(() => page.mouse.up());
  }
  return spent;
}

/** Leaflet with one of its own canvas circles for each place: what an ordinary map would do. */
export async function leafletCircles(
  page: Page,
  leaflet: string,
  places: readonly (readonly [number, number, string])[],
): Promise<number> {
  await page.setContent('<body style="margin:0"><div id="map" style="width:1440px;height:900px"></div></body>');
  await page.addScriptTag({ path: leaflet });
  return page.evaluate((at) => {
    interface Map {
      setView(place: number[], zoom: number): Map;
    }
    interface L {
      map(id: string, options: object): Map;
      canvas(): object;
      circleMarker(place: number[], options: object): { addTo(map: Map): { setStyle(style: object): void } };
    }
    const { L } = window as unknown as { L: L };
    const from = performance.now();
    const renderer = L.canvas();
    const map = L.map('map', { zoomAnimation: false, fadeAnimation: false }).setView([49, 8], 5);
    const circles = at.map(([lat, lon, color]) =>
      L.circleMarker([lat, lon], { renderer, radius: 5, weight: 1, color }).addTo(map),
    );
    (window as unknown as { restate: (count: number) => void }).restate = (count) => {
      for (let index = 0; index < count; index++) {
        circles[Math.floor(Math.random() * circles.length)]!.setStyle({ color: index % 2 === 0 ? 'red' : 'green' });
      }
    };
    return new Promise<number>((drawn) =>
      requestAnimationFrame(() => requestAnimationFrame(() => drawn(performance.now() - from))),
    );
  }, places);
}
