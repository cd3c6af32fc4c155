import { describe, expect, it } from 'vitest';
import { ForecastSource, type ForecastWorker } from '../../../client/forecast/ForecastSource.ts';
import { ForecastKeeper, LIVE, type Answer, type Feed } from '../../../client/forecast/keeper.ts';
import type { Faces, FacesDifference, Tocsin } from '../../../client/store/contract.ts';
import { forecast } from '../../../shared/cascade/forecast.ts';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import { fromMs } from '../../../shared/time.ts';
import { HandCrankedTime } from '../../support/handCranked.ts';
import { facesFor, UP } from './whatIf.support.ts';

const NOW = fromMs(Date.UTC(2025, 3, 28, 10));

/** What the worker runs, on copies as between two threads; it answers when it is let. */
class Thread implements ForecastWorker {
  onmessage: ((event: { data: Answer }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly fed: Feed[] = [];
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
    this.#waiting = [];
  }
}

/** A picture with a worker behind it, without the wire: what is asked of the source is asked of these faces. */
function viewer(assets: readonly AssetFace[]) {
  const faces = { asset: new Map(assets.map((face) => [face.id, face])) };
  let tell: (difference: FacesDifference) => void = () => undefined;
  const tocsin = {
    store: {
      getState: () => ({ me: { id: 'me' }, operationId: 'op', ready: true, faces: faces as unknown as Faces }),
      subscribe: () => () => undefined,
    },
    onDifference: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
    operationNow: () => NOW,
  } as unknown as Pick<Tocsin, 'store' | 'onDifference' | 'operationNow'>;
  const timers = new HandCrankedTime(0);
  const thread = new Thread();
  const source = new ForecastSource({ tocsin, timers, makeWorker: () => thread });
  source.watch();
  return {
    source,
    thread,
    timers,
    faces,
    withdraw: (id: string) => {
      faces.asset.delete(id);
      tell({ reset: false, changed: [{ kind: 'asset', id }] } as unknown as FacesDifference);
    },
  };
}

const fail = (assetId: string) => ({ kind: 'health' as const, at: NOW, assetId, level: 0 });

describe('asking "and if" beside the live forecast', () => {
  it('[L9] says what the engine says of the same faces with these steps, and leaves the live forecast alone', async () => {
    const { source, thread, timers, faces } = viewer(facesFor());
    const asked = source.ask({ steps: [fail('station')], horizon: 12 * 3600 });
    await timers.advance(300);
    thread.answer();
    const given = [...faces.asset.values()];
    const made = await asked;
    expect(made).toEqual(forecast(given, NOW, { ...LIVE, horizon: 12 * 3600, whatIf: [fail('station')] }));
    expect(made!.changes.map(({ assetId }) => assetId)).toEqual(['station', 'hospital']);
    expect(source.store.getState().forecast).toEqual(forecast(given, NOW, LIVE));
    // The faces crossed over once, with whatever was asked first.
    expect(thread.fed.map((feed) => [feed.reset, feed.faces.length])).toEqual([
      [true, 3],
      [false, 0],
    ]);
  });

  it('takes other needs for this once: what is being edited is tried before it is saved', async () => {
    const { source, thread, timers, faces } = viewer(facesFor());
    const own = faces.asset.get('hospital')!.needs!;
    const needs = new Map([['hospital', own.map((need) => ({ ...need, buffer: 600 }))]]);
    const asked = source.ask({ steps: [fail('station')], needs });
    const again = source.ask({ steps: [fail('station')] });
    await timers.advance(300);
    thread.answer();
    const fallOf = (made: Awaited<typeof asked>) => made!.changes.find(({ assetId }) => assetId === 'hospital')!.at;
    expect(Date.parse(fallOf(await asked)) - Date.parse(NOW)).toBe(601_000);
    expect(Date.parse(fallOf(await again)) - Date.parse(NOW)).toBe((4 * 3600 + 1) * 1000);
    expect(faces.asset.get('hospital')!.needs![0]!.buffer).toBe(4 * 3600);
    expect(UP).toBe(faces.asset.get('hospital')!.level);
  });

  it('[L9] gives no answer that may rest on what was withdrawn while it was made', async () => {
    const { source, thread, withdraw } = viewer(facesFor());
    const asked = source.ask({ steps: [fail('station')] });
    withdraw('station');
    thread.answer();
    expect(await asked).toBeUndefined();
    const again = source.ask({ steps: [fail('station')] });
    thread.answer();
    expect((await again)!.changes).toEqual([]);
    expect(thread.fed.at(-1)).toMatchObject({ gone: ['station'], reset: false });
  });

  it('answers nobody for ever when the worker breaks', async () => {
    const { source, thread } = viewer(facesFor());
    const asked = source.ask({ steps: [] });
    thread.onerror!();
    expect(await asked).toBeUndefined();
  });
});
