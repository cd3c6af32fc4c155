import type { Actor } from '../../shared/domain/decision.ts';
import { READINGS, type Role } from '../../shared/domain/vocabulary.ts';
import { belongsToDirectory, type CommandType } from '../../shared/domain/commands.ts';
import { get, type View } from '../../shared/domain/world.ts';
import { face } from '../../shared/sharing/face.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { targetOf } from '../../shared/domain/decide.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { fromMs } from '../../shared/time.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { RandomCommands, type Names } from './historiesCommands.ts';
import { Dice } from './historiesDice.ts';
import { audienceFor } from '../../server/commands/sight.ts';
import type { Kind } from '../../shared/domain/entity.ts';
import { actorIn } from '../../server/worlds/worlds.ts';
import { CoreNode } from './historiesNode.ts';

export interface Said {
  readonly operation: string;
  readonly user: string;
  readonly message: {
    commandId: string;
    type: string;
    data: Record<string, unknown>;
    ifVersion?: number;
    madeAt?: string;
  };
}

/** A place with people and records in it, as the rows that made it. */
export interface Furnished {
  readonly now: number;
  readonly organisations: readonly string[];
  readonly leading: readonly string[];
  readonly others: readonly string[];
  readonly guests: readonly string[];
  readonly circles: readonly string[];
  readonly operation: string;
  readonly homes: ReadonlyMap<string, string>;
  readonly rows: ReadonlyMap<string, readonly { readonly touches: readonly string[]; readonly body: string }[]>;
}

/** Roles of the people of each organisation: somebody who may, somebody who may a little, somebody who may not. */
const STAFF: readonly (readonly Role[])[] = [['coordinator', 'liaison', 'owner'], ['responder', 'owner'], ['viewer']];

/**
 * A random history: organisations, people, circles, clients, one or two operations, and commands of every kind, right and
 * wrong, by people who may and who may not, while the clock moves. Everything follows from the seed.
 */
export class History {
  readonly seed: number;
  readonly dice: Dice;
  readonly store = openMemoryStore();
  readonly nodes: CoreNode[];
  readonly names: Names;
  readonly commands: RandomCommands;
  readonly said: Said[] = [];
  readonly outcomes: Outcome[] = [];
  readonly cursorKey: Uint8Array;
  admin = '';
  #leading: string[] = [];
  now = Date.parse('2026-03-01T10:00:00.000Z');

  private constructor(seed: number, nodes: number) {
    this.seed = seed;
    this.dice = new Dice(seed);
    this.cursorKey = new Dice(seed ^ 0x5eed).bytes(32);
    this.nodes = Array.from({ length: nodes }, () => this.newNode());
    const records = {
      asset: [],
      incident: [],
      task: [],
      note: [],
      attachment: [],
      release: [],
      reading: [],
      scenario: [],
    };
    const people = { organisations: [], users: [], circles: [], operations: [], agreements: [], guests: [] };
    this.names = { ...people, records, needs: [] };
    this.commands = new RandomCommands(this.dice, this.names, () => this.now);
  }

  newNode(): CoreNode {
    return new CoreNode(this.store, () => this.now, this.cursorKey);
  }

  static async begin(seed: number, options: { nodes?: number } = {}): Promise<History> {
    const history = new History(seed, options.nodes ?? 1);
    await history.#furnish();
    await history.#begun();
    return history;
  }

  /** A history that goes on from a place that was furnished before: its rows are stored as they are. */
  static async at(seed: number, place: Furnished): Promise<History> {
    const history = new History(seed, 1);
    const { names, commands } = history;
    names.organisations.push(...place.organisations);
    names.users.push(...place.leading, ...place.others);
    names.circles.push(...place.circles);
    names.guests.push(...place.guests);
    names.operations.push(place.operation);
    for (const [user, home] of place.homes) commands.homes.set(user, home);
    history.#leading = [...place.leading];
    history.now = place.now;
    for (const [operation, events] of place.rows)
      await history.store.log.append({ operation, expectedHead: 0, events, receipts: [] });
    history.node.worlds.hold(place.operation);
    await history.node.followEverything();
    return history;
  }

  get node(): CoreNode {
    return this.nodes[0]!;
  }

