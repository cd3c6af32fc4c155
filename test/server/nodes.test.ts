import { expect, test } from 'vitest';
import { createNodes } from '../../server/nodes.ts';
import { openMemoryStore } from '../../server/log/memory.ts';

const clock = { now: Date.parse('2026-03-01T10:00:00Z') };
const store = openMemoryStore({ now: () => clock.now });
const node = (boot: string, name: string) =>
  createNodes({ tables: store.tables, boot, name, version: '1', now: () => clock.now, clients: () => 3 });

test('nodes see one another; one that is silent is gone after four beats, one that stops at once', async () => {
  const [a, b] = [node('boot-1', 'a'), node('boot-2', 'b')];
  await a.beat();
  await b.beat();
  expect(await a.list()).toEqual([
    expect.objectContaining({ name: 'a', clients: 3, seenAt: '2026-03-01T10:00:00.000Z' }),
    expect.objectContaining({ name: 'b' }),
  ]);
  clock.now += 35_000;
  await a.beat();
  expect((await a.list()).map(({ name }) => name)).toEqual(['a', 'b']);
  clock.now += 6_000;
  expect((await a.list()).map(({ name }) => name)).toEqual(['a']);
  await a.close();
  expect(await b.list()).toEqual([]);
  await b.close();
});

test('the delay of the event loop is what a busy turn adds, not the pause between two looks', async () => {
  const watched = node('boot-3', 'c');
  await watched.beat();
  expect(watched.eventLoopDelay()).toBe(0);
  const ticks = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  await ticks(100);
  // The condition is the busy turn itself.
  for (const until = performance.now() + 300; performance.now() < until;);
  await ticks(60);
  await watched.beat();
  expect(watched.eventLoopDelay()).toBeGreaterThan(0.2);
  expect(watched.eventLoopDelay()).toBeLessThan(5);
  await watched.close();
});
