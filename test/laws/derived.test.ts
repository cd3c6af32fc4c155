import { describe, expect, it } from 'vitest';
import { alertsOf } from '../../client/store/derive/alerts.ts';
import { digestOf } from '../../client/store/derive/digest.ts';
import { happeningsOf } from '../../client/store/derive/feed.ts';
import { ledger } from '../../client/store/derive/ledger.ts';
import { downAssets, numbersOf, openIncidents, sectorsOf, strictestOf } from '../../client/store/derive/picture.ts';
import { predictedAlertsOf } from '../../client/store/derive/predicted.ts';
import { search } from '../../client/store/derive/search.ts';
import { situationReport } from '../../client/store/derive/sitrep.ts';
import type { Faces } from '../../client/store/contract.ts';
import { pastSince } from '../../server/forecast/past.ts';
import { forecast } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import { historyOf } from '../../server/desk/history.ts';
import { OperationDesk } from '../../server/desk/desk.ts';
import { createCursors } from '../../server/desk/cursors.ts';
import { presenceFor, type Here } from '../../server/live/presence.ts';
import { decode } from '../../server/worlds/stream.ts';
import { actorIn, Worlds } from '../../server/worlds/worlds.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { keyOf, KINDS, refOf, type Key } from '../../shared/domain/entity.ts';
import { getKey, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { allFaces } from '../../shared/sharing/difference.ts';
import { fromMs, type Instant } from '../../shared/time.ts';
import { History } from '../support/histories.ts';

const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 40);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
/** A hundred histories a minute, on a slow machine. */
const PATIENCE = 60_000 + COUNT * 1000;

function facesIn(view: View, organisation: string, user: string): Faces {
  const maps = Object.fromEntries(KINDS.map((kind) => [kind, new Map<string, object>()]));
  for (const { key, face } of allFaces(audienceOf(view, organisation, user), view)) {
    const { kind, id } = refOf(key);
    maps[kind]!.set(id, face);
  }
  return maps as unknown as Faces;
}

/** Everything that a screen makes of faces. */
function derived(faces: Faces, me: { id: string; organisation: string }, operation: string, now: Instant): object {
  const assets = [...faces.asset.values()];
  const foreseen = forecast(assets, now, LIVE);
  return {
    alerts: alertsOf(faces, me, now),
    // As it travels: members that are undefined do not.
    foreseen: JSON.parse(JSON.stringify(foreseen)) as object,
    predicted: JSON.parse(JSON.stringify(predictedAlertsOf(foreseen, faces, me, {}))) as object,
    feed: happeningsOf(faces),
    digest: digestOf(faces, me, fromMs(Date.parse(now) - 3_600_000)),
    report: situationReport(faces, me.organisation, now),
    guarded: situationReport(faces, me.organisation, now, 'TLP:GREEN'),
    numbers: numbersOf(faces, me.organisation, now),
    sectors: sectorsOf(assets),
    down: downAssets(assets),
    open: openIncidents(faces.incident.values(), me.organisation),
    strictest: strictestOf(faces),
    found: ['canary', 'canary0', 'INC', 'AST', 'TSK'].map((text) => search(faces, text)),
    ledger: ledger(faces, me, operation),
  };
}

describe('[L9] derived = visible', () => {
  it(
    `[L9] [CLI-6] ${COUNT} histories from seed ${FIRST}: what is derived for somebody is the same in a world without what is hidden from them`,
    async () => {
      let compared = 0;
      let removed = 0;
      let happenings = 0;
      let steps = 0;
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const history = await History.begin(seed);
        for (let step = 0; step < 40; step++) {
          history.passTime();
          await history.say();
          if (step % 10 === 0) await history.read();
          await history.node.followEverything();
        }
        const operation = history.names.operations[0]!;
        const stream = history.node.worlds.operation(operation)!;
        const view = history.node.worlds.confirmedView(stream, fromMs(history.now));
        const rows = await history.store.log.readAfter(operation, 0, 10_000);
        const directory = await history.store.log.readAfter(DIRECTORY, 0, 10_000);
        for (const user of history.names.users) {
          const actor = actorIn(view, user);
          if (!actor) continue;
          const me = { id: user, organisation: actor.organisation };
          const faces = facesIn(view, actor.organisation, user);
          const shown = new Set<Key>();
          for (const kind of KINDS) {
            for (const id of faces[kind].keys()) {
              const key = keyOf(kind, id);
              // Behind a coarse twin stands the asset: it must be there, or there would be no twin.
              shown.add(getKey(view, key) ? key : view.operation.exactOf(key)!);
            }
          }
          const seen = rows.filter((row) => row.touches[0]!.startsWith('clock:') || shown.has(row.touches[0]!));
          removed += rows.length - seen.length;
          const worlds = new Worlds();
          for (const row of directory) worlds.directory.confirm(row);
          const held = worlds.hold(operation);
          seen.forEach((row, index) => held.confirm({ ...row, position: index + 1 }));
          const bare = worlds.confirmedView(held, view.time);
          const bareFaces = facesIn(bare, actor.organisation, user);
          const told = derived(faces, me, operation, view.time);
          happenings += happeningsOf(faces).length;
          expect(canonicalJson(derived(bareFaces, me, operation, view.time)), `seed ${seed}, ${user}`).toBe(
            canonicalJson(told),
          );
          for (const kind of KINDS)
            expect(canonicalJson([...bareFaces[kind].values()].sort(byId)), `seed ${seed}, ${user}: ${kind}`).toBe(
              canonicalJson([...faces[kind].values()].sort(byId)),
            );
          // What the server derives: who looks at what, and how a record came to look as it does.
          const everybody: Here[] = history.names.users.map((each, index) => {
            const kind = (['asset', 'incident', 'task'] as const)[index % 3]!;
            const id = history.names.records[kind][index];
            const organisation = history.commands.homes.get(each)!;
            return { user: each, organisation, ...(id !== undefined && { looking: { kind, id } }) };
          });
          expect(presenceFor(actor, everybody, bare)).toEqual(presenceFor(actor, everybody, view));
          const desk = (world: Worlds) =>
            new OperationDesk(
              world.operation(operation)!,
              world,
              createCursors(new Uint8Array(32)),
              () => history.now,
              () => {},
            );
          const [full, small] = [desk(history.node.worlds), desk(worlds)];
          for (const kind of ['incident', 'task'] as const) {
            for (const id of [...faces[kind].keys()].slice(0, 4))
              expect(historyOf(small, user, keyOf(kind, id)), `seed ${seed}, ${user}: history`).toEqual(
                historyOf(full, user, keyOf(kind, id)),
              );
          }
          // What a forecast of the past rests on.
          const audience = audienceOf(view, actor.organisation, user);
          const past = (of: View, its: Faces) => pastSince(audience, of, [...its.asset.values()].sort(byId), 0, 200);
          const then = await past(view, faces);
          expect(await past(bare, bareFaces), `seed ${seed}, ${user}: past`).toEqual(then);
          steps += then.steps.length;
          compared += 1;
        }
        expect(rows.every((row) => decode(row).event !== undefined)).toBe(true);
      }
      process.stdout.write(
        `L9: ${compared} audiences, ${removed} hidden rows taken out, ${happenings} happenings, from seed ${FIRST}\n`,
      );
      expect(removed).toBeGreaterThan(COUNT * 20);
      expect(happenings).toBeGreaterThan(COUNT * 20);
      expect(steps).toBeGreaterThan(COUNT * 10);
    },
    PATIENCE,
  );
});

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
