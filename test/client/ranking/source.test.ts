import { afterEach, describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { RankingKeeper } from '../../../client/ranking/keeper.ts';
import type { RankingFeed, RankingNews } from '../../../client/ranking/messages.ts';
import { RankingSource, type RankingChoice, type RankingWorker } from '../../../client/ranking/RankingSource.ts';
import type { Tocsin } from '../../../client/store/contract.ts';
import { HandCrankedTime } from '../../support/handCranked.ts';
import { House, id } from '../../support/house.ts';
import { HouseServer } from '../../support/houseWire.ts';
import { calm, Screen } from '../../support/screens.ts';

const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

/** What the worker runs, on copies as between two threads, one piece each time it is let. */
class Thread implements RankingWorker {
  onmessage: ((event: { data: RankingNews }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly fed: RankingFeed[] = [];
  ended = false;
  #keeper = new RankingKeeper();
  postMessage(feed: RankingFeed): void {
    const copy = structuredClone(feed);
    this.fed.push(copy);
    this.#keeper.take(copy);
  }
  /** What is found in one piece of work, to be said when it likes. */
  piece(): RankingNews | undefined {
    return this.#keeper.work(() => true);
  }
  say(news: RankingNews | undefined): void {
    if (news) this.onmessage?.({ data: structuredClone(news) });
  }
  finish(): void {
    for (let news = this.piece(); news; news = this.piece()) this.say(news);
  }
  terminate(): void {
    this.ended = true;
  }
}

/** A line of one organisation, and a hospital of another behind it. */
async function stage() {
  const house = await House.of({
    organisations: ['grid', 'clinic'],
    users: { ana: ['grid', 'coordinator', 'owner'], eva: ['clinic', 'coordinator', 'owner'] },
  });
  houses.push(house);
  const place = { location: { lat: 40.4, lon: -3.7 }, kind: 'site', country: 'ES' } as const;
  for (const name of ['line', 'other']) {
    await house.does('ana', 'asset.register', { assetId: id(name), name, sector: 'energy', ...place });
  }
  const suppliers = [{ assetId: id('line'), weight: 1, delay: 0, threshold: 1 }];
  await house.does('eva', 'asset.register', {
    assetId: id('hospital'),
    name: 'Hospital',
    sector: 'health',
    served: 1000,
    ...place,
    needs: [{ needId: id('power'), type: 'physical', rule: 'kofn', k: 1, suppliers, alpha: 1_000_000, beta: 0 }],
  });
  const time = new HandCrankedTime(house.now);
  const server = new HouseServer(house, time);
  const eva = new Screen(server, 'eva', time, 2);
  await eva.open();
  await calm(server, time, [eva]);
  const does: typeof house.does = async (user, type, data) => {
    await house.does(user, type, data);
    await calm(server, time, [eva]);
  };
  return { does, eva };
}

function watched(tocsin: Pick<Tocsin, 'store' | 'onDifference' | 'operationNow'>) {
  const timers = new HandCrankedTime(0);
  const threads: Thread[] = [];
  const choice = createStore<RankingChoice>(() => ({ standing: 'present', weights: {} }));
  const makeWorker = () => {
    const thread = new Thread();
    threads.push(thread);
    return thread;
  };
  const source = new RankingSource({ tocsin, timers, choice, makeWorker });
  const unwatch = source.watch();
  const ranked = async () => {
    await timers.advance(1_100);
    threads.at(-1)!.finish();
    return source.store.getState();
  };
  return { source, timers, threads, choice, unwatch, ranked };
}

describe('the ranking of a viewer', () => {
  it('[CAS-12] comes piece by piece, and a difference costs only what it concerns', async () => {
    const { does, eva } = await stage();
    const { ranked, threads, source, timers } = watched(eva.tocsin);
    await timers.advance(1_100);
    threads[0]!.say(threads[0]!.piece());
    expect(source.store.getState()).toMatchObject({ phase: 'assets', done: 1, total: 3 });
    expect(source.store.getState().entries.size).toBe(1);
    const whole = await ranked();
    expect(whole).toMatchObject({ phase: 'done', pairs: [], bindings: { stories: 0 } });
    expect(whole.entries.get(id('line'))!.losses).toEqual([{ service: 'health', nation: 'ES', personHours: 72_000 }]);
    await does('ana', 'asset.setStatus', { assetId: id('other'), status: 'failed', because: 'damage' });
    const before = whole.entries.get(id('line'));
    const after = await ranked();
    expect(threads[0]!.fed.map(({ reset, faces }) => [reset, faces.length])).toEqual([
      [true, 3],
      [false, 1],
    ]);
    expect(after.entries.get(id('line'))).toBe(before);
    expect(after.entries.size).toBe(3);
  });

  it('[L9] goes at once with an asset that is withdrawn, and nothing that was found before is heard any more', async () => {
    const { does, eva } = await stage();
    const { ranked, threads, source, timers } = watched(eva.tocsin);
    await ranked();
    await does('ana', 'asset.setStatus', { assetId: id('line'), status: 'failed', because: 'damage' });
    await timers.advance(1_100);
    const late = threads[0]!.piece();
    const marking = { tlp: 'TLP:AMBER+STRICT' } as const;
    await does('ana', 'sharing.mark', { entity: { kind: 'asset', id: id('line') }, marking, reason: 'Ours.' });
    expect(source.store.getState()).toMatchObject({ phase: 'waiting', pairs: undefined });
    expect(source.store.getState().entries.size).toBe(0);
    threads[0]!.say(late);
    expect(source.store.getState().entries.size).toBe(0);
    const { entries } = await ranked();
    expect([...entries.keys()].sort()).toEqual([id('hospital'), id('other')].sort());
    expect(threads[0]!.fed.at(-1)).toMatchObject({ gone: [id('line')], again: true, reset: false });
  });

  it('as if all were well is another ranking; going back costs nothing', async () => {
    const { does, eva } = await stage();
    await does('ana', 'asset.setStatus', { assetId: id('line'), status: 'failed', because: 'damage' });
    const { ranked, source, choice, threads } = watched(eva.tocsin);
    const hours = (state: Awaited<ReturnType<typeof ranked>>) => state.entries.get(id('line'))!.losses.length;
    expect(hours(await ranked())).toBe(0);
    choice.setState({ standing: 'rest' });
    expect(source.store.getState().entries.size).toBe(0);
    expect(hours(await ranked())).toBe(1);
    choice.setState({ standing: 'present' });
    const back = await ranked();
    expect(hours(back)).toBe(0);
    // All was known: there was nothing to do among the assets.
    expect(threads[0]!.fed).toHaveLength(3);
  });

  it('ends with the operation, and a worker that breaks is replaced by one that is told everything', async () => {
    const { does, eva } = await stage();
    const { ranked, source, threads, timers } = watched(eva.tocsin);
    await ranked();
    threads[0]!.onerror!();
    expect(source.store.getState()).toMatchObject({ failed: true });
    expect(source.store.getState().entries.size).toBe(3);
    await does('ana', 'asset.setStatus', { assetId: id('line'), status: 'failed' });
    expect(await ranked()).toMatchObject({ failed: false });
    expect(threads[1]!.fed[0]).toMatchObject({ reset: true });
    eva.tocsin.closeOperation();
    expect(source.store.getState().entries.size).toBe(0);
    expect(threads[1]!.ended).toBe(true);
    await timers.advance(30_000);
    expect(threads).toHaveLength(2);
  });

  it('is made while somebody watches, and a little longer', async () => {
    const { eva } = await stage();
    const { ranked, source, threads, timers, unwatch } = watched(eva.tocsin);
    await ranked();
    unwatch();
    await timers.advance(50_000);
    expect(threads[0]!.ended).toBe(false);
    source.watch()();
    await timers.advance(61_000);
    expect(threads[0]!.ended).toBe(true);
    expect(source.store.getState().entries.size).toBe(0);
  });
});
