import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { follow } from '../../server/log/follow.ts';
import type { EventLog, FreshEvent } from '../../server/log/eventLog.ts';
import type { Store } from '../../server/log/tables.ts';
import { append, event, operation, receipt, seededRandom, textsOf, upTo } from './home.ts';
import type { Home, Place } from './home.ts';

/** What every home of the log must do. The homes differ in where bytes lie, never in an answer. */
export function eventLogContract(home: Home): void {
  describe(`the log in ${home.name}`, () => {
    let place: Place;
    let store: Store;
    let log: EventLog;
    beforeEach(async () => {
      place = await home.newPlace();
      store = await place.open();
      log = store.log;
    });
    afterEach(async () => {
      await store.close();
      await place.discard();
    });

    test('[LOG-1] positions start at 1 and have no gaps', async () => {
      expect(await log.head(operation)).toBe(0);
      expect(await log.append(append(0, ['a', 'b']))).toEqual({ kind: 'appended', head: 2 });
      expect(await log.append(append(2, ['c']))).toEqual({ kind: 'appended', head: 3 });
      const events = await log.readAfter(operation, 0, 10);
      expect(events.map((each) => each.position)).toEqual([1, 2, 3]);
      expect(events[1]).toEqual({ ...event('b'), position: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(await log.head(operation)).toBe(3);
    });

    test('any text comes back as it went in', async () => {
      const odd = event('ὕδωρ 水 🛟 "quoted" \\ \u0000 \n', ['place:ü', 'place:"x"', 'place:a,b']);
      await log.append({ operation: 'opération "é" 🛟', expectedHead: 0, events: [odd], receipts: [] });
      expect(await log.readAfter('opération "é" 🛟', 0, 1)).toEqual([expect.objectContaining(odd)]);
      expect(await log.verify('opération "é" 🛟')).toMatchObject({ ok: true, events: 1 });
    });

    test('reads a page after a position, and nothing of another operation', async () => {
      await log.append(append(0, ['a', 'b', 'c', 'd']));
      await log.append({ ...append(0, ['other']), operation: 'operation-2' });
      expect((await log.readAfter(operation, 1, 2)).map((each) => each.position)).toEqual([2, 3]);
      expect(await log.readAfter(operation, 4, 10)).toEqual([]);
      expect(await log.readAfter('never written', 0, 10)).toEqual([]);
      expect(await textsOf(log, 'operation-2')).toEqual(['other']);
      expect(await log.operations()).toEqual([operation, 'operation-2']);
    });

    test('[LOG-2] a conflict names the head and changes nothing', async () => {
      await log.append(append(0, ['a'], ['command-1']));
      for (const wrong of [0, 2]) {
        expect(await log.append(append(wrong, ['b'], ['command-2']))).toEqual({ kind: 'conflict', head: 1 });
      }
      expect(await textsOf(log)).toEqual(['a']);
      expect(await log.receipt('author-1', 'command-2')).toBeUndefined();
    });

    test('[LOG-6] receipts are kept for accepted and for refused commands', async () => {
      await log.append(append(0, ['a', 'b'], ['accepted-1', 'accepted-2']));
      const refused = receipt('refused-1', 'refused');
      const refusal = { operation, expectedHead: 2, events: [], receipts: [refused] };
      expect(await log.append(refusal)).toEqual({ kind: 'appended', head: 2 });
      expect(await log.receipt('author-1', 'refused-1')).toEqual({ ...refused, operation, position: 2 });
      expect(await log.receipt('author-2', 'refused-1')).toBeUndefined();
      const keys = ['refused-1', 'unknown', 'accepted-2'].map((commandId) => ({ author: 'author-1', commandId }));
      expect((await log.receipts(keys)).map((each) => each.commandId)).toEqual(['refused-1', 'accepted-2']);
      expect(await log.receipts([])).toEqual([]);
    });

    test('[L8] a duplicate is answered by the stored receipt, wherever the head is now, and changes nothing', async () => {
      await log.append(append(0, ['a'], ['command-1']));
      await log.append(append(1, ['b']));
      const stored = { ...receipt('command-1'), operation, position: 1 };
      const again = append(2, ['c'], ['command-2', 'command-1']);
      expect(await log.append(again)).toEqual({ kind: 'duplicate', receipts: [stored] });
      expect(await log.append({ ...again, expectedHead: 0 })).toEqual({ kind: 'duplicate', receipts: [stored] });
      const elsewhere = { ...append(0, ['c'], ['command-1']), operation: 'operation-2' };
      expect(await log.append(elsewhere)).toEqual({ kind: 'duplicate', receipts: [stored] });
      expect(await log.receipt('author-1', 'command-2')).toBeUndefined();
      expect(await textsOf(log)).toEqual(['a', 'b']);
    });

    test('appends that travel together are judged one by one', async () => {
      await log.append(append(0, ['a'], ['old']));
      const answers = await Promise.all([
        log.append(append(1, ['b'], ['new'])),
        log.append(append(1, ['too late'])),
        log.append(append(2, ['repeated'], ['old'])),
        log.append(append(2, ['repeated at once'], ['new'])),
        log.append({ ...append(0, ['elsewhere']), operation: 'operation-2' }),
        log.append(append(2, ['c'])),
      ]);
      const kinds = ['appended', 'conflict', 'duplicate', 'duplicate', 'appended', 'appended'];
      expect(answers.map((each) => each.kind)).toEqual(kinds);
      expect(answers[1]).toEqual({ kind: 'conflict', head: 2 });
      expect(await textsOf(log)).toEqual(['a', 'b', 'c']);
      expect(await textsOf(log, 'operation-2')).toEqual(['elsewhere']);
    });

    test('a bug of one caller harms none of its neighbours', async () => {
      const bad = (body: unknown) => ({ ...append(1, ['x']), events: [{ touches: [], body: body as string }] });
      const settled = await Promise.allSettled([
        log.append(append(0, ['a'])),
        log.append(bad(undefined)),
        log.append(bad('\0')),
        log.append(append(1, ['x'], ['same', 'same'])),
        log.append(append(1, ['b'])),
      ]);
      const rejected = upTo(3).map(() => 'rejected');
      expect(settled.map((each) => each.status)).toEqual(['fulfilled', ...rejected, 'fulfilled']);
      expect(await textsOf(log)).toEqual(['a', 'b']);
    });

    test('[L8] one command sent sixteen times at once, to several operations, takes effect once', async () => {
      const copies = upTo(16).map((n) => ({ ...append(0, ['effect'], ['once']), operation: `operation-${n % 4}` }));
      const nodes = home.manyNodes ? [log, (await place.open()).log, (await place.open()).log] : [log];
      const answers = await Promise.all(copies.map((each, index) => nodes[index % nodes.length]!.append(each)));
      await Promise.all(nodes.slice(1).map((each) => each.close()));
      expect(answers.filter((each) => each.kind === 'appended')).toHaveLength(1);
      expect(answers.filter((each) => each.kind === 'duplicate')).toHaveLength(15);
    });

    test('[P-D9] sixteen writers, many of them refused, lose nothing and a tail misses nothing', async () => {
      const seed = Number(process.env['SEED'] ?? 20250428);
      const random = seededRandom(seed);
      const nodes = home.manyNodes ? [log, (await place.open()).log, (await place.open()).log] : [log];
      const tail: FreshEvent[] = [];
      const following = follow(nodes.at(-1)!, operation, 0, (events) => void tail.push(...events), { pageSize: 7 });
      const acknowledged: string[] = [];
      const perWriter = 25;
      await Promise.all(
        upTo(16).map(async (writer) => {
          const mine = nodes[writer % nodes.length]!;
          for (let n = 1, head = 0; n <= perWriter;) {
            const texts = upTo(1 + Math.floor(random() * 3)).map((part) => `${writer}.${n}.${part}`);
            const wrong = random() < 0.05 ? 1 : 0;
            const answer = await mine.append(append(head + wrong, texts, [`${writer}.${n}`]));
            if (answer.kind === 'appended') acknowledged.push(...texts);
            if (answer.kind === 'appended') n += 1;
            if ('head' in answer) head = answer.head;
          }
        }),
      );
      const head = await log.head(operation);
      await following.caughtUpTo(head);
      following.stop();
      const inTail = tail.map((each) => (JSON.parse(each.body) as { text: string }).text);
      expect(
        tail.map((each) => each.position),
        `seed ${seed}`,
      ).toEqual(upTo(head));
      expect(inTail.toSorted(), `seed ${seed}`).toEqual(acknowledged.toSorted());
      expect(await log.verify(operation)).toMatchObject({ ok: true, events: head });
      await Promise.all(nodes.slice(1).map((each) => each.close()));
    });

    test('[LOG-1] started first, committed last is not skipped', async () => {
      const tail: string[] = [];
      const following = follow(log, operation, 0, (events) => {
        tail.push(...events.map((each) => (JSON.parse(each.body) as { text: string }).text));
      });
      const large = upTo(3_000).map((n) => `large ${n}`);
      const first = log.append(append(0, large));
      const second = log.append(append(3_000, ['small']));
      const unrelated = log.append({ ...append(0, ['quick']), operation: 'operation-2' });
      expect(await Promise.all([first, second, unrelated])).toMatchObject([
        { head: 3_000 },
        { head: 3_001 },
        { head: 1 },
      ]);
      await following.caughtUpTo(3_001);
      following.stop();
      expect(tail).toEqual([...large, 'small']);
    });

    test('the doorbell rings for whoever still listens', async () => {
      let unlisten = () => {};
      const rung = new Promise<void>((resolve) => (unlisten = log.onDoorbell(() => resolve())));
      let silenced = 0;
      log.onDoorbell(() => (silenced += 1))();
      await log.append(append(0, ['a']));
      await rung;
      unlisten();
      expect(silenced).toBe(0);
    });

    test('[P-D9][LOG-3] a lost notification is made good by the poll', async () => {
      const timers: (() => void)[] = [];
      const deaf: EventLog = { ...log, onDoorbell: () => () => {} };
      let heard = (_: string) => {};
      const following = follow(deaf, operation, 0, (events) => heard(events[0]!.body), {
        setTimer: (callback) => {
          timers.push(callback);
          return () => {};
        },
      });
      await expect.poll(() => timers.length, { interval: 5 }).toBe(1);
      await log.append(append(0, ['a']));
      const delivered = new Promise<string>((resolve) => (heard = resolve));
      timers.pop()!();
      expect(await delivered).toBe(event('a').body);
      following.stop();
    });

    test('health says that it can be written', async () => {
      expect(await log.health()).toEqual({ writable: true });
    });

    test('a closed log answers "not stored"', async () => {
      await store.close();
      expect(await log.append(append(0, ['a']))).toMatchObject({ kind: 'not-stored', reason: 'unavailable' });
    });

    test('what was under way when it is closed is still stored and answered', async () => {
      const answers = upTo(20).map((n) => log.append(append(n - 1, [`${n}`])));
      await store.close();
      expect((await Promise.all(answers)).map((each) => each.kind)).toEqual(upTo(20).map(() => 'appended'));
    });

    if (!home.keeps) return;
    describe('kept', () => {
      test('opening again finds everything, and goes on', async () => {
        await log.append(append(0, ['a', 'b'], ['command-1']));
        const before = await log.readAfter(operation, 0, 10);
        await store.close();
        store = await place.open();
        expect(await store.log.readAfter(operation, 0, 10)).toEqual(before);
        expect(await store.log.receipt('author-1', 'command-1')).toMatchObject({ position: 2 });
        expect(await store.log.append(append(2, ['c']))).toEqual({ kind: 'appended', head: 3 });
        expect(await store.log.verify(operation)).toMatchObject({ ok: true, events: 3 });
      });

      test('a damaged operation refuses to be written to, and no other does', async () => {
        await log.append(append(0, ['a', 'b', 'c']));
        await store.close();
        await place.alter!('DELETE FROM tocsin_event WHERE position = 2; UPDATE tocsin_head SET position = 1');
        store = await place.open();
        const [damaged, other] = await Promise.all([
          store.log.append(append(1, ['new 2', 'new 3'], ['command-1'])),
          store.log.append({ ...append(0, ['a']), operation: 'operation-2' }),
        ]);
        expect(damaged).toMatchObject({ kind: 'not-stored', reason: 'unavailable' });
        expect(other).toEqual({ kind: 'appended', head: 1 });
        expect(await store.log.receipt('author-1', 'command-1')).toBeUndefined();
        expect(await textsOf(store.log)).toEqual(['a', 'c']);
      });

      test('[P-D11][LOG-4] verify finds that one operation was passed off as another', async () => {
        await log.append(append(0, ['a', 'b']));
        await store.close();
        for (const table of ['tocsin_event', 'tocsin_head']) {
          await place.alter!(`UPDATE ${table} SET operation = 'operation-2'`);
        }
        store = await place.open();
        expect(await store.log.head('operation-2')).toBe(2);
        expect(await store.log.verify('operation-2')).toMatchObject({ ok: false, position: 1 });
      });

      test.each([
        ['a changed body', `UPDATE tocsin_event SET body = '{"text":"forged"}' WHERE position = 3`, 3],
        ['changed touches', `UPDATE tocsin_event SET touches = '["asset:other"]' WHERE position = 3`, 3],
        ['touches that are no list', `UPDATE tocsin_event SET touches = 'x' WHERE position = 3`, 3],
        ['a changed hash', `UPDATE tocsin_event SET hash = '00' WHERE position = 5`, 5],
        ['a deleted event', `DELETE FROM tocsin_event WHERE position = 3`, 3],
        ['a deleted last event', `DELETE FROM tocsin_event WHERE position = 5`, 5],
        ['all deleted', `DELETE FROM tocsin_event`, 1],
        ['a moved event', `UPDATE tocsin_event SET position = 9 WHERE position = 5`, 5],
        [
          'two events that changed places',
          `UPDATE tocsin_event SET position = 99 WHERE position = 2; UPDATE tocsin_event SET position = 2 WHERE
           position = 4; UPDATE tocsin_event SET position = 4 WHERE position = 99`,
          2,
        ],
        ['an event of another operation', `UPDATE tocsin_event SET operation = 'operation-2'`, 1],
        ['a head set back', `UPDATE tocsin_head SET position = 4`, 4],
      ])('[P-D11][LOG-4] verify finds %s', async (_, sql, position) => {
        await log.append(append(0, ['a', 'b', 'c', 'd', 'e']));
        expect(await log.verify(operation)).toMatchObject({ ok: true, events: 5 });
        await store.close();
        await place.alter!(sql);
        store = await place.open();
        const found = await store.log.verify(operation);
        expect(found).toMatchObject({ ok: false, position });
        // And whatever was done to it, reading stops nobody.
        await store.log.readAfter(operation, 0, 10);
      });
    });
  });
}