  async #furnish(): Promise<void> {
    const { dice, names, commands } = this;
    const count = 3 + dice.below(3);
    for (let index = 0; index < count; index++) names.organisations.push(dice.id());
    for (const organisationId of names.organisations) {
      const name = commands.canary(`organisation:${organisationId}`);
      await this.#make('organisation.register', {
        organisationId,
        name,
        shortName: 'O',
        kind: 'operator',
        country: 'ES',
      });
    }
    const homes = names.organisations.flatMap((home) => STAFF.map((roles) => ({ home, roles, userId: dice.id() })));
    for (const { userId, home } of homes) {
      names.users.push(userId);
      commands.homes.set(userId, home);
      await this.#make('user.register', { userId, name: commands.canary(`user:${userId}`), organisation: home });
    }
    this.admin = names.users[0]!;
    // Of each organisation the first named is its coordinator.
    this.#leading = names.users.filter((_, index) => index % STAFF.length === 0);
    await this.#make('user.setRoles', { userId: this.admin, operation: DIRECTORY, roles: ['admin'] });
    for (let index = 0; index < 2 + dice.below(3); index++) {
      const circleId = dice.id();
      names.circles.push(circleId);
      const members = dice.some(names.organisations, 3);
      const owner = dice.pick(names.organisations);
      await this.#make('circle.create', { circleId, name: commands.canary(`circle:${circleId}`), members, owner });
    }
    for (const organisationId of dice.some(names.organisations, 2)) {
      const clients = dice.some(
        names.organisations.filter((one) => one !== organisationId),
        2,
      );
      await this.#make('organisation.setClients', { organisationId, clients });
    }
    for (let index = 0; index < 1 + dice.below(2); index++) {
      const operationId = dice.id();
      names.operations.push(operationId);
      const defaultTlp = dice.pick(['TLP:GREEN', 'TLP:AMBER', 'TLP:GREEN', 'TLP:RED'] as const);
      const kind = dice.pick(['live', 'exercise'] as const);
      const participants = dice.chance(0.7) ? names.organisations : names.organisations.slice(1);
      const name = commands.canary(`operation:${operationId}`);
      await this.#make('operation.create', { operationId, name, kind, defaultTlp, participants });
      for (const { userId, home, roles } of homes) {
        const more: Role[] = userId === names.users[0] ? ['director'] : [];
        if (participants.includes(home))
          await this.#make('user.setRoles', { userId, operation: operationId, roles: [...roles, ...more] });
      }
    }
    for (const node of this.nodes) {
      await node.followEverything();
      for (const operation of names.operations) node.worlds.hold(operation);
    }
  }

  /** Guests of some organisations, with and without a cap that lets much through. */
  async #invite(): Promise<void> {
    for (const sponsor of this.#leading.slice(0, 2 + this.dice.below(2))) {
      this.#speakAs(sponsor, DIRECTORY);
      const data = {
        ...this.commands.data('guest.invite', DIRECTORY),
        operation: this.dice.pick(this.names.operations),
      };
      await this.say({
        operation: DIRECTORY,
        user: sponsor,
        message: { commandId: this.dice.id(), type: 'guest.invite', data },
      });
      await this.node.followEverything();
    }
  }

  /** Something to talk about, so that a history need not begin with refusals. */
  async #begun(): Promise<void> {
    const types = [
      'asset.register',
      'asset.register',
      'incident.report',
      'task.create',
      'asset.register',
      'incident.addNote',
    ] as const;
    await this.#invite();
    for (let index = 0; index < 24; index++) {
      await this.say(this.next(types[index % types.length]));
      await this.node.followEverything();
    }
    for (const node of this.nodes) await node.followEverything();
  }

  async #make(type: CommandType, data: Record<string, unknown>): Promise<void> {
    const actor: Actor = {
      user: this.names.users[0] ?? 'nobody',
      organisation: this.names.organisations[0]!,
      roles: ['admin'],
    };
    const message = { commandId: this.dice.id(), type, data };
    const outcome = await this.node.pipeline.submitAs(DIRECTORY, actor, message);
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
    await this.node.follow(DIRECTORY);
  }

  /** What somebody says next. */
  next(wanted?: CommandType): Said {
    const { dice, names, commands } = this;
    if (!wanted && this.said.length > 0 && dice.chance(0.04)) return this.#repeated();
    const type = wanted ?? commands.type();
    const directory = belongsToDirectory(type);
    const operation = directory !== dice.chance(0.02) ? DIRECTORY : dice.pick(names.operations);
    const user =
      (directory || /^(clock|operation)/.test(type)) && dice.chance(0.7) ? this.admin : this.#speaker(operation);
    this.#speakAs(user, operation);
    let data = commands.data(type, operation);
    if (dice.chance(0.04)) data = commands.broken(data);
    const ifVersion = dice.chance(0.1) ? this.#version(user, operation, type, data) : undefined;
    const madeAt = dice.chance(0.15)
      ? fromMs(this.now + dice.pick([-9 * 86_400_000, -3_600_000, -5000, 1000, 60_000]))
      : undefined;
    const message = {
      commandId: dice.id(),
      type,
      data,
      ...(ifVersion !== undefined && { ifVersion }),
      ...(madeAt !== undefined && { madeAt }),
    };
    return { operation, user, message };
  }

  #speaker(operation: string): string {
    const { dice, names } = this;
    const leading = this.#leading;
    const stream = this.node.worlds.operation(operation);
    const view = stream && this.node.worlds.confirmedView(stream, fromMs(this.now));
    let user = dice.pick(names.users);
    for (let tries = dice.below(7); tries > 0 && view && !actorIn(view, user); tries--)
      user = dice.pick(dice.chance(0.7) ? leading : names.users);
    return user;
  }

  #speakAs(user: string, operation: string): void {
    const { commands } = this;
    commands.seen = commands.owned = () => true;
    commands.twins = () => [];
    commands.home = undefined;
    const stream = this.node.worlds.operation(operation);
    if (!stream) return;
    const view = this.node.worlds.confirmedView(stream, fromMs(this.now));
    const organisation = get(view, 'user', user)?.organisation;
    if (!organisation) return;
    commands.home = organisation;
    const audience = audienceFor({ user, organisation, roles: user === this.admin ? ['admin'] : [] }, view);
    const shown = (kind: string, id: string) =>
      face(audience, kind as Kind, id, view) as { owner?: string } | undefined;
    commands.seen = (kind, id) => shown(kind, id) !== undefined;
    commands.owned = (kind, id) => shown(kind, id)?.owner === organisation;
    let twins: string[] | undefined;
    commands.twins = () => (twins ??= twinIds(view).filter((id) => shown('asset', id) !== undefined));
  }

  #repeated(): Said {
    const before = this.dice.pick(this.said);
    if (this.dice.chance(0.6)) return before;
    const type = this.commands.type();
    return {
      ...before,
      message: { commandId: before.message.commandId, type, data: this.commands.data(type, before.operation) },
    };
  }

  #version(user: string, operation: string, type: string, data: Record<string, unknown>): number | undefined {
    const target = targetOf({ type, data });
    const stream = this.node.worlds.operation(operation);
    if (!target || !stream || this.dice.chance(0.2)) return this.dice.below(1e9);
    const view = this.node.worlds.confirmedView(stream, fromMs(this.now));
    const organisation = get(view, 'user', user)?.organisation;
    return organisation ? face(audienceOf(view, organisation, user), target.kind, target.id, view)?.version : undefined;
  }

  /** Moves the clock: mostly a little, sometimes past deadlines. */
  passTime(): void {
    const { dice } = this;
    if (dice.chance(0.6)) this.now += dice.below(20_000);
    else if (dice.chance(0.5)) this.now += dice.below(1_200_000);
  }

  async say(said: Said = this.next(), node: CoreNode = this.node): Promise<Outcome> {
    const outcome = await node.pipeline.submit(said.operation, said.user, said.message);
    this.said.push(said);
    this.outcomes.push(outcome);
    if (outcome.outcome === 'refused' && this.dice.chance(0.9)) this.commands.neverMade(said.message.data);
    return outcome;
  }

  /** An entry of the read journal, as the server itself makes them. */
  async read(): Promise<Outcome> {
    const { dice, names, commands } = this;
    const operation = dice.pick(names.operations);
    const user = this.#speaker(operation);
    const readingId = dice.id();
    names.records.reading.push(readingId);
    const kind = dice.pick(['asset', 'incident', 'task', 'note'] as const);
    const on = dice.pick(names.records[kind].slice(-12));
    return this.node.pipeline.record(operation, user, {
      readingId,
      what: dice.pick(READINGS),
      owners: dice.some(names.organisations, 3),
      ...(on !== undefined && dice.chance(0.6) && { on: { kind, id: on } }),
      ...(dice.chance(0.6) && { reason: commands.canary(`reading:${readingId}`, true) }),
      ...(dice.chance(0.2) && { of: dice.pick(names.organisations) }),
    });
  }

  /** A row that this build cannot read, naming records that exist; as a newer node or a broken disk would leave it. */
  async appendUnknown(operation: string): Promise<string[]> {
    const { dice, names } = this;
    const kind = dice.pick(['asset', 'incident', 'task', 'note'] as const);
    const id = names.records[kind].at(-1 - dice.below(3)) ?? dice.id();
    const touches = [`${kind}:${id}`];
    const by = { organisation: dice.pick(names.organisations), user: dice.pick(names.users) };
    const at = fromMs(this.now);
    const event = {
      type: `${kind}.statusChanged`,
      v: 1,
      by,
      at,
      realAt: at,
      entities: [{ kind, id }],
      data: {},
      directory: 0,
    };
    const body = dice.pick([
      '{"type":"asset.status',
      'null',
      JSON.stringify({ ...event, type: `${kind}.hushed` }),
      JSON.stringify({ ...event, v: 99 }),
      JSON.stringify({ ...event, data: { marking: 7 }, type: 'sharing.marked' }),
      JSON.stringify({ ...event, entities: [null] }),
    ]);
    const expectedHead = await this.store.log.head(operation);
    await this.store.log.append({ operation, expectedHead, events: [{ touches, body }], receipts: [] });
    return touches;
  }

  troubles(): unknown[] {
    return this.nodes.flatMap((node) => node.troubles);
  }
}

/** The ids of all coarse twins there are. */
const twinIds = (view: View): string[] =>
  [...view.operation.keys()].filter((key) => view.operation.exactOf(key) !== undefined).map((key) => key.slice(6));
