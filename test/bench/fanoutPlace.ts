import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../server/app.ts';
import { openSqliteStore } from '../../server/log/sqlite.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Connect, Told } from './fanoutClients.ts';
import { silence, until } from './support.ts';

export const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
/** What a client finds the moment of an event by: microseconds of real time. */
export const stampOf = (at: number): string => `t${Math.round((performance.timeOrigin + at) * 1000)}`;

/** The whole server over SQLite with durable commits, one operation with some assets, and people who look on. */
export class FanoutPlace {
  readonly directory = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  readonly operation: string = randomUUID();
  readonly assets: string[] = [];
  readonly organisations: string[] = [];
  app!: App;
  port = 0;
  author = '';
  readonly #root = randomUUID();

  static async open(assets: number, organisations = 1): Promise<FanoutPlace> {
    const place = new FanoutPlace();
    const store = await openSqliteStore({ directory: place.directory });
    place.app = await createApp({ store, clientDirectory: place.directory, onTrouble: console.error });
    await new Promise<void>((listening) => place.app.http.listen(0, '127.0.0.1', listening));
    place.port = portOf(place.app.http);
    await place.#furnish(assets, organisations);
    return place;
  }

  async #furnish(assets: number, organisations: number): Promise<void> {
    for (let index = 0; index < organisations; index++) {
      const organisationId = randomUUID();
      this.organisations.push(organisationId);
      const named = { name: `Organisation ${index}`, shortName: `O${index}`, kind: 'operator', country: 'ES' };
      await this.admin('organisation.register', { organisationId, ...named });
    }
    const participants = this.organisations;
    await this.admin('operation.create', { operationId: this.operation, name: 'Bench', kind: 'live', participants });
    await this.app.hold(this.operation);
    this.author = await this.person(0, ['owner', 'coordinator']);
    for (let index = 0; index < assets; index++) this.assets.push(randomUUID());
    for (let from = 0; from < assets; from += 1000) {
      const some = this.assets.slice(from, from + 1000);
      await Promise.all(some.map((assetId) => this.must(this.submit('asset.register', { ...asset, assetId }))));
    }
  }

  async admin(type: string, data: object): Promise<void> {
    const actor = { user: this.#root, organisation: this.organisations[0]!, roles: ['admin'] as const };
    await this.must(this.app.pipeline.submitAs(DIRECTORY, actor, { commandId: randomUUID(), type, data }));
    await this.app.context.settled(DIRECTORY, this.#root);
  }

  async person(organisation: number, roles: readonly string[]): Promise<string> {
    const userId = randomUUID();
    await this.admin('user.register', { userId, name: 'Somebody', organisation: this.organisations[organisation] });
    await this.admin('user.setRoles', { userId, operation: this.operation, roles });
    return userId;
  }

  /** A signed-in viewer of an organisation: its token. */
  async viewer(organisation = 0): Promise<string> {
    return (await this.app.sessions.open(await this.person(organisation, ['viewer']), {})).token;
  }

  submit(type: string, data: object): Promise<Outcome> {
    return this.app.pipeline.submit(this.operation, this.author, { commandId: randomUUID(), type, data });
  }

  async must(answer: Promise<Outcome>): Promise<void> {
    const { outcome, code, message } = await answer;
    if (outcome !== 'accepted') throw new Error(`${code}: ${message}`);
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const asset = {
  name: 'Asset',
  sector: 'energy',
  kind: 'substation',
  country: 'ES',
  location: { lat: 40, lon: -3 },
};

/** The process in which the clients live, so that the processor time counted is the server's. */
export class FanoutClients {
  readonly #process: ChildProcess;
  heard: number[] = [];
  probed: number[] = [];
  told: Told = { joined: 0, frames: 0, bytes: 0, parsed: 0, heard: [], probed: [], cpu: 0 };

  constructor() {
    this.#process = fork(join(import.meta.dirname, 'fanoutClients.ts'), []);
    this.#process.on('message', (told: Told) => {
      this.told = told;
      for (const one of told.heard) this.heard.push(one);
      for (const one of told.probed) this.probed.push(one);
    });
  }

  /** Whoever was connected before is cut; resolves once all have joined and what they were first shown has arrived. */
  async connect(connect: Connect): Promise<void> {
    this.told = { ...this.told, joined: 0 };
    this.#process.send({ cut: true });
    await new Promise((resume) => setTimeout(resume, 100));
    this.#process.send({ connect });
    await until(() => this.told.joined === connect.clients, 120);
    await this.quiet();
    this.heard = [];
    this.probed = [];
  }

  /** Nothing has come for half a second. */
  quiet(): Promise<void> {
    return silence(() => this.told.frames, 500);
  }

  cut(): void {
    this.#process.send({ cut: true });
  }
  kill(): void {
    this.#process.disconnect();
    this.#process.kill();
  }
}
