import { describe, expect, it } from 'vitest';
import { viewSearch } from '../../../client/app/search.ts';
import {
  changeFrom,
  keyed,
  LENGTH,
  MOST,
  positionOf,
  snapped,
  stepped,
} from '../../../client/features/future/scale.ts';

const moments = [8, 60, 100, 4000];

describe('the slider into the future', () => {
  it('reaches from now to 72 h, with the most room for the first hours', () => {
    expect([positionOf(0), positionOf(MOST)]).toEqual([0, LENGTH]);
    expect(positionOf(6 * 60)).toBeGreaterThan(LENGTH / 4);
    expect([snapped(0, []), snapped(LENGTH, [])]).toEqual([0, MOST]);
  });

  it('snaps to the change that a hand comes near, else to a round time', () => {
    expect(snapped(positionOf(100) + 5, moments)).toBe(100);
    expect(snapped(positionOf(4000) - 7, moments)).toBe(4000);
    expect(snapped(positionOf(200), moments) % 15).toBe(0);
    expect(snapped(positionOf(30), []) % 5).toBe(0);
    expect(snapped(positionOf(2000), []) % 60).toBe(0);
  });

  it('[U19] steps by a quarter of an hour and stops at each change on the way, there and back', () => {
    const there = [0];
    for (let k = 0; k < 9; k++) there.push(stepped(there.at(-1)!, 1, moments));
    expect(there).toEqual([0, 8, 15, 30, 45, 60, 75, 90, 100, 105]);
    const back = [105];
    for (let k = 0; k < 9; k++) back.push(stepped(back.at(-1)!, -1, moments));
    expect(back).toEqual(there.toReversed());
    expect([stepped(0, -1, moments), stepped(MOST, 1, moments)]).toEqual([0, MOST]);
  });

  it('[U19] is worked by keys alone', () => {
    expect(keyed('Home', 100, moments)).toBe(0);
    expect(keyed('End', 100, moments)).toBe(MOST);
    expect([keyed('PageUp', 100, moments), keyed('PageDown', 40, moments)]).toEqual([160, 0]);
    expect([keyed('ArrowRight', 0, moments), keyed('ArrowLeft', 8, moments)]).toEqual([8, 0]);
    expect(keyed('Tab', 0, moments)).toBeUndefined();
  });

  it('finds the change before and the next', () => {
    expect([changeFrom(60, 1, moments), changeFrom(60, -1, moments)]).toEqual([100, 8]);
    expect([changeFrom(4000, 1, moments), changeFrom(8, -1, moments)]).toEqual([undefined, undefined]);
  });

  it('[U3] is kept in the address as whole minutes, and nothing else is taken for a time', () => {
    const ahead = (text: string) => viewSearch.parse({ ahead: text }).ahead;
    expect(['240', '1', '4320'].map(ahead)).toEqual([240, 1, 4320]);
    expect(['0', '4321', '-5', '1.5', 'soon', ''].map(ahead)).toEqual(Array(6).fill(undefined));
    expect(viewSearch.parse({}).ahead).toBeUndefined();
  });
});
