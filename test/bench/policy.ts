// P-S5: face and difference of one event for 50 audiences at 100,000 records, and what 64 audiences
// cost beside one audience where sending dominates. Naive: every audience by itself, nothing shared.
import { randomUUID } from 'node:crypto';
import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Marking } from '../../shared/domain/entity.ts';
import { World, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { fromMs } from '../../shared/time.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { difference, SharedDifference, touched } from '../../shared/sharing/difference.ts';
import type { Change } from '../../shared/sharing/change.ts';
import { Frames } from '../../server/socket/frames.ts';
import { median, percentile, print, round, until, type Result } from './support.ts';

const RECORDS = Number(process.env['RECORDS'] ?? 100_000);
const EVENTS = 2000;
const MARKS = 1000;
const CLIENTS = 1000;
const ROUNDS = 5;
const SENT = 300;

/** Folds straight into worlds: what is measured is the policy, not the log. */
class Bench {
  readonly directory = new World();
  readonly operation = new World();
  readonly operationId = randomUUID();
  readonly organisations = Array.from({ length: 64 }, () => randomUUID());
  readonly users = this.organisations.map(() => randomUUID());
  readonly circles = Array.from({ length: 16 }, () => randomUUID());
  readonly assets: string[] = [];
  now = Date.parse('2026-03-01T10:00:00Z');

  constructor() {
    const by = (index: number) => ({ organisation: this.organisations[index]!, user: this.users[index]! });
    this.organisations.forEach((id, index) => {
      const named = { name: `Organisation ${index}`, shortName: `O${index}`, kind: 'operator', country: 'ES' };
      this.#fold(this.directory, 'organisation.registered', 'organisation', id, by(index), named);
      const user = { name: `User ${index}`, organisation: id };
      this.#fold(this.directory, 'user.registered', 'user', this.users[index]!, by(index), user);
    });
    this.circles.forEach((id, index) => {
      const members = this.organisations.filter((_one, at) => at % 16 === index || at % 16 === (index + 1) % 16);
      const circle = { name: `Circle ${index}`, owner: this.organisations[index]!, members };
      this.#fold(this.directory, 'circle.created', 'circle', id, by(index), circle);
    });
    const operation = { name: 'Bench', kind: 'live', defaultTlp: 'TLP:GREEN', participants: this.organisations };
    this.#fold(this.directory, 'operation.created', 'operation', this.operationId, by(0), {
      ...operation,
      id: this.operationId,
    });
    this.users.forEach((id, index) => {
      const roles = { operation: this.operationId, roles: ['owner', 'coordinator'] };
      this.#fold(this.directory, 'user.rolesChanged', 'user', id, by(index), roles);
    });
    for (let index = 0; index < RECORDS; index++) {
      const owner = index % 64;
      const assetId = randomUUID();
      this.assets.push(assetId);
      const supplier = this.assets[Math.max(0, index - 64)]!;
      this.#fold(this.operation, 'asset.registered', 'asset', assetId, by(owner), {
        name: `Asset ${index}`,
        sector: 'energy',
        kind: 'substation',
        country: 'ES',
        location: { lat: 40, lon: -3 },
        served: 12_000,
        contacts: 'desk',
        level: 1_000_000,
        marking: this.marking(owner, index),
        needs: [
          {
            needId: randomUUID(),
            type: 'physical',
            rule: 'kofn',
            k: 1,
            suppliers: [{ assetId: supplier, weight: 1, delay: 0, threshold: 1 }],
            alpha: 1_000_000,
            beta: 0,
          },
        ],
      });
    }
  }

  marking(owner: number, index: number): Marking {
    const label = ['TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT'][index % 3] as 'TLP:GREEN';
    const circles = index % 3 === 0 ? [] : [this.circles[owner % 16]!];
    const restricted = index % 2 === 0 && { tlp: 'TLP:AMBER+STRICT' as const, circles: [], persons: [] };
    return { tlp: label, owner: this.organisations[owner]!, circles, persons: [], ...(restricted && { restricted }) };
  }

  /** One event on an asset; the views before and after it. */
  say(type: string, index: number, data: object): { before: View; after: View } {
    const before = this.view();
    const owner = index % 64;
    const by = { organisation: this.organisations[owner]!, user: this.users[owner]! };
    this.now += 10;
    this.#fold(this.operation, type, 'asset', this.assets[index]!, by, data);
    return { before, after: this.view() };
  }

  view(): View {
    return {
      operationId: this.operationId,
      operation: this.operation,
      directory: this.directory,
      position: this.operation.head,
      directoryPosition: this.directory.head,
      time: fromMs(this.now),
    };
  }

  #fold(
    world: World,
    type: string,
    kind: 'asset' | 'organisation' | 'user' | 'circle' | 'operation',
    id: string,
    by: { organisation: string; user: string },
    data: object,
  ): void {
    const at = fromMs(this.now);
    world.fold({
      position: world.head + 1,
      touches: [`${kind}:${id}`],
      event: {
        type,
        v: 1,
        by,
        at,
        realAt: at,
        entities: [{ kind, id }],
        data: data as Record<string, unknown>,
        directory: this.directory.head,
      },
    });
  }
}

