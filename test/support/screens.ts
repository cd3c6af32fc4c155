import { createHash } from 'node:crypto';
import { memoryStorage } from '../../client/platform/memoryStorage.ts';
import { createTocsinOver, type HeadlessTocsin } from '../../client/store/headless.ts';
import { Picture } from '../../client/store/picture.ts';
import { parseCommand } from '../../client/store/parseCommand.ts';
import type { DeviceStorage } from '../../client/sync/storage.ts';
import { canonicalJson } from '../../shared/canonical.ts';
import { KINDS } from '../../shared/domain/entity.ts';
import type { Role } from '../../shared/domain/vocabulary.ts';
import type { Records } from '../../shared/protocol/down.ts';
import type { HandCrankedTime } from './handCranked.ts';
import { seeded, settle } from './handCranked.ts';
import { id } from './house.ts';
import type { HouseServer } from './houseWire.ts';

/** One device of one person: the very client, over a hand-cranked wire and time, with storage that outlives its pages. */
export class Screen {
  readonly rows = new Map<string, unknown>();
  readonly who: { user: string | undefined };
  readonly time: HandCrankedTime;
  readonly server: HouseServer;
  storage: DeviceStorage;
  tocsin!: HeadlessTocsin;
  #random: () => number;
  #pages = 0;
  readonly seed: number;

  constructor(server: HouseServer, user: string | undefined, time: HandCrankedTime, seed = 1) {
    this.server = server;
    this.who = { user };
    this.time = time;
    this.seed = seed;
    this.#random = seeded(seed);
    this.storage = memoryStorage(this.rows);
    this.load();
  }

  /** A page is loaded: nothing is left of the one before but what the device keeps. */
  load(): void {
    this.tocsin?.stop();
    this.#pages += 1;
    const salt = `${this.seed}/${this.#pages}`;
    let made = 0;
    this.tocsin = createTocsinOver({
      wire: this.server.wire(this.who),
      storage: this.storage,
      clock: () => this.time.now,
      random: {
        fraction: this.#random,
        bytes: (count) => new Uint8Array(createHash('sha256').update(`${salt}/${made++}`).digest()).subarray(0, count),
      },
      timers: this.time,
      parse: parseCommand,
    });
  }

  async open(): Promise<void> {
    await this.tocsin.start();
    this.tocsin.openOperation(this.server.house.operation);
    await settle();
  }

  get state() {
    return this.tocsin.store.getState();
  }
  /** The confirmed faces, in canonical form. */
  confirmed(): string {
    return canonicalFaces(Object.fromEntries(KINDS.map((kind) => [kind, [...this.tocsin.sync.faces[kind].values()]])));
  }
  /** What would be shown if every pending command were replayed from the start. */
  shownAnew(): string {
    const { sync } = this.tocsin;
    const { me, operationId } = this.state;
    if (!me || operationId === undefined || !sync.ready) return canonicalFaces({});
    const roles = (sync.faces.user.get(me.id)?.roles ?? me.roles[operationId] ?? []) as readonly Role[];
    const picture = new Picture();
    const pending = sync.pending.filter(({ operation }) => operation === operationId);
    picture.reset(sync.faces, operationId, { organisation: me.organisation, user: me.id, roles }, pending);
    return canonicalFaces(Object.fromEntries(KINDS.map((kind) => [kind, [...picture.visible[kind].values()]])));
  }
  /** What is shown, in canonical form. */
  shown(): string {
    return canonicalFaces(Object.fromEntries(KINDS.map((kind) => [kind, [...this.state.faces[kind].values()]])));
  }
}

/** What the server would show a person now. */
export const truthFor = (server: HouseServer, user: string): string =>
  canonicalFaces(server.desk.snapshot(id(user))!.records);

function canonicalFaces(records: Records | Record<string, readonly object[]>): string {
  const byId = (a: object, b: object) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1);
  return canonicalJson(
    Object.fromEntries(
      Object.entries(records)
        .filter(([, list]) => list.length > 0)
        .map(([kind, list]) => [kind, [...(list as readonly object[])].sort(byId)]),
    ),
  );
}

/** Carries, and lets time pass, until every screen has nothing pending and stands level. */
export async function calm(server: HouseServer, time: HandCrankedTime, screens: readonly Screen[]): Promise<void> {
  await server.quiet();
  // The empty batch by the clock: a last batch that was lost is noticed by it.
  server.house.now += 61_000;
  server.desk.tick();
  for (let round = 0; round < 400; round++) {
    await server.quiet();
    await settle();
    const busy = screens.some(
      ({ tocsin }) => tocsin.sync.pending.length > 0 || tocsin.sync.health.state !== 'live' || !tocsin.sync.ready,
    );
    if (!busy && round > 2) return;
    const before = time.now;
    time.step(1000);
    server.house.now += time.now - before;
    await settle();
  }
  throw new Error(
    'not calm after 400 rounds: ' +
      JSON.stringify(screens.map(({ tocsin }) => [tocsin.sync.health.state, tocsin.sync.pending, tocsin.sync.ready])),
  );
}
