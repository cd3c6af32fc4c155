import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import { World, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { allFaces, difference } from '../../shared/sharing/difference.ts';
import { fromMs, toMs } from '../../shared/time.ts';
import { fileCache } from '../../server/log/cache.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { createTail } from '../../server/tail/tail.ts';
import { foldFiles } from '../../server/worlds/foldVersion.ts';
import { createWorldKeeper } from '../../server/worlds/keeper.ts';
import { openKept, piecesOf, worldOf } from '../../server/worlds/kept.ts';
import { decode, type StoredRow } from '../../server/worlds/stream.ts';
import { Worlds } from '../../server/worlds/worlds.ts';
import { History } from '../support/histories.ts';
import { Dice } from '../support/historiesDice.ts';

const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 12);

async function lived(seed: number) {
  const history = await History.begin(seed);
  for (let step = 0; step < 60; step++) {
    history.passTime();
    await history.say();
    await history.node.followEverything();
  }
  const operation = history.names.operations[0]!;
  const read = async (stream: string): Promise<readonly StoredRow[]> => history.store.log.readAfter(stream, 0, 10_000);
  return { history, operation, directory: await read(DIRECTORY), rows: await read(operation) };
}

const folded = (rows: readonly StoredRow[], into = new World()): World => {
  for (const row of rows) into.fold(decode(row));
  return into;
};

/** Through bytes, as it is kept; folded on beyond `position` before, as a node is that decides ahead of its log. */
async function keptAt(world: World, position: number): Promise<World> {
  const pieces: Uint8Array[] = [];
  const head = { form: 1, operation: 'x', fold: 'f', position, hash: 'h' } as const;
  for await (const piece of piecesOf(head, world)) pieces.push(piece);
  const opened = openKept(Buffer.concat(pieces));
  if ('damaged' in opened) throw new Error(opened.damaged);
  expect(opened.head).toEqual(head);
  return worldOf(opened.lines);
}

describe('[P-S13] a world that was kept', () => {
  it(`[P-S13] [LOG-7] [L4] of ${COUNT} random histories, and what came since, is the world folded from the start, and so is every difference within the window`, async () => {
    let compared = 0;
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const { history, operation, directory, rows } = await lived(seed);
      const dice = new Dice(seed);
      const whole = { directory: folded(directory), operation: folded(rows) };
      const cut = dice.below(rows.length + 1);
      const ahead = folded(rows.slice(0, cut));
      // Forgotten up to somewhere before the cut, in both alike.
      const since = cut > 2 ? decode(rows[dice.below(cut - 1)]!).event!.realAt : fromMs(0);
      ahead.forgetBefore(since);
      whole.operation.forgetBefore(since);
      folded(rows.slice(cut), ahead);
      const kept = folded(rows.slice(cut), await keptAt(ahead, cut));
      expect(kept.head).toBe(whole.operation.head);
      expect(kept.oldest).toBe(ahead.oldest);
      expect([...kept.keys()].sort()).toEqual([...whole.operation.keys()].sort());
      for (const key of kept.keys()) {
        const since = (world: World) => world.versionsOf(key).filter(({ position }) => position > kept.oldest);
        expect(canonicalJson(since(kept))).toBe(canonicalJson(since(whole.operation)));
        for (let position = kept.oldest; position <= rows.length; position++) {
          expect(canonicalJson(kept.at(key, position))).toBe(canonicalJson(whole.operation.at(key, position)));
        }
      }
      expect([...kept.undecoded]).toEqual([...whole.operation.undecoded]);
      const view = (world: World, position: number, time: number): View => ({
        operationId: operation,
        directory: whole.directory,
        operation: world,
        position,
        directoryPosition: whole.directory.head,
        time: fromMs(time),
      });
      expect(kept.touchesBetween(kept.oldest, rows.length)).toEqual(
        whole.operation.touchesBetween(kept.oldest, rows.length),
      );
      for (const user of history.names.users) {
        expect(kept.namedSince(user)).toBe(whole.operation.namedSince(user));
        const audience = audienceOf(view(kept, rows.length, history.now), history.commands.homes.get(user)!, user);
        const faces = (world: World) => [...allFaces(audience, view(world, rows.length, history.now))];
        expect(
          canonicalJson(
            faces(kept)
              .map(({ face }) => face)
              .sort(byId),
          ),
        ).toBe(
          canonicalJson(
            faces(whole.operation)
              .map(({ face }) => face)
              .sort(byId),
          ),
        );
        // A client that comes back with a cursor of any row in the window, and after sharing deadlines have passed.
        for (let position = kept.oldest; position <= rows.length; position += 5) {
          for (const later of [0, 40 * 24 * 3600_000]) {
            const changed = (world: World) => {
              const at = decode(rows[Math.max(0, position - 1)]!).event?.realAt;
              const before = view(world, position, at ? toMs(at) : history.now);
              return canonicalJson(difference(audience, before, view(world, rows.length, history.now + later)));
            };
            expect(changed(kept)).toBe(changed(whole.operation));
            compared += 1;
          }
        }
      }
    }
    process.stdout.write(`S13: ${COUNT} histories from seed ${FIRST}: ${compared} differences compared, all equal\n`);
    expect(compared).toBeGreaterThan(COUNT);
  }, 60_000);

  it('[P-S13] [P-D10] counts what is not understood once, whether it came before it was kept, meanwhile, or was taken back', async () => {
    const { rows } = await lived(FIRST);
    const [known, unknown] = [rows.slice(0, 6), rows.slice(6, 10)];
    const torn = unknown.map((row) => ({ ...row, body: '{' }));
    const whole = folded([...known, ...torn]);
    expect([...whole.undecoded]).toEqual([['undecodable', 4]]);
    // The world goes on while its parts are told, and its tail reads the rest again.
    const kept = await keptAt(whole, 8);
    expect([...kept.undecoded]).toEqual([['undecodable', 2]]);
    expect([...folded(torn.slice(2), kept).undecoded]).toEqual([['undecodable', 4]]);
    whole.truncate(7);
    expect([...folded(torn.slice(1), whole).undecoded]).toEqual([['undecodable', 4]]);
  });

  it('[P-S13] hangs on nothing but the sources that its version is made of', () => {
    const files = new Set(foldFiles());
    const outside: string[] = [];
    const seen = new Set<string>();
    const walk = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      if (!files.has(file)) outside.push(relative(process.cwd(), file));
      const text = readFileSync(file, 'utf8');
      for (const [, path] of text.matchAll(/^(?:import|export) (?!type)[^;]*?from '(\.[^']+)'/gms))
        walk(resolve(dirname(file), path!));
    };
    walk(resolve('shared/domain/evolve.ts'));
    walk(resolve('shared/domain/world.ts'));
    expect(outside).toEqual([]);
    expect(seen.size).toBeGreaterThan(15);
  });
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

