import { describe, expect, test } from 'vitest';
import { Announcer } from '../../../client/map/Announcer.ts';
import { roomOf } from '../../../client/map/criticality/room.ts';
import type { GhostFeature } from '../../../client/map/features.ts';
import { countdownWords } from '../../../client/map/ghosts/countdown.ts';
import { gather, type DrawnPlace } from '../../../client/map/ghosts/gather.ts';
import { asset, spell, twin } from './features.support.ts';

const ghost = (id: string, at: number, status: GhostFeature['status'] = 'failed'): GhostFeature => ({
  id,
  status,
  level: status === 'failed' ? 0 : 500_000,
  at,
  due: false,
  expected: false,
  bounded: true,
  when: '14:05Z',
  band: '13:50Z to 14:30Z',
});

describe('ghosts on the map', () => {
  const places: Record<string, DrawnPlace> = {
    a: { x: 0.1, y: 0.1, radius: 13, form: 'symbol' },
    b: { x: 0.5, y: 0.5, radius: 17, form: 'group' },
    c: { x: 0.5, y: 0.5, radius: 17, form: 'group' },
    far: { x: 0.9, y: 0.9, radius: 13, form: 'symbol' },
  };
  const all = [ghost('b', 400), ghost('c', 300, 'degraded'), ghost('a', 350), ghost('far', 1), ghost('gone', 2)];

  test('what shares a drawn place is told together: the worst of it, the first of it, how many', () => {
    const marks = gather(
      all,
      (id) => places[id],
      ({ x }) => x < 0.8,
    );
    expect(marks.map(({ count, status, first }) => [first.id, status, count])).toEqual([
      ['c', 'failed', 2],
      ['a', 'failed', 1],
    ]);
  });

  test('a group is expected only where the owners of all in it expect it', () => {
    const group = (...expected: boolean[]) =>
      gather(
        expected.map((one, k) => ({ ...ghost(k === 0 ? 'b' : 'c', k), expected: one })),
        (id) => places[id],
        () => true,
      )[0]?.expected;
    expect([group(true, true), group(true, false), group(false, true)]).toEqual([true, false, false]);
  });

  test('the time that is left is said in as little room as possible, and never below nothing', () => {
    const minutes = (count: number): string => countdownWords(count * 60_000, spell);
    expect([38, 60, 220, 605, 2880 + 300].map(minutes)).toEqual([
      'map.countdown.minutes minutes=38',
      'map.countdown.hours hours=1',
      'map.countdown.hoursMinutes hours=3 minutes=40',
      'map.countdown.hoursMinutes hours=10 minutes=05',
      'map.countdown.days days=2 hours=5',
    ]);
    expect([0.5, 0, -3].map(minutes)).toEqual(['map.countdown.now', 'map.countdown.due', 'map.countdown.due']);
  });

  test('[U20] the walk says what is predicted, with its band, and on a map of a forecast that it is one', () => {
    const said: string[] = [];
    const announcer = new Announcer(spell, (text) => said.push(text));
    announcer.asset(asset('a'), 1, 2, ghost('a', 5));
    expect(said[0]).toMatch(/position=1 count=2 map\.card\.predicted percent=0 when=14:05Z band=13:50Z to 14:30Z$/);
    announcer.twin(twin('t'), 1, 2, { ...ghost('t', 5), due: true });
    expect(said[1]).toContain('map.card.due percent=0');
    announcer.asset(asset('a'), 1, 2, { ...ghost('a', 5), expected: true });
    expect(said[2]).toContain('map.card.expected percent=0');
    announcer.ahead = '18:05Z';
    announcer.twin(twin('t'), 1, 2);
    expect(said[3]).toMatch(/^map\.announce\.ahead when=18:05Z map\.announce\.twin /);
  });

  test('a ring of criticality grows with the share, and ends somewhere', () => {
    expect(roomOf(0.2)).toBeLessThan(roomOf(0.9));
    expect(roomOf(7)).toBe(roomOf(1));
    expect(roomOf(-1)).toBe(roomOf(0));
  });
});
