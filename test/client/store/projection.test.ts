import { describe, expect, it } from 'vitest';
import { lift } from '../../../client/store/lift.ts';
import { project, type Reader } from '../../../client/store/project.ts';
import { replay } from '../../../client/store/replay.ts';
import type { Scene } from '../../../client/store/sight.ts';
import { sameButForTimes } from '../../../client/store/stacking.ts';
import { audienceFor } from '../../../server/commands/sight.ts';
import { actorIn } from '../../../server/worlds/worlds.ts';
import type { Actor } from '../../../shared/domain/decision.ts';
import { refOf, type Key } from '../../../shared/domain/entity.ts';
import type { AnyFace } from '../../../shared/domain/records.ts';
import type { View } from '../../../shared/domain/world.ts';
import { DIRECTORY } from '../../../shared/ids.ts';
import { allFaces } from '../../../shared/sharing/difference.ts';
import { fromMs } from '../../../shared/time.ts';
import { COMMANDS, isCommandType } from '../../../shared/domain/commands.ts';
import { History, type Said } from '../../support/histories.ts';

const SEEDS = process.env['TOCSIN_SEED']
  ? [Number(process.env['TOCSIN_SEED'])]
  : Array.from({ length: Number(process.env['TOCSIN_SEEDS'] ?? 6) }, (_, index) => index + 1);

interface Held {
  readonly actor: Actor;
  readonly view: View;
  readonly faces: Map<Key, AnyFace>;
  readonly reader: Reader;
}

/** What a person's client holds of an operation. */
function heldBy(history: History, operation: string, user: string): Held | undefined {
  const stream = history.node.worlds.operation(operation);
  if (!stream) return undefined;
  const view = history.node.worlds.confirmedView(stream, fromMs(history.now));
  const actor = actorIn(view, user);
  if (!actor) return undefined;
  const audience = audienceFor(actor, view);
  const faces = new Map<Key, AnyFace>();
  for (const { key, face } of allFaces(audience, view)) faces.set(key, face);
  const reader: Reader = {
    operationId: operation,
    organisation: actor.organisation,
    user: actor.user,
    administrator: audience.roleClass === 'administrator',
    guest: audience.roleClass === 'guest',
    realAt: view.time,
    tlpOf: (kind, id) => (faces.get(`${kind}:${id}`) as { tlp?: string } | undefined)?.tlp,
  };
  return { actor, view, faces, reader };
}

async function grown(seed: number, commands: number): Promise<History> {
  const history = await History.begin(seed);
  for (let count = 0; count < commands; count++) {
    await history.say();
    history.passTime();
    if (count % 10 === 0) await history.node.followEverything();
  }
  await history.node.followEverything();
  return history;
}

describe('a face, lifted to a record and projected again', () => {
  it.each(SEEDS)(
    '[CLI-2] is the same face: seed %i',
    async (seed) => {
      const history = await grown(seed, 150);
      let compared = 0;
      for (const operation of [DIRECTORY, ...history.names.operations]) {
        for (const user of history.names.users) {
          const held = heldBy(history, operation, user);
          if (!held) continue;
          for (const [key, face] of held.faces) {
            const { kind } = refOf(key);
            const { version: _version, ...expected } = face;
            expect(project(kind, lift(kind, face, operation), held.reader), `${key} for ${user}`).toEqual(expected);
            compared += 1;
          }
        }
      }
      expect(compared).toBeGreaterThan(100);
    },
    60_000,
  );
});

/** What the server names, the id of a coarse twin, nobody can foresee; that there is one, and its area, one can. */
function namedByServer<F extends AnyFace>(confirmed: F | undefined, foreseen: AnyFace): F | undefined {
  const theirs = (confirmed as { twin?: object } | undefined)?.twin;
  const ours = (foreseen as { twin?: { id: string } }).twin;
  return confirmed && theirs && ours ? { ...confirmed, twin: { ...theirs, id: ours.id } } : confirmed;
}

function sceneOf(held: Held): Scene {
  return {
    operationId: held.reader.operationId,
    actor: held.actor,
    face: (kind, id) => held.faces.get(`${kind}:${id}`),
    record: () => undefined,
    tasksOf: (incident) =>
      [...held.faces]
        .filter(([key, face]) => key.startsWith('task:') && (face as { incidentId?: string }).incidentId === incident)
        .map(([key]) => refOf(key)),
  };
}

describe('a command, replayed on what its author is shown', () => {
  it.each(SEEDS)(
    '[CLI-2][U5] makes of it what the server then confirms: seed %i',
    async (seed) => {
      const history = await grown(seed, 20);
      const wrong: string[] = [];
      let compared = 0;
      for (let count = 0; count < 250; count++) {
        await history.node.followEverything();
        const said: Said = history.next();
        const { operation, user, message } = said;
        const before = heldBy(history, operation, user);
        const parsed = isCommandType(message.type) ? COMMANDS[message.type].safeParse(message.data) : undefined;
        const outcome = await history.say(said);
        await history.node.followEverything();
        const after = heldBy(history, operation, user);
        history.passTime();
        // Repeated command ids answer for their first use.
        const repeated = history.said.filter((one) => one.message.commandId === message.commandId).length > 1;
        if (!before || !after || !parsed?.success || repeated || operation === DIRECTORY) continue;
        const command = {
          commandId: message.commandId,
          type: message.type,
          data: parsed.data as Record<string, unknown>,
          madeAt: before.view.time,
        };
        const { writes, refused } = replay(command, sceneOf(before), before.reader);
        if (outcome.outcome === 'refused') {
          // Whether an id was ever used by somebody else, the version, and which stream it is, only the server knows.
          if (!refused && !['stale', 'id-taken', 'unknown-type'].includes(outcome.code!))
            wrong.push(`${message.type}: the server says ${outcome.code}`);
          continue;
        }
        if (refused) {
          wrong.push(`${message.type}: refused here only: ${refused.code} ${refused.message}`);
          continue;
        }
        for (const [key, { face }] of writes) {
          const confirmed = namedByServer(after.faces.get(key), face);
          compared += 1;
          if (confirmed && !sameButForTimes(face, confirmed)) {
            // A marking act may show its author members and references that were hidden before: those nobody can foresee.
            const foreseeable = message.type === 'sharing.mark' ? [] : Object.keys(confirmed);
            const names = [...new Set([...Object.keys(face), ...foreseeable])];
            const differ = names.filter(
              (name) =>
                !sameButForTimes({ x: (face as never)[name] }, { x: (confirmed as never)[name] }) && name !== 'version',
            );
            if (differ.length > 0)
              wrong.push(
                `${message.type} ${key}: ${differ.map((name) => `${name} ${JSON.stringify((face as never)[name])} / ${JSON.stringify((confirmed as never)[name])}`).join('; ')}`,
              );
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(5);
    },
    60_000,
  );
});
