import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gathered, Merged } from '../../server/desk/gathered.ts';
import { createCursors } from '../../server/desk/cursors.ts';
import { OperationDesk } from '../../server/desk/desk.ts';
import { Pace } from '../../server/desk/pace.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import type { Batch } from '../../shared/protocol/down.ts';
import { apply, RECORD_REVEALED, RECORD_WITHDRAWN, type Change } from '../../shared/sharing/change.ts';
import type { Instant } from '../../shared/time.ts';
import { House, id } from '../support/house.ts';

const TYPES = ['asset.statusChanged', 'record.changed', RECORD_REVEALED, RECORD_WITHDRAWN] as const;
const change = fc
  .record({
    type: fc.constantFrom(...TYPES),
    id: fc.constantFrom('a', 'b', 'c'),
    by: fc.constantFrom(undefined, { organisation: 'o' }, { organisation: 'o', user: 'u' }),
    second: fc.integer({ min: 0, max: 59 }),
    set: fc.dictionary(fc.constantFrom('status', 'level', 'note'), fc.constantFrom(null, 1, 2)),
  })
  .map(({ type, id, by, second, set }): Change => {
    const at = `2026-03-01T10:00:${String(second).padStart(2, '0')}.000Z` as Instant;
    const told = type !== RECORD_REVEALED && type !== RECORD_WITHDRAWN && by ? { by } : {};
    const entity = { kind: 'asset' as const, id };
    return { type, at, realAt: at, entity, ...told, ...(type !== RECORD_WITHDRAWN && { set }) };
  });

function shown(changes: readonly Change[]): string {
  const held: Record<string, object | undefined> = { a: { id: 'a', status: 9 }, b: { id: 'b', level: 9 } };
  for (const one of changes) held[one.entity.id] = apply(held[one.entity.id], one);
  return canonicalJson(held);
}
/** As differences come: what is shown changes or goes, what is not is revealed. */
function coherent(changes: readonly Change[]): Change[] {
  const held = new Set(['a', 'b']);
  return changes.filter(({ type, entity: { id } }) => {
    if (held.has(id) === (type === RECORD_REVEALED)) return false;
    if (type === RECORD_WITHDRAWN) held.delete(id);
    else held.add(id);
    return true;
  });
}
function gathered(changes: readonly Change[], merged = new Merged()): Change[] {
  const into = new Gathered(merged);
  for (const one of changes) into.add(one);
  return into.take();
}

describe('the changes of one tick', () => {
  test('[P-R1][DLV-6] whether they take anything away from who holds it: a record, a field, or by a narrower face', () => {
    const at = '2026-03-01T10:00:00.000Z' as Instant;
    const of = (type: string, set?: Record<string, unknown>): Change => ({
      type,
      at,
      realAt: at,
      entity: { kind: 'asset', id: 'a' },
      ...(set && { set }),
    });
    const withdraws = (...changes: Change[]) => {
      const into = new Gathered(new Merged());
      for (const one of changes) into.add(one);
      const answer = into.withdraws;
      expect(new Gathered(new Merged(), into).withdraws, 'in what goes on from it').toBe(answer);
      into.take();
      expect(into.withdraws, 'once it is sent').toBe(false);
      return answer;
    };
    const revealed = of(RECORD_REVEALED, { id: 'a', status: 1 });
    expect(withdraws(of(RECORD_WITHDRAWN))).toBe(true);
    expect(withdraws(of('record.changed', { level: 1, note: null }))).toBe(true);
    expect(withdraws(of('record.changed', { note: null }), of('record.changed', { level: 1 }))).toBe(true);
    expect(withdraws(of(RECORD_WITHDRAWN), revealed)).toBe(true);
    expect(withdraws(of('record.changed', { level: 1 }), of(RECORD_WITHDRAWN), revealed)).toBe(true);
    // What has never been shown is taken from nobody.
    expect(withdraws(of('record.changed', { level: 1 }))).toBe(false);
    expect(withdraws(revealed)).toBe(false);
    expect(withdraws(revealed, of('record.changed', { status: null }))).toBe(false);
    expect(withdraws(revealed, of(RECORD_WITHDRAWN))).toBe(false);
    expect(withdraws(revealed, of(RECORD_WITHDRAWN), revealed)).toBe(false);
  });

  test('[L4][P-S3][DLV-8] gathered they show what they show one by one, withdrawals first', () => {
    let fewer = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }).map(coherent), (changes) => {
        const some = gathered(changes);
        expect(shown(some)).toBe(shown(changes));
        const firstOther = some.findIndex(({ type }) => type !== RECORD_WITHDRAWN);
        if (firstOther >= 0) expect(some.slice(firstOther).every(({ type }) => type !== RECORD_WITHDRAWN)).toBe(true);
        fewer += changes.length - some.length;
      }),
      { numRuns: 2000 },
    );
    expect(fewer).toBeGreaterThan(1000);
  });

  test('[L11] two readers who are shown some of the same are told of it in one order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.boolean()), { maxLength: 12 }), (all) => {
        const plain = all.map(([one]) => one).filter(({ type }) => type !== RECORD_WITHDRAWN);
        const seen = new Set(all.filter(([, also]) => also).map(([one]) => one));
        const other = plain.filter((one) => seen.has(one));
        const lastOf = (changes: readonly Change[]) =>
          [...new Set(changes.map((one) => one.entity.id).reverse())].reverse();
        const ids = lastOf(gathered(plain));
        const common = other.filter((one) => plain.findLast(({ entity }) => entity.id === one.entity.id) === one);
        const places = lastOf(gathered(other)).filter((id) => common.some(({ entity }) => entity.id === id));
        expect(places).toEqual(ids.filter((id) => places.includes(id)));
      }),
    );
  });

  test('[L11] what cannot be told as one stays where it was', () => {
    const told = (type: string, id: string, second: number): Change => {
      const at = `2026-03-01T10:00:0${second}.000Z` as Instant;
      return {
        type,
        at,
        realAt: at,
        entity: { kind: 'asset', id },
        set: { ...(second === 1 && { id }), level: second },
      };
    };
    const [made, between, later] = [
      told('asset.registered', 'a', 1),
      told('asset.confirmed', 'b', 2),
      told('record.changed', 'a', 3),
    ];
    expect(gathered([made, between, later])).toEqual([made, between, later]);
    expect(gathered([made, between])).toEqual([made, between]);
  });

  test('[L6] of a record that came and went in one tick nothing is told', () => {
    const at = '2026-03-01T10:00:00.000Z' as Instant;
    const entity = { kind: 'asset' as const, id: 'c' };
    const came: Change = { type: 'asset.registered', at, realAt: at, entity, set: { id: 'c', level: 1 } };
    const went: Change = { type: RECORD_WITHDRAWN, at, realAt: at, entity };
    const into = new Gathered(new Merged());
    into.add(came);
    into.add(went);
    expect(into.size).toBe(0);
    expect(into.take()).toEqual([]);
    // What was shown before the tick, and came back in it, goes all the same.
    const back: Change = { type: RECORD_REVEALED, at, realAt: at, entity, set: { id: 'c', level: 2 } };
    expect(gathered([went, back, went])).toEqual([went]);
  });

  test('nobody is named for what another did, and what two audiences are told is one and the same', () => {
    const at = '2026-03-01T10:00:00.000Z' as Instant;
    const made = (user: string, level: number): Change => ({
      type: 'asset.statusChanged',
      at,
      realAt: at,
      by: { organisation: 'o', user },
      entity: { kind: 'asset', id: 'a' },
      set: { level },
    });
    const [one, two, three] = [made('u', 1), made('u', 2), made('v', 3)];
    const merged = new Merged();
    const told = gathered([one, two, three], merged);
    expect(told.map(({ by, set }) => [by?.user, set?.['level']])).toEqual([
      ['u', 2],
      ['v', 3],
    ]);
    expect(gathered([one, two, three], merged)).toBe(told);
    expect(gathered([one, two], merged)).not.toBe(told);
  });
});

