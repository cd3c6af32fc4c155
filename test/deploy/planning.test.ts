import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../scripts/parts/words.mjs';
import { blocks, DOCUMENTS, filled, placements, planOf, readFigures, SCENARIOS } from '../../scripts/planning.ts';

const documents = DOCUMENTS.map((name) => readFileSync(join(projectRoot, name), 'utf8'));
const figures = readFigures();

test('the numbers in the documents are those that the script makes of what was measured', () => {
  const made = blocks(figures);
  for (const [index, document] of documents.entries())
    expect([DOCUMENTS[index], filled(document, made)]).toEqual([DOCUMENTS[index], document]);
  for (const [name, block] of Object.entries(made))
    expect([name, documents.some((one) => one.includes(block))]).toEqual([name, true]);
});

test('what the words around the numbers say follows from them', () => {
  const [region, country, europe, crisis] = SCENARIOS.map((scenario) => planOf(figures, scenario));
  // "Nothing of this is needed below": one database, and few nodes that hold all.
  for (const small of [region!, country!]) expect(small.nodes).toBeLessThanOrEqual(4);
  // "Reading gives way before writing."
  expect(europe!.differenceCores).toBeGreaterThan(2 * europe!.ofDatabase);
  expect(europe!.nodesInGroups).toBeLessThan(europe!.nodes);
  expect(europe!.databases).toBe(1);
  expect(europe!.nodesInGroups).toBeLessThan(100);
  // "A node is chosen by operation where many are busy, and by organisation where all look at one."
  expect(crisis!.nodesByAudience).toBeLessThan(0.7 * crisis!.nodesInGroups);
  expect(crisis!.nodesByAudience).toBeLessThan(200);
  // "One busy operation is limited by its head row, not by the database."
  expect(crisis!.ofOperation).toBeGreaterThan(crisis!.ofDatabase);
  // "By hash the busiest shard has a half more than its share already with four."
  const four = placements(300, 4);
  expect(four.hashed.mean).toBeGreaterThan(1.4);
  expect(four.placed.mean).toBeLessThan(four.hashed.mean);
});

test('the simulation says the same of other dice', () => {
  for (let seed = 1; seed <= 5; seed++)
    for (const shards of [2, 4, 8]) {
      const { hashed, placed } = placements(300, shards, seed);
      expect(placed.mean).toBeLessThan(hashed.mean);
    }
});
