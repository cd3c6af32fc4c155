import { expect, it } from 'vitest';
import { getKey } from '../../shared/domain/world.ts';
import type { Kind } from '../../shared/domain/entity.ts';
import { shows } from '../../shared/sharing/audience.ts';
import { actorIn } from '../../server/worlds/worlds.ts';
import { answer } from './acts.ts';
import { everybody, oracleOf, productAnswering, productShows, SharedVersions, same } from './compare.ts';
import type { Making } from './making.ts';
import { everyAttempt, everybodyActing } from './smallActs.ts';
import { everyHanging, everyMarking, everyReference } from './smallWorld.ts';

/** Everybody's face of everything in one world. */
function compareAll(name: string, making: Making): void {
  const view = making.view();
  const oracle = oracleOf(view);
  const shared = new SharedVersions(view);
  const disagreements: string[] = [];
  const counts = { cases: 0, full: 0, twin: 0, hidden: 0 };
  const people = everybody(oracle, view);
  for (const key of [...oracle.plain.marked.keys(), ...oracle.plain.twins.keys()]) {
    const record = getKey(view, key);
    const kind = key.slice(0, key.indexOf(':')) as Kind;
    for (const { reader, audience } of people) {
      const expected = oracle.shown(reader, key);
      const actual = productShows(audience, key, view, shared);
      counts.cases++;
      counts[expected.how]++;
      const agreed =
        same(expected, actual) && (!record || shows(audience, kind, record, view) === (expected.how === 'full'));
      if (!agreed && disagreements.length < 5) {
        const row = JSON.stringify({ ...oracle.plain.marked.get(key), record: undefined });
        disagreements.push(
          `${key} to ${JSON.stringify(audience)}:\n  oracle  ${JSON.stringify(expected)}\n  product ${JSON.stringify(actual)}\n  ${row}`,
        );
      }
    }
  }
  console.log(`oracle, ${name}: ${JSON.stringify(counts)}, ${people.length} people`);
  expect(disagreements).toEqual([]);
  expect(Math.min(counts.full, counts.hidden)).toBeGreaterThan(counts.cases / 20);
}

it('[P-C2][POL-1][POL-2][POL-3][POL-6][POL-9][POL-12][POL-13] every label, circle, name, schedule, restriction, twin and guest', () => {
  compareAll('every marking', everyMarking());
}, 60_000);

it('[P-C2][POL-7] every reference from every label to every label, with and without a twin, in lists and in needs', () => {
  compareAll('every reference', everyReference());
}, 60_000);

it('[P-C2][POL-4][POL-11] all that hangs on a record, or is assigned, whatever the record became since', () => {
  compareAll('all that hangs', everyHanging());
}, 60_000);

it('[P-C2][ACT-1][ACT-2] every role of every side, every command, every record', () => {
  const view = everybodyActing().view();
  const oracle = oracleOf(view);
  const attempts = everyAttempt([...oracle.plain.marked.keys(), ...oracle.plain.twins.keys()]);
  const disagreements: string[] = [];
  const counts = { cases: 0, allowed: 0, 'not-allowed': 0, 'not-found': 0 };
  for (const { reader } of everybody(oracle, view)) {
    const actor = actorIn(view, reader.person);
    if (!actor) continue;
    const answers = productAnswering(actor, view);
    for (const attempt of attempts) {
      const expected = answer(oracle, reader, attempt);
      const actual = answers(attempt);
      counts.cases++;
      counts[expected]++;
      if (expected === actual) continue;
      if (disagreements.length < 5) {
        disagreements.push(
          `${JSON.stringify(attempt)} by ${JSON.stringify(actor)}: oracle ${expected}, product ${actual}`,
        );
      }
    }
  }
  console.log(`oracle, every act: ${JSON.stringify(counts)}, ${attempts.length} attempts`);
  expect(disagreements).toEqual([]);
  expect(Math.min(counts.allowed, counts['not-allowed'], counts['not-found'])).toBeGreaterThan(counts.cases / 50);
}, 60_000);
