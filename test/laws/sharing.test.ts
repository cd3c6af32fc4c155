import { expect, it } from 'vitest';
import { refOf } from '../../shared/domain/entity.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import type { View } from '../../shared/domain/world.ts';
import { audienceKey, audienceOf, type Audience } from '../../shared/sharing/audience.ts';
import { difference, SharedDifference } from '../../shared/sharing/difference.ts';
import { fromMs } from '../../shared/time.ts';
import { History } from '../support/histories.ts';

const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 20);

const BEGINNING = fromMs(0);

/** Every step of an operation as its desk takes it: the directory first, then the row, then the clock alone. */
function* steps(history: History): Iterable<{ before: View; after: View; event?: TocsinEvent }> {
  const { worlds } = history.node;
  const stream = worlds.operation(history.names.operations[0]!)!;
  const first = worlds.confirmedView(stream, BEGINNING);
  let view: View = { ...first, position: 0, directoryPosition: 0, time: BEGINNING };
  for (const { position, event } of stream.world.touchesBetween(0, stream.confirmed)) {
    if (!event) continue;
    while (view.directoryPosition < event.directory) {
      const before = view;
      view = { ...view, directoryPosition: view.directoryPosition + 1 };
      yield { before, after: view };
    }
    const waited = { ...view, time: event.realAt };
    yield { before: view, after: waited };
    view = { ...waited, position };
    yield { before: waited, after: view, event };
  }
}

it('[POL-1][DLV-2] who is shown alike is told the very same, and each what they would be told alone', async () => {
  let [told, same, whole] = [0, 0, 0];
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const history = await History.begin(seed);
    for (let step = 0; step < 50; step++) {
      history.passTime();
      await history.say();
      await history.node.followEverything();
    }
    for (const { before, after, event } of steps(history)) {
      const people = [...after.directory.keys()].filter((key) => key.startsWith('user:')).map((key) => refOf(key).id);
      const audiences = new Map<string, Audience>();
      for (const user of people) {
        const person = after.directory.at(`user:${user}`, after.directoryPosition) as
          { organisation: string } | undefined;
        if (!person) continue;
        for (const one of [
          audienceOf(after, person.organisation, user),
          { organisation: person.organisation, roleClass: 'member' as const },
        ])
          audiences.set(audienceKey(one), one);
      }
      const shared = new SharedDifference(before, after, event);
      const given = new Set<unknown>();
      for (const audience of audiences.values()) {
        const changes = shared.for(audience);
        expect(changes, `seed ${seed}, ${audienceKey(audience)}`).toEqual(difference(audience, before, after, event));
        for (const change of changes) {
          if (given.has(change)) same += 1;
          given.add(change);
          if (change.set?.['id'] !== undefined) whole += 1;
          told += 1;
        }
      }
    }
  }
  console.log(`[POL-1] ${COUNT} histories: ${told} changes told, ${same} of them shared, ${whole} whole`);
  expect(Math.min(told, same, whole)).toBeGreaterThan(COUNT);
}, 120_000);