const bench = new Bench();
const audiences: Audience[] = bench.organisations.map((organisation) => ({ organisation, roleClass: 'member' }));
const fifty = audiences.slice(0, 50);
const eventOf = ({ after }: { after: View }) =>
  after.operation.touchesBetween(after.position - 1, after.position)[0]!.event!;

/** Milliseconds for all audiences, of each event: with everything shared, and with nothing. */
function timed(count: number, type: string, dataOf: (index: number) => object) {
  const shared: number[] = [];
  const naive: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const index = (turn * 7919) % RECORDS;
    const step = bench.say(type, index, dataOf(index));
    const event = eventOf(step);
    let began = performance.now();
    const one = new SharedDifference(step.before, step.after, event, touched(step.before, step.after));
    for (const audience of fifty) one.for(audience);
    const both = performance.now() - began;
    began = performance.now();
    if (turn % 10 === 0) {
      const among = touched(step.before, step.after);
      for (const audience of fifty) difference(audience, step.before, step.after, event, among);
      naive.push(performance.now() - began);
    }
    // The first are the warming of the machine.
    if (turn > count / 10) shared.push(both);
  }
  return { median: median(shared), p99: percentile(shared, 99), naive: median(naive) };
}

const results: Result[] = [];
const judged = (id: string, metric: string, value: number, target: number, baseline?: number) =>
  results.push({
    id,
    metric,
    value: round(value),
    unit: 'ms',
    ...(baseline !== undefined && { baseline: round(baseline), ratio: round(value / baseline) }),
    target: `${target} ms`,
    met: value <= target,
  });

const status = timed(EVENTS, 'asset.statusChanged', (index) => ({
  status: 'degraded',
  level: 400_000 + (index % 1000),
  basis: 'confirmed',
}));
judged(
  'P-S5',
  `one status event for 50 audiences at ${RECORDS} records, median (baseline: nothing shared)`,
  status.median,
  0.1,
  status.naive,
);
judged('P-S5', 'the same, p99', status.p99, 1);
const marked = timed(MARKS, 'sharing.marked', (index) => ({
  marking: bench.marking(index % 64, index + 1),
  reason: 'bench',
}));
judged(
  'P-S5',
  'one marking change for 50 audiences, median (baseline: nothing shared)',
  marked.median,
  1,
  marked.naive,
);
judged('P-S5', 'the same, p99', marked.p99, 5);

// Sending: the frames of one event to 1,000 connections over TCP, to one audience, to 64, and to 64 with nothing shared.
const sink = createServer((socket) => socket.resume());
await new Promise<void>((listening) => sink.listen(0, '127.0.0.1', listening));
const { port } = sink.address() as AddressInfo;
const sockets: Socket[] = [];
for (let index = 0; index < CLIENTS; index++) {
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((connected) => socket.once('connect', connected));
  sockets.push(socket);
}
// Of 64 organisations one sees the restricted fields: two sharing classes, not yet the sixteen that P-S5 speaks of. So no verdict.
async function sending(kind: 'one' | 'shared' | 'naive'): Promise<number> {
  const listening = kind === 'one' ? audiences.slice(0, 1) : audiences;
  const frames = new Frames();
  const before = process.cpuUsage();
  for (let turn = 0; turn < SENT; turn++) {
    const index = (turn % Math.floor(RECORDS / 192)) * 192;
    const step = bench.say('asset.statusChanged', index, {
      status: 'degraded',
      level: 300_000 + turn,
      basis: 'confirmed',
    });
    const event = eventOf(step);
    const among = touched(step.before, step.after);
    const shared = new SharedDifference(step.before, step.after, event, among);
    const made = listening.map((audience, at) => {
      const changes: readonly Change[] =
        kind === 'naive' ? difference(audience, step.before, step.after, event, among) : shared.for(audience);
      const message = { operation: DIRECTORY, prev: `cursor ${at}`, next: `cursor ${at + 1}`, changes, answered: [] };
      return kind === 'naive' ? new Frames().of('batch', message).plain : frames.of('batch', message).plain;
    });
    sockets.forEach((socket, at) => socket.write(made[at % made.length]!));
    if (turn % 10 === 9) await new Promise((resume) => setImmediate(resume));
  }
  const { user, system } = process.cpuUsage(before);
  await until(() => sockets.every(({ writableLength }) => writableLength === 0));
  return (user + system) / SENT / CLIENTS;
}
const rounds = { one: [] as number[], shared: [] as number[], naive: [] as number[] };
for (let turn = 0; turn < ROUNDS; turn++) {
  for (const kind of ['one', 'shared', 'naive'] as const) rounds[kind].push(await sending(kind));
}
const [one, many, naive] = [median(rounds.one), median(rounds.shared), median(rounds.naive)];
results.push({
  id: 'P-S5',
  metric: '64 audiences in 2 sharing classes, 1,000 connections, processor time of a delivery (baseline: one audience)',
  value: round(many),
  unit: 'µs',
  baseline: round(one),
  ratio: round(many / one),
});
results.push({
  id: 'P-S5',
  metric: 'the same with nothing shared between audiences (baseline: one audience)',
  value: round(naive),
  unit: 'µs',
  baseline: round(one),
  ratio: round(naive / one),
});
for (const socket of sockets) socket.destroy();
sink.close();
print('policy', results);