test('[P-S2][P-S3] little leaves at once, much in ticks of 20 ms, by what was shown alone', () => {
  const framesAt = (perSecond: number) => {
    const pace = new Pace();
    let [gathering, due, frames] = [0, Infinity, 0];
    let longest = 0;
    for (let ms = 0, made = 0; ms < 1000; ms++) {
      for (; made < (ms * perSecond) / 1000; made++) gathering += 1;
      if (gathering > 0 && due === Infinity) {
        due = pace.due(ms);
        longest = Math.max(longest, due - ms);
      }
      if (ms < due) continue;
      pace.sent(gathering, ms);
      [gathering, due] = [0, Infinity];
      frames += 1;
    }
    return { frames, longest };
  };
  expect(framesAt(100)).toEqual({ frames: 100, longest: 1 });
  expect(framesAt(8000).frames).toBeLessThanOrEqual(51);
  expect(framesAt(8000).longest).toBeLessThanOrEqual(24);
});

test('[P-R1][DLV-6] the frame of a narrowed marking counts as one that takes something away', async () => {
  const house = await House.of({
    organisations: ['A', 'B'],
    users: { ann: ['A', 'coordinator', 'owner', 'liaison'], ben: ['B', 'coordinator'] },
    circles: { ring: ['A', 'A', 'B'] },
  });
  const marking = (circles: string[]) => ({
    tlp: 'TLP:GREEN',
    circles: [],
    persons: [],
    restricted: { tlp: 'TLP:AMBER', circles, persons: [] },
  });
  const data = { incidentId: id('i'), title: 'Smoke', cause: 'Arson', marking: marking([id('ring')]) };
  await house.say('ann', 'incident.report', data as never);
  const desk = new OperationDesk(
    house.worlds.operation(house.operation)!,
    house.worlds,
    createCursors(new Uint8Array(32)),
    () => house.now,
    () => {},
  );
  const told: unknown[] = [];
  const deliver = ({ changes }: Batch, withdraws: boolean) =>
    void told.push([...changes.map(({ type, set }) => [type, set?.['cause']]), withdraws]);
  desk.join({ user: id('ben'), deliver, dismissed: () => {} }, undefined);
  const narrow = { entity: { kind: 'incident', id: id('i') }, marking: marking([]), reason: 'recalled' };
  expect(await house.say('ann', 'sharing.mark', narrow as never)).toMatchObject({ outcome: 'accepted' });
  desk.flush();
  expect(told).toEqual([[[expect.any(String), null], true]]);
});
