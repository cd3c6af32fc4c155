import { describe, expect, it } from 'vitest';
import { createPipeline } from '../../server/commands/pipeline.ts';
import {
  facesToday,
  foldedToday,
  formsIn,
  formsOfToday,
  journalsOf,
  readFaces,
  readGolden,
  versions,
} from './support.ts';

describe('[P-D10] stores of every release are read by this one', () => {
  for (const version of versions()) {
    for (const journal of journalsOf(version)) {
      it(`[P-D10] [LOG-8] ${version}, ${journal}: nothing is not understood, the chain holds, and everybody sees what they saw`, async () => {
        const golden = readGolden(version, journal);
        const { store, worlds, tail, troubles } = await foldedToday(golden);
        for (const operation of await store.log.operations()) {
          const rows = golden.rows.filter((row) => row.operation === operation);
          expect(await store.log.verify(operation)).toEqual({ ok: true, events: rows.length, head: rows.at(-1)?.hash });
        }
        for (const stream of [worlds.directory, ...worlds.operations()])
          expect([...stream.world.undecoded]).toEqual([]);
        expect(facesToday(worlds, golden.now), 'meant to change? node test/golden/write.ts --faces').toEqual(
          readFaces(version, journal),
        );
        expect(troubles).toEqual([]);
        tail.stop();
      });

      it(`[L8] ${version}, ${journal}: a command of then, sent again, is answered as it was then`, async () => {
        const golden = readGolden(version, journal);
        const { store, worlds, tail } = await foldedToday(golden);
        const onTrouble = (error: unknown) => {
          throw error;
        };
        const pipeline = createPipeline({
          log: store.log,
          worlds,
          now: () => golden.now,
          caughtUp: tail.caughtUp,
          onTrouble,
        });
        expect(golden.receipts.length).toBeGreaterThan(10);
        for (const { said, receipt } of golden.receipts) {
          const outcome = await pipeline.submit(said.operation, said.user, said.message);
          const { commandId, ...rest } = outcome;
          expect(commandId).toBe(said.message.commandId);
          expect(rest).toEqual(JSON.parse(receipt.outcome));
        }
        for (const operation of await store.log.operations())
          expect(await store.log.head(operation)).toBe(golden.rows.filter((row) => row.operation === operation).length);
        tail.stop();
      });
    }
  }

  it('[P-D10] [LOG-8] every event type and version of today occurs in the golden files', () => {
    const there = new Set(
      versions().flatMap((version) =>
        journalsOf(version).flatMap((journal) => [...formsIn(readGolden(version, journal))]),
      ),
    );
    expect(versions()).toContain('0.1.0');
    const missing = formsOfToday().filter((form) => !there.has(form));
    expect(
      missing,
      'Events of a new type or version: write the golden files of the version that will carry them, node test/golden/write.ts VERSION (see test/golden/README.md).',
    ).toEqual([]);
  });
});
