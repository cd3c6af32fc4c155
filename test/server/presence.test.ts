import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_SHOWN, presenceOf } from '../../server/live/presence.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { report, WirePlace } from '../wire/wire.support.ts';

let place: WirePlace;
beforeAll(async () => {
  place = await WirePlace.open();
});
afterAll(() => place.close());

test('[P-S11][U7] of a crowd no reader is told of more than a hundred: first of those who work on something it sees', async () => {
  const ann = await place.person(['coordinator', 'owner']);
  const one = report();
  await place.send(ann, [one]);
  await place.app.context.settled(place.operation, ann.user);
  const { view } = place.app.desks.of(place.operation)!;
  const audience = audienceOf(view, ann.organisation, ann.user);
  const crowd = Array.from({ length: 5000 }, () => ({ user: randomUUID(), organisation: randomUUID() }));
  const looking = { kind: 'incident', id: one.data.incidentId } as const;
  const last = { user: randomUUID(), organisation: randomUUID(), looking };

  const told = presenceOf(audience, [...crowd, last], view);
  expect(told).toHaveLength(100);
  expect(MOST_SHOWN).toBe(100);
  expect(told[0]).toEqual({ organisation: last.organisation, looking });
  expect(told.slice(1)).toEqual(crowd.slice(0, MOST_SHOWN - 1).map(({ organisation }) => ({ organisation })));
  expect(presenceOf(audience, crowd.slice(0, MOST_SHOWN), view)).toHaveLength(MOST_SHOWN);
  expect(place.troubles).toEqual([]);
});
