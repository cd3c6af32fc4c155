// P-S5, sending: a tick of changes to 1,000 connections of one organisation, beside the same connections spread over 64
// organisations in 16 sharing classes (each shown about as much), and over 64 with nothing shared. Faces, gathering, frames,
// compressing and the writing of every frame to its TCP connection are counted.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { loadavg } from 'node:os';
import { Gathered, Merged } from '../../server/desk/gathered.ts';
import { Frames } from '../../server/socket/frames.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Audience } from '../../shared/sharing/audience.ts';
import { difference, SharedDifference, touched } from '../../shared/sharing/difference.ts';
import { PolicyWorld } from './policyWorld.ts';
import { median, print, round, until, type Result } from './support.ts';

const CLIENTS = Number(process.env['CLIENTS'] ?? 1000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const TICKS = 40;
const RECORDS = 20_000;

const bench = new PolicyWorld(RECORDS);
const audiences: Audience[] = bench.organisations.map((organisation) => ({ organisation, roleClass: 'member' }));
const sink = createServer((socket) => socket.resume());
await new Promise<void>((listening) => sink.listen(0, '127.0.0.1', listening));
const sockets: Socket[] = [];
for (let index = 0; index < CLIENTS; index++) {
  const socket = connect((sink.address() as AddressInfo).port, '127.0.0.1');
  await new Promise<void>((connected) => socket.once('connect', connected));
  sockets.push(socket);
}

const KINDS = ['one', 'shared', 'naive'] as const;
interface Sent {
  /** Processor time of a frame, in microseconds, and its bytes. */
  readonly cost: number;
  readonly bytes: number;
  readonly classes: number;
}
let said = 0;
async function sending(kind: (typeof KINDS)[number], changesOfATick: number): Promise<Sent> {
  const listening = kind === 'one' ? audiences.slice(0, 1) : audiences;
  const frames = new Frames();
  let bytes = 0;
  const classes = new Set<unknown>();
  const before = process.cpuUsage();
  for (let turn = 0; turn < TICKS; turn++) {
    const merged = new Merged();
    const gathered = listening.map(() => new Gathered(merged));
    for (let change = 0; change < changesOfATick; change++) {
      said += 1;
      // Of every second of 16 organisations: its own class, and that of the two neighbours' circle, make 16 classes.
      const index = ((said * 7919) % Math.floor(RECORDS / 64)) * 64 + 2 * (said % 8);
      const status = { status: 'degraded', level: 300_000 + (said % 1000), basis: 'confirmed' };
      const step = bench.say('asset.statusChanged', index, status);
      const { event } = step.after.operation.touchesBetween(step.after.position - 1, step.after.position)[0]!;
      const among = touched(step.before, step.after);
      const shared = new SharedDifference(step.before, step.after, event);
      listening.forEach((audience, at) => {
        const changes =
          kind === 'naive' ? difference(audience, step.before, step.after, event, among) : shared.for(audience);
        for (const one of changes) gathered[at]!.add(one);
      });
    }
    const made = gathered.map((one, at) => {
      const changes = one.take();
      if (turn === 0 && changes.length > 0) classes.add(changes);
      const message = {
        operation: DIRECTORY,
        prev: `${at}`.padEnd(70),
        next: `${at}`.padEnd(70),
        changes,
        answered: [],
      };
      return (kind === 'naive' ? new Frames() : frames).of('batch', message).packed;
    });
    sockets.forEach((socket, at) => {
      const frame = made[at % made.length]!;
      bytes += frame.length;
      socket.write(frame);
    });
    await new Promise((resume) => setImmediate(resume));
  }
  const { user, system } = process.cpuUsage(before);
  await until(() => sockets.every(({ writableLength }) => writableLength === 0));
  return { cost: (user + system) / TICKS / CLIENTS, bytes: bytes / TICKS / CLIENTS, classes: classes.size };
}

const results: Result[] = [];
for (const changes of [1, 40]) {
  const rounds: Record<(typeof KINDS)[number], Sent[]> = { one: [], shared: [], naive: [] };
  for (let turn = 0; turn < ROUNDS; turn++) for (const kind of KINDS) rounds[kind].push(await sending(kind, changes));
  const cost = (kind: (typeof KINDS)[number]) => median(rounds[kind].map((one) => one.cost));
  const bytes = (kind: (typeof KINDS)[number]) => Math.round(median(rounds[kind].map((one) => one.bytes)));
  const many = Math.max(...rounds.shared.map(({ classes }) => classes));
  for (const kind of ['shared', 'naive'] as const) {
    const ratio = median(rounds[kind].map((one, turn) => one.cost / rounds.one[turn]!.cost));
    results.push({
      id: 'P-S5',
      metric: `ticks of ${changes} changes, ${CLIENTS} connections, 64 audiences${kind === 'shared' ? ` in ${many} sharing classes` : ' with nothing shared'}: processor time of a frame of ${bytes(kind)} bytes (baseline: one audience, ${bytes('one')} bytes)`,
      value: round(cost(kind)),
      unit: 'µs',
      baseline: round(cost('one')),
      ratio: round(ratio),
      ...(kind === 'shared' && { target: '<= 1.25', met: ratio <= 1.25 }),
    });
  }
}
results.push({ id: 'P-S5', metric: 'load average of the machine', value: round(loadavg()[0]!), unit: '' });
for (const socket of sockets) socket.destroy();
sink.close();
print('classes', results);
process.exit(0);
