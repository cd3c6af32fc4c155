import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import { COMMANDS } from '../../shared/domain/commands.ts';
import { decide } from '../../shared/domain/decide.ts';
import { KINDS, refOf } from '../../shared/domain/entity.ts';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { evolve, KNOWN_EVENTS } from '../../shared/domain/evolve.ts';
import { World, type Row, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { allFaces, difference } from '../../shared/sharing/difference.ts';
import { fromMs } from '../../shared/time.ts';
import { sightOf } from '../../server/commands/sight.ts';
import { actorIn } from '../../server/worlds/worlds.ts';
import { decode, type StoredRow } from '../../server/worlds/stream.ts';
import { Dice } from '../support/historiesDice.ts';
import { History } from '../support/histories.ts';

const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 30);

/** The stored rows of a random history, directory and operation. */
async function lived(
  seed: number,
): Promise<{ history: History; operation: string; directory: StoredRow[]; rows: StoredRow[] }> {
  const history = await History.begin(seed);
  for (let step = 0; step < 60; step++) {
    history.passTime();
    await history.say();
    if (step % 12 === 0) await history.read();
    await history.node.followEverything();
  }
  const operation = history.names.operations[0]!;
  const read = async (stream: string) => [...(await history.store.log.readAfter(stream, 0, 10_000))];
  return { history, operation, directory: await read(DIRECTORY), rows: await read(operation) };
}

const STRANGE: readonly unknown[] = [
  null,
  0,
  -1,
  1e300,
  '',
  'x',
  true,
  [],
  {},
  [null],
  { tlp: 'TLP:PINK' },
  'TLP:RED',
  ['a', 'a'],
];

/** Breaks a stored row as a disk, an older or a newer build might. */
function damaged(row: StoredRow, dice: Dice): StoredRow {
  const event = JSON.parse(row.body) as Record<string, unknown>;
  const data = { ...(event['data'] as Record<string, unknown>) };
  switch (dice.below(6)) {
    case 0:
      return { ...row, body: row.body.slice(0, dice.below(row.body.length)) };
    case 1:
      return {
        ...row,
        body: JSON.stringify({ ...event, type: dice.pick([...Object.keys(KNOWN_EVENTS), 'incident.hushed']) }),
      };
    case 2:
      return { ...row, body: JSON.stringify({ ...event, v: dice.pick([0, 2, 99, -1, 'one']) }) };
    case 3: {
      const member = dice.pick(Object.keys(event));
      return { ...row, body: JSON.stringify({ ...event, [member]: dice.pick(STRANGE) }) };
    }
    case 4: {
      const member = dice.pick([...Object.keys(data), 'marking']);
      return { ...row, body: JSON.stringify({ ...event, data: { ...data, [member]: dice.pick(STRANGE) } }) };
    }
    default: {
      const member = dice.pick([...Object.keys(data), 'x']);
      delete data[member];
      return { ...row, body: JSON.stringify({ ...event, data }) };
    }
  }
}

/** As a careless reader would: whatever is JSON is taken for an event. */
function carelessly(row: StoredRow): Row {
  const { position, touches } = row;
  try {
    const event = JSON.parse(row.body) as TocsinEvent | null;
    return event ? { position, touches, event } : { position, touches };
  } catch {
    return { position, touches };
  }
}

function folded(
  directory: readonly StoredRow[],
  rows: readonly StoredRow[],
  operation: string,
  now: number,
  read: (row: StoredRow) => Row = decode,
): View {
  const worlds = { directory: new World(), operation: new World() };
  directory.forEach((row, index) => worlds.directory.fold({ ...read(row), position: index + 1 }));
  rows.forEach((row, index) => worlds.operation.fold({ ...read(row), position: index + 1 }));
  const { head: position } = worlds.operation;
  return { operationId: operation, ...worlds, position, directoryPosition: worlds.directory.head, time: fromMs(now) };
}

