import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ResetParts } from '../../server/socket/reset.ts';
import { RawReader } from '../wire/rawReader.ts';
import { report, until, WirePlace, type Person } from '../wire/wire.support.ts';

let place: WirePlace;
let ann: Person;
beforeAll(async () => {
  place = await WirePlace.open();
  ann = await place.person(['coordinator', 'owner', 'liaison']);
});
afterAll(() => place.close());

const say = async (type: string, data: object) => {
  const [outcome] = await place.send(ann, [{ commandId: randomUUID(), type, data }]);
  expect(outcome).toMatchObject({ outcome: 'accepted' });
  await place.app.context.settled(place.operation, ann.user);
};
const reported = async () => {
  const one = report();
  await say(one.type, one.data);
  return one.data.incidentId;
};

test('[P-S11][DLV-7] who was cut together is caught up by one look; what came and went meanwhile is not told', async () => {
  const desk = place.app.desks.of(place.operation)!;
  const readers = [await place.person(['viewer'], 1), await place.person(['viewer'], 1)] as const;
  const held = await reported();
  const { cursor } = desk.snapshot(readers[0].user)!;
  const [stays, goes] = [await reported(), await reported()];

  const first = (await desk.catchUpInSlices(readers[0].user, cursor))!;
  expect(first.changes.map(({ entity }) => entity.id).sort()).toEqual([stays, goes].sort());
  const marking = { tlp: 'TLP:AMBER+STRICT' };
  for (const id of [goes, held])
    await say('sharing.mark', { entity: { kind: 'incident', id }, marking, reason: 'recalled' });
  const last = await reported();
  const second = (await desk.catchUpInSlices(readers[1].user, cursor))!;
  expect(second.changes, 'one list for both').toBe(first.changes);

  const listener = { user: readers[1].user, deliver: () => {}, dismissed: () => {} };
  const { caughtUp, leave } = desk.joinFrom(listener, second)!;
  const told = caughtUp!.changes.map(({ type, entity }) => [type, entity.id]);
  expect(told[0]).toEqual(['record.withdrawn', held]);
  expect(told.map(([, id]) => id).sort()).toEqual([held, stays, last].sort());
  expect(caughtUp!.prev).toBe(cursor);
  const another = desk.joinFrom(listener, (await desk.catchUpInSlices(readers[0].user, cursor))!)!;
  expect(another.caughtUp!.changes, 'what came since is looked at once, too').toBe(caughtUp!.changes);
  another.leave();
  await reported();
  const after = desk.joinFrom(listener, second)!;
  expect(after.caughtUp!.changes).toHaveLength(caughtUp!.changes.length + 1);
  after.leave();
  leave();

  // Another organisation stands at no cursor of theirs.
  const other = await place.person(['viewer'], 2);
  expect(await desk.catchUpInSlices(other.user, cursor)).toBeUndefined();
  expect(place.troubles).toEqual([]);
});

test('[POL-1][DLV-7] whom a TLP:RED marking names while a crowd is caught up is told of it, and nobody else is', async () => {
  const desk = place.app.desks.of(place.operation)!;
  const [named, colleague] = [await place.person(['liaison'], 1), await place.person(['viewer'], 1)];
  const { cursor } = desk.snapshot(colleague.user)!;
  await reported();
  const looked = [await desk.catchUpInSlices(named.user, cursor), await desk.catchUpInSlices(colleague.user, cursor)];
  expect(looked[0]!.changes, 'one list for both').toBe(looked[1]!.changes);
  const red = report({ marking: { tlp: 'TLP:RED', persons: [named.user] } });
  await say(red.type, red.data);
  const toldTo = (person: Person, at: number) => {
    const { caughtUp, leave } = desk.joinFrom(
      { user: person.user, deliver: () => {}, dismissed: () => {} },
      looked[at]!,
    )!;
    leave();
    return caughtUp!.changes.some(({ entity }) => entity.id === red.data.incidentId);
  };
  for (let round = 0; round < 2; round++) {
    expect(toldTo(colleague, 1)).toBe(false);
    expect(toldTo(named, 0)).toBe(true);
    expect(toldTo(colleague, 1)).toBe(false);
  }
  expect(place.troubles).toEqual([]);
});

const long = (count: number) =>
  place.send(
    ann,
    Array.from({ length: count }, () => report({ description: randomBytes(1900).toString('hex') })),
  );
const KB = 1024;

test('[P-R1][P-S11] what is long is caught up in one frame up to half of what may wait, and in parts beyond', async () => {
  const desk = place.app.desks.of(place.operation)!;
  const reader = await place.person(['viewer'], 1);
  const { cursor } = desk.snapshot(reader.user)!;
  const settled = () => place.app.context.settled(place.operation, ann.user);
  await long(100);
  await settled();
  const caught = (await desk.catchUpInSlices(reader.user, cursor))!;
  expect(caught.changes).toHaveLength(100);
  expect(caught.bytes / JSON.stringify(caught.changes).length).toBeCloseTo(1, 1);
  // What was looked at for somebody else a moment ago counts with what came since.
  await long(60);
  await settled();
  expect(await desk.catchUpInSlices(reader.user, cursor)).toBeUndefined();
  place.ahead += 4000;
  expect(await desk.catchUpInSlices(reader.user, cursor), 'looked at anew').toBeUndefined();
  const listener = { user: reader.user, deliver: () => {}, dismissed: () => {} };
  expect(desk.join(listener, cursor)!.caughtUp, 'in one go').toBeUndefined();

  // A snapshot that somebody was given a moment ago serves as long as what changed since is short.
  const taken = await desk.snapshotInSlices(reader.user);
  await long(10);
  await settled();
  expect(await desk.snapshotInSlices(reader.user, { forJoining: true })).toBe(taken);
  for (let more = 0; more < 5; more++) await long(100);
  await settled();
  const anew = await desk.snapshotInSlices(reader.user, { forJoining: true });
  expect(anew).not.toBe(taken);
  expect(desk.joinFrom(listener, anew!)!.caughtUp).toBeUndefined();
  await settled();
  const { records, cursor: now } = desk.snapshot(reader.user)!;
  const parts = new ResetParts().of(place.operation, now, records);
  for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(300 * KB);
  expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
  expect(parts.flatMap((part) => part.records.incident ?? [])).toEqual(records.incident);
});

test('[P-R1][P-S11] who reads slowly and comes back to much is level in the end, and is not cut on the way', async () => {
  const desk = place.app.desks.of(place.operation)!;
  const reader = await place.person(['viewer'], 1);
  const { cursor } = desk.snapshot(reader.user)!;
  for (let more = 0; more < 20; more++) await long(100);
  await place.app.context.settled(place.operation, ann.user);
  const cutBefore = await place.readersCut();
  const slow = await RawReader.join(place.port, reader.token, place.operation, { cursor, bytesPerSecond: 3 * KB * KB });
  const whole = /"part":(\d+),"parts":\1\b/;
  await until('the slow reader is level', () => slow.ended || whole.test(slow.text.slice(-5000)), 20_000);
  expect(slow.ended).toBe(false);
  expect(slow.bytes).toBeGreaterThan(7 * KB * KB);
  expect(await place.readersCut()).toBe(cutBefore);
  slow.close();
}, 40_000);
