import type { Actor } from '../../shared/domain/decision.ts';
import { KINDS, keyOfRef, refOf, type EntityRef, type Key } from '../../shared/domain/entity.ts';
import type { AnyFace, AnyRecord } from '../../shared/domain/records.ts';
import { emptyFaces, mapOf, type FaceMaps } from '../sync/confirmed.ts';
import { replay, type Replayable, type Replayed } from './replay.ts';
import { ANY_TASK, type Scene } from './sight.ts';

/**
 * What is visible: the confirmed faces with the pending commands replayed over them, in their order.
 *
 * P1. Visible = replaying all pending commands over the confirmed faces. P2. Only commands that read or wrote what
 * changed are replayed again, with whatever hangs together with them: the rest would come out the same. P3. A face that
 * no pending command wrote is the confirmed one, the same object.
 */
export class Picture {
  readonly visible: FaceMaps = emptyFaces();
  #confirmed: FaceMaps = emptyFaces();
  #pending: readonly Replayable[] = [];
  /** Each pending command's place in the order they were made. */
  #turns = new Map<string, { turn: number; command: Replayable }>();
  #turn = 0;
  #results = new Map<string, Replayed>();
  /** The pending commands that read or wrote a key, in their order. */
  #users = new Map<Key, Set<string>>();
  #overlay = new Map<Key, { record: AnyRecord; face: AnyFace; by: string }>();
  #tasks: Map<string, EntityRef[]> | undefined;
  #actor: Actor | undefined;
  #operationId = '';

  readonly scene: Scene;

  constructor() {
    const actor = () => this.#actor ?? { organisation: '', user: '', roles: [] };
    const operation = () => this.#operationId;
    this.scene = {
      get operationId() {
        return operation();
      },
      get actor() {
        return actor();
      },
      face: (kind, id) => mapOf(this.visible, kind).get(id),
      record: (key) => this.#overlay.get(key)?.record,
      tasksOf: (incident) => this.#tasksOf(incident),
    };
  }

  /** Shows another operation, or the same one anew; whatever is pending for it is replayed. */
  reset(confirmed: FaceMaps, operationId: string, actor: Actor | undefined, pending: readonly Replayable[]): void {
    this.#confirmed = confirmed;
    this.#operationId = operationId;
    this.#actor = actor;
    this.#pending = pending;
    this.#turns.clear();
    this.#results.clear();
    this.#users.clear();
    this.#overlay.clear();
    this.#tasks = undefined;
    for (const kind of KINDS) {
      const map = mapOf(this.visible, kind);
      map.clear();
      for (const [id, face] of mapOf(confirmed, kind)) map.set(id, face);
    }
    for (const command of pending) this.#play(this.#enrol(command));
  }

