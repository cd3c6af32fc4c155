import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store, Tables } from '../../server/log/tables.ts';
import { upTo } from './home.ts';
import type { Home, Place } from './home.ts';

export function tablesContract(home: Home): void {
  describe(`the tables in ${home.name}`, () => {
    let place: Place;
    let store: Store;
    let tables: Tables;
    let now = 1_000_000;
    beforeEach(async () => {
      now = 1_000_000;
      place = await home.newPlace();
      store = await place.open(() => now);
      tables = store.tables;
    });
    afterEach(async () => {
      await store.close();
      await place.discard();
    });

    test('a row is put, replaced, read and removed', async () => {
      expect(await tables.get('user', 'a')).toBeUndefined();
      await tables.put('user', 'a', '{"name":"Ana"}');
      await tables.put('user', 'a', '{"name":"Anna"}');
      expect(await tables.get('user', 'a')).toBe('{"name":"Anna"}');
      expect(await tables.get('session', 'a')).toBeUndefined();
      expect(await tables.remove('user', 'a')).toBe(true);
      expect(await tables.remove('user', 'a')).toBe(false);
      expect(await tables.get('user', 'a')).toBeUndefined();
    });

    test('of those who put a row that must not be there yet, one succeeds', async () => {
      const written = await Promise.all(upTo(20).map((n) => tables.putIfAbsent('user', 'name', `${n}`)));
      expect(written.filter(Boolean)).toHaveLength(1);
      expect(await tables.get('user', 'name')).toBe(String(written.indexOf(true) + 1));
    });

    test('a list is by prefix and in the order of bytes', async () => {
      for (const key of ['b', 'a/2', 'a/1', 'a', 'A', 'a/é', 'a/\u{1f6df}', 'a/\uffff', 'a_', 'a%']) {
        await tables.put('t', key, `"${key}"`);
      }
      await tables.put('other', 'a/3', '0');
      const keys = (await tables.list('t', 'a/')).map((each) => each.key);
      expect(keys).toEqual(['a/1', 'a/2', 'a/é', 'a/\uffff', 'a/\u{1f6df}']);
      expect((await tables.list('t')).map((each) => each.key)).toEqual(['A', 'a', 'a%', ...keys, 'a_', 'b']);
      expect((await tables.list('t', 'b'))[0]).toEqual({ key: 'b', value: '"b"' });
      expect(await tables.list('none')).toEqual([]);
    });

    test('a row past its time is absent for everyone', async () => {
      await tables.put('session', 'a', '1', now + 10);
      await tables.put('session', 'b', '2', now + 20);
      now += 10;
      expect(await tables.get('session', 'a')).toBeUndefined();
      expect((await tables.list('session')).map((each) => each.key)).toEqual(['b']);
      expect(await tables.remove('session', 'a')).toBe(false);
      await tables.put('session', 'c', '3', now + 5);
      expect(await tables.putIfAbsent('session', 'c', '4', now + 50)).toBe(false);
      now += 5;
      expect(await tables.putIfAbsent('session', 'c', '5', now + 50)).toBe(true);
      expect(await tables.get('session', 'c')).toBe('5');
    });

    test('[P-A1] a counter counts all increments, whoever makes them', async () => {
      const nodes = home.manyNodes ? [store, await place.open(() => now)] : [store];
      const counted = await Promise.all(
        upTo(50).map((n) => nodes[n % nodes.length]!.tables.increment('tries', 'ana', 2, now + 100)),
      );
      expect(counted.toSorted((a, b) => a - b)).toEqual(upTo(50).map((n) => 2 * n));
      expect(await tables.get('tries', 'ana')).toBe('100');
      for (const node of nodes.slice(1)) await node.close();
    });

    test('[P-A1] a counter’s window ends when its first increment said, and starts again', async () => {
      expect(await tables.increment('tries', 'ana', 1, now + 100)).toBe(1);
      now += 99;
      expect(await tables.increment('tries', 'ana', 1, now + 100)).toBe(2);
      now += 1;
      expect(await tables.get('tries', 'ana')).toBeUndefined();
      expect(await tables.increment('tries', 'ana', 1, now + 100)).toBe(1);
      now += 99;
      expect(await tables.increment('tries', 'ana', 5, now + 1)).toBe(6);
    });

    test('a file comes back byte for byte', async () => {
      const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 256);
      await tables.putBlob('photo', '{"type":"image/png"}', bytes.subarray(1));
      const blob = await tables.getBlob('photo');
      expect(blob?.meta).toBe('{"type":"image/png"}');
      expect(Buffer.compare(blob!.bytes, bytes.subarray(1))).toBe(0);
      expect(await tables.getBlob('none')).toBeUndefined();
      expect(await tables.removeBlob('photo')).toBe(true);
      expect(await tables.removeBlob('photo')).toBe(false);
    });

    if (!home.keeps) return;
    test('opening again finds everything', async () => {
      await tables.put('user', 'a', '1');
      await tables.putBlob('photo', '{}', new Uint8Array([1, 2, 3]));
      await store.close();
      store = await place.open(() => now);
      expect(await store.tables.get('user', 'a')).toBe('1');
      expect([...(await store.tables.getBlob('photo'))!.bytes]).toEqual([1, 2, 3]);
    });
  });
}
