import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { createApp, type App } from '../../server/app.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Batch, Outcome, Records } from '../../shared/protocol/down.ts';
import { HeldByScreen } from '../support/heldByScreen.ts';

export interface Person {
  readonly user: string;
  readonly organisation: string;
  readonly token: string;
  readonly sessionId: string;
}

/** Resolves once it is true; says what it waited for when it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 8000): Promise<number> {
  const began = performance.now();
  for (;;) {
    if (await isSo()) return performance.now() - began;
    if (performance.now() - began > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

/** The whole server over SQLite in a folder of its own, listening, with people who are signed in. */
export class WirePlace {
  readonly directory = mkdtempSync(join(tmpdir(), 'tocsin-wire-'));
  readonly pageLimit = new Int32Array(new SharedArrayBuffer(4));
  readonly operation: string = randomUUID();
  readonly troubles: unknown[] = [];
  readonly organisations: string[] = [];
  readonly circle = randomUUID();
  app!: App;
  port = 0;
  root!: Actor;
  /** Milliseconds added to the real clock. */
  ahead = 0;

  static async open(): Promise<WirePlace> {
    const place = new WirePlace();
    const store = await openSqliteStore({ directory: place.directory, pageLimit: place.pageLimit });
    place.app = await createApp({
      store,
      clientDirectory: '/nowhere',
      now: () => Date.now() + place.ahead,
      onTrouble: (error) => place.troubles.push(error),
    });
    await new Promise<void>((listening) => place.app.http.listen(0, '127.0.0.1', listening));
    place.port = (place.app.http.address() as AddressInfo).port;
    await place.#furnish();
    return place;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async #furnish(): Promise<void> {
    this.organisations.push(randomUUID(), randomUUID(), randomUUID());
    this.root = { user: randomUUID(), organisation: this.organisations[0]!, roles: ['admin'] };
    for (const [index, organisationId] of this.organisations.entries()) {
      await this.admin('organisation.register', {
        organisationId,
        name: `Org ${index}`,
        shortName: 'O',
        kind: 'operator',
        country: 'ES',
      });
    }
    const [owner] = this.organisations;
    await this.admin('circle.create', { circleId: this.circle, name: 'Circle', owner, members: this.organisations });
    await this.admin('operation.create', {
      operationId: this.operation,
      name: 'Op',
      kind: 'live',
      participants: this.organisations,
    });
    await this.app.hold(this.operation);
  }

  async admin(type: string, data: object): Promise<void> {
    const outcome = await this.app.pipeline.submitAs(DIRECTORY, this.root, { commandId: randomUUID(), type, data });
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
    await this.app.context.settled(DIRECTORY, this.root.user);
  }

  async person(roles: readonly string[], organisation = 0): Promise<Person> {
    const user = randomUUID();
    const home = this.organisations[organisation]!;
    await this.admin('user.register', { userId: user, name: 'Somebody', organisation: home });
    await this.admin('user.setRoles', { userId: user, operation: this.operation, roles });
    const { token, session } = await this.app.sessions.open(user, {});
    return { user, organisation: home, token, sessionId: session.sessionId };
  }

  connect(person: Pick<Person, 'token'>, options: object = {}): Socket {
    return io(this.url, {
      auth: { token: person.token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...options,
    });
  }

  http(person: Pick<Person, 'token'> | undefined, method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(person && { authorization: `Bearer ${person.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async send(person: Person, commands: unknown, operation = this.operation): Promise<Outcome[]> {
    return (await (await this.http(person, 'POST', `/operations/${operation}/commands`, commands)).json()) as Outcome[];
  }

  async snapshot(person: Person): Promise<{ cursor: string; hash: string; records: Records }> {
    const answer = await this.http(person, 'GET', `/operations/${this.operation}/snapshot`);
    return (await answer.json()) as { cursor: string; hash: string; records: Records };
  }

  /** Open sockets, as the server counts them. */
  connections(): Promise<number> {
    return this.#figure('tocsin_connections');
  }
  /** Readers whose window was dropped, for whatever reason. */
  async readersCut(): Promise<number> {
    const counted = ['bytes', 'time', 'withdrawal'].map((reason) =>
      this.#figure(`tocsin_readers_cut_total{reason="${reason}"}`),
    );
    return (await Promise.all(counted)).reduce((sum, count) => sum + count, 0);
  }
  /** Bytes that wait in the process for readers which do not take them. */
  waiting(): Promise<number> {
    return this.#figure('tocsin_bytes_waiting');
  }
  async #figure(name: string): Promise<number> {
    const figures = await (await fetch(`${this.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(figures)?.[1]);
  }

  get head(): number {
    return this.app.worlds.operation(this.operation)!.confirmed;
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export const report = (more: object = {}) => ({
  commandId: randomUUID(),
  type: 'incident.report',
  data: { incidentId: randomUUID(), title: 'Smoke', ...more },
});

/** A dashboard on a real socket, as a partner's program would write it. */
export class WireScreen extends HeldByScreen {
  readonly socket: Socket;
  byes: { reason: string; operation?: string }[] = [];
  disconnectedAt: number | undefined;
  lastChangeAt = 0;

  constructor(socket: Socket, operation: string) {
    super(operation);
    this.socket = socket;
    this.hear(socket);
    socket.on('bye', (bye: { reason: string; operation?: string }) => this.byes.push(bye));
    socket.on('disconnect', () => (this.disconnectedAt = performance.now()));
  }

  protected override onTaken({ changes }: Batch): void {
    if (changes.length > 0) this.lastChangeAt = performance.now();
  }

  async join(): Promise<{ ok: boolean; code?: string; reset?: boolean }> {
    const cursor = this.cursor;
    return (await this.socket
      .timeout(5000)
      .emitWithAck('join', { operation: this.operation, ...(cursor && { cursor }) })) as {
      ok: boolean;
      code?: string;
    };
  }
}
