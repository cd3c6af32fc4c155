import { mkdtempSync, rmSync } from 'node:fs';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import type { Listener } from '../../server/desk/outlet.ts';
import { canonicalPieces } from '../../server/desk/snapshot.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { ResetParts, ResetSender } from '../../server/socket/reset.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Batch, Records, Reset } from '../../shared/protocol/down.ts';
import { apply, type Change } from '../../shared/sharing/change.ts';

const ASSETS = 1500;
const folder = mkdtempSync(join(tmpdir(), 'tocsin-slices-'));
const [organisation, other, user, partner, operation] = [
  randomUUID(),
  randomUUID(),
  randomUUID(),
  randomUUID(),
  randomUUID(),
];
const assetIds = Array.from({ length: ASSETS }, () => randomUUID());
let app: App;

const say = async (to: string, type: string, data: object, by = user) => {
  const actor = {
    user: by,
    organisation: by === user ? organisation : other,
    roles: ['admin', 'owner', 'liaison'] as const,
  };
  const outcome = await app.pipeline.submitAs(to, actor, { commandId: randomUUID(), type, data });
  if (outcome.outcome === 'refused') throw new Error(`${type}: ${outcome.message}`);
  await app.context.settled(to, by);
};

beforeAll(async () => {
  app = await createApp({ store: openMemoryStore(), clientDirectory: folder });
  const place = { kind: 'operator', country: 'AT' };
  await say(DIRECTORY, 'organisation.register', {
    organisationId: organisation,
    name: 'One',
    shortName: 'One',
    ...place,
  });
  await say(DIRECTORY, 'organisation.register', { organisationId: other, name: 'Two', shortName: 'Two', ...place });
  await say(DIRECTORY, 'user.register', { userId: user, name: 'U', organisation });
  await say(DIRECTORY, 'user.register', { userId: partner, name: 'P', organisation: other });
  await say(DIRECTORY, 'operation.create', {
    operationId: operation,
    name: 'Op',
    kind: 'live',
    participants: [organisation, other],
  });
  await say(DIRECTORY, 'user.setRoles', { userId: user, operation, roles: ['owner', 'liaison'] });
  await say(DIRECTORY, 'user.setRoles', { userId: partner, operation, roles: ['viewer'] });
  await app.hold(operation);
  const made = assetIds.map((assetId, index) =>
    say(operation, 'asset.register', {
      assetId,
      name: `A ${index}`,
      sector: 'energy',
      kind: 'substation',
      country: 'AT',
      location: { lat: 48, lon: 16 },
      notes: 'exact',
    }),
  );
  await Promise.all(made);
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a client that holds batches until its reset is whole shows in the end. */
function screen() {
  const sent: { event: string; message: Batch | Reset }[] = [];
  const facesAfterAll = () => {
    const faces = new Map<string, object>();
    const resets = sent.filter(({ event }) => event === 'reset').map(({ message }) => message as Reset);
    for (const { records } of resets) {
      for (const [kind, list] of Object.entries(records))
        for (const face of list) faces.set(`${kind}:${String(face['id'])}`, face);
    }
    let cursor = resets[0]?.cursor;
    for (const { event, message } of sent) {
      if (event !== 'batch') continue;
      const batch = message as Batch;
      expect(batch.prev, 'no gap').toBe(cursor);
      cursor = batch.next;
      for (const change of batch.changes as unknown as Change[]) {
        const key = `${change.entity.kind}:${change.entity.id}`;
        const now = apply(faces.get(key), change);
        if (now) faces.set(key, now);
        else faces.delete(key);
      }
    }
    return faces;
  };
  return { sent, facesAfterAll };
}

const facesOf = (records: Records) =>
  new Map(
    Object.entries(records).flatMap(([kind, list]) =>
      list.map((face) => [`${kind}:${String(face['id'])}`, face as object] as const),
    ),
  );

describe('a large world, looked at in slices', () => {
  it(
    '[L4] is the world of one moment, and what changed meanwhile follows without a gap',
    { timeout: 60_000 },
    async () => {
      const desk = app.desks.of(operation)!;
      const { sent, facesAfterAll } = screen();
      const socket = {
        conn: { transport: {} },
        emit: (event: string, message: Reset) => sent.push({ event, message }),
      };
      // A reader who takes one part, and no more until we say so.
      let waiting = 0;
      const slow = { waiting: () => waiting, movesOn: () => {} };
      const frames = { send: (_to: unknown, event: string, message: Batch | Reset) => sent.push({ event, message }) };
      const sender = new ResetSender(socket as never, frames as never, slow as never);
      const listener: Listener = {
        user: partner,
        deliver(batch) {
          sender.passing(batch);
          sent.push({ event: 'batch', message: batch });
        },
        dismissed: () => {},
      };

      const taking = desk.snapshotInSlices(partner);
      await say(operation, 'asset.setStatus', { assetId: assetIds[0]!, status: 'failed' });
      await say(operation, 'sharing.mark', {
        entity: { kind: 'asset', id: assetIds[1]! },
        marking: { tlp: 'TLP:AMBER' },
        reason: 'recalled',
      });
      const taken = (await taking)!;
      expect(facesOf(taken.records).has(`asset:${assetIds[1]}`), 'the view of before').toBe(true);
      const joined = desk.joinFrom(listener, taken)!;
      expect(joined.caughtUp!.changes.map(({ type }) => type)).toContain('record.withdrawn');
      sender.passing(joined.caughtUp!);
      const parts = new ResetParts().of(operation, joined.cursor, taken.records);
      waiting = 1_000_000;
      const sending = sender.send(parts, () => true);
      sent.push({ event: 'batch', message: joined.caughtUp! });
      // Recalled, and narrowed, while most parts still wait for the reader.
      const later = taken.records.asset!.at(-1)!['id'] as string;
      const narrowed = taken.records.asset!.at(-2)!['id'] as string;
      await say(operation, 'sharing.mark', {
        entity: { kind: 'asset', id: later },
        marking: { tlp: 'TLP:AMBER' },
        reason: 'recalled',
      });
      await say(operation, 'sharing.mark', {
        entity: { kind: 'asset', id: narrowed },
        marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER' } },
        reason: 'narrowed',
      });
      desk.flush();
      expect(sent.filter(({ event }) => event === 'reset')).toHaveLength(1);
      waiting = 0;
      await sending;
      const resets = sent.filter(({ event }) => event === 'reset').map(({ message }) => message as Reset);
      expect(resets.length).toBe(parts.length);
      const bytes = JSON.stringify(resets.slice(1));
      for (const gone of [assetIds[1]!, later])
        expect(bytes, 'nothing leaves after it was withdrawn').not.toContain(`"${gone}"`);
      expect(
        JSON.stringify(resets.flatMap(({ records }) => records.asset ?? []).find((face) => face['id'] === narrowed)),
      ).not.toContain('exact');
      expect(facesAfterAll()).toEqual(facesOf(desk.snapshot(partner)!.records));
      joined.leave();
    },
  );

  it('gives what one go would give, in the same bytes, and lets others have their turn', async () => {
    const desk = app.desks.of(operation)!;
    let turns = 0;
    let over = false;
    const turn = () => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    const { records } = (await desk.snapshotInSlices(user))!;
    over = true;
    expect(turns).toBeGreaterThan(ASSETS / 400);
    expect(records).toEqual(desk.snapshot(user)!.records);
    const digest = (pieces: Iterable<string>) =>
      createHash('sha256')
        .update([...pieces].join(''))
        .digest('hex');
    expect(digest(canonicalPieces(records))).toBe(digest([canonicalJson(records)]));
    expect([...canonicalPieces({})].join('')).toBe('{}');
  });

  it('who joins together shares one snapshot and one encoding; a cursor is caught up in slices', async () => {
    const desk = app.desks.of(operation)!;
    const [a, b] = await Promise.all([1, 2].map(() => desk.snapshotInSlices(partner, { forJoining: true })));
    expect(a!.records).toBe(b!.records);
    const parts = new ResetParts();
    expect(parts.of(operation, a!.cursor, a!.records)).toBe(parts.of(operation, b!.cursor, b!.records));
    await say(operation, 'asset.setStatus', { assetId: assetIds[5]!, status: 'degraded' });
    const caught = (await desk.catchUpInSlices(partner, a!.cursor))!;
    expect(caught.changes.map(({ entity }) => entity.id)).toContain(assetIds[5]);
    expect(await desk.catchUpInSlices(partner, 'x'.repeat(60))).toBeUndefined();
    expect((await desk.snapshotInSlices(partner))!.records, 'a snapshot asked for by itself is as of now').not.toBe(
      a!.records,
    );
  });
});
