import { expect, test } from 'vitest';
import { Outlet, type Listener } from '../../server/desk/outlet.ts';
import type { Batch } from '../../shared/protocol/down.ts';

const batchOf = (name: string, answered: string[] = []): Batch => ({
  operation: 'o',
  prev: name,
  next: name,
  changes: [],
  answered,
});
function place(count: number) {
  const turns: (() => void)[] = [];
  // Fifty listeners take two milliseconds here.
  let clock = 0;
  const outlet = new Outlet(
    (run) => turns.push(run),
    () => {},
    () => (clock += 2),
  );
  const heard: string[][] = Array.from({ length: count }, () => []);
  const listeners = heard.map((into, index): Listener => ({
    user: `u${index}`,
    deliver: ({ next, answered }) => into.push([next, ...answered].join(' ')),
    dismissed: () => {},
  }));
  const crank = () => {
    for (let turn = turns.shift(); turn; turn = turns.shift()) turn();
  };
  return { outlet, heard, listeners, turns, crank };
}
const own: ReadonlyMap<string, Batch> = new Map();

test('[P-R4] a batch to many is told in short turns, in order, and its end is said once', () => {
  const { outlet, heard, listeners, turns, crank } = place(1000);
  const done: string[] = [];
  for (const name of ['one', 'two'])
    outlet.send({ listeners, batch: batchOf(name), own, withdraws: false, done: () => done.push(name) });
  expect(heard.filter((each) => each.length > 0).length).toBe(100);
  expect(turns.length).toBe(1);
  expect(done).toEqual([]);
  crank();
  expect(heard.every((each) => each.join() === 'one,two')).toBe(true);
  expect(done).toEqual(['one', 'two']);
});

test('[DLV-6] who has gone while a batch is on its way is told nothing more, and what comes later is told again', () => {
  const { outlet, heard, listeners, crank } = place(300);
  outlet.send({ listeners, batch: batchOf('one'), own, withdraws: false });
  outlet.gone(listeners[299]!);
  crank();
  expect(heard[298]).toEqual(['one']);
  expect(heard[299]).toEqual([]);
  // Gone is said of a listener, and a listener joins once; nothing of it is kept once everything is out.
  outlet.send({ listeners: [listeners[299]!], batch: batchOf('two'), own, withdraws: false });
  expect(heard[299]).toEqual(['two']);
});

test('who has gone is not held for longer than what may still name them', () => {
  const { outlet, heard, listeners, turns } = place(300);
  const send = (name: string, to: readonly Listener[]) =>
    outlet.send({ listeners: to, batch: batchOf(name), own, withdraws: false });
  send('one', listeners);
  outlet.gone(listeners[299]!);
  send('two', listeners.slice(0, 299));
  // The first is out, the second is not: whoever comes back is told again.
  turns.shift()!();
  turns.shift()!();
  expect([heard[298], heard[0]]).toEqual([['one'], ['one']]);
  send('three', [listeners[299]!]);
  while (turns.length > 0) turns.shift()!();
  expect(heard[299]).toEqual(['three']);
});

test('[DLV-3] a batch that only answers is told to its author alone; a copy of one’s own stands in for the common one', () => {
  const { outlet, heard, listeners, crank } = place(3);
  const answers = new Map([['u1', batchOf('one', ['c1'])]]);
  outlet.send({ listeners, batch: undefined, own: answers, withdraws: false });
  outlet.send({ listeners, batch: batchOf('two'), own: new Map([['u2', batchOf('two', ['c2'])]]), withdraws: false });
  crank();
  expect(heard).toEqual([['two'], ['one c1', 'two'], ['two c2']]);
});

test('a listener that throws holds nobody up', () => {
  const { outlet, heard, listeners, crank } = place(3);
  const bad: Listener = {
    ...listeners[0]!,
    deliver: () => {
      throw new Error('bad');
    },
  };
  expect(() => outlet.send({ listeners: [bad, ...listeners], batch: batchOf('one'), own, withdraws: false })).toThrow(
    'bad',
  );
  crank();
  expect(heard).toEqual([['one'], ['one'], ['one']]);
});