describe('[P-S13] what is kept is a cache, and never trusted', () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });

  /** A log with a history in it, and how often a start over it folded rows of that history. */
  async function house() {
    const directory = mkdtempSync(join(tmpdir(), 'tocsin-kept-'));
    directories.push(directory);
    const { rows, directory: people, operation } = await lived(3);
    const store = openMemoryStore();
    for (const [stream, events] of [
      [DIRECTORY, people],
      [operation, rows],
    ] as const)
      await store.log.append({ operation: stream, expectedHead: 0, events, receipts: [] });
    const troubles: string[] = [];
    const onTrouble = (error: unknown) => troubles.push((error as Error).message);
    const start = async (fold = 'this build', log = store.log) => {
      let read = 0;
      const counting = {
        ...log,
        readAfter: async (stream: string, position: number, limit: number) => {
          const page = await log.readAfter(stream, position, limit);
          if (stream === operation && limit > 1) read += page.length;
          return page;
        },
      };
      const worlds = new Worlds();
      const cache = fileCache(join(directory, 'worlds'));
      const keeper = createWorldKeeper({ log: counting, cache, onTrouble, fold, atLeast: 1 });
      const tail = await createTail({ log: counting, worlds, onTrouble, keeper });
      await tail.hold(operation);
      const { world } = worlds.operation(operation)!;
      tail.stop();
      await keeper.close();
      return { read, world: canonicalJson([...world.keys()].sort().map((key) => world.at(key, world.head))) };
    };
    const file = () => join(directory, 'worlds', readdirSync(join(directory, 'worlds'))[0]!);
    return { start, file, troubles, rows, operation, store };
  }

  it('[P-S13] the second start folds nothing again; another build folds everything, without a word', async () => {
    const { start, troubles, rows } = await house();
    const first = await start();
    expect(first.read).toBe(rows.length);
    const second = await start();
    expect(second).toEqual({ read: 0, world: first.world });
    const third = await start('another build');
    expect(third).toEqual({ read: rows.length, world: first.world });
    expect(troubles).toEqual([]);
  });

  it('[P-S13] [LOG-7] any byte changed, or the end cut off: thrown away with a word, and folded anew', async () => {
    const { start, file, troubles, rows } = await house();
    const first = await start();
    const whole = readFileSync(file());
    const dice = new Dice(1);
    for (let trial = 0; trial < 40; trial++) {
      const bytes = Buffer.from(whole);
      const at = dice.below(bytes.length);
      bytes[at] = bytes[at]! ^ (1 << dice.below(8));
      writeFileSync(file(), trial % 8 === 0 ? whole.subarray(0, at) : bytes);
      expect(await start()).toEqual({ read: rows.length, world: first.world });
      expect(troubles.splice(0).join()).toContain('was thrown away and is folded anew');
    }
  });

  it('[P-S13] [P-D12] that of another journal is thrown away, however much it looks like it', async () => {
    const { start, troubles, rows, operation, store } = await house();
    await start();
    // The journal as it was some rows earlier, and then went another way.
    const other = openMemoryStore();
    const people = await store.log.readAfter(DIRECTORY, 0, 10_000);
    await other.log.append({ operation: DIRECTORY, expectedHead: 0, events: people, receipts: [] });
    const parted = rows.with(-2, { ...rows.at(-2)!, body: rows.at(-2)!.body.replace('"v":1', '"v": 1') });
    await other.log.append({ operation, expectedHead: 0, events: parted, receipts: [] });
    expect((await start('this build', other.log)).read).toBe(rows.length);
    expect(troubles.join()).toContain('it is not of this journal');
  });
});
