import { createHash } from 'node:crypto';
import type { Actor } from '../../shared/domain/decision.ts';
import type { Kind } from '../../shared/domain/entity.ts';
import type { CommandInput, CommandType } from '../../shared/domain/commands.ts';
import type { FaceOf } from '../../shared/domain/records.ts';
import type { Role } from '../../shared/domain/vocabulary.ts';
import { DIRECTORY, uuidFrom } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import { face } from '../../shared/sharing/face.ts';
import { fromMs } from '../../shared/time.ts';
import { createPipeline } from '../../server/commands/pipeline.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { createTail, type Tail } from '../../server/tail/tail.ts';
import { actorIn, Worlds } from '../../server/worlds/worlds.ts';

/** An id that a name stands for: tests speak of names. */
export const id = (name: string): string => uuidFrom(new Uint8Array(createHash('sha256').update(name).digest()));

export interface Cast {
  /** Organisation -> country. */
  readonly organisations: readonly string[];
  /** User -> organisation and roles. */
  readonly users: Readonly<Record<string, readonly [string, ...Role[]]>>;
  readonly circles?: Readonly<Record<string, readonly [owner: string, ...members: string[]]>>;
  readonly clients?: Readonly<Record<string, readonly string[]>>;
  readonly defaultTlp?: 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT';
  readonly kind?: 'live' | 'exercise';
}

/**
 * A whole server core in one process over the memory store: real pipeline, real tail, real faces, and a clock that the
 * test moves. People and records are named; names become ids.
 */
export class House {
  readonly operation = id('operation');
  readonly worlds = new Worlds();
  readonly store = openMemoryStore();
  now = Date.parse('2026-03-01T10:00:00Z');
  #tail!: Tail;
  #pipeline!: ReturnType<typeof createPipeline>;
  #commands = 0;
  readonly troubles: unknown[] = [];

  static async of(cast: Cast): Promise<House> {
    const house = new House();
    const onTrouble = (error: unknown) => house.troubles.push(error);
    house.#tail = await createTail({ log: house.store.log, worlds: house.worlds, onTrouble });
    house.#pipeline = createPipeline({
      log: house.store.log,
      worlds: house.worlds,
      now: () => house.now,
      caughtUp: house.#tail.caughtUp,
      onTrouble,
    });
    await house.#furnish(cast);
    return house;
  }

  async #furnish(cast: Cast): Promise<void> {
    for (const name of cast.organisations) {
      const kind = 'operator' as const;
      await this.admin('organisation.register', {
        organisationId: id(name),
        name,
        shortName: name,
        kind,
        country: 'ES',
      });
    }
    for (const [name, [organisation]] of Object.entries(cast.users)) {
      await this.admin('user.register', { userId: id(name), name, organisation: id(organisation) });
    }
    for (const [name, [owner, ...members]] of Object.entries(cast.circles ?? {})) {
      await this.admin('circle.create', { circleId: id(name), name, owner: id(owner), members: members.map(id) });
    }
    for (const [name, clients] of Object.entries(cast.clients ?? {})) {
      await this.admin('organisation.setClients', { organisationId: id(name), clients: clients.map(id) });
    }
    await this.admin('operation.create', {
      operationId: this.operation,
      name: 'Test',
      kind: cast.kind ?? 'live',
      defaultTlp: cast.defaultTlp ?? 'TLP:GREEN',
      participants: cast.organisations.map(id),
    });
    for (const [name, [, ...roles]] of Object.entries(cast.users)) {
      await this.admin('user.setRoles', { userId: id(name), operation: this.operation, roles });
    }
    await this.#tail.hold(this.operation);
  }

  /** A command to the directory by the platform's administrator; must be accepted. */
  async admin<T extends CommandType>(type: T, data: CommandInput<T>): Promise<void> {
    const actor: Actor = { user: id('admin'), organisation: id('administration'), roles: ['admin'] };
    const outcome = await this.#pipeline.submitAs(DIRECTORY, actor, { commandId: this.nextCommandId(), type, data });
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
    await this.#tail.caughtUp(DIRECTORY, this.worlds.directory.world.head);
  }

  nextCommandId(): string {
    return id(`command ${++this.#commands}`);
  }

  /** A command by a named user; returns the outcome. */
  async say<T extends CommandType>(
    user: string,
    type: T,
    data: CommandInput<T>,
    more: { ifVersion?: number; madeAt?: string; commandId?: string } = {},
  ): Promise<Outcome> {
    const { commandId = this.nextCommandId(), ...rest } = more;
    const outcome = await this.#pipeline.submit(this.operation, id(user), { commandId, type, data, ...rest });
    const stream = this.worlds.operation(this.operation)!;
    await this.#tail.caughtUp(this.operation, stream.world.head);
    return outcome;
  }

  /** A command by a named user to the directory. */
  async sayToDirectory<T extends CommandType>(user: string, type: T, data: CommandInput<T>): Promise<Outcome> {
    const outcome = await this.#pipeline.submit(DIRECTORY, id(user), { commandId: this.nextCommandId(), type, data });
    await this.#tail.caughtUp(DIRECTORY, this.worlds.directory.world.head);
    return outcome;
  }

  /** A command that must be accepted. */
  async does<T extends CommandType>(
    user: string,
    type: T,
    data: CommandInput<T>,
    more: { madeAt?: string } = {},
  ): Promise<void> {
    const outcome = await this.say(user, type, data, more);
    if (outcome.outcome !== 'accepted') throw new Error(`${user} ${type}: ${outcome.code} ${outcome.message}`);
  }

  view() {
    return this.worlds.confirmedView(this.worlds.operation(this.operation)!, fromMs(this.now));
  }

  sees<K extends Kind>(user: string, kind: K, name: string): FaceOf[K] | undefined {
    const view = this.view();
    const actor = actorIn(view, id(user));
    if (!actor) throw new Error(`${user} has no part in the operation`);
    return face(audienceOf(view, actor.organisation, actor.user), kind, id(name), view);
  }

  /** Which of these users see the record. */
  whoSees(kind: Kind, name: string, users: readonly string[]): string[] {
    return users.filter((user) => this.sees(user, kind, name) !== undefined);
  }

  async close(): Promise<void> {
    this.#tail.stop();
    await this.store.close();
  }
}
