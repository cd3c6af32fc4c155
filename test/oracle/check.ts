import { actorIn } from '../../server/worlds/worlds.ts';
import { answer } from './acts.ts';
import { attempt } from './attempts.ts';
import { shownEntry } from './directory.ts';
import {
  everybody,
  oracleOf,
  previewOf,
  productAnswering,
  productShows,
  productShowsEntry,
  same,
  SharedVersions,
} from './compare.ts';
import { randomWorld } from './randomWorld.ts';

export interface Checked {
  faces: number;
  shown: number;
  twins: number;
  answers: number;
  allowed: number;
  readonly disagreements: string[];
}
export const nothingChecked = (): Checked => ({
  faces: 0,
  shown: 0,
  twins: 0,
  answers: 0,
  allowed: 0,
  disagreements: [],
});

const ATTEMPTS = 20;

/** Everybody's face of everything in one random world, and what each may do there, by the product and by the oracle. */
export function checkWorld(seed: number, into: Checked): void {
  const { making, dice, organisations } = randomWorld(seed);
  const view = making.view();
  const oracle = oracleOf(view);
  const shared = new SharedVersions(view);
  const keys = [...oracle.plain.marked.keys(), ...oracle.plain.twins.keys()];
  const only = dice.pick(organisations);
  const sides = [
    { side: oracle, more: {} },
    { side: previewOf(oracle, only), more: { only } },
  ];
  for (const { reader, audience } of everybody(oracle, view)) {
    for (const { side, more } of dice.chance(0.3) ? sides : sides.slice(0, 1)) {
      for (const key of keys) {
        const expected = side.shown(reader, key);
        const actual = productShows({ ...audience, ...more }, key, view, shared);
        into.faces++;
        if (expected.how !== 'hidden') into.shown++;
        if (expected.how === 'twin') into.twins++;
        if (same(expected, actual)) continue;
        into.disagreements.push(
          `seed ${seed} ${key} to ${JSON.stringify({ ...reader, ...more })}:\n  oracle  ${JSON.stringify(expected)}\n  product ${JSON.stringify(actual)}`,
        );
      }
    }
    for (const key of oracle.plain.directory.keys()) {
      const actual = productShowsEntry(audience, key, view);
      if (!actual) continue;
      const expected = shownEntry(oracle, reader, key);
      into.faces++;
      if (same(expected, actual)) continue;
      into.disagreements.push(
        `seed ${seed} ${key} to ${JSON.stringify(audience)}: oracle ${JSON.stringify(expected)}, product ${JSON.stringify(actual)}`,
      );
    }
    const actor = actorIn(view, reader.person);
    const part = oracle.plain.persons.get(reader.person);
    if ((actor !== undefined) !== (part !== undefined && !reader.person.startsWith('any'))) {
      into.disagreements.push(`seed ${seed} ${JSON.stringify(reader)}: has a part in the operation to one side only`);
      continue;
    }
    const answers = actor && productAnswering(actor, view);
    for (let n = 0; answers && n < ATTEMPTS; n++) {
      const tried = attempt(dice, keys, organisations);
      const expected = answer(oracle, reader, tried);
      const actual = answers(tried);
      into.answers++;
      if (expected === 'allowed') into.allowed++;
      if (expected === actual) continue;
      into.disagreements.push(
        `seed ${seed} ${JSON.stringify(tried)} by ${JSON.stringify(actor)}: oracle ${expected}, product ${actual}`,
      );
    }
  }
}

/** Random worlds until so many cases were compared. */
export function checkRandom(cases: number, firstSeed: number, progress?: (checked: Checked) => void): Checked {
  const checked = nothingChecked();
  for (let seed = firstSeed; checked.faces + checked.answers < cases; seed++) {
    checkWorld(seed, checked);
    if (checked.disagreements.length >= 20) break;
    if (progress && (seed - firstSeed) % 1000 === 999) progress(checked);
  }
  return checked;
}
