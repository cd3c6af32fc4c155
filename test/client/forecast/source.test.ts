import { afterEach, describe, expect, it } from 'vitest';
import { ForecastSource, type ForecastWorker } from '../../../client/forecast/ForecastSource.ts';
import { ForecastKeeper, LIVE, type Answer, type Feed } from '../../../client/forecast/keeper.ts';
import { createStore } from 'zustand/vanilla';
import type { FacesDifference, Tocsin } from '../../../client/store/contract.ts';
import { createPreview } from '../../../client/store/preview.ts';
import type { AnyFace } from '../../../shared/cascade/faces.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import type { Instant } from '../../../shared/time.ts';
import { HandCrankedTime } from '../../support/handCranked.ts';
import { House, id } from '../../support/house.ts';
import { HouseServer } from '../../support/houseWire.ts';
import { calm, Screen } from '../../support/screens.ts';

const UP = 1_000_000;
const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

/** What the worker runs, on copies as between two threads; it answers when it is let. */
class Thread implements ForecastWorker {
  onmessage: ((event: { data: Answer }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly fed: Feed[] = [];
  ended = false;
  #keeper = new ForecastKeeper();
  #waiting: Answer[] = [];
  postMessage(feed: Feed): void {
    const copy = structuredClone(feed);
    this.fed.push(copy);
    const answer = this.#keeper.answer(copy);
    if (answer) this.#waiting.push(structuredClone(answer));
  }
  answer(): void {
    for (const data of this.#waiting.splice(0)) this.onmessage?.({ data });
  }
  terminate(): void {
    this.ended = true;
  }
}

const need = (name: string, supplier: string, buffer?: number) => ({
  needId: id(name),
  type: 'physical' as const,
  rule: 'kofn' as const,
  k: 1,
  suppliers: [{ assetId: id(supplier), weight: 1, delay: 0, threshold: 1 }],
  ...(buffer && { buffer }),
  alpha: UP,
  beta: 0,
});
const place = { location: { lat: 40.4, lon: -3.7 }, kind: 'site', country: 'ES' } as const;

/** A substation that only its owner sees, with a twin for all, and a hospital of others behind it. */
async function stage() {
  const house = await House.of({
    organisations: ['grid', 'clinic'],
    users: { ana: ['grid', 'coordinator', 'owner'], eva: ['clinic', 'coordinator', 'owner'] },
  });
  houses.push(house);
  await house.does('ana', 'asset.register', {
    assetId: id('line'),
    name: 'Line',
    sector: 'energy',
    ...place,
    marking: { tlp: 'TLP:AMBER+STRICT' },
    coarse: { marking: { tlp: 'TLP:GREEN' } },
  });
  await house.does('ana', 'asset.register', {
    assetId: id('station'),
    name: 'Station',
    sector: 'energy',
    ...place,
    needs: [need('feed', 'line')],
  });
  await house.does('eva', 'asset.register', {
    assetId: id('hospital'),
    name: 'Hospital',
    sector: 'health',
    served: 90_000,
    ...place,
    country: 'PT',
    needs: [need('power', 'station', 4 * 3600)],
  });
  const time = new HandCrankedTime(house.now);
  const server = new HouseServer(house, time);
  const screens = [new Screen(server, 'ana', time, 1), new Screen(server, 'eva', time, 2)] as const;
  for (const screen of screens) await screen.open();
  await calm(server, time, screens);
  const does: typeof house.does = async (user, type, data) => {
    await house.does(user, type, data);
    await calm(server, time, screens);
  };
  return { house, server, screens, does };
}

function watched(tocsin: Pick<Tocsin, 'store' | 'onDifference' | 'operationNow'>) {
  const timers = new HandCrankedTime(0);
  const threads: Thread[] = [];
  const source = new ForecastSource({
    tocsin,
    timers,
    makeWorker: () => {
      const thread = new Thread();
      threads.push(thread);
      return thread;
    },
  });
  const unwatch = source.watch();
  const predicted = async () => {
    await timers.advance(300);
    threads.at(-1)!.answer();
    return source.store.getState();
  };
  return { source, timers, threads, unwatch, predicted };
}

describe('the forecast of a viewer', () => {
  it('[L9] is, fed with differences, what the engine says of the faces that the server shows this viewer', async () => {
    const { server, screens, does } = await stage();
    const views = screens.map(({ tocsin }) => watched(tocsin));
    const same = async (): Promise<void> => {
      for (const [k, user] of ['ana', 'eva'].entries()) {
        const state = await views[k]!.predicted();
        const faces = (server.desk.snapshot(id(user))!.records.asset ?? []) as unknown as AnyFace[];
        // Of the line Eva sees the twin, as Ana does beside the line itself or not.
        expect(faces.some((face) => 'cell' in face)).toBe(user === 'eva');
        expect(faces).toHaveLength(3);
        expect(state.forecast).toEqual(forecast(faces, state.computedAt!, LIVE));
      }
    };
    await same();
    await does('ana', 'asset.setStatus', { assetId: id('line'), status: 'failed', because: 'damage' });
    await same();
    // Both know that the hospital is next; what stands behind it is the line to Ana and an area to Eva.
    const [hers, others] = views.map(({ source }) => source.store.getState().forecast!);
    for (const made of [hers, others]) expect(made!.changes.map(({ assetId }) => assetId)).toEqual([id('hospital')]);
    expect(hers!.changes[0]!.rootId).toBe(id('line'));
    expect(JSON.stringify(others)).not.toContain(id('line'));
    await does('ana', 'asset.setStatus', { assetId: id('station'), status: 'failed', because: 'supply' });
    await same();
    expect(views[1]!.source.store.getState().forecast!.changes).toHaveLength(1);
    await does('eva', 'asset.setBuffer', { assetId: id('hospital'), needId: id('power'), secondsLeft: 600 });
    await same();
    await does('eva', 'asset.setNeeds', { assetId: id('hospital'), needs: [need('power', 'station', 8 * 3600)] });
    await same();
    // After the first, the worker was told of what differed and no more.
    const [first, ...later] = views[1]!.threads[0]!.fed;
    expect(first).toMatchObject({ reset: true });
    expect(first!.faces).toHaveLength(3);
    expect(later.filter(({ faces }) => faces.length > 0).map(({ reset, faces }) => [reset, faces.length])).toEqual([
      [false, 1],
      [false, 1],
      [false, 1],
      [false, 1],
    ]);
  });

  it('says what differs from the last one, and keeps that while nothing else differs', async () => {
    const { screens, does } = await stage();
    const { source, predicted, timers } = watched(screens[1].tocsin);
    expect(await predicted()).toMatchObject({ changed: [], busy: false });
    await does('ana', 'asset.setStatus', { assetId: id('station'), status: 'failed', because: 'damage' });
    const { changed, before, forecast: made } = await predicted();
    expect(changed).toMatchObject([{ assetId: id('hospital'), kind: 'new' }]);
    expect(before!.changes).toEqual([]);
    await timers.advance(10_000);
    expect(source.store.getState()).toMatchObject({ changed, forecast: made });
  });

  it('is made anew each minute of the operation, and at once of what was said while one was being made', async () => {
    const { house, screens, does } = await stage();
    const { predicted, timers, threads } = watched(screens[1].tocsin);
    await predicted();
    const [thread] = threads;
    const count = thread!.fed.length;
    await timers.advance(4_000);
    expect(thread!.fed).toHaveLength(count);
    house.now += 61_000;
    screens[1].time.now += 61_000;
    await timers.advance(4_000);
    expect(thread!.fed).toHaveLength(count + 1);
    expect(thread!.fed.at(-1)).toMatchObject({ faces: [], gone: [], reset: false });
    await does('ana', 'asset.setStatus', { assetId: id('station'), status: 'failed' });
    await timers.advance(1_000);
    expect(thread!.fed).toHaveLength(count + 1);
    thread!.answer();
    await timers.advance(1_000);
    expect(thread!.fed.at(-1)!.faces.map((face) => face.id)).toEqual([id('station')]);
  });

  it('ends with the operation, and a worker that breaks is replaced by one that is told everything', async () => {
    const { screens, does } = await stage();
    const { source, predicted, threads, timers } = watched(screens[1].tocsin);
    await predicted();
    threads[0]!.onerror!();
    expect(source.store.getState()).toMatchObject({ failed: true, busy: false });
    expect(source.store.getState().forecast).toBeDefined();
    await does('ana', 'asset.setStatus', { assetId: id('station'), status: 'failed' });
    expect(await predicted()).toMatchObject({ failed: false });
    expect(threads).toHaveLength(2);
    expect(threads[1]!.fed[0]).toMatchObject({ reset: true });
    screens[1].tocsin.closeOperation();
    expect(source.store.getState().forecast).toBeUndefined();
    expect(threads[1]!.ended).toBe(true);
    await timers.advance(10_000);
    expect(threads).toHaveLength(2);
  });

  it('[L9] goes at once with an asset that is withdrawn, even while it is being made', async () => {
    const { screens, does } = await stage();
    const [, eva] = screens;
    const { source, predicted, threads, timers } = watched(eva.tocsin);
    await does('ana', 'asset.setStatus', { assetId: id('station'), status: 'failed', because: 'damage' });
    expect((await predicted()).forecast!.changes).toHaveLength(1);
    const withdraw = (tlp: 'TLP:AMBER+STRICT' | 'TLP:GREEN') =>
      does('ana', 'sharing.mark', { entity: { kind: 'asset', id: id('station') }, marking: { tlp }, reason: 'Ours.' });
    await withdraw('TLP:AMBER+STRICT');
    expect(eva.state.faces.asset.has(id('station'))).toBe(false);
    expect(source.store.getState().forecast).toBeUndefined();
    expect((await predicted()).forecast!.changes).toEqual([]);
    expect(threads[0]!.fed.at(-1)).toMatchObject({ gone: [id('station')], reset: false });

    await withdraw('TLP:GREEN');
    await timers.advance(300);
    await withdraw('TLP:AMBER+STRICT');
    // What was being made of it is thrown away, and made without it.
    threads[0]!.answer();
    expect(source.store.getState().forecast).toBeUndefined();
    expect((await predicted()).forecast!.changes).toEqual([]);
  });

  it('[P-S9] is told of very many assets in parts, with a breath between them; of one withdrawn meanwhile nothing', async () => {
    const faces = new Map<string, AnyFace>();
    for (let n = 0; n < 2500; n++) {
      const one = id(`site ${n}`);
      const needs = n === 7 ? [need('power', 'site 2400', 3600)] : undefined;
      const status = n === 2400 ? ('failed' as const) : ('operational' as const);
      faces.set(one, {
        id: one,
        status,
        level: status === 'failed' ? 0 : UP,
        tlp: 'TLP:GREEN',
        ...(needs && { needs }),
      } as AnyFace);
    }
    const at = '2026-03-01T10:00:00.000Z' as Instant;
    const listeners: ((difference: FacesDifference) => void)[] = [];
    const state = { me: { id: id('ana') }, operationId: id('op'), ready: true, faces: { asset: faces } };
    const tocsin = {
      store: createStore(() => state),
      onDifference: (listener: (difference: FacesDifference) => void) => (listeners.push(listener), () => undefined),
      operationNow: () => at,
    } as unknown as Pick<Tocsin, 'store' | 'onDifference' | 'operationNow'>;
    const { source, timers, threads } = watched(tocsin);
    await timers.advance(250);
    const [thread] = threads;
    const gone = id('site 1900');
    expect(thread!.fed.map(({ reset, part, faces: sent }) => [reset, part, sent.length])).toEqual([[true, true, 500]]);
    faces.delete(gone);
    for (const listener of listeners) listener({ reset: false, changed: [{ kind: 'asset', id: gone }] });
    // Asked in between, it is answered of everything.
    const asked = source.ask({ steps: [] });
    await timers.advance(1);
    thread!.answer();
    expect(await asked).toEqual(forecast([...faces.values()], at, { ...LIVE, whatIf: [] }));
    expect(thread!.fed.map(({ part, faces: sent }) => [part, sent.length])).toEqual([
      [true, 500],
      [true, 500],
      [true, 500],
      [true, 499],
      [undefined, 500],
      [undefined, 0],
    ]);
    expect(JSON.stringify(thread!.fed.map(({ faces: sent }) => sent))).not.toContain(gone);
  });

  it('[L9] in a preview it is made of the faces that the partner sees, and of nothing else', async () => {
    const { server, screens, does } = await stage();
    const [ana, eva] = screens;
    await does('ana', 'asset.setStatus', { assetId: id('line'), status: 'failed', because: 'damage' });
    const { records } = server.desk.snapshot(id('eva'))!;
    const operation = ana.state.operations.find((one) => one.id === ana.state.operationId)!;
    const preview = createPreview(
      { operation, organisation: { id: id('clinic'), name: 'clinic' }, records, why: 'A preview.' },
      ana.tocsin,
    );
    const { forecast: made, computedAt } = await watched(preview).predicted();
    expect(made).toEqual(forecast([...eva.state.faces.asset.values()], computedAt!, LIVE));
    expect(made!.changes).toHaveLength(1);
    expect(JSON.stringify(made)).not.toContain(id('line'));
  });
});