  /** Takes in what was confirmed and what is pending now. Answers the refs whose visible face is another one. */
  update(changed: readonly EntityRef[], pending: readonly Replayable[], actor: Actor | undefined): EntityRef[] {
    const { gone, fresh } = this.#compare(pending);
    const outOfTurn = fresh.some(({ commandId }) => this.#results.has(commandId));
    if (outOfTurn || JSON.stringify(actor) !== JSON.stringify(this.#actor)) {
      const before = [...this.#overlay.keys()];
      this.reset(this.#confirmed, this.#operationId, actor, pending);
      return [...new Set([...before, ...this.#overlay.keys(), ...changed.map(keyOfRef)])].map(refOf);
    }
    const affected = new Set<Key>();
    for (const ref of changed) {
      affected.add(keyOfRef(ref));
      if (ref.kind === 'task') affected.add(ANY_TASK);
    }
    for (const { commandId } of gone) {
      for (const key of this.#results.get(commandId)?.writes.keys() ?? []) affected.add(key);
      this.#forget(commandId);
      this.#turns.delete(commandId);
    }
    this.#pending = pending;
    const again = this.#closure(affected);
    const before = new Map<Key, AnyFace | undefined>();
    for (const key of affected) {
      if (key === ANY_TASK) continue;
      before.set(key, this.#visible(key));
      this.#overlay.delete(key);
      this.#show(key);
    }
    for (const command of again) {
      this.#forget(command.commandId);
      this.#play(command, before);
    }
    for (const command of fresh) this.#play(this.#enrol(command), before);
    return [...before].filter(([key, face]) => this.#visible(key) !== face).map(([key]) => refOf(key));
  }

  /** Whether what is shown of a record is not confirmed yet: the "sending" dot. */
  isPending(ref: EntityRef): boolean {
    return this.#overlay.has(keyOfRef(ref));
  }
  confirmed(ref: EntityRef): AnyFace | undefined {
    return mapOf(this.#confirmed, ref.kind).get(ref.id);
  }
  /** The last pending command that changed what is shown of a record. */
  lastWriter(ref: EntityRef): string | undefined {
    return this.#overlay.get(keyOfRef(ref))?.by;
  }
  result(commandId: string): Replayed | undefined {
    return this.#results.get(commandId);
  }
  /** What a command would make of what is shown now; nothing is changed. */
  tryOut(command: Replayable): Replayed {
    return replay(command, this.scene, this.#reader());
  }

  /** Those that are pending no longer, and those that are new: new ones are made at the end. */
  #compare(pending: readonly Replayable[]): { gone: readonly Replayable[]; fresh: readonly Replayable[] } {
    const gone: Replayable[] = [];
    let next = 0;
    for (const command of this.#pending) {
      const now = pending[next];
      if (now?.commandId === command.commandId && now.data === command.data) next += 1;
      else gone.push(command);
    }
    return { gone, fresh: pending.slice(next) };
  }

  #enrol(command: Replayable): Replayable {
    this.#turns.set(command.commandId, { turn: this.#turn++, command });
    return command;
  }

  /** Grows `affected` by whatever hangs together with it, and answers the commands to replay, in order. */
  #closure(affected: Set<Key>): Replayable[] {
    const found = new Set<string>();
    const open = [...affected];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (key.startsWith('task:') && !affected.has(ANY_TASK)) {
        affected.add(ANY_TASK);
        open.push(ANY_TASK);
      }
      for (const id of this.#users.get(key) ?? []) {
        if (found.has(id)) continue;
        found.add(id);
        const { reads, writes } = this.#results.get(id)!;
        for (const other of [...reads, ...writes.keys()]) {
          // What no pending command writes comes out the same, whoever reads it.
          if (affected.has(other) || !this.#overlay.has(other)) continue;
          affected.add(other);
          open.push(other);
        }
      }
    }
    return [...found]
      .map((id) => this.#turns.get(id)!)
      .sort((a, b) => a.turn - b.turn)
      .map(({ command }) => command);
  }

  #play(command: Replayable, before?: Map<Key, AnyFace | undefined>): void {
    const result = replay(command, this.scene, this.#reader());
    this.#results.set(command.commandId, result);
    for (const key of [...result.reads, ...result.writes.keys()]) {
      const users = this.#users.get(key);
      if (users) users.add(command.commandId);
      else this.#users.set(key, new Set([command.commandId]));
    }
    for (const [key, { record, face }] of result.writes) {
      if (before && !before.has(key)) before.set(key, this.#visible(key));
      this.#overlay.set(key, { record, face, by: command.commandId });
      this.#show(key);
    }
  }

  #forget(commandId: string): void {
    const result = this.#results.get(commandId);
    if (!result) return;
    this.#results.delete(commandId);
    for (const key of [...result.reads, ...result.writes.keys()]) {
      const users = this.#users.get(key);
      users?.delete(commandId);
      if (users?.size === 0) this.#users.delete(key);
    }
  }

  #visible(key: Key): AnyFace | undefined {
    const { kind, id } = refOf(key);
    return mapOf(this.visible, kind).get(id);
  }

  #show(key: Key): void {
    const { kind, id } = refOf(key);
    const face = this.#overlay.get(key)?.face ?? mapOf(this.#confirmed, kind).get(id);
    if (face) mapOf(this.visible, kind).set(id, face);
    else mapOf(this.visible, kind).delete(id);
    if (kind === 'task') this.#tasks = undefined;
  }

  #reader() {
    const { organisation, user, roles } = this.scene.actor;
    const administrator = this.#operationId === 'directory' && roles.includes('admin');
    const guest = roles.length > 0 && roles.every((role) => role === 'guest');
    return { operationId: this.#operationId, organisation, user, administrator, guest };
  }

  #tasksOf(incident: string): readonly EntityRef[] {
    if (!this.#tasks) {
      this.#tasks = new Map();
      for (const task of this.visible.task.values()) {
        if (task.incidentId === undefined) continue;
        const ref: EntityRef = { kind: 'task', id: task.id };
        const found = this.#tasks.get(task.incidentId);
        if (found) found.push(ref);
        else this.#tasks.set(task.incidentId, [ref]);
      }
    }
    return this.#tasks.get(incident) ?? [];
  }
}
