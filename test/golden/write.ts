// Writes the golden files of a version that is about to be released: node test/golden/write.ts 0.2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { History } from '../support/histories.ts';
import {
  facesToday,
  foldedToday,
  formsIn,
  formsOfToday,
  GOLDEN,
  journalsOf,
  readGolden,
  versions,
  writeFaces,
  writeGolden,
  type Golden,
} from './support.ts';

const STEPS = 160;
const MOST_SEEDS = 400;
const RECEIPTS = 40;

/** A journal of real decisions on commands of every kind. */
async function lived(seed: number): Promise<Golden> {
  const history = await History.begin(seed);
  for (let step = 0; step < STEPS; step++) {
    history.passTime();
    await history.say();
    if (step % 12 === 0) await history.read();
    await history.node.followEverything();
  }
  const { log } = history.store;
  const rows = [];
  for (const operation of await log.operations())
    for (const row of await log.readAfter(operation, 0, 100_000)) rows.push({ operation, ...row });
  const receipts: Golden['receipts'][number][] = [];
  for (const said of history.said) {
    if (receipts.length >= RECEIPTS) break;
    const receipt = await log.receipt(said.user, said.message.commandId);
    if (receipt && !receipts.some((one) => one.said.message.commandId === said.message.commandId))
      receipts.push({ said, receipt });
  }
  return { now: history.now, rows, receipts };
}

const fail = (words: string): never => {
  process.stderr.write(`${words}\n`);
  process.exit(2);
};

const [first, second] = process.argv.slice(2);
if (first === '--faces') {
  // What a record shows may change from one release to the next; the journals never do.
  for (const version of second ? [second] : versions())
    for (const journal of journalsOf(version)) {
      const golden = readGolden(version, journal);
      const { worlds, tail } = await foldedToday(golden);
      writeFaces(version, journal, facesToday(worlds, golden.now));
      tail.stop();
    }
} else {
  if (!first || !/^\d+\.\d+\.\d+$/.test(first)) fail('Which version? Say: node test/golden/write.ts 0.2.0');
  const version = first!;
  if (existsSync(join(GOLDEN, version)))
    fail(
      `The golden files of ${version} are there. Those of a release are never written again: stores in the field look like ` +
        'them. Name the next version; if this one was never released, remove its folder first.',
    );
  const missing = new Set(formsOfToday());
  const lives: { seed: number; forms: Set<string> }[] = [];
  const made = new Set<string>();
  for (let seed = 1; seed <= MOST_SEEDS && [...missing].some((form) => !made.has(form)); seed++) {
    const forms = formsIn(await lived(seed));
    for (const form of forms) made.add(form);
    lives.push({ seed, forms });
  }
  // The fewest journals in which everything occurs, or nearly: each time the one with the most that is still missing.
  const news = (forms: Set<string>) => [...forms].filter((form) => missing.has(form));
  for (let written = 0; ;) {
    const best = lives.toSorted((x, y) => news(y.forms).length - news(x.forms).length)[0]!;
    const fresh = news(best.forms);
    if (fresh.length === 0) break;
    for (const form of fresh) missing.delete(form);
    const golden = await lived(best.seed);
    const journal = `journal-${++written}.ndjson`;
    writeGolden(version, journal, golden);
    const { worlds, tail } = await foldedToday(golden);
    writeFaces(version, journal, facesToday(worlds, golden.now));
    tail.stop();
    process.stdout.write(`${journal}: seed ${best.seed}, ${golden.rows.length} rows, ${fresh.length} more forms\n`);
  }
  if (missing.size > 0)
    fail(`No history made these: ${[...missing].join(', ')}. Teach test/support/historiesCommands.ts.`);
}
