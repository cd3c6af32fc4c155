import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { createApp, type App } from '../../server/app.ts';
import type { StoredEvent } from '../../server/log/eventLog.ts';
import { openPostgresStore } from '../../server/log/postgres.ts';
import type { Store } from '../../server/log/tables.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import type { CommandType } from '../../shared/domain/commands.ts';
import type { Role } from '../../shared/domain/vocabulary.ts';
import { DIRECTORY, uuidFrom } from '../../shared/ids.ts';
import type { Batch, Joined, Outcome, Reset } from '../../shared/protocol/down.ts';

/** An id that a name stands for. */
export const id = (name: string): string => uuidFrom(new Uint8Array(createHash('sha256').update(name).digest()));

export interface Node {
  readonly app: App;
  readonly store: Store;
  readonly base: string;
  readonly trouble: unknown[];
  close(): Promise<void>;
}

interface NodeOptions {
  readonly store?: Store;
  readonly now?: () => number;
  /** Its doorbell is never heard: only the poll is left. */
  readonly deaf?: boolean;
}

export async function startNode(url: string, { store: given, now, deaf }: NodeOptions = {}): Promise<Node> {
  const store = given ?? (await openPostgresStore({ url, connections: 6 }));
  const trouble: unknown[] = [];
  const heard: Store = deaf ? { ...store, log: { ...store.log, onDoorbell: () => () => {} } } : store;
  const app = await createApp({
    store: heard,
    clientDirectory: '/nowhere',
    onTrouble: (error) => trouble.push(error),
    ...(now && { now }),
  });
  await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
  return {
    app,
    store,
    base: `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`,
    trouble,
    close: () => app.close(),
  };
}

const admin = { user: id('admin'), organisation: id('red'), roles: ['admin'] as const };

/** As the node itself: to the directory. */
export async function administer(node: Node, type: CommandType, data: object): Promise<void> {
  const outcome = await node.app.pipeline.submitAs(DIRECTORY, admin, { commandId: randomUUID(), type, data });
  if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
  await node.app.context.settled(DIRECTORY, admin.user);
}

/** Two organisations, three persons, a circle of both, and an operation that the first made. */
export async function furnish(node: Node): Promise<string> {
  for (const name of ['red', 'blue']) {
    await administer(node, 'organisation.register', {
      organisationId: id(name),
      name,
      shortName: name,
      kind: 'operator',
      country: 'ES',
    });
  }
  for (const [name, home] of [
    ['rosa', 'red'],
    ['rui', 'red'],
    ['bea', 'blue'],
  ] as const) {
    await administer(node, 'user.register', { userId: id(name), name, organisation: id(home) });
  }
  await administer(node, 'circle.create', {
    circleId: id('circle'),
    name: 'Both',
    owner: id('red'),
    members: [id('red'), id('blue')],
  });
  return makeOperation(node, 'operation');
}

export async function makeOperation(node: Node, name: string): Promise<string> {
  const operation = id(name);
  await administer(node, 'operation.create', {
    operationId: operation,
    name,
    kind: 'live',
    participants: [id('red'), id('blue')],
  });
  for (const who of ['rosa', 'rui', 'bea']) await setRoles(node, who, operation, ['coordinator', 'owner', 'liaison']);
  return operation;
}

export const setRoles = (node: Node, who: string, operation: string, roles: Role[]) =>
  administer(node, 'user.setRoles', { userId: id(who), operation, roles });

export const tokenFor = async (node: Node, who: string): Promise<string> =>
  (await node.app.sessions.open(id(who), {})).token;

type Records = Map<string, Record<string, unknown>>;

/** One screen: what a client that keeps to the published rules holds. */
export class Screen {
  readonly socket: Socket;
  readonly operation: string;
  readonly records: Records = new Map();
  readonly byes: { reason: string; operation?: string; at: number }[] = [];
  cursor: string | undefined;
  /** Batches that did not start where the last one ended. */
  gaps = 0;
  heardAt = 0;

  constructor(node: { base: string }, token: string, operation: string) {
    this.operation = operation;
    this.socket = io(node.base, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
    this.socket.on('reset', (reset: Reset) => {
      if ((reset.part ?? 1) === 1) this.records.clear();
      for (const [kind, list] of Object.entries(reset.records))
        for (const record of list) this.records.set(`${kind}:${String(record['id'])}`, record);
      this.cursor = reset.cursor;
    });
    this.socket.on('batch', (batch: Batch) => {
      this.heardAt = performance.now();
      if (batch.prev !== this.cursor) this.gaps += 1;
      this.cursor = batch.next;
      for (const { type, entity, set = {} } of batch.changes) {
        const key = `${entity.kind}:${entity.id}`;
        if (type === 'record.withdrawn') this.records.delete(key);
        else if (type === 'record.revealed') this.records.set(key, set);
        else {
          const merged = { ...this.records.get(key), ...set };
          this.records.set(key, Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)));
        }
      }
    });
    this.socket.on('bye', (bye: { reason: string; operation?: string }) =>
      this.byes.push({ ...bye, at: performance.now() }),
    );
  }

  async join(): Promise<Joined> {
    return (await this.socket.timeout(10_000).emitWithAck('join', { operation: this.operation })) as Joined;
  }

  async send(type: CommandType, data: object, commandId: string = randomUUID(), more: object = {}): Promise<Outcome> {
    const message = { operation: this.operation, commandId, type, data, ...more };
    return (await this.socket.timeout(30_000).emitWithAck('command', message)) as Outcome;
  }

  report(name: string, more: object = {}): Promise<Outcome> {
    return this.send('incident.report', { incidentId: id(name), title: name, ...more });
  }

  shows = (name: string): boolean => this.records.has(`incident:${id(name)}`);

  /** As the server's own snapshot is hashed. */
  hash(): string {
    const byKind: Record<string, unknown[]> = {};
    for (const key of [...this.records.keys()].sort())
      (byKind[key.slice(0, key.indexOf(':'))] ??= []).push(this.records.get(key));
    return hashOf(byKind);
  }
}

export const hashOf = (records: object): string => createHash('sha256').update(canonicalJson(records)).digest('hex');

export async function snapshotHash(node: { base: string }, token: string, operation: string): Promise<string> {
  const response = await fetch(`${node.base}/api/v1/operations/${operation}/snapshot`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { hash: string }).hash;
}

export async function journal(
  store: Store,
  operation: string,
): Promise<{ type: string; commandId: string; by: { user: string } }[]> {
  const rows: StoredEvent[] = [];
  for (;;) {
    const page = await store.log.readAfter(operation, rows.length, 1000);
    if (page.length === 0) break;
    rows.push(...page);
  }
  rows.forEach(({ position }, index) => {
    if (position !== index + 1) throw new Error(`Position ${position} where ${index + 1} should be`);
  });
  return rows.map(({ body }) => JSON.parse(body) as { type: string; commandId: string; by: { user: string } });
}
