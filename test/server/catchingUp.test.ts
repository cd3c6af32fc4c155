import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { report, WirePlace, type Person } from '../wire/wire.support.ts';

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
  leave();

  // Another organisation stands at no cursor of theirs.
  const other = await place.person(['viewer'], 2);
  expect(await desk.catchUpInSlices(other.user, cursor)).toBeUndefined();
  expect(place.troubles).toEqual([]);
});
