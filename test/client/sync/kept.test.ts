import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../../client/platform/memoryStorage.ts';
import { applyChanges, emptyFaces, replaceFaces } from '../../../client/sync/confirmed.ts';
import { forgetPicture, forgetPictures, KeptPicture } from '../../../client/sync/kept.ts';
import type { DeviceStorage } from '../../../client/sync/storage.ts';
import type { Instant } from '../../../shared/time.ts';

const hex = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const spread = (n: number) => hex((n * 2654435761) >>> 0);
const assets = (count: number) => Array.from({ length: count }, (_, n) => ({ id: spread(n), version: n }));
const at = '2026-03-01T10:00:00.000Z' as Instant;
const change = (id: string, version: number) => ({
  type: 'record.changed',
  at,
  realAt: at,
  entity: { kind: 'asset' as const, id },
  set: { version },
});

let stamps = 0;
const stamp = () => `stamp ${stamps++}`;
const open = (storage: DeviceStorage, user = 'ana') => new KeptPicture(storage, user, 'op', stamp);

describe('the kept picture', () => {
  it('comes back with its cursor and its age', async () => {
    const storage = memoryStorage();
    const faces = emptyFaces();
    replaceFaces(faces, { asset: assets(2000) });
    const first = open(storage);
    await first.load(emptyFaces());
    first.touchEverything();
    await first.write(faces, 'c1', 500, 600);
    const loaded = emptyFaces();
    expect(await open(storage).load(loaded)).toMatchObject({ cursor: 'c1', heardAt: 500, writtenAt: 600 });
    expect(loaded.asset).toEqual(faces.asset);
  });

  it('writes what changed, not everything', async () => {
    const rows = new Map<string, unknown>();
    const home = memoryStorage(rows);
    let written = 0;
    const storage: DeviceStorage = {
      ...home,
      commit(tx) {
        written = JSON.stringify(tx.put).length;
        return home.commit(tx);
      },
    };
    const faces = emptyFaces();
    replaceFaces(faces, { asset: assets(5000) });
    const kept = open(storage);
    kept.touchEverything();
    await kept.write(faces, 'c1', 0, 0);
    const everything = written;
    kept.touch(applyChanges(faces, [change(spread(7), 99)]));
    await kept.write(faces, 'c2', 0, 0);
    expect(written).toBeLessThan(everything / 50);
    const loaded = emptyFaces();
    expect(await open(storage).load(loaded)).toMatchObject({ cursor: 'c2' });
    expect(loaded.asset).toEqual(faces.asset);
  });

  it('keeps what was taken away no longer', async () => {
    const storage = memoryStorage();
    const faces = emptyFaces();
    replaceFaces(faces, { asset: assets(1) });
    const kept = open(storage);
    kept.touchEverything();
    await kept.write(faces, 'c1', 0, 0);
    kept.touch(applyChanges(faces, [{ ...change(spread(0), 0), type: 'record.withdrawn' }]));
    await kept.write(faces, 'c2', 0, 0);
    expect((await storage.list('faces/')).map(({ key }) => key)).toEqual([]);
  });

  it('two tabs never mix their pictures: one keeps it, the other takes over when the first is gone', async () => {
    const storage = memoryStorage();
    const faces = emptyFaces();
    replaceFaces(faces, { asset: assets(300) });
    const [one, two] = [open(storage), open(storage)];
    one.touchEverything();
    await one.write(faces, 'c1', 0, 0);
    const others = emptyFaces();
    await two.load(others);

    one.touch(applyChanges(faces, [change(spread(3), 1001)]));
    await one.write(faces, 'c2', 0, 1000);
    // The second tab is behind, and knows of one change only: were it to write, the first's would be lost.
    two.touch(applyChanges(others, [change(spread(4), 1002)]));
    await two.write(others, 'c2b', 0, 2000);
    const seen = emptyFaces();
    expect(await open(storage).load(seen)).toMatchObject({ cursor: 'c2' });
    expect(seen.asset).toEqual(faces.asset);

    applyChanges(others, [change(spread(3), 1001)]);
    await two.write(others, 'c3', 0, 200_000);
    await two.write(others, 'c3', 0, 201_000);
    const taken = emptyFaces();
    expect(await open(storage).load(taken)).toMatchObject({ cursor: 'c3' });
    expect(taken.asset).toEqual(others.asset);
  });

  it('[CLI-4] is forgotten for one person, for all others, or for one operation', async () => {
    const storage = memoryStorage();
    const faces = emptyFaces();
    replaceFaces(faces, { asset: assets(3) });
    for (const user of ['ana', 'ben', 'eva']) {
      const kept = open(storage, user);
      kept.touchEverything();
      await kept.write(faces, 'c', 0, 0);
    }
    const users = async () => [...new Set((await storage.list('faces/')).map(({ key }) => key.split('/')[1]))];
    await forgetPictures(storage, { of: 'eva' });
    expect(await users()).toEqual(['ana', 'ben']);
    await forgetPictures(storage, { butOf: 'ana' });
    expect(await users()).toEqual(['ana']);
    await forgetPicture(storage, 'ana', 'op');
    expect(await storage.list('')).toEqual([]);
  });
});
