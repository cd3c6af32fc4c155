import { expect, test } from 'vitest';
import { follow } from '../../server/log/follow.ts';
import type { FollowOptions, SetTimer } from '../../server/log/follow.ts';
import type { EventLog, FreshEvent } from '../../server/log/eventLog.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { append, operation, upTo } from './home.ts';

/** A clock that moves only by hand: the timers that are set, with the time each would wait. */
function handClock() {
  const set = new Set<{ callback: () => void; ms: number }>();
  const setTimer: SetTimer = (callback, ms) => {
    const timer = { callback, ms };
    set.add(timer);
    return () => set.delete(timer);
  };
  const waits = () => [...set].map((each) => each.ms);
  function fire(): void {
    const due = [...set];
    set.clear();
    for (const each of due) each.callback();
  }
  return { setTimer, waits, fire };
}

function begin(log: EventLog, options: FollowOptions = {}, onEvents = async (_: readonly FreshEvent[]) => {}) {
  const clock = handClock();
  const pages: number[][] = [];
  const troubles: unknown[] = [];
  const following = follow(
    log,
    operation,
    0,
    async (events) => {
      await onEvents(events);
      pages.push(events.map((each) => each.position));
    },
    { setTimer: clock.setTimer, onTrouble: (error) => troubles.push(error), ...options },
  );
  return { clock, pages, troubles, following };
}

test('what is there already comes first, page by page, then what is new', async () => {
  const { log } = openMemoryStore();
  await log.append(append(0, ['a', 'b', 'c', 'd', 'e']));
  const { following, pages } = begin(log, { pageSize: 2 });
  await following.caughtUpTo(5);
  await log.append(append(5, ['f']));
  await following.caughtUpTo(6);
  following.stop();
  expect(pages).toEqual([[1, 2], [3, 4], [5], [6]]);
});

test('one page at a time: the next waits until the last was taken, and rings meanwhile are not lost', async () => {
  const { log } = openMemoryStore();
  let release = () => {};
  let inHand = 0;
  let most = 0;
  const { following, pages } = begin(log, {}, async () => {
    inHand += 1;
    most = Math.max(most, inHand);
    await new Promise<void>((resolve) => (release = resolve));
    inHand -= 1;
  });
  await log.append(append(0, ['a']));
  await expect.poll(() => inHand, { interval: 1 }).toBe(1);
  for (const n of upTo(5)) await log.append(append(n, [`${n}`]));
  following.poke();
  expect(pages).toEqual([]);
  release();
  await expect.poll(() => pages.length === 1 && inHand === 1, { interval: 1 }).toBe(true);
  release();
  await following.caughtUpTo(6);
  following.stop();
  expect(most).toBe(1);
  expect(pages).toEqual([[1], [2, 3, 4, 5, 6]]);
});

test('a ring during the last, empty read is not lost, even when the poll is far away', async () => {
  const { log } = openMemoryStore();
  let answerEmpty = () => {};
  let held = false;
  const slow: EventLog = {
    ...log,
    async readAfter(...asked) {
      const events = await log.readAfter(...asked);
      if (events.length === 0 && !held) {
        held = true;
        await new Promise<void>((resolve) => (answerEmpty = resolve));
      }
      return events;
    },
  };
  const { following, pages } = begin(slow);
  await expect.poll(() => held, { interval: 1 }).toBe(true);
  await log.append(append(0, ['a']));
  answerEmpty();
  await expect.poll(() => pages, { interval: 1 }).toEqual([[1]]);
  following.stop();
});

test('a failing read is tried again later and later, without hurry from the doorbell, and nothing is skipped', async () => {
  const { log } = openMemoryStore();
  await log.append(append(0, ['a', 'b']));
  let fails = true;
  let reads = 0;
  const flaky: EventLog = {
    ...log,
    async readAfter(...asked) {
      reads += 1;
      if (fails) throw new Error('the disk is away');
      return log.readAfter(...asked);
    },
  };
  const { following, pages, clock, troubles } = begin(flaky, { pollMs: 500 });
  for (const wait of [500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
    await expect.poll(() => clock.waits(), { interval: 1 }).toEqual([wait]);
    const before = reads;
    await log.append(append(await log.head(operation), ['more']));
    await new Promise(setImmediate);
    expect(reads).toBe(before);
    clock.fire();
  }
  expect(reads).toBe(7);
  fails = false;
  await expect.poll(() => clock.waits(), { interval: 1 }).toEqual([5_000]);
  clock.fire();
  await following.caughtUpTo(8);
  following.stop();
  expect(troubles).toHaveLength(7);
  expect(pages).toEqual([upTo(8)]);
});

test('a page that could not be taken is handed over again', async () => {
  const { log } = openMemoryStore();
  await log.append(append(0, ['a', 'b', 'c']));
  let refusals = 2;
  const { following, pages, clock } = begin(log, { pageSize: 2 }, async () => {
    refusals -= 1;
    if (refusals >= 0) throw new Error('not now');
  });
  for (const wait of [500, 1_000]) {
    await expect.poll(() => clock.waits(), { interval: 1 }).toEqual([wait]);
    clock.fire();
  }
  await following.caughtUpTo(3);
  following.stop();
  expect(pages).toEqual([[1, 2], [3]]);
});

test('a hole in the log is never stepped over', async () => {
  const { log } = openMemoryStore();
  await log.append(append(0, ['a', 'b', 'c']));
  const holed: EventLog = {
    ...log,
    readAfter: async (...asked) => (await log.readAfter(...asked)).filter((each) => each.position !== 2),
  };
  const { following, pages, troubles } = begin(holed);
  await expect.poll(() => troubles.length, { interval: 1 }).toBe(1);
  following.stop();
  expect(String(troubles[0])).toContain('Event 2 of operation');
  expect(pages).toEqual([]);
});

test('after it is stopped nothing is handed over, nothing waits, and who waited is told', async () => {
  const { log } = openMemoryStore();
  const { following, pages, clock } = begin(log);
  await expect.poll(() => clock.waits(), { interval: 1 }).toEqual([500]);
  const waiting = following.caughtUpTo(1);
  following.stop();
  await expect(waiting).rejects.toThrow('No longer following');
  await expect(following.caughtUpTo(1)).rejects.toThrow('No longer following');
  await log.append(append(0, ['a']));
  following.poke();
  clock.fire();
  expect(clock.waits()).toEqual([]);
  expect(pages).toEqual([]);
});
