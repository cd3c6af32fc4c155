import { createHash } from 'node:crypto';
import { createSync } from '../../client/sync/sync.ts';
import { memoryStorage } from '../../client/platform/memoryStorage.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { KINDS } from '../../shared/domain/entity.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { Dice } from '../support/historiesDice.ts';
import { CoreNode } from '../support/historiesNode.ts';
import { CrankedTime } from './cranked.ts';
import { SimEdge, type EdgeTally } from './edge.ts';

type Sync = ReturnType<typeof createSync>;

export interface SimOptions {
  readonly seed: number;
  /** Goes on until so many changes have arrived at clients. */
  readonly deliveries: number;
  readonly cuts: number;
  readonly clients?: number;
  readonly organisations?: number;
}

export interface SimReport extends EdgeTally {
  seed: number;
  accepted: number;
  refused: number;
  events: number;
  repeats: number;
  inversions: number;
  unequal: number;
  unsent: number;
  clients: number;
  doubled: number;
  virtualMinutes: number;
}

interface Client {
  readonly user: string;
  readonly sync: Sync;
  readonly edge: SimEdge;
  readonly dice: Dice;
}

const hash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** What a client holds, in the form of a snapshot. */
function recordsOf(sync: Sync): Records {
  const records: Record<string, unknown[]> = {};
  for (const kind of KINDS) {
    const faces = [...sync.faces[kind].values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    if (faces.length > 0) records[kind] = faces;
  }
  return records as Records;
}

/**
 * Many clients of many organisations, running the client's own engine, over links that delay, cut, double and go away, on
 * one seeded clock. Ends at rest: everybody back, everything sent; then everybody is compared with a fresh snapshot.
 */
export async function simulate(options: SimOptions): Promise<SimReport> {
  const { seed, clients: many = 40, organisations: homes = 8 } = options;
  const dice = new Dice(seed);
  const time = new CrankedTime(Date.parse('2026-03-01T10:00:00.000Z'));
  const store = openMemoryStore();
  const node = new CoreNode(store, () => Math.floor(time.now), dice.bytes(32));
  const pending = new Set<Promise<unknown>>();
  const report: SimReport = {
    seed,
    accepted: 0,
    refused: 0,
    events: 0,
    repeats: 0,
    inversions: 0,
    unequal: 0,
    unsent: 0,
    doubled: 0,
    virtualMinutes: 0,
    clients: many,
    deliveries: 0,
    frames: 0,
    changes: 0,
    cuts: 0,
    links: 0,
    resets: 0,
    resumes: 0,
    commands: 0,
    copies: 0,
    gaps: 0,
    pictures: 0,
  };

  const organisations = Array.from({ length: homes }, () => dice.id());
  const circles = Array.from({ length: 6 }, () => dice.id());
  const users = Array.from({ length: many }, (_, index) => ({ user: dice.id(), home: organisations[index % homes]! }));
  const operation = dice.id();
  const root: Actor = { user: dice.id(), organisation: organisations[0]!, roles: ['admin'] };
  const admin = async (type: string, data: object) => {
    const outcome = await node.pipeline.submitAs(DIRECTORY, root, { commandId: dice.id(), type, data });
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code}`);
    await node.follow(DIRECTORY);
  };
  for (const organisationId of organisations) {
    await admin('organisation.register', {
      organisationId,
      name: 'Org',
      shortName: 'O',
      kind: 'operator',
      country: 'ES',
    });
  }
  for (const circleId of circles) {
    await admin('circle.create', {
      circleId,
      name: 'Circle',
      owner: dice.pick(organisations),
      members: dice.some(organisations, 5),
    });
  }
  await admin('operation.create', { operationId: operation, name: 'Op', kind: 'live', participants: organisations });
  for (const { user, home } of users) {
    await admin('user.register', { userId: user, name: 'Somebody', organisation: home });
    const roles = dice.chance(0.6) ? ['coordinator', 'owner', 'liaison'] : ['responder', 'owner'];
    await admin('user.setRoles', { userId: user, operation, roles });
  }
  const desk = node.desk(operation);

  // Where each event stands in the journal, as a client can recognise it.
  const journal = new Map<string, number[]>();
  let events = 0;
  node.worlds.operation(operation)!.onConfirmed(({ event }) => {
    events += 1;
    if (!event) return;
    const name = `${event.type} ${event.entities[0]!.id} ${event.realAt}`;
    journal.set(name, [...(journal.get(name) ?? []), events]);
  });

  const clients: Client[] = users.map(({ user }, index) => {
    const own = new Dice(seed * 1009 + index);
    const edge = new SimEdge(node, time, own, user, report, pending);
    const services = {
      wire: edge,
      storage: memoryStorage(),
      clock: () => Math.floor(time.now),
      random: { fraction: () => own.fraction(), bytes: (count: number) => own.bytes(count) },
      timers: { after: (ms: number, run: () => void) => time.after(ms, run) },
    };
    const sync: Sync = createSync(services, {
      ended: () => [],
      facesChanged() {},
      pendingChanged() {},
      attentionChanged() {},
      healthChanged() {},
      sessionChanged() {},
      operationChanged() {},
      presenceChanged() {},
    });
    edge.cursorNow = () => sync.cursor;
    const stoodAt = new Set<string>();
    let reached = 0;
    edge.onDelivered = (batch, cursorBefore) => {
      // Held, or known already: not applied.
      if (sync.cursor !== batch.next || cursorBefore === sync.cursor) return;
      if (batch.changes.length > 0 && stoodAt.has(batch.next)) report.repeats += 1;
      stoodAt.add(batch.next);
      for (const change of batch.changes) {
        if (change.type.startsWith('record.')) continue;
        const places = journal.get(`${change.type} ${change.entity.id} ${change.realAt}`);
        const place = places?.find((one) => one >= reached);
        if (places && place === undefined) report.inversions += 1;
        else if (place !== undefined) reached = place;
      }
    };
    return { user, sync, edge, dice: own };
  });

  // The tail, the flush and the clock of the node, on the same time.
  let rung = false;
  store.log.onDoorbell(() => (rung = true));
  const follow = async () => {
    rung = false;
    await node.follow(operation);
  };
  const every = (ms: number, work: () => void): void => {
    time.after(ms, () => {
      work();
      every(ms, work);
    });
  };
  every(4, () => desk.flush());
  every(250, () => desk.tick());

  let resting = false;
  const gesture = (client: Client): void => {
    if (resting) return;
    time.after(200 + client.dice.below(4000), () => gesture(client));
    const { sync } = client;
    if (!sync.ready || sync.operation === undefined) return;
    sync.put({
      operation,
      ...draft(
        client,
        circles,
        users.map((one) => one.user),
      ),
    });
  };
  const trouble = (): void => {
    if (resting) return;
    time.after(dice.below(1_000), trouble);
    const client = dice.pick(clients);
    if (report.cuts < options.cuts) client.edge.cut();
    if (dice.chance(0.1) && !client.edge.offline) {
      client.edge.offline = true;
      client.edge.cut();
      time.after(dice.below(30_000), () => {
        client.edge.offline = false;
        client.sync.nudge();
      });
    }
    if (dice.chance(0.05))
      void admin('circle.setMembers', { circleId: dice.pick(circles), members: dice.some(organisations, 5) });
  };

  /** Moves time on; everything that the real world does between is done before the next moment. */
  const crank = async (until: number, enough: () => boolean): Promise<void> => {
    while (!enough()) {
      const moved = time.step(until);
      do {
        // Promises run their course, as they do between two frames of a real socket; the pipeline takes turns of the loop.
        await new Promise<void>((resume) => setImmediate(resume));
        if (rung) await follow();
      } while (pending.size > 0 || rung);
      if (!moved) return;
    }
  };

  const began = time.now;
  for (const client of clients) {
    void client.sync.start();
    time.after(client.dice.below(2000), () => {
      client.sync.open(operation);
      gesture(client);
    });
  }
  time.after(5000, trouble);
  await crank(Infinity, () => report.deliveries >= options.deliveries);
  resting = true;
  for (const { edge, sync } of clients) {
    edge.offline = false;
    sync.nudge();
  }
  const unsent = () => clients.reduce((sum, { sync }) => sum + sync.pending.length, 0);
  for (let round = 0; round < 60; round++) {
    await crank(time.now + 10_000, () => false);
    await follow();
    if (unsent() === 0 && round > 2) break;
  }

  report.virtualMinutes = Math.round((time.now - began) / 60_000);
  report.unsent = unsent();
  for (const { user, sync } of clients) {
    const fresh = desk.snapshot(user)!;
    if (hash(JSON.parse(JSON.stringify(fresh.records))) !== hash(recordsOf(sync))) report.unequal += 1;
    report.refused += sync.attention.length;
  }
  const made = new Map<string, number>();
  for (const row of await store.log.readAfter(operation, 0, 1e9)) {
    const { commandId } = JSON.parse(row.body) as { commandId: string };
    made.set(commandId, (made.get(commandId) ?? 0) + 1);
  }
  report.events = events;
  report.accepted = made.size;
  report.doubled = [...made.values()].filter((count) => count > 1).length;
  if (node.troubles.length > 0) throw new Error(`seed ${seed}: ${String(node.troubles[0])}`);
  for (const { sync } of clients) sync.stop();
  return report;
}

/** What somebody does on their screen, with what they see on it. */
function draft({ sync, dice }: Client, circles: readonly string[], users: readonly string[]) {
  const marking = () => {
    const roll = dice.fraction();
    if (roll < 0.7) return {};
    if (roll < 0.9) {
      const known = circles.filter((circle) => sync.faces.circle.has(circle));
      return { marking: { tlp: dice.pick(['TLP:AMBER', 'TLP:AMBER+STRICT']), circles: dice.some(known, 2) } };
    }
    const known = users.filter((user) => sync.faces.user.has(user));
    return { marking: { tlp: 'TLP:RED', persons: dice.some(known, 3) } };
  };
  const incidents = [...sync.faces.incident.keys()];
  const assets = [...sync.faces.asset.keys()];
  const roll = dice.fraction();
  if (incidents.length < 5 || roll < 0.12) {
    return { type: 'incident.report', data: { incidentId: dice.id(), title: 'Smoke', ...marking() } };
  }
  const incidentId = dice.pick(incidents);
  if (assets.length < 5 || roll < 0.2) {
    const place = { lat: 40 + dice.fraction(), lon: -3 };
    return {
      type: 'asset.register',
      data: {
        assetId: dice.id(),
        name: 'Site',
        sector: 'energy',
        kind: 'substation',
        country: 'ES',
        location: place,
        ...marking(),
      },
    };
  }
  if (roll < 0.5)
    return {
      type: 'asset.setStatus',
      data: { assetId: dice.pick(assets), status: dice.pick(['operational', 'degraded', 'failed']) },
    };
  if (roll < 0.65)
    return {
      type: 'incident.setStatus',
      data: { incidentId, status: dice.pick(['confirmed', 'responding', 'contained']) },
    };
  if (roll < 0.75)
    return { type: 'incident.addNote', data: { incidentId, noteId: dice.id(), text: 'Seen.', ...marking() } };
  if (roll < 0.85) return { type: 'incident.linkAssets', data: { incidentId, assetIds: dice.some(assets, 3) } };
  if (roll < 0.92) return { type: 'task.create', data: { taskId: dice.id(), title: 'Go', incidentId, ...marking() } };
  return {
    type: 'sharing.mark',
    data: {
      entity: { kind: 'incident', id: incidentId },
      marking: { tlp: 'TLP:GREEN', ...marking().marking },
      reason: 'r',
    },
  };
}
