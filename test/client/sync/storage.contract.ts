import { describe, expect, it } from 'vitest';
import type { DeviceStorage } from '../../../client/sync/storage.ts';

/** What every home of the device's rows must do. */
export function storageContract(name: string, open: () => Promise<DeviceStorage>): void {
  describe(`what a device keeps: ${name}`, () => {
    it('lists rows of a prefix in the order of their keys', async () => {
      const storage = await open();
      await storage.commit({ put: [row('b/2'), row('a/9'), row('b/10'), row('b/1')] });
      expect((await storage.list('b/')).map(({ key }) => key)).toEqual(['b/1', 'b/10', 'b/2']);
      expect(await storage.list('c/')).toEqual([]);
    });

    it('removes before it puts, and a prefix only under itself', async () => {
      const storage = await open();
      await storage.commit({ put: [row('a/1'), row('a/2'), row('ab'), row('b')] });
      expect(
        await storage.commit({
          removePrefix: ['a/'],
          remove: ['b'],
          put: [row('a/2', { stamp: 'new' })],
          durable: true,
        }),
      ).toBe('done');
      expect(await storage.list('')).toEqual([row('a/2', { stamp: 'new' }), row('ab')]);
    });

    it('does nothing unless the row it depends on is what was expected', async () => {
      const storage = await open();
      const head = (stamp: string) => row('head', { stamp });
      expect(await storage.commit({ put: [head('1')], onlyIf: { key: 'head', stamp: undefined } })).toBe('done');
      expect(await storage.commit({ put: [head('2'), row('x')], onlyIf: { key: 'head', stamp: undefined } })).toBe(
        'changed',
      );
      expect(await storage.commit({ removePrefix: [''], onlyIf: { key: 'head', stamp: 'other' } })).toBe('changed');
      expect(await storage.list('')).toEqual([head('1')]);
      expect(await storage.commit({ put: [head('2')], onlyIf: { key: 'head', stamp: '1' } })).toBe('done');
    });

    it('keeps copies: what is changed afterwards is not what was kept', async () => {
      const storage = await open();
      const value = { list: [1] };
      await storage.commit({ put: [{ key: 'k', value }] });
      value.list.push(2);
      const [first] = await storage.list('k');
      (first!.value as typeof value).list.push(3);
      expect(await storage.list('k')).toEqual([{ key: 'k', value: { list: [1] } }]);
    });

    it('keeps files', async () => {
      const storage = await open();
      await storage.commit({ put: [{ key: 'photo', value: new Blob(['bytes'], { type: 'image/png' }) }] });
      const [kept] = await storage.list('photo');
      expect(await (kept!.value as Blob).text()).toBe('bytes');
      expect((kept!.value as Blob).type).toBe('image/png');
    });
  });
}

const row = (key: string, value: unknown = { key }) => ({ key, value });
