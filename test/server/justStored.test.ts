import { expect, test } from 'vitest';
import { JustStored } from '../../server/log/justStored.ts';
import { InFlight } from '../../server/commands/inFlight.ts';

const events = (...bodies: string[]) => bodies.map((body) => ({ touches: [], body }));
const told = (fresh: JustStored, after: number, limit = 100) =>
  fresh.take('one', after, limit).map(({ position, body }) => `${position}${body}`);

test('[LOG-2] a tail is handed what its own node stored, in order and once, page by page', () => {
  const fresh = new JustStored();
  fresh.add('one', 2, events('a', 'b'));
  fresh.add('one', 3, events('c'));
  expect(told(fresh, 0, 2)).toEqual(['1a', '2b']);
  expect(told(fresh, 2)).toEqual(['3c']);
  expect(told(fresh, 3)).toEqual([]);
  expect(told(fresh, 0)).toEqual([]);
  fresh.add('one', 4, events('d'));
  expect(told(fresh, 3)).toEqual(['4d']);
});

test('[LOG-2] what does not follow where the tail stands is not guessed: it reads the log', () => {
  const fresh = new JustStored();
  fresh.add('one', 5, events('e'));
  expect(told(fresh, 0)).toEqual([]);
  // Another handle has written in between: what was before that is read from the log, too.
  fresh.add('one', 9, events('i'));
  expect(told(fresh, 4)).toEqual([]);
  expect(told(fresh, 8)).toEqual(['9i']);
  fresh.add('one', 10_000, events(...Array.from({ length: 3_990 }, () => 'x')));
  fresh.add('one', 10_020, events(...Array.from({ length: 20 }, () => 'y')));
  expect(told(fresh, 6_010, 1), 'more than is remembered').toEqual([]);
  expect(told(fresh, 10_000, 1)).toEqual(['10001y']);
});

test('[L8] a command without an answer is found however many come and go', () => {
  const inFlight = new InFlight<string>();
  const kept = { digest: 'd', outcome: Promise.resolve('answer') };
  inFlight.add('kept', kept);
  for (let index = 0; index < 10_000; index++) {
    inFlight.add(`k${index}`, { digest: '', outcome: Promise.resolve('') });
    inFlight.landed(`k${index}`);
    expect(inFlight.get(`k${index}`)).toBeUndefined();
    expect(inFlight.get('kept')).toBe(kept);
  }
  inFlight.landed('kept');
  expect(inFlight.get('kept')).toBeUndefined();
});