/** A hundred histories a minute, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 1000;

describe('[L1] the folds are total', () => {
  it(
    `[L1] [P-D10] no order, repetition or damage of ${COUNT} random journals makes a fold, a face or a difference throw`,
    async () => {
      let folds = 0;
      let faces = 0;
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const { history, operation, directory, rows } = await lived(seed);
        const dice = new Dice(seed);
        const hurt = (list: StoredRow[]) => list.map((row) => (dice.chance(0.3) ? damaged(row, dice) : row));
        const jumbled = (list: StoredRow[]) => [...hurt(list), ...dice.shuffled(hurt(list))];
        for (const view of [
          folded(directory, jumbled(rows), operation, history.now),
          folded(jumbled(directory), hurt(rows), operation, history.now),
          folded(hurt(directory), dice.shuffled(jumbled(rows)), operation, history.now),
          folded(hurt(directory), jumbled(rows), operation, history.now, carelessly),
        ]) {
          folds += view.position + view.directoryPosition;
          for (const user of history.names.users.slice(0, 4)) {
            const organisation = history.commands.homes.get(user)!;
            const audience = audienceOf(view, organisation, user);
            faces += [...allFaces(audience, view)].length;
            const middle = { ...view, position: view.position >> 1, directoryPosition: view.directoryPosition >> 1 };
            difference(audience, middle, view);
          }
        }
      }
      process.stdout.write(`L1: ${COUNT} journals from seed ${FIRST}: ${folds} rows folded, ${faces} faces\n`);
    },
    PATIENCE,
  );

  it('[L1] a step of any kind on any record with any known or unknown event answers, never throws', () => {
    const dice = new Dice(FIRST);
    const at = fromMs(Date.parse('2026-03-01T10:00:00Z'));
    for (const type of [...Object.keys(KNOWN_EVENTS), 'gadget.made', '']) {
      for (const kind of KINDS) {
        const ref = { kind, id: dice.id() };
        const event: TocsinEvent = {
          type,
          v: 1,
          by: { organisation: dice.id(), user: dice.id() },
          at,
          realAt: at,
          entities: [ref],
          data: {},
          directory: 0,
        };
        expect(() => evolve(kind, undefined, { event, ref, own: false })).not.toThrow();
      }
    }
  });

  it('[P-D10] what an undecodable row names is hidden from all but its owner, and counted', async () => {
    const { history, operation, directory, rows } = await lived(FIRST);
    const view = folded(directory, rows, operation, history.now);
    let hidden = 0;
    for (const key of [...view.operation.keys()].filter((one) => view.operation.at(one, view.position))) {
      if (key.startsWith('clock:')) continue;
      const touches = [key];
      for (const body of ['{', 'null', '{"type":"asset.hushed","v":1}']) {
        const after = folded(directory, [...rows, { position: 0, touches, body }], operation, history.now);
        const owner = (after.operation.at(key, after.position) as { marking: { owner: string } }).marking.owner;
        for (const user of history.names.users) {
          const organisation = history.commands.homes.get(user)!;
          const shown = [...allFaces(audienceOf(after, organisation, user), after)].some((one) => one.key === key);
          const before = [...allFaces(audienceOf(view, organisation, user), view)].some((one) => one.key === key);
          if (organisation !== owner) expect(shown).toBe(false);
          else if (before) expect(shown || refOf(key).kind === 'note' || refOf(key).kind === 'attachment').toBe(true);
          hidden += Number(before && !shown);
        }
        expect([...after.operation.undecoded.values()].reduce((a, b) => a + b, 0)).toBe(1);
      }
    }
    expect(hidden).toBeGreaterThan(0);
  });
});

describe('[L2] decisions', () => {
  it(
    '[L2] the same command in the same sight is decided alike, and what it returns folds',
    async () => {
      let decided = 0;
      let accepted = 0;
      for (let seed = FIRST; seed < FIRST + COUNT / 2; seed++) {
        const history = await History.begin(seed);
        const named = new Dice(seed).id();
        for (let step = 0; step < 80; step++) {
          history.passTime();
          const said = history.next();
          const stream = history.node.worlds.operation(said.operation)!;
          const view = history.node.worlds.headView(stream, fromMs(history.now));
          const actor = actorIn(view, said.user);
          const form = COMMANDS[said.message.type as keyof typeof COMMANDS].safeParse(said.message.data);
          if (actor && form.success) {
            const command = { type: said.message.type, data: form.data as Record<string, unknown> };
            const first = decide(
              command,
              sightOf(actor, view, () => named),
            );
            const again = decide(
              JSON.parse(JSON.stringify(command)) as typeof command,
              sightOf(actor, view, () => named),
            );
            expect(canonicalJson(again)).toBe(canonicalJson(first));
            decided += 1;
            if (first.kind === 'accepted') {
              accepted += 1;
              for (const draft of first.events) {
                expect(KNOWN_EVENTS[draft.type], `${draft.type} folds`).toBeGreaterThan(0);
                expect(draft.entities.length).toBeGreaterThan(0);
              }
            }
          }
          const before = stream.world.head;
          const outcome = await history.say(said);
          await history.node.followEverything();
          // Folded as decided: every row is understood and changes the record it is about.
          for (let position = before + 1; position <= stream.world.head; position++) {
            const touch = stream.world.touchesBetween(position - 1, position)[0]!;
            expect(
              touch.event,
              `seed ${seed}: ${said.message.type} makes a row that this build understands`,
            ).toBeDefined();
            expect(
              stream.world.versionsOf(touch.keys[0]!).at(-1)?.position,
              `seed ${seed}: ${touch.event!.type} changes its record`,
            ).toBe(position);
          }
          if (outcome.outcome === 'refused') expect(stream.world.head).toBe(before);
        }
        expect(history.troubles()).toEqual([]);
      }
      process.stdout.write(`L2: ${decided} decisions twice, ${accepted} accepted and folded\n`);
      expect(accepted).toBeGreaterThan(COUNT * 5);
    },
    PATIENCE,
  );
});

describe('[L3] JSON', () => {
  it(
    '[L3] commands, events, changes and snapshots are the same after a round trip',
    async () => {
      let changes = 0;
      for (let seed = FIRST; seed < FIRST + 15; seed++) {
        const { history, operation, directory, rows } = await lived(seed);
        for (const row of [...directory, ...rows]) expect(JSON.stringify(JSON.parse(row.body))).toBe(row.body);
        for (const { message } of history.said) {
          const form = COMMANDS[message.type as keyof typeof COMMANDS].safeParse(message.data);
          if (!form.success) continue;
          const again = COMMANDS[message.type as keyof typeof COMMANDS].safeParse(
            JSON.parse(JSON.stringify(form.data)),
          );
          expect(again.success && canonicalJson(again.data)).toBe(canonicalJson(form.data));
        }
        const view = folded(directory, rows, operation, history.now);
        const start = { ...view, position: 0, directoryPosition: 0 };
        for (const user of history.names.users.slice(0, 5)) {
          const audience = audienceOf(view, history.commands.homes.get(user)!, user);
          for (const change of difference(audience, start, view)) {
            expect(canonicalJson(JSON.parse(JSON.stringify(change)))).toBe(canonicalJson(change));
            changes += 1;
          }
        }
      }
      process.stdout.write(`L3: ${changes} changes\n`);
      expect(changes).toBeGreaterThan(300);
    },
    PATIENCE,
  );
});
